"""What each process of `started.py` and of `tests/proofs/kills.py` would otherwise import and read anew.

For the parent of their copies alone: nothing else imports it.
"""

import gc
from pathlib import Path
from typing import Any

from bot import commands as commands
from bot import terminal as terminal
from bot.web import app as app
from dialogs.conversations import read_ahead
from dialogs.interview.chat import Library
from knowledge.lookup.search import Guidance
from storage.administration.demo_cases import every as every
from storage.database import status as status
from storage.database import upgrade as upgrade

READ = Guidance.load
SHIPPED = Guidance.load()


def _read_already(overlay: Path | None = None, **rest: Any) -> Guidance:
    return READ(overlay, **rest) if overlay or rest else SHIPPED


Guidance.load = _read_already  # type: ignore[method-assign]
read_ahead(Library())
gc.freeze()

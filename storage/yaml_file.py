"""The one way in which storage reads its YAML files.

`knowledge/yaml_file.py` and `dialogs/words.py` have the same few lines: knowledge and storage never know each other.
"""

from pathlib import Path
from typing import Any

import yaml

# The parser written in C is ten times faster; where it was not built, the slow one gives the same answer.
Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read(file: Path) -> Any:
    """What the file holds, as lists, dicts and plain values. Raises OSError or yaml.YAMLError."""
    return yaml.load(file.read_text("utf-8"), Loader)  # noqa: S506 - always a safe loader

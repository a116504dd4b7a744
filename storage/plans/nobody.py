"""Whether words for who does a line name anybody. The words that do not are in `nobody.yaml`."""

import re
from functools import cache
from pathlib import Path

from storage import yaml_file

FILE = Path(__file__).with_name("nobody.yaml")


def is_somebody(who: str) -> bool:
    """'The head of year' is; 'nobody', 'not sure', 'n/a', '?' and '' are not."""
    said = " ".join(re.findall(r"\w+", re.sub("['’]", "", who.casefold())))
    return bool(said) and said not in _nobody()


def named(who: str) -> str:
    """The words as they were typed, where they name somebody; '' where they don't."""
    return who if is_somebody(who) else ""


@cache
def _nobody() -> frozenset[str]:
    return frozenset(yaml_file.read(FILE))

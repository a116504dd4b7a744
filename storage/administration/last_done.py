"""When something that a timer does was done last: a note beside the data, which a database that is gone does not take
along.
"""

from datetime import datetime
from enum import StrEnum
from pathlib import Path


class Done(StrEnum):
    """The names of the notes."""

    BACKUP = "last-backup"
    """One was made and counted."""
    PEOPLE = "last-people-from-entra"
    """Every list was taken."""


def note(data_dir: Path, what: Done, now: datetime) -> None:
    """It has been done, whole."""
    data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    file = data_dir / what
    file.touch(mode=0o600)
    file.write_text(now.isoformat(), "ascii")


def last(data_dir: Path, what: Done) -> datetime | None:
    """None where it was never done here, or the note cannot be read."""
    try:
        return datetime.fromisoformat((data_dir / what).read_text("ascii").strip())
    except (OSError, ValueError):
        return None

"""When the last backup was made: a note beside the data, which a database that is gone does not take along."""

from datetime import datetime
from pathlib import Path

NAME = "last-backup"


def note(data_dir: Path, now: datetime) -> None:
    """One has been made and counted."""
    data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    file = data_dir / NAME
    file.touch(mode=0o600)
    file.write_text(now.isoformat(), "ascii")


def last_backup(data_dir: Path) -> datetime | None:
    """None where none was made here, or the note cannot be read."""
    try:
        return datetime.fromisoformat((data_dir / NAME).read_text("ascii").strip())
    except (OSError, ValueError):
        return None

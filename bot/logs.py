"""Logs as JSON, one line each, with the turn they belong to, and never a word that anybody typed.

Our own messages are written with care. Of what others log (the web server, the SDK, asyncio) only the first
line of the pattern is kept, without what was to be filled in; of an error its kind and where it happened,
not what it says, since an error may well repeat what it was given.
"""

import json
import logging
import os
import secrets
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import TextIO

OURS = ("waymark", "bot", "dialogs", "knowledge", "storage")

LARGEST_FILE = 1_000_000
"""Bytes of a terminal's log; the one before it is kept beside it."""

turn_reference: ContextVar[str] = ContextVar("turn_reference", default="")


@contextmanager
def turn() -> Iterator[str]:
    """The short reference of the turn that is under way, or of one that begins here and ends with the block.

    It is in every log line of the turn, and it is what the person is told when the turn fails: one and the same.
    """
    if under_way := turn_reference.get():
        yield under_way
        return
    begun = turn_reference.set(secrets.token_hex(4))
    try:
        yield turn_reference.get()
    finally:
        turn_reference.reset(begun)


class Line(logging.Formatter):
    """A line of JSON: `at` (UTC), `level`, `from`, `message`; `turn`, `reason`, `error`, `where` as there are any."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as one line of JSON, in ASCII."""
        ours = record.name.split(".")[0] in OURS
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "from": record.name,
            "message": record.getMessage() if ours else str(record.msg).split("\n")[0][:200],
        }
        if reference := getattr(record, "turn", "") or turn_reference.get():
            line["turn"] = reference
        if reason := getattr(record, "reason", ""):
            line["reason"] = reason
        if record.exc_info and record.exc_info[1]:
            line["error"] = type(record.exc_info[1]).__name__
            line["where"] = where(record.exc_info[1])
        return json.dumps(line, ensure_ascii=True)


def where(error: BaseException) -> str:
    """File, line and function of each step to an error, and of what caused it. No values."""
    steps = [f"{s.filename}:{s.lineno} {s.name}" for s in traceback.extract_tb(error.__traceback__)]
    cause = error.__cause__ or error.__context__
    before = f"{type(cause).__name__} {where(cause)} | " if cause else ""
    return before + " > ".join(steps)


def set_up(level: str = "INFO", to: TextIO | None = None) -> None:
    """Everything that is logged goes through `Line`; of others only warnings and worse."""
    handler = logging.StreamHandler(to or sys.stderr)
    handler.setFormatter(Line())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    for name in OURS:
        logging.getLogger(name).setLevel(level)
    logging.captureWarnings(True)


@contextmanager
def to_file(file: Path) -> Iterator[None]:
    """Warnings and worse into a file, for whoever has the terminal for talking: the reference they are told is in it.

    Where the file cannot be written, nothing is logged: the conversation is not to fail for that.
    """
    try:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.close(os.open(file, os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o600))
        handler = RotatingFileHandler(file, maxBytes=LARGEST_FILE, backupCount=1, encoding="utf-8")
    except OSError:
        yield
        return
    handler.setFormatter(Line())
    root = logging.getLogger()
    root.addHandler(handler)
    try:
        yield
    finally:
        root.removeHandler(handler)
        handler.close()


def kind_and_place(error: BaseException) -> str:
    """What went wrong and where, for a log: never the message, which could repeat what someone typed."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    place = f"{trace.tb_frame.f_code.co_filename.rsplit('/', 1)[-1]}:{trace.tb_lineno}" if trace else "nowhere"
    return f"{type(error).__name__} at {place}"

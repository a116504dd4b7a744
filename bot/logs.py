"""Logs as JSON, one line each, with the turn they belong to, and never a word that anybody typed.

Our own messages are written with care. Of what others log (the web server, the SDK, asyncio) only the first
line of the pattern is kept, without what was to be filled in; of an error its kind and where it happened,
not what it says, since an error may well repeat what it was given.
"""

import json
import logging
import secrets
import sys
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import TextIO

OURS = ("waymark", "bot", "dialogs", "knowledge", "storage")

turn_reference: ContextVar[str] = ContextVar("turn_reference", default="")


def new_turn() -> str:
    """A short reference for the turn that begins: in every log line of it, and told to a person when it
    fails.
    """
    reference = secrets.token_hex(4)
    turn_reference.set(reference)
    return reference


class Line(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
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

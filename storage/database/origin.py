"""By which way something is done: in the chat, at the desk, by command line, or by itself when its time has come."""

from dataclasses import dataclass
from enum import StrEnum


class Via(StrEnum):
    """By which way something was done. The values are stored: rename none."""

    CHAT = "chat"
    DESK = "desk"
    COMMAND_LINE = "command_line"
    JOB = "job"


@dataclass(frozen=True)
class Origin:
    """`os_user` is who is signed in to the machine, known for the command line only: there a person is named with
    `--as`, and this says who named them. `by` is who is at the desk (an id), where the deed itself names nobody: where
    people and settings are changed.
    """

    via: Via = Via.CHAT
    os_user: str | None = None
    by: str | None = None


CHAT = Origin(Via.CHAT)
DESK = Origin(Via.DESK)
JOB = Origin(Via.JOB)

"""What is asked about once more before it is done: the same command again, with a yes after its reference."""

from dialogs.interview.chat import Chat
from dialogs.interview.typed_signs import trimmed
from dialogs.turn import Reply
from dialogs.words import reply

_YES = "yes"


def named(rest: str) -> tuple[str, bool]:
    """The reference after a command, '' for none; and whether the question was answered with a yes."""
    said = trimmed(rest).split()
    return (said[0] if said else ""), said[1:] == [_YES]


def asked(chat: Chat, command: str, question: str, **params: str) -> list[Reply]:
    """The question, by its key. Its yes says `command`, which ends with the reference, once more."""
    chat.shown.to_confirm = f"{command} {_YES}"
    return [reply(question, choices=("cancel_yes", "cancel_no"), **params)]

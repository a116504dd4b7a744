"""Which command a message is, if it is one: by the spellings of `text/commands.yaml`, in any casing."""

import re

from dialogs.interview.answers import plain
from dialogs.interview.signs import asks, trimmed
from dialogs.words import names, several

LONGEST = 300
"""Characters. A longer text is no command."""
ABOUT_A_RECORD = frozenset({"read", "received", "decide", "add"})
MOST_WORDS_OF_A_COMMAND = 6
"""In the place of own words, more than so many words are the story, not a command."""


def as_command(text: str) -> tuple[str, str] | None:
    """The command that a message is, with what was typed after it; None where it is something else."""
    if len(text) > LONGEST:
        return None
    whole = trimmed(text)
    said = plain(whole.rstrip(" ?")) or plain(whole)
    for name in names("commands.alone"):
        if said in several(f"commands.alone.{name}") or (said == name and "_" in name):  # a button's own value
            return name, ""
    for name in names("commands.with_more"):
        for start in several(f"commands.with_more.{name}"):
            if said.startswith(f"{start} "):
                # by words, not by signs: small letters may be more signs than capitals are
                rest = " ".join(whole.split()[len(start.split()) :])
                return name, trimmed(rest.strip(" ?:"))
    return None


def could_be_the_story(name: str, rest: str, text: str) -> bool:
    """Whether what looks like a command may be own words: 'Open door of the store room', 'Got told by a pupil'."""
    if not rest:
        return False
    if name in ABOUT_A_RECORD:
        return not re.match(r"(the )?(record )?wm-", plain(rest))
    return len(text.split()) > MOST_WORDS_OF_A_COMMAND and not asks(text)


def wants_to_tell(text: str) -> bool | None:
    """The answer to 'shall I take you through it?'; None where the message is something else."""
    said = as_command(text)
    if said:
        return True if said[0] in ("resume", "report") else None
    first = plain(text).partition(",")[0]
    if first in several("choices.yes.spellings"):
        return True
    return False if first in several("choices.no.spellings") else None

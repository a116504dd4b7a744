"""Which command a message is, if it is one: by the spellings of `text/commands.yaml`, in any casing."""

from dialogs.interview.answers import plain
from dialogs.interview.signs import trimmed
from dialogs.words import names, several

LONGEST = 300
"""Characters. A longer text is no command."""
OF_A_NUMBER = frozenset({"resume"})
"""'Carry on with 2' is a command, 'carry on with the lesson' is not."""


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
                rest = trimmed(" ".join(whole.split()[len(start.split()) :]).strip(" ?:"))
                if name not in OF_A_NUMBER or rest.isdecimal():
                    return name, rest
    return None

"""What is typed about people and settings, on the command line or at the desk, checked before anything is written."""

import re

from storage.people.entra import as_uuid
from storage.people.settings import EVERY_CONTACT, ON_CALL
from storage.problems import Problem

PARTS = ("name", "phone", "note", "mail")
"""Of a contact. Only who is on call has a mail address: nobody else's is used."""
LONGEST_NAME = 200
LONGEST_PART = 300
LONGEST_MAIL = 254


class NotTaken(Problem):
    """What was typed cannot be used. `reason` is the key of the sentence that says what would be."""

    def __init__(self, reason: str, **params: str | int) -> None:
        self.reason, self.params = reason, params
        super().__init__(reason)


def name(text: str) -> str:
    """A name on one line. Raises NotTaken."""
    typed = " ".join(text.split())
    if not typed or len(typed) > LONGEST_NAME or not typed.isprintable():
        raise NotTaken("not_a_name", longest=LONGEST_NAME)
    return typed


def login(text: str) -> str | None:
    """Lower case, so that it is typed in one way only; None where none is given. Raises NotTaken."""
    if not text:
        return None
    if not re.fullmatch(r"[a-z0-9][a-z0-9._-]{0,63}", text):
        raise NotTaken("not_a_login", name=text)
    return text


def mail(text: str) -> str | None:
    """One address and nothing beside it, which could carry a second recipient or a header. Raises NotTaken."""
    if not text:
        return None
    one = r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+"
    if len(text) > LONGEST_MAIL or not re.fullmatch(one, text):
        raise NotTaken("not_a_mail")
    return text


def entra(tenant: str, object_id: str) -> tuple[str | None, str | None]:
    """Both, spelled as Teams sends them, or neither. Raises NotTaken."""
    if not tenant and not object_id:
        return None, None
    known = as_uuid(tenant), as_uuid(object_id)
    if None in known:
        raise NotTaken("not_an_entra_id")
    return known


def contact(key: str, *given: str) -> dict[str, str]:
    """Name, telephone, note and mail of a contact, each of which may be empty and is then left out. Raises NotTaken."""
    if key not in EVERY_CONTACT:
        raise NotTaken("not_a_contact", text=key, allowed=", ".join(EVERY_CONTACT))
    parts = [" ".join(part.split()) for part in given]
    if any(len(part) > LONGEST_PART or not part.isprintable() for part in parts):
        raise NotTaken("too_long", longest=LONGEST_PART)
    filled = {part: typed for part, typed in zip(PARTS, parts, strict=False) if typed}
    if mail(filled.get("mail", "")) and key != ON_CALL:
        raise NotTaken("mail_only_on_call")
    return filled

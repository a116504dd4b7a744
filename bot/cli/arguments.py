"""What is typed on the command line about people and settings, checked before anything is written."""

import re
import sys
from collections.abc import Mapping, Sequence

from bot.cli.console import refused
from storage.people.entra import as_uuid
from storage.people.settings import EVERY_CONTACT

PARTS = ("name", "phone", "note")
LONGEST_NAME = 200
LONGEST_PART = 300


def name_from(text: str) -> str:
    """A name on one line."""
    name = " ".join(text.split())
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise refused("people.not_a_name", longest=LONGEST_NAME)
    return name


def login_from(text: str) -> str | None:
    """Lower case, so that it is typed in one way only; None where none is given."""
    if not text:
        return None
    if not re.fullmatch(r"[a-z0-9][a-z0-9._-]{0,63}", text):
        raise refused("people.not_a_login", name=text)
    return text


def mail_from(text: str) -> str | None:
    """One address and nothing beside it, which could carry a second recipient or a header."""
    if not text:
        return None
    if len(text) > 254 or not re.fullmatch(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+", text):
        raise refused("people.not_a_mail")
    return text


def entra_from(tenant: str, object_id: str) -> tuple[str | None, str | None]:
    """Both, spelled as Teams sends them, or neither."""
    if not tenant and not object_id:
        return None, None
    known = as_uuid(tenant), as_uuid(object_id)
    if None in known:
        raise refused("people.not_an_entra_id")
    return known


def label_from(letter: str) -> str:
    """'Child A' from its letter, as it stands on the form. Ends the command at anything longer: which was meant?"""
    found = re.fullmatch(r"(?:child\s+)?([a-z])", letter.strip(), re.IGNORECASE)
    if not found:
        raise refused("records.not_a_letter", text=letter)
    return f"Child {found[1].upper()}"


def child_from() -> tuple[str, str]:
    """A name and a date of birth (ISO, or empty) from the keyboard or standard input, so that no history keeps them."""
    from dialogs.interview.days import read_birth
    from dialogs.words import say

    name = name_from(_line(say("operations.about.name")))
    text = _line(say("operations.about.born")).strip()
    born = read_birth(text) if text else None
    if text and born is None:
        raise refused("about.not_a_birth")
    return name, born.isoformat() if born else ""


def _line(asked: str) -> str:
    if sys.stdin.isatty():
        sys.stderr.write(f"{asked}: ")
        sys.stderr.flush()
    return sys.stdin.readline().rstrip("\n")


def contacts_from(given: Sequence[str]) -> Mapping[str, Mapping[str, str]]:
    """`dsl=Jo Marlowe; 01632 960110; until 16:00` as {"dsl": {"name", "phone", "note"}}; empty parts are left out."""
    contacts: dict[str, Mapping[str, str]] = {}
    for text in given:
        key, sign, value = text.partition("=")
        parts = [" ".join(part.split()) for part in value.split(";", 2)]
        if key not in EVERY_CONTACT or not sign:
            raise refused("setting.not_a_contact", text=text, allowed=", ".join(EVERY_CONTACT))
        if any(len(part) > LONGEST_PART or not part.isprintable() for part in parts):
            raise refused("setting.too_long", longest=LONGEST_PART)
        contacts[key] = {name: part for name, part in zip(PARTS, parts, strict=False) if part}
    return contacts

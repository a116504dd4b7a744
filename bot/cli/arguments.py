"""What is typed on the command line about people, settings and children, checked before anything is written."""

import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from bot.cli.console import refused
from storage.people import entered
from storage.people.settings import EVERY_CONTACT


def name_from(text: str) -> str:
    """A name on one line."""
    with _or_stop("people"):
        return entered.name(text)


def login_from(text: str) -> str | None:
    """None where none is given."""
    with _or_stop("people"):
        return entered.login(text)


def mail_from(text: str) -> str | None:
    """None where none is given."""
    with _or_stop("people"):
        return entered.mail(text)


def entra_from(tenant: str, object_id: str) -> tuple[str | None, str | None]:
    """Both, or neither."""
    with _or_stop("people"):
        return entered.entra(tenant, object_id)


@contextmanager
def _or_stop(said_in: str) -> Iterator[None]:
    """What cannot be used ends the command with the sentence that says what would be."""
    try:
        yield
    except entered.NotTaken as refusal:
        params: dict[str, Any] = refusal.params
        raise refused(f"{said_in}.{refusal.reason}", **params) from None


def label_from(letter: str) -> str:
    """'Child A' from its letter, as it stands on the form. Ends the command at anything longer: which was meant?"""
    found = re.fullmatch(r"(?:child\s+)?([a-z])", letter.strip(), re.IGNORECASE)
    if not found:
        raise refused("records.not_a_letter", text=letter)
    return f"Child {found[1].upper()}"


def child_from() -> tuple[str, str]:
    """A name and a date of birth (ISO, or empty) from the keyboard or standard input, so that no history keeps them."""
    from dialogs.interview.parsing.days import read_birth
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
    """`dsl=Jo Marlowe; 01632 960110; until 16:00` as {"dsl": {"name", "phone", "note"}}; empty parts are left out. A
    last part with an @ in it is a mail address, to which alerts go: for who is on call.
    """
    contacts: dict[str, Mapping[str, str]] = {}
    for text in given:
        key, sign, value = text.partition("=")
        if not sign:
            raise refused("setting.not_a_contact", text=text, allowed=", ".join(EVERY_CONTACT))
        with _or_stop("setting"):
            rest, _, last = value.rpartition(";")
            *_, mail = ("", last.strip()) if "@" in last else ("",)
            name, phone, note = [*(rest if mail else value).split(";", 2), "", "", ""][:3]
            contacts[key] = entered.contact(key, name, phone, note, mail)
    return contacts

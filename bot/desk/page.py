"""What a page is: who may open it, what it is given (a Reader), and what it gives back (an Answer).

A page is a function. The frame (`desk.py`) has asked by then who is reading and whether this page is theirs, has begun
the transaction, and has checked the token of a form. What a page may tell of records is asked of `storage/`, which asks
`storage/records/access.py`: no page decides that itself.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from bot.settings import Settings
from dialogs.interview.chat import CASE_WORK, SAFEGUARDING, Library
from storage.database.engine import Tx
from storage.people.people import Person, Role
from storage.people.sessions import Session
from storage.people.settings import Setting
from storage.records.signing import Record

EVERYBODY = frozenset(Role)
SERVICE = frozenset({Role.CONSULTATION})
ADMINS = frozenset({Role.ADMIN})
__all__ = ["ADMINS", "CASE_WORK", "EVERYBODY", "SAFEGUARDING", "SERVICE"]


@dataclass(frozen=True)
class Asked:
    """What was asked for: the parts of the address, what stands behind its '?', and the fields of a form that was sent.
    All of it as somebody may have typed it, of signs that a page and a database can take, and of a reader's own doing.
    """

    path: str
    parts: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, Sequence[str]] = field(default_factory=dict)
    form: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def typed(self, name: str) -> str:
        """A field of the form; '' where it was not sent."""
        return next(iter(self.form.get(name, ())), "").strip()

    def chosen(self, name: str) -> str:
        """The first value of a name in the address; '' where there is none."""
        return next(iter(self.query.get(name, ())), "").strip()


@dataclass(frozen=True)
class Reader:
    """Who reads, for one request: with the roles that they have now, in one open transaction."""

    person: Person
    setting: Setting
    tx: Tx
    asked: Asked
    library: Library
    settings: Settings
    session: Session
    form_token: str
    """What every form of this session carries."""

    @property
    def now(self) -> datetime:
        """Aware, in UTC."""
        return self.tx.now

    @property
    def acting(self) -> Tx:
        """The same transaction, in which the history says by whom something was changed."""
        return replace(self.tx, origin=replace(self.tx.origin, by=self.person.id))

    def is_one_of(self, roles: frozenset[Role]) -> bool:
        """Whether they have any of these roles."""
        return bool(self.person.roles & roles)


@dataclass(frozen=True)
class Shown:
    """A page: its template, what fills it, and its title by key. A title never says whom a page is about."""

    template: str
    title: str
    data: Mapping[str, Any] = field(default_factory=dict)
    status: int = 200


@dataclass(frozen=True)
class Goto:
    """After a change: to which page of the desk, and what is said there (a key)."""

    address: str
    said: str = ""


@dataclass(frozen=True)
class File:
    """A file to be taken away. `name` says nothing of a child."""

    content: bytes
    kind: str
    name: str


@dataclass(frozen=True)
class Export:
    """A document of a record, still to be made: setting a PDF takes longer than others should wait for the database.
    It is in the record's history, as `detail`, before anybody has it.
    """

    record: Record
    make: Callable[[], bytes]
    detail: str
    kind: str
    name: str


@dataclass(frozen=True)
class SignOut:
    """The session is over; with `everywhere`, every session of this person."""

    everywhere: bool = False


class Nothing:
    """Done, and nothing to show: for our own script."""


Ready = Shown | Goto | File | SignOut | Nothing
Answer = Ready | Export
Show = Callable[[Reader], Awaitable[Answer]]


@dataclass(frozen=True)
class Page:
    """`path` begins after `/desk`; a part in braces (`/record/{reference}`) is in `reader.asked.parts`. With `changes`
    it is a form's address: it takes POST alone, and only with the token. `menu`: the key of its name in the menu.
    """

    path: str
    roles: frozenset[Role]
    show: Show
    changes: bool = False
    menu: str = ""

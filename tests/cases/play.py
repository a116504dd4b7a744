"""Plays a case among several people on one invented organisation, and writes down who said what, and when.

References are given out in a fixed order and the clock stands where it is put, so that the same case always makes the
same documents.
"""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import cycle
from typing import Any
from unittest import mock

from bot.exports import chronology, referral
from bot.exports import record as record_export
from bot.runtime import Runtime
from bot.turns import run_due_jobs
from dialogs.alerts import text_of
from dialogs.interview.parsing.days import moment_in_words
from storage.database.engine import Tx
from storage.documents.layout import Form
from storage.people import people, settings
from storage.people.people import KnownAs, Person, Role
from storage.queues import outbox
from storage.records import inbox, signing
from tests.conversation import Conversation

BEGINS = datetime(2026, 11, 3, 13, 10, tzinfo=UTC)
"""Tuesday 3 November 2026, ten past one in London: a school day, in working hours."""

REFERENCES = ("WM-2222-2A", "WM-3333-3B", "WM-4444-4C", "WM-5555-5D")


class Speaking(Conversation):
    """Everybody's words go into one transcript, with a line wherever another person speaks, or time has passed."""

    def __init__(self, play: "Play", person: Person) -> None:
        super().__init__(play.runtime, person)
        self.play = play
        self.heard = play.lines

    async def says(self, text: str, *, id: str = "") -> Conversation:
        self.play.turns_to(self.person)
        return await super().says(text, id=id)

    async def sends(self, value: Any, *, id: str = "") -> Conversation:
        self.play.turns_to(self.person)
        return await super().sends(value, id=id)


@dataclass
class Play:
    runtime: Runtime
    lines: list[str] = field(default_factory=list)
    documents: dict[str, Form] = field(default_factory=dict)
    _heading: str = ""

    async def person(self, login: str) -> Speaking:
        async with self._tx() as tx:
            found = await people.find(tx, login)
        assert found is not None, login
        return Speaking(self, found)

    def turns_to(self, person: Person) -> None:
        heading = f"--- {person.name}, {moment_in_words(self.runtime.clock())} ---"
        if heading != self._heading:
            self.lines += ["", heading]
        self._heading = heading

    async def later(self, **passed: float) -> None:
        """Time goes by, and what has come due is done."""
        now = self.runtime.clock() + timedelta(**passed)
        self.runtime.clock = lambda: now
        await run_due_jobs(self.runtime)

    async def is_told(self, who: Speaking) -> list[str]:
        """What waits for somebody in Teams or as mail: content-free."""
        async with self._tx() as tx:
            waiting = await outbox.waiting_for(tx, who.person.id)
        told = [text_of(message.key, message.params) for message in waiting]
        self.lines += ["", *(f"({who.person.name} is told) {text}" for text in told)]
        self._heading = ""
        return [message.key for message in waiting]

    # -- documents -----------------------------------------------------------------------------------------------

    async def prints_form(self, name: str, who: Speaking, reference: str) -> None:
        async with self._tx() as tx:
            record = await inbox.read(tx, who.person, reference)
            self.documents[name] = (await record_export.gathered(tx, who.person, record)).form()

    async def prints_story(self, name: str, who: Speaking, reference: str) -> None:
        async with self._tx() as tx:
            record = await inbox.read(tx, who.person, reference)
            self.documents[name] = await chronology.story_of(tx, who.person, record, record.child_label)

    async def prints_referral(self, name: str, who: Speaking, reference: str, label: str) -> None:
        async with self._tx() as tx:
            record = await inbox.read(tx, who.person, reference)
            self.documents[name] = await referral.pack_of(tx, who.person, record, label)

    # -- what is there -------------------------------------------------------------------------------------------

    async def open_home(self) -> None:
        """A children's home beside the demo school. It is invented, like everybody in it."""
        home = {"worker": Role.WORKER, "dsl": Role.DSL, "deputy": Role.DEPUTY}
        names = {"worker": "Noor Sandlight (demo)", "dsl": "Bo Quayside (demo)", "deputy": "Tam Elmgrove (demo)"}
        async with self._tx() as tx:
            contacts = {"dsl": {"name": names["dsl"], "phone": "01632 960140"}}
            await settings.add_setting(tx, "Sandlight Demo Home", "residential", contacts, id="home", is_demo=True)
            for login, role in home.items():
                await people.add(
                    tx,
                    names[login],
                    "home",
                    [role],
                    id=f"home-{login}",
                    known_as=KnownAs(login=f"home_{login}", tenant="demo", object_id=f"home-{login}"),
                    is_demo=True,
                )

    def _tx(self) -> Any:
        return self.runtime.database.transaction(self.runtime.clock())

    @property
    def transcript(self) -> str:
        """Checksums are left out: they change with each change of the rules."""
        return re.sub(r"\b[0-9a-f]{64}\b", "(checksum)", "\n".join(self.lines).strip()) + "\n"


@contextmanager
def fixed_references(given: Sequence[str] = REFERENCES) -> Iterator[None]:
    following = cycle(given)

    async def next_one(_tx: Tx) -> str:
        return next(following)

    with mock.patch.object(signing, "new_reference", next_one):
        yield


async def played(runtime: Runtime, name: str) -> Play:
    """One of the CASES, from its beginning to its end."""
    from tests.cases.cases import CASES

    runtime.clock = lambda: BEGINS
    play = Play(runtime)
    with fixed_references():
        await CASES[name](play)
    return play

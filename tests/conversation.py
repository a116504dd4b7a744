"""A person talking to Waymark in a test: `says`, `fills_in`, and what was answered, by key.

A failing test prints the whole conversation as 'You: ...' and 'Waymark: ...'.
"""

import uuid
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from bot.runtime import Runtime
from bot.turns import take
from dialogs.interview.chat import Library
from dialogs.turn import Reply
from storage.administration import demo
from storage.database.engine import Database
from storage.people import people
from storage.people.people import Person

TUESDAY = datetime(2026, 11, 17, 15, 30, tzinfo=UTC)
"""Tuesday 17 November 2026, half past three in London: a school day, in working hours."""

LIBRARY = Library()
"""Read once for all tests: the guidance does not change while they run."""

SCHOOL_CASE: Mapping[str, Any] = {
    "danger_now": "no",
    "about": "between children",
    "how_known": "1",
    "displayed_ages": "14",
    "all_took_part": "no",
    "targeted_ages": "14",
    "acts": "4",
    "what_happened": 'Child A put a hand on Child B\'s trousers. Child B said "get off".',
    "noticed_on": "yesterday",
    "noticed_at": "after lunch",
    "place": "The corridor by the hall; two other children, a midday supervisor.",
    "mutual": "no",
    "context": "spontaneous",
    "relationship": "1, 2",
    "needs": "none",
    "targeted_response": "2: went quiet",
    "displayed_response": "1",
    "boundary_response": "1: I moved them apart",
    "before": "first time",
    "other_worries": "none",
    "parents_told": "not yet",
    "other_actions": "skip",
    "told_them": "told",
    "view_opinion": "it fits",
    "wants_plan": "no",
    "wants_slot": "no",
    "identity": {"displayed_1_name": "Zed Inventedname", "targeted_1_name": "Quill Madeup"},
    "signature": {"signed_name": "Robin Ashdown"},
}
"""An answer for every question that an ordinary amber case in a school asks, by the question's name."""


class Conversation:
    """One person and Waymark. `now` can be moved on; every message gets an id of its own unless one is given."""

    def __init__(self, runtime: Runtime, person: Person) -> None:
        self.runtime, self.person = runtime, person
        self.replies: Sequence[Reply] = ()
        self.heard: list[str] = []
        self.every: list[Reply] = []

    async def says(self, text: str, *, id: str = "") -> "Conversation":
        self.heard.append(f"You: {text}")
        return await self._take(id, text=text)

    async def sends(self, value: Mapping[str, Any], *, id: str = "") -> "Conversation":
        """The values of a card or a form."""
        self.heard.append(f"You: (form) {', '.join(value)}")
        return await self._take(id, value=value)

    async def sends_a_picture(self, text: str = "") -> "Conversation":
        return await self._take("", text=text, attachments=1)

    async def _take(self, id: str, **message: Any) -> "Conversation":
        self.replies = await take(self.runtime, self.person, id or uuid.uuid4().hex, **message)
        self.every += self.replies
        self.heard += [f"Waymark: [{reply.key}] {reply.text}" for reply in self.replies]
        return self

    async def answers(self, given: Mapping[str, Any], *, until: str = "", **changed: Any) -> "Conversation":
        """Answer each question that is asked by its name, up to the question `until`, or to the end."""
        script = {**given, **changed}
        before = ""
        while self.asked and self.asked != until:
            assert self.asked != before, f"the answer to {before} was refused\n{self.transcript}"
            before = self.asked
            answer = script[before]
            await (self.says(answer) if isinstance(answer, str) else self.sends(answer))
        assert self.asked == until, self.transcript
        return self

    # -- what was answered ---------------------------------------------------------------------------------------

    @property
    def asked(self) -> str:
        """The name of the question that is open now; '' where none is."""
        key = self.replies[-1].key if self.replies else ""
        return key.split(".")[2] if ".questions." in key else ""

    @property
    def keys(self) -> list[str]:
        return [reply.key for reply in self.replies]

    @property
    def text(self) -> str:
        return "\n".join(reply.text for reply in self.replies)

    def reply(self, key: str) -> Reply:
        found = [reply for reply in self.replies if reply.key == key]
        assert found, f"no {key} in {self.keys}\n{self.transcript}"
        return found[0]

    def last(self, key: str) -> Reply:
        """The newest reply of that key in the whole talk."""
        found = [reply for reply in self.every if reply.key == key]
        assert found, f"never {key}\n{self.transcript}"
        return found[-1]

    @property
    def transcript(self) -> str:
        return "\n".join(self.heard)


async def demo_runtime(database: Database, now: datetime = TUESDAY) -> Runtime:
    """The demo organisation at a fixed moment. Move it on with `at`."""
    async with database.transaction(now) as tx:
        await demo.fill(tx)
    return Runtime(database, LIBRARY, lambda: now)


def at(runtime: Runtime, now: datetime) -> None:
    runtime.clock = lambda: now


async def someone(runtime: Runtime, login: str = "worker") -> Conversation:
    async with runtime.database.transaction(runtime.clock()) as tx:
        person = await people.find(tx, login)
    assert person is not None, login
    return Conversation(runtime, person)

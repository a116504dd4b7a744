"""Whoever may not know of a record sees, hears and is told exactly what they would if it did not exist.

Any people with any roles in two settings sign records about the same few children, hand them over, read them, say that
children are the same, gain and lose roles, and let time pass. Then everything that one of them can be shown is written
down, and the same is done again without the records of which that person was never to know. Who may know is said here
in other words than in `storage.records.access`, so that a mistake there does not hide itself.
"""

import asyncio
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import example, given
from hypothesis import strategies as st

from bot.desk import rendering
from bot.desk.page import Asked, Page, Reader, Shown
from bot.desk.pages import PAGES
from bot.exports import chronology, referral, subject_access
from bot.exports import record as record_export
from bot.runtime import Runtime
from dialogs.incident.second_view import seen_by
from dialogs.interview.chat import SAFEGUARDING
from storage.database.engine import Database
from storage.database.vault import Vault
from storage.history import matching
from storage.people import people
from storage.people.sessions import Session, Way
from storage.people.settings import setting as of_setting
from storage.problems import Problem
from storage.queues import outbox
from storage.records import access, inbox, signing
from storage.records.tables import records as table
from tests.bot.conftest import settings_with
from tests.conversation import LIBRARY, TUESDAY
from tests.dialogs.safeguarding.worlds import CHILDREN, Beginning, Happened, Step, World, by_number, drawn, mentions
from tests.storage.history.stories import EXAMPLES, on_postgresql, on_sqlite
from tests.support.cluster import Cluster
from tests.support.examples import examples


@dataclass
class Seen(World):
    """And everything in it that somebody can be shown."""

    async def shown_to(self, name: str, references: Iterable[str]) -> list[Any]:
        return [await self._told(name), *[part async for part in self._made_for(name, references)],
                *[part async for part in self._at_the_desk(name, references)],
                *[part async for part in self._said_to(name, references)]]  # fmt: skip

    async def _told(self, name: str) -> Any:
        async with self.transaction() as tx:
            rows = await tx.connection.execute(sa.select(outbox.outbox).where(outbox.outbox.c.to_person == name))
            return sorted((row.created_at.isoformat(), row.key, str(sorted(row.params.items()))) for row in rows)

    async def _made_for(self, name: str, references: Iterable[str]) -> Any:
        """Exports, stories, referrals and the second view, of what they may read; and what is held about a child."""
        async with self.transaction() as tx:
            one = await people.get(tx, name)
            yield (
                [str(row) for row in await inbox.inbox(tx, one)],
                [str(row) for row in await inbox.sent_by(tx, one)],
            )
            for reference in references:
                if await tx.connection.scalar(sa.select(table.c.id).where(
                    table.c.reference == reference, access.may_read(one))
                ):  # fmt: skip
                    record = await signing.by_reference(tx, reference)
                    second = await seen_by(tx, record, one)
                    yield (
                        reference,
                        second and (second.colour, second.is_higher, second.view, second.rests_on),
                    )
                    written = str(record_export._as_json(await record_export.gathered(tx, one, record)))
                    # keyed: of the same record it is another in each database
                    yield re.sub(r"\b[0-9a-f]{64}\b", "(checksum)", written)
                    yield str(await chronology.told_of(tx, one, record, record.child_label))
                    yield await referral._earlier(tx, one, record)
            for child in CHILDREN:
                found = (await matching.find(tx, one, *child)).matches
                yield [str(await subject_access._held(tx, one, match)) for match in found]

    async def _at_the_desk(self, name: str, references: Iterable[str]) -> Any:
        """Every page of the desk as it would be shown, for each record; and what a child's name finds there."""
        shown = [page for page in PAGES if not page.changes]
        asked: list[tuple[Page, dict[str, str], dict[str, list[str]]]] = [
            (page, {"reference": one, "letter": "A"}, {})
            for page in shown
            for one in references
            if "{reference}" in page.path
        ]
        # a plan, a talk, an audit or a note is asked for by a record's reference as by one of its own
        asked += [
            (page, {"which": one, "what": "plan_review"}, {})
            for page in shown
            for one in references
            if "{which}" in page.path
        ]
        asked += [(page, {}, {}) for page in shown if "{" not in page.path]
        (by_name,) = [page for page in PAGES if page.path == "/register/child"]
        asked += [(by_name, {}, {"name": [child]}) for child, _ in CHILDREN]
        for page, parts, form in asked:
            async with self.transaction() as tx:
                person = await people.get(tx, name)
                reader = Reader(
                    person, await of_setting(tx, person.setting_id), tx, Asked(page.path, parts, {}, form), LIBRARY,
                    settings_with(), Session(name, Way.DEMO, TUESDAY, TUESDAY), "token",
                )  # fmt: skip
                try:
                    answer = await page.show(reader) if reader.is_one_of(page.roles) else None
                except Problem as problem:
                    yield page.path, parts, problem.reason
                    continue
            if isinstance(answer, Shown):
                around = {"title": "", "reader": reader, "now": self.runtime.clock(), "menu": [], "done": "",
                          "left_out": "", "idle_seconds": 0}  # fmt: skip
                yield page.path, parts, rendering.page(answer.template, {**answer.data, **around})
            else:
                yield page.path, parts, str(answer)

    async def _said_to(self, name: str, references: Iterable[str]) -> Any:
        one = await (await self.someone(name)).says("hello")
        for said in ("inbox", "my records", *(f"{word} {r}" for r in references for word in ("read", "timeline"))):
            await one.says(said)
            yield said, one.keys, one.text, [str(reply.card) for reply in one.replies]
        if one.person.roles & SAFEGUARDING:
            for child, _ in CHILDREN:
                await one.says("find a child's records")
                await one.sends({"name": child, "born": ""})
                yield child, one.keys, one.text


async def same_without(urls: Sequence[str], key: str, first: Beginning, steps: Sequence[Step]) -> None:
    whole, without = [Seen(Runtime(Database(url, Vault([key])), LIBRARY, lambda: TUESDAY)) for url in urls]
    try:
        await whole.begin(first)
        happened: list[Happened] = []
        for n, step in enumerate(steps):
            done, clock = by_number(step, whole), whole.runtime.clock
            if done is not None and await whole.take(n, done):
                happened.append((n, done, clock))
            await whole.note_whom_it_concerns()
            await whole.note_who_may_know()
        name, hidden = whole.whom_it_matters_to(happened)
        if not hidden:
            return
        await without.begin(first)
        for n, step, clock in happened:
            if n not in hidden and not mentions(step) & hidden:
                without.runtime.clock = clock
                assert await without.take(n, step), (n, step)
        without.runtime.clock = whole.runtime.clock
        references = [one for those in whole.signed.values() for one in those]
        assert await whole.shown_to(name, references) == await without.shown_to(name, references)
    finally:
        for world in (whole, without):
            await world.runtime.database.close()


@examples(1, 30, EXAMPLES)
@given(seed=st.integers(0, 2**32))
@example(seed=3).via("a deputy or head who would find the record about them")
@example(seed=10).via("the second view of a record that comes after a concern")
@example(seed=12).via("a handover of a concern to a setting where whom it is about has a role")
def test_what_somebody_may_not_know_of_changes_nothing_for_them(
    sqlite_template: Path, tmp_path: Path, key: str, seed: int
) -> None:
    urls = [on_sqlite(sqlite_template, folder) for folder in folders(tmp_path)]
    asyncio.run(same_without(urls, key, *drawn(seed)))


@pytest.mark.postgres
@examples(1, 6, EXAMPLES)
@given(seed=st.integers(0, 2**32))
def test_nor_on_postgresql(cluster: Cluster | None, key: str, seed: int) -> None:
    with on_postgresql(cluster) as one, on_postgresql(cluster) as other:
        asyncio.run(same_without([one, other], key, *drawn(seed)))


def folders(of: Path) -> list[Path]:
    made = [of / "whole", of / "without"]
    for folder in made:
        folder.mkdir(exist_ok=True)
    return made

"""Two whole assessments by several people over days, word for word: one that is finished, and a barrier that climbs.

What is told of its own accord stands between the turns. To approve a change of words: `WAYMARK_APPROVE=1`.
"""

import os
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.runtime import Runtime
from bot.turns import take
from dialogs.alerts import text_of
from storage.database.engine import Database
from storage.people import people
from tests.conversation import TUESDAY, at, demo_runtime
from tests.dialogs.casework.team import BOY, teams, told
from tests.support.databases import Filling, on_both
from tests.transcripts.cases import Line
from tests.transcripts.play import asked_by, written_down

APPROVED = Path(__file__).parent / "approved"
REFERENCE = re.compile(r"W[AC]-[A-Z0-9]{4}-[A-Z0-9]{2}")


async def _with_teams(database: Database) -> None:
    await teams(await demo_runtime(database))


@pytest.fixture
def filling(key: str) -> Filling:
    return Filling(_with_teams, key)


class Days:
    """Several people over several days, written down."""

    def __init__(self, runtime: Runtime) -> None:
        self.runtime, self.reference, self._written = runtime, "", list[str]()
        self._number = 0

    async def says(self, who: str, *lines: Line, answers: dict[str, Any] | None = None) -> None:
        """What somebody types, one after another; then an answer to each question that is asked."""
        async with self.runtime.database.transaction(self.runtime.clock()) as tx:
            person = await people.find(tx, who)
        assert person is not None
        self._written.append(f"--- {person.name}, {self.runtime.clock():%A %-d %B %Y, %H:%M}\n")
        waiting, asked = list(lines), ""
        while waiting or (answers and asked):
            given = waiting.pop(0) if waiting else (answers or {})[asked]
            line = given.format(reference=self.reference) if isinstance(given, str) else given
            self._number += 1
            sent: dict[str, Any] = {"text": line} if isinstance(line, str) else {"value": line}
            replies = [one.as_json() for one in await take(self.runtime, person, f"n{self._number}", **sent)]
            found = REFERENCE.search("".join(reply["text"] for reply in replies))
            self.reference = self.reference or (found[0] if found else "")
            asked = asked_by(replies)
            self._written.append(written_down(line, replies))

    async def until(self, moment: datetime) -> None:
        """What is told up to then, as it arrives."""
        at(self.runtime, moment)
        for who, key, params in await told(self.runtime, moment):
            async with self.runtime.database.transaction(moment) as tx:
                person = await people.find(tx, who)
            assert person is not None
            said = text_of(key, params)
            self._written.append(f"    (to {person.name}, {moment:%A %-d %B %Y, %H:%M}: {said})\n")

    def is_as_approved(self, name: str) -> None:
        written = REFERENCE.sub(lambda found: f"{found[0][:2]}-XXXX-XX", "\n".join(self._written))
        approved = APPROVED / f"{name}.txt"
        if os.environ.get("WAYMARK_APPROVE"):
            approved.write_text(written, "utf-8")
        assert written == approved.read_text("utf-8")
        assert not [word for word in ("Zed", "Inventedname") if word in written]


@on_both
async def test_a_social_worker_asks_for_one_and_finishes_it(runtime: Runtime) -> None:
    days = Days(runtime)
    await days.says("social_worker", "ask for an assessment", answers={**BOY, "safety_plan": "not yet"})
    await days.until(TUESDAY)
    await days.says("manager", "lead {reference}", "Nia Harrowby (demo) (on the register)")
    await days.until(TUESDAY)
    await days.says("social_worker", "ask co-worker {reference}", "Bo Tansley (demo) (not on the register)", "no")
    await days.until(TUESDAY)
    await days.says("social_worker2", "requests", "co-work {reference} yes")
    await days.until(datetime(2026, 11, 18, 10, tzinfo=UTC))
    sheet = {"agency": "school", "wanted": "What the school has seen since September"}
    await days.says("social_worker", "stage {reference}", "ask for information {reference}", sheet)
    await days.until(datetime(2026, 11, 26, 9, tzinfo=UTC))
    await days.says("social_worker", "answered {reference} 1", {"answer": "Nothing since September."})
    await days.until(datetime(2026, 12, 1, 9, tzinfo=UTC))
    await days.says("social_worker", "stage", "stage", "stage", "safety plan in place", "assessment {reference}")
    await days.until(datetime(2026, 12, 14, 11, tzinfo=UTC))
    share = {"to": "school", "what": "recommendations", "why": "So that breaks are safe for everyone."}
    await days.says("social_worker", "complete {reference}", {"day": ""}, "share {reference}")
    shown = {"day": "2026-12-14", "not_shown": "", "disagreement": "The parents would have liked an earlier start."}
    await days.says("social_worker", "shown to family {reference}", shown, "share {reference}", share)
    await days.until(datetime(2026, 12, 14, 11, 5, tzinfo=UTC))
    review = {"consultation": "no", "confidence": "4"}
    await days.says("social_worker", "review document {reference}", review)
    days.is_as_approved("assessment_finished")


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
async def test_a_barrier_that_climbs(runtime: Runtime) -> None:
    days = Days(runtime)
    await days.says("social_worker", "ask for an assessment", answers=BOY)
    await days.says("manager", "lead {reference}", "Nia Harrowby (demo) (on the register)")
    await days.until(TUESDAY)
    barrier = {"kind": "no_co_worker", "words": "Nobody in the team has time before the middle of December."}
    await days.says("social_worker", "barrier {reference}", barrier)
    await days.until(TUESDAY)
    await days.until(datetime(2026, 11, 18, 15, 30, tzinfo=UTC))
    await days.says(
        "service_manager", "barriers", "answer barrier {reference} 1", {"answer": "Early help lends somebody."}
    )
    await days.until(datetime(2026, 11, 18, 15, 40, tzinfo=UTC))
    await days.says("social_worker", "assessment {reference}")
    await days.says("manager", "assessments")
    days.is_as_approved("barrier_climbs")

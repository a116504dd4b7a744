"""A year of training by several people, word for word: a session, the February census with its reminders, the report.

What is told of its own accord stands between the turns. The numbers of the census come from a fixed seed. To approve a
change of words: `WAYMARK_APPROVE=1`.
"""

from datetime import UTC, datetime
from random import Random

import pytest

from bot.runtime import Runtime
from storage.administration.demo_cases import training as demo_training
from storage.database.engine import Database
from tests.conversation import TUESDAY, demo_runtime
from tests.dialogs.casework.team import teams
from tests.support.databases import Filling
from tests.transcripts.test_assessments import Days

SEED = 2027
SESSION = {"kind": "group", "day": "2026-12-08", "starts": "10:00", "minutes": "90", "way": "video", "places": "10"}
LEADS = ("assessor1", "assessor2", "assessor3", "yj")
"""Who answers the census for themselves; the others are away."""


async def _with_training(database: Database) -> None:
    runtime = await demo_runtime(database)
    await teams(runtime)
    async with database.transaction(TUESDAY) as tx:
        await demo_training.fill(tx)


@pytest.fixture
def filling(key: str) -> Filling:
    return Filling(_with_training, key)


def london(month: int, day: int, hour: int = 9, minute: int = 30, *, year: int = 2027) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
async def test_a_year_of_training(runtime: Runtime) -> None:
    days, seed = Days(runtime), Random(SEED)  # noqa: S311 no secret
    await days.says("training", "training", "sessions", "1", SESSION)
    await days.until(TUESDAY)
    await days.says("assessor4", "my training", "refresher", "1")
    await days.until(london(12, 8, 15, year=2026))
    await days.says("training", "attended", "2", "1, 2")
    await days.says("assessor4", "my training")
    await days.until(london(2, 1))
    for who in LEADS:
        counts = {"completed": str(seed.randint(0, 4)), "ongoing": str(seed.randint(0, 2)), "not_able": "0", "why": ""}
        await days.says(who, "census", "change it", counts)
    await days.until(london(2, 15))
    not_able = {"completed": "1", "ongoing": "0", "not_able": "1", "why": ""}
    await days.says("assessor4", "census", "change it", not_able, {**not_able, "why": "nobody was free to co-work"})
    await days.until(london(2, 22))
    await days.says("manager", "census", "5", "that’s right", "census", "6", "that’s right")
    await days.until(london(3, 1))
    settled = {"completed": "1", "ongoing": "0", "not_able": "1", "why": "as they said themselves"}
    await days.says(
        "training", "census", "change it", settled, "annual report", "sign it", {"signed_name": "Hale Winterby"}
    )
    await days.until(london(3, 1))
    await days.says("head_of_service", "annual report", "matrix")
    days.is_as_approved("training_year")

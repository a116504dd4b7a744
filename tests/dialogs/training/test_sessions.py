"""Sessions and one's own training, as people say it."""

from datetime import UTC, date, datetime

import pytest

from bot.runtime import Runtime
from storage.people import courses, people
from storage.people.courses import Course, Taken
from storage.people.people import KnownAs, Role
from tests.conversation import TUESDAY, at, someone

NEW = {"kind": "refresher", "day": "2026-11-24", "starts": "10:00", "minutes": "90", "way": "video", "places": "12"}


@pytest.fixture
async def trained(runtime: Runtime) -> Runtime:
    """A training team, a worker whose training lapsed, and another who is on no register."""
    async with runtime.database.transaction(TUESDAY) as tx:
        known = KnownAs(login="tess")
        await people.add(tx, "Tess Inventedname", "demo-service", [Role.TRAINING], known, id="demo-tess")
        await courses.put(tx, None, Taken("demo-worker", Course.AIM3, date(2024, 11, 16)))
    return runtime


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
async def test_a_session_from_holding_it_to_who_came(trained: Runtime) -> None:
    tess, worker = await someone(trained, "tess"), await someone(trained)
    await tess.says("sessions")
    assert tess.keys == ["menu.greeting", "training.sessions", "training_sessions.questions.session_task.ask"]
    await tess.says("hold a session")
    await tess.sends({**NEW, "day": "2026-11-21"})
    assert tess.keys == ["training.refused.session_on_closed_day"]
    await tess.says("sessions")
    await tess.says("1")
    await tess.sends(NEW)
    assert "Refresher, Tuesday 24 November 2026, 10:00, by video: 0 of 12" in tess.text
    await worker.says("my training")
    assert "no longer current since 16 November 2026" in worker.text
    assert "this project’s own rule" in worker.text
    await worker.says("refresher")
    await worker.says("1")
    assert worker.keys == ["training.taken"]
    await worker.says("refresher")
    assert "Yours, to give up: Refresher" in worker.replies[-1].choices[0].title

    at(trained, datetime(2026, 11, 24, 15, tzinfo=UTC))
    await worker.says("1")
    assert worker.keys[-1] == "training.refused.not_found", "it has begun meanwhile"
    await tess.says("attended")
    await tess.says("1")
    assert [choice.title for choice in tess.replies[-1].choices] == ["Robin Ashdown (demo)", "Nobody came"]
    await tess.says("1")
    assert tess.keys[-1] == "training.noted"
    await worker.says("my training")
    assert "current until 24 November 2028" in worker.text
    assert "Refresher on 24 November 2026: you were there" in worker.text
    await tess.says("training")
    assert "trained in AIM3: 1; current: 1, of whom a refresher is due for 0; lapsed: 0" in tess.text


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
async def test_the_words_stay_a_question_of_everybody_else(trained: Runtime) -> None:
    other = await someone(trained, "worker2")
    await other.says("hi")
    for typed in ("training", "my training", "sessions", "attended", "refresher"):
        await other.says(typed)
        assert other.keys == ["guidance.card"], typed
    worker = await someone(trained)
    await worker.says("hi")
    await worker.says("my training is years ago, who can lead an assessment?")
    assert "training.mine" not in worker.keys, "only as a whole message"

"""Sessions and one's own training, as people say it."""

from datetime import UTC, date, datetime

import pytest

from bot.runtime import Runtime
from storage.people import courses, people
from storage.people.courses import Course, Taken
from storage.people.people import KnownAs, Role
from storage.queues import outbox
from tests.conversation import TUESDAY, at, someone
from tests.support.databases import on_both

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
    assert [choice.title for choice in tess.replies[-1].choices] == [
        "Robin Ashdown (demo)", "Somebody without a place came", "Nobody came"
    ]  # fmt: skip
    await tess.says("1")
    assert tess.keys[-1] == "training.noted"
    await worker.says("my training")
    assert "current until 24 November 2028" in worker.text
    assert "Refresher on 24 November 2026: you were there" in worker.text
    await tess.says("training")
    assert "trained in AIM3: 1; current: 1, of whom a refresher is due for 0; lapsed: 0" in tess.text


@on_both
async def test_a_session_is_moved_and_who_came_without_a_place_counts(trained: Runtime) -> None:
    tess, worker = await someone(trained, "tess"), await someone(trained)
    await tess.says("sessions")
    await tess.says("hold one")
    await tess.sends(NEW)
    await worker.says("refresher")
    await worker.says("1")
    await tess.says("sessions")
    await tess.says("move one")
    await tess.says("1")
    await tess.sends({"day": "2026-11-28", "starts": "10:00"})
    assert tess.keys == ["training.refused.session_on_closed_day"], "a Saturday"
    await tess.says("sessions")
    await tess.says("move one")
    await tess.says("1")
    await tess.sends({"day": "2026-11-26", "starts": "13:30"})
    assert "Thursday 26 November 2026, 13:30, by video: 1 of 12 places taken" in tess.text
    async with trained.database.transaction(TUESDAY) as tx:
        moved = [one for one in await outbox.waiting_for(tx, "demo-worker") if one.key == "session_moved"]
        assert [one.params["at"] for one in moved] == ["2026-11-26T13:30:00+00:00"]
        await courses.put(tx, None, Taken("demo-worker2", Course.AIM3, date(2024, 11, 16)))
        other = (await people.get(tx, "demo-worker2")).name
    at(trained, datetime(2026, 11, 26, 15, tzinfo=UTC))
    await tess.says("attended")
    await tess.says("1")
    await tess.says("1, 2")
    await tess.sends({"names": "Nobody Ofthat"})
    assert tess.keys[0] == "training.no_such_name"
    await tess.sends({"names": other})
    assert "People who came: 2" in tess.text
    walked_in = await someone(trained, "worker2")
    await walked_in.says("my training")
    assert "current until 26 November 2028" in walked_in.text


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

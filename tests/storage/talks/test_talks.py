"""Informal talks as they are kept: who may read them, who waits for whom when somebody goes, how long they stay."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from storage import audit
from storage.administration import organisation, retention
from storage.database.engine import Tx
from storage.people import managers, people, settings
from storage.people.people import KnownAs, Person, Role
from storage.problems import NotFound
from storage.queues import outbox
from storage.talks import access, answering, asking, reviewing
from storage.talks.access import Part
from storage.talks.answering import AnsweredAlready, NotWholeAnswer
from storage.talks.asking import AgreedLater, NobodyOnDuty
from storage.talks.reviewing import NothingToReview
from storage.talks.tables import TalkRow, talks
from storage.talks.talk import Answer, Asked, Outcome, Review, Seen, Watch, subject
from tests.storage.conftest import NOW, At, who

WORRY = Asked("displayed", "twelve_to_17", "Stands too close", ("what_to_watch",), "", "Val", date(2026, 3, 2), "01632")
IN_A_WEEK = Watch("how close", "the tutor", NOW.date() + timedelta(days=7))
WATCH = Answer((Outcome.MONITORING,), IN_A_WEEK, "")
HELP = Answer((Outcome.CAF, Outcome.SOCIAL_CARE), None, "")


@asynccontextmanager
async def team(at: At) -> AsyncIterator[Tx]:
    """The demo organisation with two duty workers and their manager; the worker's line manager is on file."""
    async with at() as tx:
        await settings.add_setting(tx, "Duty Team", "youth_justice", {}, id="yj")
        for login, role in (("one", Role.YOUTH_JUSTICE), ("two", Role.YOUTH_JUSTICE), ("boss", Role.MANAGER)):
            await people.add(tx, f"{login} Invented", "yj", [role], KnownAs(login=login), id=f"yj-{login}")
        await managers.set_line_manager(tx, "demo-worker", "demo-manager")
        yield tx


async def asked(tx: Tx, login: str = "worker", **given: object) -> str:
    """The id of a talk that somebody has asked for just now."""
    reference = await asking.ask(tx, await who(tx, login), WORRY, **given)  # type: ignore[arg-type]
    return str(await tx.connection.scalar(sa.select(talks.c.id).where(talks.c.reference == reference)))


async def parts(tx: Tx, talk_id: str) -> dict[str, Part]:
    """Who may know of a talk, by login, and as what."""
    row = TalkRow.of((await tx.connection.execute(sa.select(talks).where(talks.c.id == talk_id))).one())
    found = {}
    for person in await people.everyone(tx):
        part = await access.part_in(tx, person, row)
        if part is not None:
            found[str(person.login)] = part
    return found


async def reads(tx: Tx, person: Person, talk_id: str) -> bool:
    try:
        await access.read(tx, person, talk_id)
    except NotFound:
        return False
    return True


async def test_who_may_know_of_it_and_who_reads_it(at: At) -> None:
    async with team(at) as tx:
        talk_id = await asked(tx)
        duty = {"one": Part.DUTY, "two": Part.DUTY}
        assert await parts(tx, talk_id) == {"worker": Part.ASKER, **duty, "boss": Part.DUTY_MANAGER}
        await answering.answer(tx, await who(tx, "one"), talk_id, WATCH)
        leads = {"dsl": Part.LEAD, "deputy": Part.LEAD}
        assert await parts(tx, talk_id) == {"worker": Part.ASKER, **duty, **leads}
        reviewer = await who(tx, "worker")
        await reviewing.review(tx, reviewer, talk_id, Review(Seen.NOTHING_MORE, ""))
        # once it has ended, a duty worker who had no part in it has nothing to do with it any more
        assert await parts(tx, talk_id) == {"worker": Part.ASKER, "one": Part.DUTY, **leads}
        readers = [one.login for one in await people.everyone(tx) if await reads(tx, one, talk_id)]
        assert sorted(filter(None, readers)) == ["one", "worker"]
        noted = [entry.action for entry in await audit.entries(tx, subject(talk_id))]
        assert noted[:3] == ["talk_asked", "talk_answered", "talk_reviewed"]
        assert noted.count("read") == 2
        assert noted.count("refused_read") > 10, "everybody else asked in vain, and that is kept"
        assert await audit.verify(tx, subject(talk_id))


async def test_nothing_that_was_written_is_readable_in_the_database(at: At) -> None:
    async with team(at) as tx:
        talk_id = await asked(tx)
        await answering.answer(tx, await who(tx, "one"), talk_id, WATCH)
        row = (await tx.connection.execute(sa.select(talks).where(talks.c.id == talk_id))).one()
        kept = repr(tuple(row))
        for words in ("Stands too close", "Val", "01632", "how close", "the tutor", "monitoring", "twelve"):
            assert words not in kept


async def test_once_one_has_answered_nothing_asks_the_others_any_more(at: At) -> None:
    async with team(at) as tx:
        answered, waits = await asked(tx), await asked(tx)
        await answering.answer(tx, await who(tx, "one"), answered, HELP)
        left = [one.params["reference"] for one in await outbox.waiting_for(tx, "yj-two")]
        other = await tx.connection.scalar(sa.select(talks.c.reference).where(talks.c.id == waits))
        assert left == [other], "only what still waits"
        assert [one.key for one in await outbox.waiting_for(tx, "demo-worker")] == ["talk_answered"]


async def test_bad_answers_change_nothing(at: At) -> None:
    async with team(at) as tx:
        talk_id = await asked(tx)
        one = await who(tx, "one")
        too_soon, too_late = (
            Answer((Outcome.MONITORING,), Watch("how close", "the tutor", NOW.date() + timedelta(days=n)), "")
            for n in (6, 29)
        )
        without_who = Answer((Outcome.MONITORING,), Watch("how close", "", IN_A_WEEK.review_on), "")
        watched_for_nothing = Answer((Outcome.CAF,), IN_A_WEEK, "")
        for wrong in (Answer((), None, ""), without_who, too_soon, too_late, watched_for_nothing):
            with pytest.raises(NotWholeAnswer):
                await answering.answer(tx, one, talk_id, wrong)
        for nobodys in ("worker", "dsl", "boss", "manager"):
            with pytest.raises(NotFound):
                await answering.answer(tx, await who(tx, nobodys), talk_id, HELP)
        with pytest.raises(NothingToReview):
            await reviewing.review(tx, await who(tx, "worker"), talk_id, Review(Seen.NOTHING_MORE, ""))
        await answering.answer(tx, one, talk_id, WATCH)
        with pytest.raises(AnsweredAlready):
            await answering.answer(tx, await who(tx, "two"), talk_id, HELP)


async def test_a_manager_who_agrees_tomorrow_has_not_agreed(at: At) -> None:
    async with team(at) as tx:
        later = Asked(**{**vars(WORRY), "manager_agreed_on": NOW.date() + timedelta(days=1)})
        with pytest.raises(AgreedLater):
            await asking.ask(tx, await who(tx, "worker"), later)
        assert await tx.connection.scalar(sa.select(sa.func.count()).select_from(talks)) == 0


async def test_nobody_answers_their_own_talk(at: At) -> None:
    async with team(at) as tx:
        await people.give(tx, "yj-one", "yj", [Role.YOUTH_JUSTICE, Role.WORKER])
        talk_id = await asked(tx, "one")
        assert (await parts(tx, talk_id))["one"] is Part.ASKER
        with pytest.raises(NotFound):
            await answering.answer(tx, await who(tx, "one"), talk_id, HELP)
        await organisation.leave(tx, "yj-two")
        with pytest.raises(NobodyOnDuty):
            await asked(tx, "one")


async def test_who_has_gone_is_stood_in_for_by_their_line_manager(at: At) -> None:
    async with team(at) as tx:
        talk_id = await asked(tx)
        await organisation.leave(tx, "demo-worker")
        await answering.answer(tx, await who(tx, "one"), talk_id, WATCH)
        manager = await who(tx, "manager")
        assert (await parts(tx, talk_id))["manager"] is Part.STANDS_IN
        talk, _ = await access.read(tx, manager, talk_id)
        assert talk.answer == WATCH
        await reviewing.review(tx, manager, talk_id, Review(Seen.STILL_WORRIED, "more of it"))


async def test_where_the_last_on_duty_goes_the_manager_hears_at_once(at: At) -> None:
    async with team(at) as tx:
        await asked(tx)
        await organisation.leave(tx, "yj-one")
        assert await outbox.waiting_for(tx, "yj-boss") == []
        await organisation.set_roles(tx, "yj-two", "yj", [Role.WORKER])
        assert [one.key for one in await outbox.waiting_for(tx, "yj-boss")] == ["talk_nobody"]


async def test_a_role_withdrawn_ends_the_reading_at_once(at: At) -> None:
    async with team(at) as tx:
        talk_id = await asked(tx)
        one = await who(tx, "one")
        await people.give(tx, "yj-one", "yj", [])
        assert not await reads(tx, one, talk_id)
        with pytest.raises(NotFound):
            await answering.answer(tx, one, talk_id, HELP)


async def test_three_years_after_its_end_it_goes_and_an_open_one_stays(at: At) -> None:
    async with team(at) as tx:
        ended, watched, waiting = [await asked(tx) for _ in range(3)]
        await answering.answer(tx, await who(tx, "one"), ended, HELP)
        await answering.answer(tx, await who(tx, "one"), watched, WATCH)
    for years, left in ((1095, {ended, watched, waiting}), (1097, {watched, waiting})):
        async with at(NOW + timedelta(days=years)) as tx:
            await retention.tidy(tx)
            assert set(await tx.connection.scalars(sa.select(talks.c.id))) == left

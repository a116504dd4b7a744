"""A case: membership is the only right to read it, what happened is only added to, other agencies are asked."""

from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from bot.job_kinds import KINDS, Rules
from storage import audit
from storage.administration import key_rotation, organisation, retention
from storage.casework import board, cases, events, information, members
from storage.casework.cases import BornWrong, Case, Child, NewCase
from storage.casework.events import StillToCome
from storage.casework.members import InBothCases, about
from storage.casework.parts import Agency, Happened, Part, Precision, Side
from storage.casework.tables import case_events, case_members
from storage.casework.tables import cases as cases_table
from storage.database.columns import metadata
from storage.database.engine import Database, Tx
from storage.people import people
from storage.people.people import Role
from storage.problems import NotFound
from storage.queues import jobs, outbox
from storage.queues.jobs import JobKind
from tests.storage.conftest import NOW, At, who

ZED = Child("Zed Inventedname", date(2012, 5, 1), sex="boy", school="secondary")
QUILL = Child("Quill Madeup", date(2013, 5, 1))


def new(child: Child = ZED, **changed: Any) -> NewCase:
    return NewCase(child, "demo-school", "social_care", **({"part": Part.SOCIAL_WORKER} | changed))


async def opened(tx: Tx, child: Child = ZED, by: str = "worker", **changed: Any) -> Case:
    return await cases.open_case(tx, await who(tx, by), new(child, **changed))


async def test_only_members_read_it_and_everybody_else_is_told_the_same_as_of_none(at: At) -> None:
    async with at() as tx:
        case = await opened(tx)
        assert case.reference.startswith("WC-")
        assert (await cases.read(tx, await who(tx, "worker"), case.reference.lower())).child == ZED
        for login in ("worker2", "dsl", "head", "manager", "admin", "consultation"):
            for reference in (case.reference, "WC-2222-22"):
                with pytest.raises(NotFound, match="case"):
                    await cases.read(tx, await who(tx, login), reference)
        refused = [one for one in await audit.entries(tx, about(case.id)) if one.what == "refused_read"]
        assert len(refused) == 6
        assert await audit.verify(tx, about(case.id))
        await members.add(tx, case.id, "demo-dsl", Part.SCHOOL_DSL, "demo-worker")
        await members.add(tx, case.id, "demo-dsl", Part.SCHOOL_DSL, "demo-worker")
        await cases.read(tx, await who(tx, "dsl"), case.reference)
        await members.end(tx, case.id, "demo-dsl", "demo-worker", Part.SCHOOL_DSL)
        with pytest.raises(NotFound):
            await cases.read(tx, await who(tx, "dsl"), case.reference)
        assert [(one.person_id, one.part, one.until is None) for one in await members.of_case(tx, case.id)] == [
            ("demo-worker", Part.SOCIAL_WORKER, True),
            ("demo-dsl", Part.SCHOOL_DSL, False),
        ]


async def test_a_role_that_is_withdrawn_and_somebody_who_leaves(at: At) -> None:
    async with at() as tx:
        case = await opened(tx)
        await organisation.set_roles(tx, "demo-worker", "demo-school", [Role.READER])
        with pytest.raises(NotFound):
            await cases.read(tx, await who(tx, "worker"), case.reference)
        await members.add(tx, case.id, "demo-worker2", Part.KEY_WORKER, None)
        worker2 = await who(tx, "worker2")
        await organisation.leave(tx, "demo-worker2")
        assert not await members.is_in(tx, worker2, case.id)
        assert all(one.until for one in await members.of_case(tx, case.id) if one.person_id == "demo-worker2")


async def test_a_role_that_went_by_another_way_lets_nobody_read_either(at: At) -> None:
    async with at() as tx:
        case = await opened(tx)
        await people.give(tx, "demo-worker", "demo-school", [Role.READER])
        with pytest.raises(NotFound):
            await cases.read(tx, await who(tx, "worker"), case.reference)
        assert not await members.is_in_any(tx, await who(tx, "worker"))


async def test_nothing_of_the_child_stands_outside_the_seal(at: At, database: Database) -> None:
    async with at() as tx:
        case = await opened(tx)
        await information.ask(tx, await who(tx, "worker"), case.id, Agency.POLICE, "Zed: anything", reference="WA-1")
        for table in ("cases", "case_index", "case_members", "information_requests", "audit", "clock_runs", "jobs"):
            rows = (await tx.connection.execute(sa.select(metadata.tables[table]))).all()
            assert not [row for row in rows if "Zed" in str(row) or "2012-05-01" in str(row)], table
    assert (await key_rotation.rotate(database, NOW)).unopened == {}
    async with at() as tx:
        assert (await cases.get(tx, case.id)).child == ZED


async def test_the_same_child_is_found_again_in_the_setting_and_nowhere_else(at: At) -> None:
    async with at() as tx:
        case = await opened(tx)
        again = Child(" zed inventedname", ZED.born)
        same = await cases.same_child(tx, again, "demo-school", Side.DISPLAYED)
        assert same is not None
        assert same.id == case.id
        assert await cases.same_child(tx, again, "demo-foster", Side.DISPLAYED) is None
        assert await cases.same_child(tx, again, "demo-school", Side.TARGETED) is None
        other_day = Child(ZED.name, ZED.born + timedelta(days=1))
        assert await cases.same_child(tx, other_day, "demo-school", Side.DISPLAYED) is None


async def test_two_children_of_one_incident_share_nobody_unless_a_manager_says_why(at: At) -> None:
    async with at() as tx:
        displayed = await opened(tx, incident_key="s1")
        targeted = await opened(tx, QUILL, "worker2", incident_key="s1", side=Side.TARGETED)
        with pytest.raises(InBothCases):
            await members.add(tx, targeted.id, "demo-worker", Part.KEY_WORKER, "demo-worker2")
        await members.add(tx, targeted.id, "demo-worker", Part.KEY_WORKER, "demo-manager", why_in_both="Small team")
        assert await members.is_in(tx, await who(tx, "worker"), targeted.id)
        elsewhere = await opened(tx, QUILL, "worker2", incident_key="s2")
        await members.add(tx, elsewhere.id, "demo-worker", Part.KEY_WORKER, None)
        assert displayed.id != targeted.id


@pytest.mark.parametrize("born", [date(2026, 3, 4), date(2001, 3, 3), date(1990, 1, 1)])
async def test_a_birth_that_cannot_be_right_is_refused(at: At, born: date) -> None:
    async with at() as tx:
        with pytest.raises(BornWrong):
            await opened(tx, Child("Zed Inventedname", born))
        await opened(tx, Child("Zed Inventedname", date(2001, 3, 4)))


async def test_events_stand_by_their_days_as_exactly_as_they_are_known(at: At) -> None:
    async with at() as tx:
        case = await opened(tx)
        for kind, day, precision in (
            (Happened.SENTENCED, None, Precision.NOT_KNOWN),
            (Happened.CHARGED, date(2026, 2, 20), Precision.DAY),
            (Happened.DISCLOSED, date(2025, 6, 17), Precision.MONTH),
            (Happened.ORDER_END, date(2027, 1, 1), Precision.DAY),
        ):
            await events.note(tx, case.id, "demo-worker", kind, day, precision)
        known = [(one.kind, one.day) for one in await events.of_case(tx, case.id)]
        assert known == [
            (Happened.DISCLOSED, date(2025, 6, 1)),
            (Happened.CHARGED, date(2026, 2, 20)),
            (Happened.ORDER_END, date(2027, 1, 1)),
            (Happened.SENTENCED, None),
        ]
        with pytest.raises(StillToCome):
            await events.note(tx, case.id, "demo-worker", Happened.CHARGED, NOW.date() + timedelta(days=1))
        with pytest.raises(ValueError, match="precision"):
            await events.note(tx, case.id, "demo-worker", Happened.CHARGED, None)


@pytest.mark.parametrize("change", [case_events.update().values(day=None), case_events.delete()])
async def test_what_was_noted_is_never_changed(at: At, change: Any) -> None:
    async with at() as tx:
        case = await opened(tx)
        await events.note(tx, case.id, "demo-worker", Happened.CHARGED, NOW.date())
    with pytest.raises(DBAPIError):
        async with at() as tx:
            await tx.connection.execute(change)


async def test_an_agency_has_five_working_days_and_then_whoever_asked_hears(at: At) -> None:
    async with at() as tx:
        case = await opened(tx)
        worker = await who(tx, "worker")
        for agency in (Agency.POLICE, Agency.HEALTH):
            await information.ask(tx, worker, case.id, agency, "What is known", reference="WA-1")
        answered = await information.answer(tx, worker, case.id, 2, "Nothing known")
        assert (answered.answer, answered.answered_at) == ("Nothing known", NOW)
        with pytest.raises(NotFound):
            await information.answer(tx, worker, case.id, 2, "Again")
        with pytest.raises(NotFound):
            await information.answer(tx, await who(tx, "worker2"), case.id, 1, "Not mine")
    for day, told in ((10, []), (11, ["information_missing"])):
        async with at(NOW.replace(day=day)) as tx:
            for job in await jobs.claim(tx, kinds=frozenset({JobKind.CLOCK})):
                await KINDS[job.kind](tx, job, Rules())
            messages = await outbox.waiting_for(tx, "demo-worker")
            assert [one.key for one in messages] == told
            assert all(one.params == {"reference": "WA-1", "count": 1} for one in messages)


async def test_cases_stay_whatever_is_tidied(at: At) -> None:
    async with at() as tx:
        case = await opened(tx)
        await events.note(tx, case.id, "demo-worker", Happened.CHARGED, NOW.date())
        await information.ask(tx, await who(tx, "worker"), case.id, Agency.POLICE, "What", reference="WA-1")
    async with at(NOW + timedelta(days=4_000)) as tx:
        await organisation.leave(tx, "demo-worker")
        await retention.tidy(tx)
    async with at(NOW + timedelta(days=5_000)) as tx:
        await retention.tidy(tx)
        assert (await cases.get(tx, case.id)).opened_by == "demo-worker"
        for table in (cases_table, case_members, case_events):
            assert await tx.connection.scalar(sa.select(sa.func.count()).select_from(table)) == 1


async def test_whoever_runs_the_server_finds_its_history_by_its_reference_as_typed(at: At) -> None:
    async with at() as tx:
        case = await opened(tx)
        assert await board.subject_of(tx, case.reference.lower()) == about(case.id)
        with pytest.raises(NotFound):
            await board.subject_of(tx, "WC-NONE-99")


async def test_cases_about_a_child_are_found_by_their_members_alone(at: At) -> None:
    """Closed ones too, by name in any order and, where it is known, the date of birth."""
    async with at() as tx:
        worker, colleague = await who(tx, "worker"), await who(tx, "worker2")
        child = Child("Ivy Notreal", date(2014, 3, 4))
        case = await cases.open_case(tx, worker, NewCase(child, "demo-school", "social_care", Part.SOCIAL_WORKER))
        for born, found in ((None, [case.id]), (date(2014, 3, 4), [case.id]), (date(2014, 3, 5), [])):
            assert [one.id for one in await cases.about_child(tx, worker, "Notreal, Ivy", born)] == found
        assert await cases.about_child(tx, colleague, "Ivy Notreal", None) == []

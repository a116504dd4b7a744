"""Contacts after leaving as they are kept: ten kinds, who hears of one that is missed, and how it ends."""

from datetime import date, datetime, timedelta

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from bot.job_kinds import KINDS, Rules
from storage import audit
from storage.casework import members
from storage.casework.parts import Part
from storage.clocks import running
from storage.database.engine import Tx
from storage.people import managers, people
from storage.people.people import Person, Role
from storage.plans.good_life.content import State
from storage.plans.good_life.plan import GoodLife, NotSigned, PlanOver, Whereabouts
from storage.problems import NotAllowed
from storage.queues import jobs, outbox
from storage.queues.jobs import JobKind
from storage.reporting.small_numbers import Group
from storage.tracking import contacts, ending, figures, kinds, leaving, reports, running_contacts
from storage.tracking.contacts import ContactWrongDay, NotTracked
from storage.tracking.ending import ManagerSigns, NotOverYet, TooFewTries, WhyMissing
from storage.tracking.figures import Figures, passed_on
from storage.tracking.kinds import OutsideItsScale
from storage.tracking.leaving import LeftAlready, LeftWrongDay, LicenceBackwards
from storage.tracking.schedule import FIRST, MISSED, Stands
from storage.tracking.tables import tracking_contacts
from storage.working_hours import LONDON
from tests.storage.conftest import At, who
from tests.storage.plans.living import answers, drafted, left, signed, stored
from tests.support.examples import examples

LEFT = date(2026, 12, 1)
LICENCE = (LEFT, date(2027, 5, 31))


async def managed(tx: Tx) -> tuple[Person, Person]:
    """The worker, and a manager of theirs who runs their unit."""
    worker = await who(tx, "worker")
    await people.give(tx, "demo-manager", worker.setting_id, [Role.MANAGER])
    await managers.set_line_manager(tx, worker.id, "demo-manager")
    return await who(tx, "worker"), await who(tx, "manager")


def on(day: date, hour: int = 12) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=LONDON)


async def told(tx: Tx) -> list[tuple[str, str]]:
    for job in await jobs.claim(tx, kinds=frozenset({JobKind.CLOCK})):
        await KINDS[job.kind](tx, job, Rules())
    found = []
    for message in await outbox.claim(tx, limit=50):
        found.append((message.to_person.removeprefix("demo-"), message.key))
        assert set(message.params) <= {"reference", "count"}
        await outbox.delivered(tx, message)
    return sorted(found)


async def due_by(tx: Tx, plan: GoodLife, name: str = FIRST) -> date | None:
    clock = await running.find(tx, name, plan.about)
    return None if clock is None or clock.ended_at else clock.limit(LEFT, tx.closed).day


async def test_ten_kinds_are_kept_nine_of_them_asked_and_the_next_is_due_by_the_clock(at: At) -> None:
    async with at(on(LEFT)) as tx:
        worker = await who(tx, "worker")
        plan = await left(tx, worker, LEFT, LICENCE)
        assert await due_by(tx, plan) == date(2026, 12, 29)
    async with at(on(date(2026, 12, 29))) as tx:
        made = await contacts.keep_contact(tx, worker, plan, date(2026, 12, 28), answers(goal_1="2"))
        assert list(made.kinds) == list(kinds.kinds())
        assert (len(made.kinds), len(kinds.asked())) == (10, 9)
        assert made.kinds["numbers"] == {"worked_with": 1, "tracked": 1}
        assert await due_by(tx, plan) == date(2027, 1, 26)
        assert await due_by(tx, plan, MISSED) == date(2027, 2, 2)
        rows = repr((await tx.connection.execute(sa.select(tracking_contacts))).all())
        assert not [word for word in ("kept_to_it", "aunt", "none_known") if word in rows]
    assert all(kind.cites == ("OF-outcomes",) for kind in kinds.kinds().values())


async def test_bad_input_is_refused_and_changes_nothing(at: At) -> None:
    async with at(on(LEFT)) as tx:
        worker = await who(tx, "worker")
        draft = await drafted(tx, worker, "Quill Madeup")
        with pytest.raises(NotSigned):
            await leaving.leave(tx, worker, draft, leaving.Left(LEFT, Whereabouts.COMMUNITY))
        plan = await signed(tx, worker)
        with pytest.raises(NotTracked):
            await contacts.keep_contact(tx, worker, plan, LEFT, answers())
        for licence in (
            (LICENCE[1], LICENCE[0]),
            (LEFT - timedelta(days=60), LEFT - timedelta(days=1)),
            (LEFT, None),
            (None, LEFT),
        ):
            with pytest.raises(LicenceBackwards):
                await leaving.leave(tx, worker, plan, leaving.Left(LEFT, Whereabouts.COMMUNITY, licence))
        with pytest.raises(LeftWrongDay):
            await leaving.leave(tx, worker, plan, leaving.Left(LEFT + timedelta(days=1), Whereabouts.COMMUNITY))
        plan = await leaving.leave(tx, worker, plan, leaving.Left(LEFT, Whereabouts.COMMUNITY, LICENCE))
        with pytest.raises(LeftAlready):
            await leaving.leave(tx, worker, plan, leaving.Left(LEFT, Whereabouts.COMMUNITY, LICENCE))
        for day in (LEFT - timedelta(days=1), LEFT + timedelta(days=1)):
            with pytest.raises(ContactWrongDay):
                await contacts.keep_contact(tx, worker, plan, day, answers())
        for wrong in ({"young_person": "6"}, {"staff": "0"}, {"compliance": "maybe"}, {"goal_1": "4"}):
            with pytest.raises(OutsideItsScale):
                await contacts.keep_contact(tx, worker, plan, LEFT, answers(**wrong))
        with pytest.raises(NotOverYet):
            await ending.end(tx, worker, plan, "completed", "All done")
        with pytest.raises(WhyMissing):
            await ending.end(tx, worker, plan, "recalled", " ")
        assert await contacts.of_plan(tx, plan) == []


async def test_a_missed_contact_is_told_to_the_key_worker_and_then_to_whoever_manages(at: At) -> None:
    async with at(on(LEFT)) as tx:
        worker, _ = await managed(tx)
        plan = await left(tx, worker, LEFT, LICENCE)
        await told(tx)
    heard = {}
    for day in (date(2026, 12, 22), date(2026, 12, 29), date(2026, 12, 30), date(2027, 1, 6), date(2027, 1, 7)):
        async with at(on(day)) as tx:
            heard[day.isoformat()] = await told(tx)
    assert heard == {
        "2026-12-22": [("worker", "tracking_contact_due")],
        "2026-12-29": [("worker", "tracking_contact_due")],
        "2026-12-30": [("worker", "tracking_contact_late")],
        "2027-01-06": [],
        "2027-01-07": [("manager", "tracking_contact_missed")],
    }
    async with at(on(date(2027, 1, 8))) as tx:
        await contacts.keep_contact(tx, worker, plan, date(2027, 1, 8), answers())
        assert await due_by(tx, plan) == date(2027, 1, 26)


async def test_three_tries_and_a_managers_signature_and_the_unit_still_counts_the_child(at: At) -> None:
    async with at(on(LEFT)) as tx:
        worker, manager = await managed(tx)
        plan = await left(tx, worker, LEFT, LICENCE)
        before = (await figures.of_unit(tx, plan.setting_id, LEFT + timedelta(days=1))).total
    async with at(on(date(2026, 12, 29))) as tx:
        for _ in range(2):
            await contacts.keep_try(tx, worker, plan, date(2026, 12, 29), "No answer")
        with pytest.raises(ManagerSigns):
            await ending.lost_touch(tx, worker, plan, "Wren", "Rang twice")
        assert await contacts.keep_try(tx, worker, plan, date(2026, 12, 29), "No answer") == 3
        assert ("manager", "tracking_three_tries") in await told(tx)
        ended = await ending.lost_touch(tx, manager, plan, "Quin Barlow", "Rang, wrote, went there")
        assert (ended.state, ended.ended_as) == (State.ENDED, "lost_touch")
        after = await figures.of_unit(tx, plan.setting_id, date(2026, 12, 30))
        assert (after.total, after.lost_touch) == (before, 1)
        assert not [one for one in await running.of(tx, plan.about) if one.ended_at is None]
        with pytest.raises(PlanOver):
            await contacts.keep_try(tx, worker, ended, date(2026, 12, 29), "")
        assert "good_life_ended" in [entry.what for entry in await audit.entries(tx, plan.about)]


async def test_two_tries_or_a_contact_between_are_too_few(at: At) -> None:
    async with at(on(LEFT)) as tx:
        worker, manager = await managed(tx)
        plan = await left(tx, worker, LEFT, LICENCE)
        await members.add(tx, plan.case_id, manager.id, Part.LINE_MANAGER, None)
        for words in ("one", "two"):
            await contacts.keep_try(tx, worker, plan, LEFT, words)
        with pytest.raises(TooFewTries):
            await ending.lost_touch(tx, manager, plan, "Quin", "Rang")
        await contacts.keep_contact(tx, worker, plan, LEFT, answers())
        assert await contacts.keep_try(tx, worker, plan, LEFT, "three") == 1
        with pytest.raises(TooFewTries):
            await ending.lost_touch(tx, manager, plan, "Quin", "Rang")


async def test_what_was_due_after_the_end_is_nobodys_to_keep(at: At) -> None:
    async with at(on(LEFT)) as tx:
        worker = await who(tx, "worker")
        plan = await left(tx, worker, LEFT, LICENCE)
    async with at(on(date(2027, 1, 20))) as tx:
        plan = await ending.end(tx, worker, plan, "recalled", "Back on remand")
    async with at(on(date(2027, 7, 1))) as tx:
        assert [stands for _, stands in running_contacts.lane(tx, plan, [])] == [Stands.MISSED]
        unit = await figures.of_unit(tx, plan.setting_id, date(2027, 7, 1))
        assert (unit.kept_contacts, unit.due_contacts) == (0, 1)


counts = st.integers(0, 30)


@given(st.lists(counts, min_size=4, max_size=4), counts, counts, counts, counts)
@examples(50, 2000)
def test_nothing_under_five_is_passed_on_and_the_groups_are_the_whole(
    where: list[int], sexual: int, not_sexual: int, lost: int, kept: int
) -> None:
    table = dict(zip(map(str, Whereabouts), where, strict=True))
    shown = passed_on(Figures(table, sum(where), sexual, not_sexual, lost, kept, kept + lost))
    said = [shown.total, shown.sexual, shown.not_sexual, shown.lost_touch, *(group.count for group in shown.groups)]
    said += list(shown.contacts or ())
    assert all(one is None or one == 0 or one >= 5 for one in said)
    if shown.groups:
        assert sum(group.count for group in shown.groups) == shown.total
        assert [label for group in shown.groups for label in group.labels] == list(table)
    assert figures.PassedOn.from_json(shown.as_json()) == shown


def seventeen() -> Figures:
    where = {"other_home": 0, "community": 11, "resident": 5, "hospital": 1}
    return Figures(where, left=12, sexual=0, not_sexual=2, lost_touch=0, kept_contacts=30, due_contacts=34)


def test_seventeen_are_exact_inside_and_joined_where_they_are_passed_on() -> None:
    """The figures of the source (OF-practice): 11 in the community, 5 still there, 1 in hospital."""
    exact = seventeen()
    assert (exact.total, sum(exact.whereabouts.values())) == (17, 17)
    shown = passed_on(exact)
    assert shown.total == 17
    assert shown.groups == (
        Group(("other_home",), 0), Group(("community",), 11), Group(("resident", "hospital"), 6),
    )  # fmt: skip
    assert (shown.sexual, shown.not_sexual) == (0, None)
    assert shown.contacts is None, "four that were missed are too few to be said"
    assert not hasattr(shown, "left"), "with those in the community it would give away who is in hospital"


async def test_the_unit_of_seventeen_is_counted_from_what_is_kept_and_passed_on_once_a_quarter(at: At) -> None:
    went = [Whereabouts.COMMUNITY] * 11 + [Whereabouts.HOSPITAL]
    async with at(on(LEFT)) as tx:
        worker, manager = await managed(tx)
        for n in range(17):
            if n >= len(went):
                await signed(tx, worker, f"Zed Number{n}")
                continue
            plan = await left(tx, worker, LEFT, name=f"Zed Number{n}", to=went[n])
            further = "not_sexual" if n < 2 else "none_known"
            await contacts.keep_contact(tx, worker, plan, LEFT, answers(further=further))
        # one that was only offered or begun is nobody they have worked with
        await drafted(tx, worker, "Zed Draft")
        exact = await figures.of_unit(tx, worker.setting_id, LEFT + timedelta(days=1))
        assert exact.whereabouts == seventeen().whereabouts
        assert (exact.left, exact.sexual, exact.not_sexual) == (12, 0, 2)
        for login in ("worker", "dsl", "admin"):
            with pytest.raises(NotAllowed):
                await reports.read(tx, await who(tx, login))
    async with at(on(date(2027, 1, 4))) as tx:
        unit = worker.setting_id
        quarter, first = await reports.read(tx, manager, unit)
        assert (quarter, first.total, first.groups) == ("2026-4", 17, passed_on(exact).groups)
        plan = await stored(tx, plan)
        await contacts.keep_contact(tx, worker, plan, date(2027, 1, 4), answers(whereabouts="community"))
        assert (await reports.read(tx, manager, unit))[1] == first, "made once, and kept"
        assert (await reports.exact(tx, manager, unit)).whereabouts["community"] == 12

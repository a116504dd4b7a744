"""Good Life plans as they are kept: strengths and a goal first, nothing pressed, what led here theirs to give."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from storage import audit
from storage.administration import key_rotation, organisation
from storage.casework import cases
from storage.casework.letting_in import NotSomebodyHere
from storage.casework.parts import Part
from storage.clocks import running
from storage.database.engine import Database
from storage.plans.good_life import arranging, key_worker, writing
from storage.plans.good_life import plan as plans
from storage.plans.good_life.content import Area, Arrangement, Content, How, NoSuchGoal, Recipient, State, TooManyGoals
from storage.plans.good_life.plan import ChangedMeanwhile, NotSigned, PlanThere
from storage.plans.good_life.tables import good_life_plans, good_life_versions
from storage.plans.good_life.writing import NoGoal, NoStrength, SignedAlready
from storage.problems import NotFound
from tests.storage.conftest import NOW, At, who
from tests.storage.plans.living import GOAL, STRENGTHS, case_of, drafted, signed, stored
from tests.support.examples import examples


async def test_without_a_strength_or_a_goal_it_is_not_signed(at: At) -> None:
    async with at() as tx:
        worker = await who(tx, "worker")
        case = await cases.by_reference(tx, await case_of(tx, worker))
        plan = await writing.start(tx, worker, case, None)
        with pytest.raises(NoStrength):
            await writing.sign(tx, worker, plan, "Zed", "Wren")
        plan = await writing.write(tx, worker, plan, STRENGTHS)
        with pytest.raises(NoGoal):
            await writing.sign(tx, worker, plan, "Zed", "Wren")
        with pytest.raises(NoStrength):
            await writing.write(tx, worker, plan, Content().with_goal(*GOAL))
        plan = await writing.write(tx, worker, plan, STRENGTHS.with_goal(*GOAL))
        # nothing of what led here, and nothing admitted: it is signed all the same (HM-4.16, HM-5.14)
        plan = await writing.sign(tx, worker, plan, "Zed", "Wren")
        assert (plan.state, plan.content.led_here) == (State.AGREED, "")
        with pytest.raises(SignedAlready):
            await writing.sign(tx, worker, plan, "Zed", "Wren")


async def test_who_does_not_want_one_now_is_asked_again_after_two_weeks(at: At) -> None:
    async with at() as tx:
        worker = await who(tx, "worker")
        case = await cases.by_reference(tx, await case_of(tx, worker))
        plan = await writing.offer(tx, worker, case)
        clock = await running.find(tx, writing.OFFER, plan.about)
        assert clock is not None
        assert clock.limit(NOW.date(), tx.closed).day == NOW.date() + timedelta(days=14)
        with pytest.raises(PlanThere):
            await writing.offer(tx, worker, case)
    async with at(NOW + timedelta(days=14)) as tx:
        worker = await who(tx, "worker")
        await writing.offer_again(tx, plan)
        again = await running.find(tx, writing.OFFER, plan.about)
        assert again is not None
        assert again.limit(NOW.date(), tx.closed).day == NOW.date() + timedelta(days=28)
        plan = await writing.start(tx, worker, case, plan)
        assert plan.state is State.DRAFTING
        assert not [one for one in await running.of(tx, plan.about) if one.ended_at is None]


async def test_the_first_step_taken_brings_it_into_use_and_five_goals_are_the_most(at: At) -> None:
    async with at() as tx:
        worker = await who(tx, "worker")
        plan = await drafted(tx, worker)
        with pytest.raises(NotSigned):
            await writing.step_done(tx, worker, plan, 1, "")
        content = plan.content
        for _ in range(4):
            content = content.with_goal(*GOAL)
        with pytest.raises(TooManyGoals):
            content.with_goal(*GOAL)
        plan = await writing.sign(tx, worker, await writing.write(tx, worker, plan, content), "Zed", "Wren")
        plan = await writing.step_done(tx, worker, plan, 2, "Visit it")
        assert (plan.state, plan.content.goals[1].step) == (State.IN_USE, "Visit it")
        assert plan.content.goals[1].done == ("Ring the college",)
        for number in (6, 0):
            with pytest.raises(NoSuchGoal):
                await writing.step_done(tx, worker, plan, number, "")
        plan = await writing.step_done(tx, worker, plan, 2, "")
        with pytest.raises(NoSuchGoal):
            await writing.step_done(tx, worker, plan, 2, "")


async def test_a_yes_is_to_the_words_that_stood_there_and_to_nobody_else(at: At) -> None:
    async with at() as tx:
        worker = await who(tx, "worker")
        plan = await drafted(tx, worker)
        plan = await writing.led_here(tx, worker, plan, "My own words", [Recipient.FAMILY])
        assert plan.content.led_here_to(Recipient.FAMILY) == "My own words"
        assert plan.content.led_here_to(Recipient.HEALTH) == ""
        assert plan.content.led_here_to(None) == ""
    async with at(NOW + timedelta(days=3)) as tx:
        plan = await writing.led_here(tx, worker, plan, "My own words", [Recipient.FAMILY, Recipient.HEALTH])
        assert list(plan.content.led_here_for.values()) == ["2026-03-03", "2026-03-06"]
        plan = await writing.led_here(tx, worker, plan, "Other words", [Recipient.FAMILY])
        assert dict(plan.content.led_here_for) == {Recipient.FAMILY: "2026-03-06"}
        plan = await writing.led_here(tx, worker, plan, "", [Recipient.FAMILY])
        assert plan.content.led_here_for == {}


async def test_arrangements_are_kept_each_and_what_is_missing_is_known(at: At) -> None:
    async with at() as tx:
        worker = await who(tx, "worker")
        plan = await signed(tx, worker)
        assert plan.content.not_arranged == tuple(Area)
        plan = await arranging.arrange(tx, worker, plan, Area.ACCOMMODATION, Arrangement(How.PLANNED, "His aunt"))
        plan = await arranging.arrange(
            tx, worker, plan, Area.ACCOMMODATION, Arrangement(How.IN_PLACE, "His aunt", "2026-04-01")
        )
        plan = await arranging.arrange(tx, worker, plan, Area.THERAPY, Arrangement(How.NOT_POSSIBLE, "No place yet"))
        assert plan.state is State.LEAVING
        assert plan.content.arrangements[Area.ACCOMMODATION].how is How.IN_PLACE
        assert set(plan.content.not_arranged) == set(Area) - {Area.ACCOMMODATION, Area.THERAPY}


async def test_who_began_from_an_older_one_overwrites_nothing_and_every_version_stays(at: At) -> None:
    async with at() as tx:
        worker = await who(tx, "worker")
        old = await drafted(tx, worker)
        new = await writing.write(tx, worker, old, old.content.with_goal(*GOAL))
        with pytest.raises(ChangedMeanwhile):
            await writing.write(tx, worker, old, STRENGTHS)
        assert (await stored(tx, old)).content == new.content
        assert [one.number for one in await plans.versions(tx, new)] == [1, 2]


async def test_members_of_the_case_read_it_and_nobody_else_and_nothing_typed_is_readable(
    at: At, database: Database
) -> None:
    async with at() as tx:
        worker = await who(tx, "worker")
        plan = await signed(tx, worker)
        plan = await writing.led_here(tx, worker, plan, "Plantedword", [])
        for login in ("worker2", "dsl", "head", "admin", "manager", "consultation"):
            with pytest.raises(NotFound):
                await plans.read(tx, await who(tx, login), plan.reference)
        assert (await plans.read(tx, worker, plan.reference)).content.led_here == "Plantedword"
        assert [one.id for one in await plans.of_person(tx, worker)] == [plan.id]
        noted = [entry.what for entry in await audit.entries(tx, plan.about)]
        assert noted.count("refused_read") == 6
        assert noted[-1] == "read"
        assert await audit.verify(tx, plan.about)
        rows = [*await tx.connection.execute(sa.select(good_life_plans))]
        rows += [*await tx.connection.execute(sa.select(good_life_versions))]
        for words in ("Plantedword", "Cooks", "catering", "Zed"):
            assert words not in repr([tuple(row) for row in rows])
    assert (await key_rotation.rotate(database, NOW)).unopened == {}
    async with at() as tx:
        assert (await stored(tx, plan)).content.led_here == "Plantedword"


async def test_the_key_worker_leaves_and_nobody_inherits_it(at: At) -> None:
    async with at() as tx:
        worker = await who(tx, "worker")
        plan = await signed(tx, worker)
        with pytest.raises(NotSomebodyHere):
            await key_worker.hand_on(tx, worker, plan, "Nobody Of That Name", Part.YJS_WORKER)
        await organisation.leave(tx, "demo-worker")
        plan = await stored(tx, plan)
        assert plan.key_worker_id is None
        assert "good_life_without_worker" in [entry.what for entry in await audit.entries(tx, plan.about)]
        assert await plans.of_person(tx, worker) == []


words = st.text(max_size=20)


@given(
    st.lists(words, max_size=3),
    st.lists(st.tuples(words, words, words, words), max_size=5),
    words,
    st.sets(st.sampled_from(Recipient)),
    st.dictionaries(st.sampled_from(Area), st.tuples(st.sampled_from(How), words)),
)
@examples(25, 500)
def test_what_is_kept_comes_back_as_it_was(
    strengths: list[str],
    goals: list[tuple[str, str, str, str]],
    led_here: str,
    yes_for: set[Recipient],
    arranged: dict[Area, tuple[How, str]],
) -> None:
    content = Content(tuple(strengths), led_here=led_here, led_here_for=dict.fromkeys(yes_for, "2026-03-03"))
    for goal in goals:
        content = content.with_goal(*goal)
    for area, (how, by) in arranged.items():
        content = content.with_arrangement(area, Arrangement(how, by))
    assert Content.from_json(content.as_json()) == content

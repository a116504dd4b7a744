"""The self-audit: seventeen items with their sources, ratings with evidence, and the next one after six months."""

from collections import Counter
from datetime import timedelta

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from bot.job_kinds import KINDS, Rules
from storage import audit
from storage.administration import organisation
from storage.database.engine import Tx
from storage.oversight.self_audit import ratings, rounds
from storage.oversight.self_audit.items import items
from storage.oversight.self_audit.ratings import NEEDS_ACTION, ActionDayWrong, Given, NoAction, NoEvidence, Rating
from storage.oversight.self_audit.rounds import NotAllRated
from storage.oversight.self_audit.tables import self_audit_ratings
from storage.people.people import Role
from storage.problems import NotAllowed, NotFound, Problem
from storage.queues import jobs, outbox
from storage.queues.jobs import JobKind
from tests.storage.conftest import NOW, At, who
from tests.support.examples import examples

TODAY = NOW.date()
CHECKED = Given(Rating.IN_PLACE_CHECKED, "Plantedword")
IN_JUNE = TODAY + timedelta(days=90)
UNCHECKED = Given(Rating.IN_PLACE_UNCHECKED, "A policy", "Head of service", "Audit six cases", IN_JUNE)


def test_there_are_seventeen_items_by_agency_each_with_its_source() -> None:
    """Scenario 8. What is missing, or cites nothing, fails."""
    found = items()
    assert len(found.items) == 17
    assert Counter(item.agency for item in found.items.values()) == {
        "all_agencies": 1, "youth_justice_board": 3, "mappa": 1, "safeguarding_board": 4,
        "youth_justice_management": 5, "health": 1, "police": 2,
    }  # fmt: skip
    assert all(item.cites == ("HM-recommendations",) for item in found.items.values())
    assert {item.area for item in found.items.values()} == set(found.areas)
    assert list(found.areas.values()) == [("HM-2.11",), ("HM-2.12",), ("HM-2.13",), ("HM-2.14",)]
    assert {item.agency for item in found.items.values()} == set(found.agencies)


@examples(60, 2000)
@given(
    st.builds(
        Given, st.sampled_from(Rating), st.sampled_from(["", "  ", "seen"]), st.sampled_from(["", "she"]),
        st.sampled_from(["", "do it"]), st.none() | st.dates(TODAY - timedelta(days=3), TODAY + timedelta(days=800)),
    )
)  # fmt: skip
def test_what_a_rating_needs(said: Given) -> None:
    try:
        ratings.check(said, TODAY)
    except NoEvidence:
        assert not said.evidence.strip()
    except NoAction:
        assert said.rating in NEEDS_ACTION
        assert not (said.owner and said.action and said.due_on)
    except ActionDayWrong:
        assert said.due_on is not None
        assert not TODAY <= said.due_on <= TODAY + timedelta(days=731)
    else:
        assert said.evidence.strip() or said.rating is Rating.NOT_KNOWN
        assert said.rating not in NEEDS_ACTION or (said.owner and said.action and said.due_on)


async def test_managers_rate_all_and_others_the_items_of_their_own_agency(at: At) -> None:
    async with at() as tx:
        await rounds.rate(tx, await who(tx, "dsl"), "shared_from_disclosure", CHECKED)
        not_theirs = {"dsl": "officers_in_full", "worker": "shared_from_disclosure", "head": "mappa_understood"}
        for login, item in not_theirs.items():
            with pytest.raises(NotAllowed):
                await rounds.rate(tx, await who(tx, login), item, CHECKED)
        await organisation.set_roles(tx, "demo-head", "demo-school", [Role.YOUTH_JUSTICE])
        await rounds.rate(tx, await who(tx, "head"), "mappa_understood", UNCHECKED)
        with pytest.raises(NotAllowed):
            await rounds.rate(tx, await who(tx, "head"), "early_help", CHECKED)
        one = await rounds.rate(tx, await who(tx, "manager"), "mappa_understood", CHECKED)
        assert one.rated["mappa_understood"].given == CHECKED, "the newest counts"
        assert len(one.missing) == 15
        kept = sa.select(sa.func.count()).select_from(self_audit_ratings)
        assert await tx.connection.scalar(kept) == 3, "and what it was stays"
        rows = (await tx.connection.execute(sa.select(self_audit_ratings))).all()
        assert not [row for row in rows if "Plantedword" in str(row)]
        with pytest.raises(NotFound):
            await rounds.rate(tx, await who(tx, "manager"), "tea", CHECKED)
        with pytest.raises(NotAllowed):
            await rounds.read(tx, await who(tx, "worker"))
        await organisation.set_roles(tx, "demo-worker", "demo-school", [Role.READER])
        assert (await rounds.read(tx, await who(tx, "worker"))).number == one.number
        assert await audit.verify(tx, one.about)


async def test_it_is_closed_once_all_is_rated_and_due_again_after_six_months(at: At) -> None:
    async with at() as tx:
        manager = await who(tx, "manager")
        with pytest.raises(NotFound):
            await rounds.close(tx, manager)
        for item in list(items().items)[1:]:
            await rounds.rate(tx, manager, item, CHECKED)
        with pytest.raises(NotAllRated) as raised:
            await rounds.close(tx, manager)
        assert raised.value.missing == ("shared_from_disclosure",)
        await rounds.rate(tx, manager, "shared_from_disclosure", UNCHECKED)
        with pytest.raises(NotAllowed):
            await rounds.close(tx, await who(tx, "dsl"))
        closed = await rounds.close(tx, manager)
        assert closed.closed_at == NOW
        with pytest.raises(Problem):
            await rounds.close(tx, manager)
    async with at(NOW + timedelta(days=150)) as tx:
        assert await _told(tx) == []
    async with at(NOW + timedelta(days=176)) as tx:
        assert await _told(tx) == ["self_audit_due"]
    async with at(NOW + timedelta(days=190)) as tx:
        assert await _told(tx) == ["self_audit_due", "self_audit_overdue"]
        begun = await rounds.rate(tx, manager, "early_help", CHECKED)
        assert (begun.number, len(begun.missing)) == (2, 16), "a new one begins with nothing"
        before = await rounds.latest(tx, closed=True)
        assert before is not None
        assert before.number == 1
        assert [one.number for one in await rounds.closed_before(tx, TODAY + timedelta(days=1))] == [1]
        assert await rounds.closed_before(tx, TODAY) == []


async def _told(tx: Tx) -> list[str]:
    for job in await jobs.claim(tx, kinds=frozenset({JobKind.CLOCK})):
        await KINDS[job.kind](tx, job, Rules())
    return [one.key for one in await outbox.waiting_for(tx, "demo-manager")]

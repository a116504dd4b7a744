"""A case audit as it is kept: who may make it, what is filled first, what is sealed, and which cases are drawn."""

from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from storage import audit
from storage.administration import key_rotation, organisation
from storage.casework import cases, events, meetings, members
from storage.casework.cases import Case, Child, NewCase
from storage.casework.events import StillToCome
from storage.casework.meetings import Seat
from storage.casework.parts import Agency, Happened, Part, Precision, Side
from storage.database.engine import Database, Tx
from storage.oversight.case_audits import auditing, filling, sampling
from storage.oversight.case_audits.auditing import DaysWrong, Given, IsMember, NotWhole
from storage.oversight.case_audits.days import Known, in_month, on
from storage.oversight.case_audits.questions import Said, content
from storage.oversight.case_audits.sampling import NotASample, NotASeed, draw
from storage.oversight.case_audits.tables import case_audits
from storage.people.people import Role
from storage.problems import NotAllowed, NotFound
from storage.records.register.child_index import ChildPart
from tests.storage.conftest import NOW, At, who
from tests.storage.oversight.test_findings import meeting
from tests.storage.records.test_records import submit
from tests.support.examples import examples

SCHOOL, SERVICE = "demo-school", "demo-service"
ZED = Child("Zed Inventedname", date(2012, 5, 1))
AS_SIGNED = [ChildPart("Child A", ZED.name, ZED.born.isoformat())]
QUILL = Child("Quill Madeup", date(2013, 5, 1))
REFERENCES = st.text("ABCDEFGH23", min_size=6, max_size=6)
NOTHING_KNOWN = Given(dict.fromkeys(content().questions, Said.NOT_KNOWN), why={"work": "Plantedword"})


async def opened(tx: Tx, child: Child = ZED, by: str = "worker", **changed: Any) -> Case:
    given: dict[str, Any] = {"setting_id": SCHOOL, "lead_agency": "social_care", "part": Part.SOCIAL_WORKER}
    return await cases.open_case(tx, await who(tx, by), NewCase(child, **(given | changed)))


async def test_only_a_manager_who_is_and_was_no_part_of_it_audits_a_case(at: At) -> None:
    """Scenario 7."""
    async with at() as tx:
        case = await opened(tx)
        manager = await who(tx, "manager")
        assert (await auditing.begin(tx, manager, case.reference)).reference == case.reference
        for login in ("worker", "dsl", "head", "admin"):
            with pytest.raises(NotAllowed):
                await auditing.begin(tx, await who(tx, login), case.reference)
        await members.add(tx, case.id, manager.id, Part.LINE_MANAGER, None)
        for attempt in (auditing.begin(tx, manager, case.reference), _keep(tx, case)):
            with pytest.raises(IsMember):
                await attempt
        await members.end(tx, case.id, manager.id, None)
        with pytest.raises(IsMember):
            await auditing.begin(tx, manager, case.reference)
        await organisation.set_roles(tx, "demo-head", SCHOOL, [Role.MANAGER])
        await organisation.set_roles(tx, "demo-foster", "demo-foster", [Role.MANAGER])
        assert [one.login for one in await auditing.whom_to_ask(tx, case.reference)] == ["head", "foster"]
        with pytest.raises(NotFound):
            await auditing.begin(tx, await who(tx, "head"), "WC-2222-22")
        what = [one.what for one in await audit.entries(tx, members.about(case.id))]
        assert what.count("refused_audit") == 3
        assert "case_audit_opened" in what


async def _keep(tx: Tx, case: Case, given: Given = NOTHING_KNOWN, by: str = "manager") -> Any:
    return await auditing.keep(tx, await who(tx, by), case.reference, given)


async def test_whoever_made_audits_finds_them_and_nobody_else_does(at: At) -> None:
    async with at() as tx:
        case = await opened(tx)
        await _keep(tx, case)
    async with at(NOW + timedelta(days=1)) as tx:
        await _keep(tx, case)
        made = await auditing.made_by(tx, await who(tx, "manager"))
        assert [(reference, number) for reference, number, _ in made] == [(case.reference, 2), (case.reference, 1)]
        assert await auditing.made_by(tx, await who(tx, "worker")) == []


async def test_nor_who_is_in_the_case_of_another_child_of_the_incident(at: At) -> None:
    async with at() as tx:
        case = await opened(tx, incident_key="s1")
        other = await opened(tx, QUILL, "worker2", incident_key="s1", side=Side.TARGETED)
        await members.add(tx, other.id, "demo-manager", Part.LINE_MANAGER, None)
        with pytest.raises(IsMember):
            await auditing.begin(tx, await who(tx, "manager"), case.reference)


async def test_events_meetings_and_earlier_records_of_the_child_come_first(at: At) -> None:
    """Scenarios 3 and 5."""
    for days in (300, 200, 100):
        async with at(NOW - timedelta(days=days)) as tx:
            await submit(tx, key=f"earlier-{days}", children=AS_SIGNED)
            await submit(tx, key=f"of-home-{days}", author="foster", children=AS_SIGNED)
    async with at(NOW - timedelta(days=50)) as tx:
        await submit(tx, key="about-the-dsl", children=AS_SIGNED, concern_about_dsl=True)
        await submit(tx, key="another-child", children=[ChildPart("Child A", ZED.name, "2013-01-01")])
    async with at() as tx:
        await submit(tx, key="this-one", children=AS_SIGNED)
        case = await opened(tx, incident_key="this-one")
        held = await auditing.begin(tx, await who(tx, "manager"), case.reference)
        assert held.earlier_signs == 3, "of its own setting, and nothing of a concern about somebody"
        asked = [one.name for one in filling.gaps(held, {})]
        assert ("earlier_signs" in asked, "signs_acted_on" in asked) == (False, True)
        await meetings.note(tx, case.id, "demo-worker", meeting(Agency.POLICE, Agency.SOCIAL_CARE))
        await events.note(tx, case.id, "demo-worker", Happened.SENTENCED, None, Precision.NOT_KNOWN)
        for part, person in (("demo-worker2", Part.LEAD), ("demo-dsl", Part.LEAD), ("demo-deputy", Part.CO_WORKER)):
            await members.add(tx, case.id, part, person, None)
        await members.end(tx, case.id, "demo-worker2", None, Part.LEAD)
        made = await _keep(tx, case, Given({**NOTHING_KNOWN.answers, "meeting_held": Said.NO}))
    assert made.said("meeting_held") is Said.YES, "what Waymark knows, nobody answers otherwise"
    assert {"earlier_signs", "meeting_held"} <= made.filled
    assert {one.name for one in made.findings} > {"limited_to_two", "education_not_invited"}
    assert (made.earlier_signs, made.worker_changes) == (3, 1)
    assert made.day(Happened.SENTENCED) == Known(Said.YES)


async def test_what_the_auditor_says_of_days_fills_gaps_and_changes_nothing_that_is_known(at: At) -> None:
    async with at() as tx:
        case = await opened(tx)
        await events.note(tx, case.id, "demo-worker", Happened.DISCLOSED, date(2026, 1, 5))
        days = {Happened.DISCLOSED: on(date(2020, 1, 1)), Happened.SENTENCED: in_month(2026, 2)}
        given = Given(NOTHING_KNOWN.answers, days, (meeting(Agency.POLICE, school=Seat.CAME),))
        made = await _keep(tx, case, given)
        delay = made.delays["to_sentence"]
        assert delay is not None
        assert (delay.least, delay.most) == (27, 54)
        assert made.said("meeting_held") is Said.YES
        again = await auditing.read(tx, await who(tx, "worker"), case.reference)
        assert again == made, "kept as it was made, for whoever is in the case"
        before = {Happened.SENTENCED: on(date(2026, 1, 4))}
        for wrong, why in ((before, DaysWrong), ({Happened.CHARGED: on(NOW.date() + timedelta(days=1))}, StillToCome)):
            with pytest.raises(why):
                await _keep(tx, case, Given(NOTHING_KNOWN.answers, wrong))
        with pytest.raises(NotWhole):
            await _keep(tx, case, Given({}))


async def test_each_audit_of_a_case_stays_the_newest_counts_and_nothing_stands_outside_the_seal(
    at: At, database: Database
) -> None:
    async with at() as tx:
        case, other = await opened(tx), await opened(tx, QUILL)
        await _keep(tx, case)
        for login in ("worker2", "head"):
            with pytest.raises(NotFound):
                await auditing.read(tx, await who(tx, login), case.reference)
    async with at(NOW + timedelta(days=9)) as tx:
        later = Given({**NOTHING_KNOWN.answers, "siblings_considered": Said.NO}, why={"work": "Plantedword"})
        second = await _keep(tx, case, later)
        assert second.number == 2
        await _keep(tx, other)
        found = {one.reference: one.number for one in await auditing.newest(tx)}
        assert found == {case.reference: 2, other.reference: 1}
        day = NOW.date()
        assert [one.number for one in await auditing.newest(tx, until=day + timedelta(days=1))] == [1]
        assert await auditing.newest(tx, day + timedelta(days=1), day + timedelta(days=9)) == []
        rows = (await tx.connection.execute(sa.select(case_audits))).all()
        assert not [row for row in rows if "Plantedword" in str(row) or "siblings" in str(row)]
    assert (await key_rotation.rotate(database, NOW)).unopened == {}
    async with at(NOW + timedelta(days=9)) as tx:
        assert {one.why["work"] for one in await auditing.newest(tx)} == {"Plantedword"}
        assert await audit.verify(tx, members.about(case.id))


async def test_a_sample_is_drawn_again_the_same_whatever_was_opened_since(at: At) -> None:
    async with at() as tx:
        for number in range(9):
            await opened(tx, Child(f"Quill {chr(65 + number)} Madeup", date(2013, 5, 1)), setting_id=SERVICE)
        await opened(tx, setting_id=SCHOOL)
    async with at(NOW + timedelta(days=2)) as tx:
        manager = await who(tx, "manager")
        first = await sampling.sample(tx, manager, 6)
        assert (len(first.cases), first.of) == (6, 9), "of the settings that they manage"
        await opened(tx, setting_id=SERVICE)
        theirs = await cases.by_reference(tx, first.cases[0].reference)
        await members.add(tx, theirs.id, manager.id, Part.REVIEWER, None)
    async with at(NOW + timedelta(days=40)) as tx:
        await opened(tx, Child("Late Madeup", date(2013, 5, 1)), setting_id=SERVICE)
        again = await sampling.sample(tx, await who(tx, "manager"), 6, first.seed)
        assert [one.reference for one in again.cases] == [one.reference for one in first.cases]
        assert [one.is_theirs for one in again.cases] == [True, *[False] * 5]
        noted = [one for one in await audit.entries(tx, audit.of_person(manager.id)) if one.what == "sample_drawn"]
        assert [one.detail for one in noted] == [f"6 {first.seed}"] * 2
        for wrong in (0, 25):
            with pytest.raises(NotASample):
                await sampling.sample(tx, manager, wrong)
        for seed in (7, 209912311234, 202613011234):
            with pytest.raises(NotASeed):
                await sampling.sample(tx, manager, 6, seed)
        with pytest.raises(NotAllowed):
            await sampling.sample(tx, await who(tx, "dsl"), 6)


@examples(30, 1000)
@given(
    st.sets(st.text("ABCDEFGH23", min_size=6, max_size=6), max_size=30),
    st.integers(1, 24),
    st.integers(0),
    st.randoms(),
)
def test_a_draw_depends_on_the_cases_and_the_seed_and_on_nothing_else(
    there: set[str], size: int, seed: int, by_chance: Any
) -> None:
    shuffled = list(there)
    by_chance.shuffle(shuffled)
    drawn = draw(sorted(there), size, seed)
    assert drawn == draw(shuffled, size, seed)
    assert len(set(drawn)) == len(drawn) == min(size, len(there))
    assert set(drawn) <= there

"""The figures of a year: exact inside, joined when passed on; the recommendation; the signed report."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage import audit
from storage.database.engine import Tx
from storage.people import courses, managers, people
from storage.people.courses import Course, Taken
from storage.people.managers import ServiceArea
from storage.people.people import Role
from storage.problems import NotAllowed, NotFound
from storage.queues import outbox
from storage.reporting.small_numbers import Group
from storage.training import census, figures, reports, sessions
from storage.training.census import Answer, As, How
from storage.training.figures import Figures, Reason, Row, Verdict, passed_on, recommend
from storage.training.sessions import Wanted
from storage.training.tables import SessionKind, Way
from storage.training.tracked import Counts, before_census
from tests.storage.conftest import At

FEBRUARY = datetime(2027, 2, 1, 9, tzinfo=UTC)
SOCIAL_CARE, YOUTH_JUSTICE, EARLY_HELP = (area.value for area in list(ServiceArea)[:3])


def year(*rows: Row, **changed: int) -> Figures:
    known = {"asked": 6, "answered": 5, "reporting": 4, "unsettled": 0, "trained": 6, "current": 6, "refreshed": 0,
             "in_groups": 6}  # fmt: skip
    numbers = {**known, **changed}
    return Figures(2027, before_census(2027), rows=rows, steps=(6,) * 25, attendance=(), **numbers)


def test_exact_inside_and_joined_with_the_neighbour_when_passed_on() -> None:
    """Scenario 6 of the design."""
    of = year(Row(SOCIAL_CARE, completed=7), Row(YOUTH_JUSTICE, completed=6), Row(EARLY_HELP, completed=3))
    assert [row.completed for row in of.rows] == [7, 6, 3]
    out = passed_on(of)
    assert out.completed == (Group((SOCIAL_CARE,), 7), Group((YOUTH_JUSTICE, EARLY_HELP), 9))
    assert out.completed_in_all == 16
    # what an edition joined, later ones of that year join too
    more = year(Row(SOCIAL_CARE, completed=7), Row(YOUTH_JUSTICE, completed=6), Row(EARLY_HELP, completed=5))
    assert passed_on(more, {(YOUTH_JUSTICE, EARLY_HELP)}).completed[1].count == 11
    assert (out.reporting, out.refreshed, out.in_groups) == (None, (0, 6), (6, 6))


@given(st.lists(st.integers(0, 12), min_size=6, max_size=6))
def test_no_small_number_is_passed_on(counts: list[int]) -> None:
    of = year(*(Row(area.value, completed=count) for area, count in zip(ServiceArea, counts, strict=True)))
    out = passed_on(of)
    assert all(group.count == 0 or group.count >= 5 for group in out.completed)
    assert sum(group.count for group in out.completed) in (0, sum(counts))


def test_five_requests_and_one_current_need_more_training_and_a_second_is_enough() -> None:
    """Scenario 8 of the design."""
    assert recommend(5, 1, 0) == (Reason.FEWER_THAN_TWO, Reason.MORE_THAN_FOUR_EACH)
    assert recommend(5, 2, 0) == ()
    assert recommend(0, 0, 0) == (), "an area that nobody asks needs nobody"
    assert recommend(8, 2, 0) == ()
    assert recommend(9, 2, 1) == (Reason.MORE_THAN_FOUR_EACH, Reason.NO_TRAINED_PERSON)


@given(st.integers(0, 40), st.integers(0, 10), st.integers(0, 3))
def test_one_more_who_is_current_never_makes_more_training_needed(requests: int, current: int, nobody: int) -> None:
    assert set(recommend(requests, current + 1, nobody)) <= set(recommend(requests, current, nobody))
    assert set(recommend(requests, current, nobody)) <= set(recommend(requests + 1, current, nobody))


async def a_year(tx: Tx) -> None:
    """Six are asked, five answer, four of them with an assessment; one came to a refresher, one to a group."""
    await people.add(tx, "Tess Inventedname", "demo-service", [Role.TRAINING], id="tess")
    await people.add(tx, "Head Of Service", "demo-service", [Role.READER], id="head")
    for number in range(1, 7):
        one = await people.add(tx, f"Worker {number}", "demo-school", [Role.WORKER], id=f"w{number}")
        await courses.put(tx, None, Taken(one.id, Course.AIM3, date(2024, 12, 1)))
        await managers.set_service_area(tx, one.id, list(ServiceArea)[number % 2])


async def answered(tx: Tx) -> None:
    await census.open_round(tx, 2027, FEBRUARY)
    for number, counts in enumerate([Counts(2), Counts(1, 1), Counts(), Counts(0, 1), Counts(0, 0, 1)], start=1):
        said = Answer("", As.SELF, counts, "nobody trained" if counts.not_able else "", How.TYPED, FEBRUARY)
        await census.answer(tx, await people.get(tx, f"w{number}"), 2027, f"w{number}", said)


async def test_what_the_year_comes_to(at: At) -> None:
    came_on = datetime(2026, 3, 10, 10, tzinfo=UTC)
    async with at() as tx:
        await a_year(tx)
        tess = await people.get(tx, "tess")
        for who, kind, when in (("w1", SessionKind.GROUP, came_on), ("w2", SessionKind.REFRESHER, came_on)):
            held = await sessions.add(tx, tess, Wanted(kind, when, 60, Way.VIDEO, 5))
            await sessions.take_place(tx, await people.get(tx, who), held.id)
    async with at(came_on + timedelta(hours=2)) as tx:
        for session in await sessions.begun(tx):
            await sessions.note_attendance(tx, tess, session.id, ["w1", "w2"])
    async with at(FEBRUARY) as tx:
        await answered(tx)
        of = await reports.draft(tx, tess, 2027)
        assert (of.asked, of.answered, of.reporting) == (6, 5, 4)
        assert (of.trained, of.current, of.refreshed, of.in_groups) == (6, 2, 1, 1)
        assert of.rows == (
            Row("social_care", trained=3, current=1, lapsed=2, completed=1, ongoing=2),
            Row("youth_justice", trained=3, current=1, lapsed=2, completed=2, not_able=1),
        )
        assert of.attendance == (0, 2, *(0,) * 10), "both in March"
        assert of.steps[0] == 2
        assert of.steps[-1] == 0
        assert figures.read(of.as_json()) == of


async def test_a_signed_report_is_frozen_and_a_later_edition_stands_beside_it(at: At) -> None:
    async with at() as tx:
        await a_year(tx)
        tess, head, worker = [await people.get(tx, id) for id in ("tess", "head", "w1")]
    async with at(FEBRUARY) as tx:
        with pytest.raises(NotFound):
            await reports.draft(tx, tess, 2027)
        assert await reports.read(tx, head) is None
        await answered(tx)
        shown = await reports.draft(tx, tess, 2027)
        for person in (head, worker):
            with pytest.raises(NotAllowed):
                await reports.sign(tx, person, 2027, shown, "Somebody")
        first = await reports.sign(tx, tess, 2027, shown, "Tess Inventedname")
        assert reports.is_whole(first)
        assert not reports.is_whole(replace(first, figures=replace(shown, reporting=5)))
        with pytest.raises(reports.ReportAsItWas):
            await reports.sign(tx, tess, 2027, shown, "Tess Inventedname")
        assert [one.key for one in await outbox.waiting_for(tx, "head")] == ["training_report_signed"]
        read = await reports.read(tx, head)
        assert read == first
        with pytest.raises(NotAllowed):
            await reports.read(tx, worker)
        later = await reports.sign(tx, tess, 2027, replace(shown, reporting=5), "Tess Inventedname")
        assert (later.edition, later.joined >= first.joined) == (2, True)
        assert await reports.read(tx, head) == later
        said = [entry.what for entry in await audit.entries(tx, reports.about(2027))]
        assert said == ["training_report_signed", "read", "training_report_signed", "read"]


def test_the_verdict_of_a_signed_row_is_what_it_was() -> None:
    row = Row(YOUTH_JUSTICE, requests=5, current=1, reasons=(Reason.FEWER_THAN_TWO,))
    assert figures.read(year(row).as_json()).rows[0].verdict is Verdict.MORE_TRAINING

"""Draft, signed, replaced openly: what is signed stays, who reads it is noted, and who may not is refused."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from bot.job_kinds import KINDS, Rules
from storage import audit
from storage.administration.key_rotation import rotate
from storage.clocks import running
from storage.database.engine import Database, Tx
from storage.oversight.board_report import editions, gathering
from storage.oversight.board_report.content import Change
from storage.oversight.board_report.editions import BoardReportAsItWas, HasChanged
from storage.oversight.board_report.period import NotOver, Period
from storage.oversight.board_report.tables import board_reports
from storage.oversight.self_audit import rounds
from storage.people import people
from storage.people.people import Person, Role
from storage.problems import NotAllowed, NotFound
from storage.queues import jobs, outbox
from storage.queues.jobs import JobKind
from tests.storage.conftest import At, who
from tests.support import county
from tests.support.county_kept import put

APRIL = datetime(2027, 4, 6, 10, tzinfo=UTC)
YEAR = county.SECOND
NAME = "Manager Inventedname"


async def a_county(tx: Tx, how_many: int = 40) -> None:
    await people.add(tx, "Board Reader", "demo-service", [Role.READER], id="reads")
    await put(tx, list(county.cases(how_many)))


async def sign(tx: Tx, by: Person, text: str = "") -> editions.Edition:
    shown = editions.mark(await editions.draft(tx, by, YEAR))
    return await editions.sign(tx, by, YEAR, shown, text=text, signed_name=NAME)


async def one_more(tx: Tx) -> None:
    """A case that turns out to belong to the year, after it was signed: the school was not told."""
    *_, last = county.cases(3, seed=7)
    case = replace(last.case, case_id="f" * 32, reference="WC-999999")
    await put(tx, [replace(last, case=case, audited=False)])


async def test_the_facts_of_cases_are_what_audits_say_and_of_others_what_events_do(at: At) -> None:
    async with at(APRIL) as tx:
        await a_county(tx)
        of = await gathering.figures_of(tx, YEAR)
        inside = [
            one for one in county.cases(40) if one.case.side.value == "displayed" and YEAR.holds(one.case.opened_on)
        ]
        assert of.displayed == len(inside)
        assert of.tables["audited"]["yes"] == sum(one.audited for one in inside)
        assert of.tables["meeting_held"]["yes"] == sum(bool(one.case.meetings) for one in inside)
        assert sum(of.tables["school_told"].values()) == len(inside)
        assert of.tables["school_told"]["not_known"] >= of.tables["audited"]["no"]
        other = await gathering.figures_of(tx, YEAR)
        assert other == of


async def test_some_at_a_time_are_the_same_as_all_at_once(at: At, monkeypatch: pytest.MonkeyPatch) -> None:
    async with at(APRIL) as tx:
        await a_county(tx)
        of = await gathering.figures_of(tx, YEAR)
        monkeypatch.setattr(gathering, "AT_ONCE", 7)
        assert await gathering.figures_of(tx, YEAR) == of


async def test_a_manager_signs_what_was_shown_and_readers_are_told(at: At) -> None:
    async with at(APRIL) as tx:
        await a_county(tx)
        manager, reader = await who(tx, "manager"), await people.get(tx, "reads")
        worker = await who(tx, "worker")
        for person in (reader, worker):
            with pytest.raises(NotAllowed):
                await editions.draft(tx, person, YEAR)
        with pytest.raises(NotFound):
            await editions.read(tx, reader)
        shown = await editions.show_draft(tx, manager, YEAR)
        with pytest.raises(HasChanged):
            await editions.sign(tx, manager, YEAR, "another", text="", signed_name=NAME)
        signed = await editions.sign(tx, manager, YEAR, editions.mark(shown), text="We met.", signed_name=NAME)
        assert (signed.edition, signed.content.text, signed.superseded_by) == (1, "We met.", None)
        assert editions.is_whole(signed)
        assert not editions.is_whole(replace(signed, content=replace(signed.content, text="We did not meet.")))
        with pytest.raises(BoardReportAsItWas):
            await sign(tx, manager, "We met.")
        assert [one.key for one in await outbox.waiting_for(tx, "reads")] == ["board_report_signed"]
        assert await editions.read(tx, reader) == signed
        with pytest.raises(NotAllowed):
            await editions.read(tx, worker)
        assert [entry.what for entry in await audit.entries(tx, editions.about(YEAR))] == [
            "board_report_signed",
            "read",
        ]
        assert await editions.signed_periods(tx) == [(YEAR, 1)]


async def test_after_a_case_more_the_first_edition_stays_and_the_second_names_the_change(at: At) -> None:
    """Scenario 9 of the design."""
    async with at(APRIL) as tx:
        await a_county(tx)
        manager = await who(tx, "manager")
        first = await sign(tx, manager)
        await one_more(tx)
        second = await sign(tx, manager)
        again, newest = await editions.editions_of(tx, YEAR)
        assert (newest, newest.edition) == (second, 2)
        assert again == replace(first, superseded_by=2)
        assert editions.is_whole(again)
        was = first.content.figures.displayed
        assert Change("displayed", "", str(was), str(was + 1)) in second.content.changes
        assert Change("audited", "no", *_counts(first, second, "audited", "no")) in second.content.changes
        assert first.content.passed_on
        assert second.content.passed_on
        assert second.content.passed_on.displayed == first.content.passed_on.displayed, "one more would be told"
        assert await editions.read(tx, manager, YEAR, 1) == again
        with pytest.raises(NotFound):
            await editions.read(tx, manager, YEAR, 3)


def _counts(first: editions.Edition, second: editions.Edition, name: str, column: str) -> tuple[str, str]:
    return tuple(str(one.content.figures.tables[name][column]) for one in (first, second))  # type: ignore[return-value]


async def test_what_is_not_over_is_refused_and_of_a_quarter_nothing_is_passed_on(at: At) -> None:
    async with at(APRIL) as tx:
        await a_county(tx)
        manager = await who(tx, "manager")
        with pytest.raises(NotOver):
            await editions.draft(tx, manager, Period(2027))
        with pytest.raises(NotOver):
            await editions.draft(tx, manager, Period(2027, 1))
        quarter = await editions.draft(tx, manager, Period(2026, 4))
        assert quarter.passed_on is None
        assert list(quarter.figures.run) == ["2025-26-Q4", *(f"2026-27-Q{number}" for number in (1, 2, 3, 4))]


async def test_ratings_are_those_of_the_last_self_audits(at: At) -> None:
    async with at(APRIL) as tx:
        manager = await who(tx, "manager")
        assert [one.ratings for one in (await editions.draft(tx, manager, YEAR)).items] == [()] * 17
        for number in (1, 2):
            for name, given in county.ratings(number).items():
                await rounds.rate(tx, manager, name, given)
            await rounds.close(tx, manager)
        drafted = await editions.draft(tx, manager, YEAR)
        assert drafted.rated_on == ("2027-04-06", "2027-04-06")
        for one in drafted.items:
            assert one.ratings == tuple(county.ratings(number)[one.name].rating.value for number in (1, 2))
        open_actions = [given for given in county.ratings(2).values() if given.action]
        assert drafted.actions(APRIL.date()).open == len(open_actions)
        assert drafted.actions(date(2028, 1, 1)).late == len(open_actions)


async def test_managers_hear_in_march_that_the_year_ends_and_in_april_that_its_report_is_due(at: At) -> None:
    async with at(APRIL) as tx:
        await sign(tx, await who(tx, "manager"))
    told = [await _told(at, day) for day in (date(2028, 2, 25), date(2028, 3, 13), date(2028, 4, 3))]
    assert told == [
        [],
        ["board_report_year_ends"],
        ["board_report_year_ends", "board_report_due"],
    ]
    async with at(datetime(2028, 4, 4, 10, tzinfo=UTC)) as tx:
        manager, following = await who(tx, "manager"), Period(YEAR.year + 1)
        shown = editions.mark(await editions.draft(tx, manager, following))
        await editions.sign(tx, manager, following, shown, text="", signed_name=NAME)
        run = await running.find(tx, editions.AGAIN, editions.about(YEAR))
        assert run
        assert run.ended_at == tx.now, "it is signed"
        assert await running.find(tx, editions.AGAIN, editions.about(following))


async def _told(at: At, day: date) -> list[str]:
    """All that waits for the manager on that day, after the clocks have been looked at."""
    async with at(datetime(day.year, day.month, day.day, 11, tzinfo=UTC)) as tx:
        for job in await jobs.claim(tx, kinds=frozenset({JobKind.CLOCK})):
            await KINDS[job.kind](tx, job, Rules())
        return [one.key for one in await outbox.waiting_for(tx, "demo-manager")]


@pytest.mark.parametrize("change", [board_reports.update().values(hash="0" * 64), board_reports.delete()])
async def test_a_signed_report_cannot_be_changed(at: At, change: sa.Update | sa.Delete) -> None:
    async with at(APRIL) as tx:
        await sign(tx, await who(tx, "manager"))
    with pytest.raises(DBAPIError, match="never changed"):
        async with at(APRIL) as tx:
            await tx.connection.execute(change)


async def test_it_can_still_be_read_when_keys_have_changed(at: At, database: Database) -> None:
    async with at(APRIL) as tx:
        signed = await sign(tx, await who(tx, "manager"), "Said to the board")
        sealed = await tx.connection.scalar(sa.select(board_reports.c.content_sealed))
        assert sealed
        assert b"Said to" not in sealed
    assert not (await rotate(database, APRIL)).unopened
    async with at(APRIL) as tx:
        assert await editions.editions_of(tx, YEAR) == [signed]

"""The year of training: in February the census, before each round of refreshers a word to plan it, in March the report.

One job waits for the next of these days, at nine in London. The days are worked out here; the months stand in
`rules.yaml`, and the second round of refreshers waits until the installation has set its month.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from enum import StrEnum

from storage.clocks import running
from storage.database.engine import Tx
from storage.people import people
from storage.people.people import Role
from storage.queues import jobs, once, outbox
from storage.queues.alerts import Alert
from storage.queues.jobs import Job, JobKind
from storage.training import census
from storage.training.rules import rules
from storage.working_hours import LONDON, add_working_days

AT = time(9)
KEY = "year"


class Due(StrEnum):
    """What is due. The values are stored with the job: rename none."""

    CENSUS = "census"
    PLAN_REFRESHER = "plan_refresher"
    REPORT = "report"


@dataclass(frozen=True, order=True)
class Coming:
    """What is due on which working day."""

    day: date
    due: Due

    @property
    def moment(self) -> datetime:
        """Aware, in UTC."""
        return datetime.combine(self.day, AT, tzinfo=LONDON).astimezone(UTC)


def refresher_months(second: int | None) -> tuple[int, ...]:
    """The months of refreshers: April, and the second where it is set."""
    return (rules().refresher,) if second is None else (rules().refresher, second)


def of_year(year: int, second: int | None, closed: Collection[date]) -> Iterator[Coming]:
    """Everything of one year. Each is on the first working day of its month; a refresher's is the month before."""

    def first(month: int) -> date:
        return add_working_days(date(year, month, 1), 0, closed)

    yield Coming(first(2), Due.CENSUS)
    yield Coming(first(rules().report), Due.REPORT)
    for month in refresher_months(second):
        yield Coming(first(month - 1), Due.PLAN_REFRESHER)


def after(moment: datetime, second: int | None, closed: Collection[date], past: Coming | None = None) -> Coming:
    """The next that is due after a moment; where several are due at that, the one after `past`."""
    year = moment.astimezone(LONDON).year
    every = sorted(one for each in (year, year + 1) for one in of_year(each, second, closed))
    return next(one for one in every if one.moment > moment or (past and one.moment == moment and one > past))


async def begin(tx: Tx) -> None:
    """From now on the year runs; where it does already, nothing changes."""
    await _wait_for(tx, after(tx.now, None, tx.closed))


async def look(tx: Tx, job: Job, second: int | None) -> None:
    """Do what is due, and wait for the next. `second` is the month of the second refreshers, where it is set."""
    due = Due(job.params["step"])
    day = job.due_at.astimezone(LONDON).date() if "at" not in job.params else date.fromisoformat(job.params["at"])
    coming = Coming(day, due)
    today = tx.now.astimezone(LONDON).date()
    # after a month without the server there is nobody to ask any more
    if due is Due.CENSUS and today <= census.closes(day.year) and await census.open_round(tx, day.year, coming.moment):
        await jobs.retry(tx, job, tx.now)
        return
    if due is Due.REPORT:
        await running.stop(tx, census.CLOCK, census.about(day.year))
        await _tell_team(tx, Alert.TRAINING_REPORT_DUE, coming)
    if due is Due.PLAN_REFRESHER:
        await _tell_team(tx, Alert.PLAN_REFRESHER, coming)
    if await jobs.done(tx, job):
        await _wait_for(tx, after(coming.moment, second, tx.closed, coming))


async def _tell_team(tx: Tx, what: Alert, coming: Coming) -> None:
    for person in await people.with_role(tx, Role.TRAINING):
        name = once.training_year(what, coming.day.isoformat(), person.id)
        await outbox.put(tx, person.id, what, {"reference": str(coming.day.year)}, once=name)


async def _wait_for(tx: Tx, coming: Coming) -> None:
    params = {"step": coming.due.value, "at": coming.day.isoformat()}
    await jobs.schedule(tx, JobKind.TRAINING_YEAR, coming.moment, KEY, params)

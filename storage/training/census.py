"""The February census: who is trained, and whoever manages them, say how many assessments they completed, have open, or
were not able to do and why [DC-map-training].

It opens on the first working day of February, is chased two and three weeks later, and closes with the month: the
clock `training_census`. What somebody says of themselves and what their manager says are both kept; where they differ,
the training team settles it. Nothing in it is about a child.
"""

import calendar
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa

from storage import audit
from storage.audit import AuditAction, Kind, Subject
from storage.clocks import running
from storage.clocks.running import Running
from storage.database.columns import insert_new
from storage.database.engine import Tx
from storage.people import managers, people
from storage.people.courses import Course, courses_taken
from storage.people.people import Person, Role
from storage.problems import NotAllowed, NotFound, Problem
from storage.queues import once, outbox
from storage.queues.alerts import Alert
from storage.training import register, tracked
from storage.training.register import Entry
from storage.training.tables import census_answers, census_asked, census_rounds
from storage.training.tracked import Counts
from storage.working_hours import LONDON

CLOCK = "training_census"
BATCH = 50
"""People who are asked in one transaction: no turn waits for two thousand."""
MOST = 200
"""Of one kind, in one answer: more is a slip."""


class As(StrEnum):
    """As what somebody answers. The values are stored: rename none."""

    SELF = "self"
    MANAGER = "manager"
    TRAINING = "training"
    """The training team, where two answers differ."""


class How(StrEnum):
    """Whether what the tracker holds was confirmed, or numbers were typed. The values are stored: rename none."""

    CONFIRMED = "confirmed"
    TYPED = "typed"


class CensusClosed(Problem):
    """It is not open, or no longer."""

    reason = "census_closed"


class NeedsWhy(Problem):
    """An assessment that was not possible has a reason."""

    reason = "census_needs_why"


@dataclass(frozen=True)
class Answer:
    """What one person said of somebody's year; `why` where there are any they were not able to do."""

    by_id: str
    given_as: As
    counts: Counts
    why: str
    how: How
    answered_at: datetime


@dataclass(frozen=True)
class Standing:
    """One who was asked. `answers` are the newest, by as what they were given."""

    person_id: str
    answers: Mapping[As, Answer]

    @property
    def differs(self) -> bool:
        """Whether the training team is to settle it."""
        said = {self.answers[one].counts for one in (As.SELF, As.MANAGER) if one in self.answers}
        return len(said) > 1 and As.TRAINING not in self.answers

    @property
    def answer(self) -> Answer | None:
        """What counts: as settled, else their own, else their manager's."""
        return next((self.answers[one] for one in (As.TRAINING, As.SELF, As.MANAGER) if one in self.answers), None)


def about(year: int) -> Subject:
    """Its history, and its clock."""
    return Subject(Kind.TRAINING, f"census-{year}")


def closes(year: int) -> date:
    """The last day on which it is open."""
    return date(year, 2, calendar.monthrange(year, 2)[1])


async def open_round(tx: Tx, year: int, at: datetime) -> bool:
    """Ask everybody who is trained, then their managers, some in each transaction; whether there are more to ask.

    Done again, nobody is asked twice. `at` is when it was to open: from then on it is chased.
    """
    if await insert_new(tx.connection, census_rounds, year=year, opened_at=tx.now):
        await audit.note(tx, about(year), None, AuditAction.CENSUS_OPENED)
        await running.start(tx, CLOCK, about(year), str(year), at=at, no_later_than=closes(year))
    left = await _not_asked(tx, year)
    for person_id in left[:BATCH]:
        await _ask(tx, year, person_id, "trained", Alert.CENSUS_OPEN, {"reference": str(year)})
    if len(left) > BATCH:
        return True
    of_managers = await staff_by_manager(tx, await register.trained(tx))
    asked = set(await _asked(tx, year, "manager"))
    waiting = [one for one in sorted(of_managers) if one not in asked]
    for manager_id in waiting[:BATCH]:
        params: dict[str, str | int] = {"reference": str(year), "count": len(of_managers[manager_id])}
        await _ask(tx, year, manager_id, "manager", Alert.CENSUS_STAFF, params)
    return len(waiting) > BATCH


async def staff_by_manager(tx: Tx, trained: Sequence[Entry]) -> Mapping[str, Sequence[str]]:
    """The trained of each manager, by ids. Who is above somebody is asked once for all in the same place."""
    known: dict[tuple[str | None, str, str], Sequence[Person]] = {}
    found: dict[str, list[str]] = {}
    for entry in trained:
        person = entry.person
        # nobody is their own manager: whoever manages is asked about by themselves
        own = person.id if Role.MANAGER in person.roles else ""
        place = (person.line_manager_id, person.setting_id, own)
        if place not in known:
            known[place] = await managers.of_person(tx, person)
        for manager in known[place]:
            found.setdefault(manager.id, []).append(person.id)
    return found


async def open_year(tx: Tx) -> int | None:
    """The year of the census that is open now."""
    today = tx.now.astimezone(LONDON).date()
    there = await tx.connection.scalar(sa.select(census_rounds.c.year).where(census_rounds.c.year == today.year))
    return today.year if there and today <= closes(today.year) else None


async def last_year(tx: Tx) -> int | None:
    """The year of the newest census, open or not."""
    newest: int | None = await tx.connection.scalar(sa.select(sa.func.max(census_rounds.c.year)))
    return newest


def period(year: int) -> tuple[date, date]:
    """The first and the last day that it asks about."""
    asked = tracked.before_census(year)
    return asked.first, asked.last


async def held(tx: Tx, year: int, person_id: str) -> Counts:
    """What the tracker of assessments holds of their year: offered, to be confirmed or changed."""
    return (await tracked.led(tx, [person_id], tracked.before_census(year)))[person_id]


async def may_answer(tx: Tx, by: Person, year: int) -> Sequence[str]:
    """Of whom somebody may answer now: themselves first, then those whom they manage, then what is to be settled."""
    asked = await _asked(tx, year, "trained")
    found = [by.id] if by.id in asked else []
    if Role.MANAGER in by.roles:
        staff = await staff_by_manager(tx, [one for one in await register.trained(tx) if one.person.id in asked])
        found += [one for one in staff.get(by.id, ()) if one != by.id]
    if Role.TRAINING in by.roles:
        found += [one.person_id for one in await standing(tx, year) if one.differs and one.person_id not in found]
    return found


async def answer(tx: Tx, by: Person, year: int, about_id: str, said: Answer) -> As:
    """Keep an answer; as what it was given. A newer one of the same person stands before it, and both are kept.

    Of `said`, `by_id`, `given_as` and `answered_at` are not taken. Raises CensusClosed, NotFound, NotAllowed, NeedsWhy.
    """
    if about_id not in await _asked(tx, year, "trained"):
        raise NotFound("asked")
    given_as = await _as_what(tx, by, about_id)
    if await open_year(tx) != year and given_as is not As.TRAINING:
        raise CensusClosed
    counts = said.counts
    if not all(0 <= one <= MOST for one in (counts.completed, counts.ongoing, counts.not_able)):
        raise ValueError("a count that nobody has")
    if counts.not_able and not said.why:
        raise NeedsWhy
    # whoever answers for the same person beside us is waited for
    await people.hold(tx, about_id)
    these = (census_answers.c.year == year) & (census_answers.c.about_id == about_id)
    number = (await tx.connection.scalar(sa.select(sa.func.max(census_answers.c.number)).where(these)) or 0) + 1
    await tx.connection.execute(
        census_answers.insert().values(
            year=year, about_id=about_id, number=number, by_id=by.id, given_as=given_as.value,
            completed=counts.completed, ongoing=counts.ongoing, not_able=counts.not_able,
            why_sealed=tx.vault.seal(said.why), how=said.how.value, answered_at=tx.now,
        )
    )  # fmt: skip
    await audit.note(tx, about(year), by.id, AuditAction.CENSUS_ANSWERED, f"{about_id} {given_as}")
    return given_as


async def standing(tx: Tx, year: int) -> list[Standing]:
    """Everybody who was asked as trained, by id, also who has left since, with the newest answers."""
    rows = await tx.connection.execute(
        sa.select(census_answers).where(census_answers.c.year == year).order_by(census_answers.c.number)
    )
    found: dict[str, dict[As, Answer]] = {person_id: {} for person_id in await _asked(tx, year, "trained")}
    for row in rows:
        given_as = As(row.given_as)
        counts = Counts(row.completed, row.ongoing, row.not_able)
        why = tx.vault.open(row.why_sealed)
        # a later answer of the same kind stands before an earlier one
        found[row.about_id][given_as] = Answer(row.by_id, given_as, counts, why, How(row.how), row.answered_at)
    return [Standing(person_id, answers) for person_id, answers in found.items()]


async def audience(tx: Tx, run: Running, part: str) -> Collection[str]:
    """Whom the clock tells: while it is open who has not answered and who manages them, then the training team."""
    year = int(run.reference)
    over = tx.now.astimezone(LONDON).date() > closes(year)
    if part == "training":
        return {one.id for one in await people.with_role(tx, Role.TRAINING)} if over else set()
    if over:
        return set()
    silent = {one.person_id for one in await standing(tx, year) if one.answer is None}
    entries = [entry for entry in await register.trained(tx) if entry.person.id in silent]
    if part == "trained":
        return {entry.person.id for entry in entries}
    return set(await staff_by_manager(tx, entries))


async def _as_what(tx: Tx, by: Person, about_id: str) -> As:
    if by.id == about_id:
        return As.SELF
    if any(one.id == by.id for one in await managers.of_person(tx, await people.get(tx, about_id))):
        return As.MANAGER
    if Role.TRAINING in by.roles:
        return As.TRAINING
    raise NotAllowed


async def _not_asked(tx: Tx, year: int) -> Sequence[str]:
    """Who has AIM3, works here and was not asked yet: one batch of them, and one more where there are more."""
    done = sa.select(census_asked.c.person_id).where(census_asked.c.year == year, census_asked.c.part == "trained")
    has_aim3 = sa.select(courses_taken.c.person_id).where(courses_taken.c.course == Course.AIM3.value)
    these = people.people.c.id.in_(has_aim3) & people.people.c.left_at.is_(None) & people.people.c.id.not_in(done)
    query = sa.select(people.people.c.id).where(these).order_by(people.people.c.id).limit(BATCH + 1)
    return list((await tx.connection.execute(query)).scalars())


async def _asked(tx: Tx, year: int, part: str) -> Collection[str]:
    these = (census_asked.c.year == year) & (census_asked.c.part == part)
    query = sa.select(census_asked.c.person_id).where(these).order_by(census_asked.c.person_id)
    return list((await tx.connection.execute(query)).scalars())


async def _ask(tx: Tx, year: int, person_id: str, part: str, what: Alert, params: Mapping[str, str | int]) -> None:
    new = await insert_new(tx.connection, census_asked, year=year, person_id=person_id, part=part, asked_at=tx.now)
    if new:
        await outbox.put(tx, person_id, what, params, once=once.census(what, year, person_id))

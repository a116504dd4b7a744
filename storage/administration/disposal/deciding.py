"""What is due is kept on with a reason and a new day, or somebody asks for its disposal and a second person agrees."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from storage import audit
from storage.administration import holds
from storage.administration.disposal import removing, rights, steps
from storage.administration.disposal.due import Due
from storage.administration.disposal.rights import Theirs
from storage.administration.disposal.steps import Step, Taken
from storage.audit import AuditAction, Kind
from storage.audit.tombstones import Tombstone
from storage.database.engine import Tx
from storage.people.people import Person
from storage.plans.tables import safety_plans
from storage.problems import NotAllowed, Problem
from storage.queues import once, outbox
from storage.queues.alerts import Alert
from storage.records.tables import Status, records
from storage.retention_schedule.schedule import years_after
from storage.working_hours import LONDON

MOST_YEARS = 25
"""What is kept on is looked at again after so many years at most (our own choice)."""


class NotDue(Problem):
    """Its time has not come, or it has been decided already."""

    reason = "not_due"


class OnHold(Problem):
    """A legal hold is in force: nothing is disposed of."""

    reason = "on_hold"


class StillInUse(Problem):
    """It is not filed, or a plan that rests on it is in force."""

    reason = "still_in_use"


class SamePerson(Problem):
    """Two people decide; on the command line, at two accounts of the machine."""

    reason = "same_person"


class NoReasonGiven(Problem):
    """What is decided has a reason that somebody reads later."""

    reason = "retention_no_reason"


class NotADay(Problem):
    """A day that is over, or more than so many years away."""

    reason = "retention_day"


@dataclass(frozen=True)
class Waiting:
    """Something that waits for this person: to review it, or to agree to what another has asked for."""

    theirs: Theirs
    since: datetime
    asked: Taken | None

    def is_for(self, person: Person) -> bool:
        """Whether there is something for them to do now."""
        if self.asked is None:
            return self.theirs.reviews
        return self.theirs.agrees and self.asked.person_id != person.id


@dataclass(frozen=True)
class Disposed:
    """`exports`: how many files of it were ever written out, and still are wherever somebody put them."""

    stone: Tombstone
    exports: int


async def waiting(tx: Tx, person: Person) -> list[Waiting]:
    """What has fallen due and waits for this person, what has waited longest first."""
    if not person.roles & rights.REVIEW:
        raise NotAllowed
    found = []
    for about, last in (await steps.standing(tx)).items():
        theirs = await rights.of(tx, person, about) if last.step is not Step.KEPT else None
        if theirs is not None:
            one = Waiting(theirs, last.at, last if last.step is Step.ASKED else None)
            found += [one] if one.is_for(person) else []
    return found


async def open_for(tx: Tx, person: Person, reference: str) -> Waiting:
    """One of them. Raises NotFound, and NotDue where there is nothing for them to do."""
    theirs = await rights.find(tx, person, reference)
    last = await steps.latest(tx, theirs.about)
    if last is None or last.step is Step.KEPT:
        raise NotDue
    one = Waiting(theirs, last.at, last if last.step is Step.ASKED else None)
    if not one.is_for(person):
        raise SamePerson if one.asked is not None and one.asked.person_id == person.id else NotDue
    return one


async def keep_on(tx: Tx, person: Person, reference: str, until: date, why: str) -> None:
    """Look at it again on that day. Also by the second person, instead of agreeing. Raises NotFound, NotDue,
    SamePerson, NoReasonGiven and NotADay.
    """
    one = await open_for(tx, person, reference)
    today = tx.now.astimezone(LONDON).date()
    if not today < until <= years_after(today, MOST_YEARS):
        raise NotADay
    await steps.take(tx, one.theirs.about, Step.KEPT, person.id, _given(why), until)
    await audit.note(tx, one.theirs.about, person.id, AuditAction.KEPT_ON, until.isoformat())
    if one.asked is not None:
        about = {"reference": one.theirs.reference}
        await outbox.put(tx, str(one.asked.person_id), Alert.RETENTION_REFUSED, about)


async def ask(tx: Tx, person: Person, reference: str, why: str) -> None:
    """Ask that it be disposed of: those who may agree are told. Raises NotFound, NotDue, OnHold, StillInUse and
    NoReasonGiven.
    """
    one = await open_for(tx, person, reference)
    if one.asked is not None:
        raise NotDue
    await _may_go(tx, one.theirs)
    await steps.take(tx, one.theirs.about, Step.ASKED, person.id, _given(why))
    await audit.note(tx, one.theirs.about, person.id, AuditAction.DISPOSAL_ASKED)
    for other, theirs in await rights.everybody(tx, one.theirs.about, one.theirs.setting_id):
        if theirs.agrees and other.id != person.id:
            await outbox.put(tx, other.id, Alert.RETENTION_AGREE, {"reference": one.theirs.reference})


async def agree(tx: Tx, person: Person, reference: str) -> Disposed:
    """The second person agrees: it is taken away, now and for good. Raises NotFound, NotDue, SamePerson, OnHold and
    StillInUse.
    """
    one, asked = await _asked(tx, person, reference)
    await _may_go(tx, one.theirs)
    if asked.os_user is not None and asked.os_user == tx.origin.os_user:
        raise SamePerson
    about = one.theirs.about
    first = str(asked.person_id)
    exports = sum(entry.what == AuditAction.EXPORTED for entry in await audit.entries(tx, about))
    await audit.note(tx, about, person.id, AuditAction.DISPOSED, first)
    stone = Tombstone(
        about.kind.value, about.id, one.theirs.reference, one.theirs.setting_id, about.kind.value, first,
        asked.at, person.id, tx.now,
    )  # fmt: skip
    await removing.remove(tx, stone)
    await outbox.put(tx, first, Alert.RETENTION_DISPOSED, {"reference": one.theirs.reference})
    return Disposed(stone, exports)


async def tell(tx: Tx, found: list[Due]) -> None:
    """Those who review what has newly fallen due hear of it, without a word of what: how many, once a day."""
    count: dict[str, int] = {}
    for one in found:
        for person, theirs in await rights.everybody(tx, one.about, one.setting_id):
            if theirs.reviews:
                count[person.id] = count.get(person.id, 0) + 1
    for person_id, many in count.items():
        name = once.retention(tx.now.astimezone(LONDON).date(), person_id)
        await outbox.put(tx, person_id, Alert.RETENTION_DUE, {"count": many}, once=name)


async def in_the_way(tx: Tx, about: audit.Subject) -> Mapping[str, bool]:
    """What keeps something from being disposed of now: a hold, or that it is still in use."""
    return {"hold": bool(await holds.in_force(tx)), "in_use": await _is_in_use(tx, about)}


async def _asked(tx: Tx, person: Person, reference: str) -> tuple[Waiting, Taken]:
    one = await open_for(tx, person, reference)
    if one.asked is None:
        raise NotDue
    return one, one.asked


async def _may_go(tx: Tx, theirs: Theirs) -> None:
    stops = await in_the_way(tx, theirs.about)
    if stops["hold"]:
        raise OnHold
    if stops["in_use"]:
        raise StillInUse


async def _is_in_use(tx: Tx, about: audit.Subject) -> bool:
    if about.kind is Kind.CASE:
        return await removing.is_open_case(tx, about.id)
    in_force = safety_plans.c.agreed_at.is_not(None) & safety_plans.c.ended_at.is_(None)
    plan = sa.select(safety_plans.c.id).where(safety_plans.c.record_id == about.id, in_force)
    unfiled = sa.select(records.c.id).where(records.c.id == about.id, records.c.status != Status.FILED.value)
    return any([await tx.connection.scalar(query.limit(1)) is not None for query in (plan, unfiled)])


def _given(why: str) -> str:
    if not any(sign.isalnum() for sign in why):
        raise NoReasonGiven
    return why.strip()

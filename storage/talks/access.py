"""May this person know of this talk, and read it? Asked each time, by the roles that they have now.

Whoever asked reads it; once they have gone, their line manager. The duty of youth justice reads what waits, what is
still watched, and what they answered themselves. Their manager knows that something waits; a safeguarding lead of the
setting knows that a talk took place, and with whom. Those two read nothing of it.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

import sqlalchemy as sa

from storage import audit
from storage.audit import AuditAction
from storage.database import row_seals
from storage.database.engine import Tx
from storage.people import managers, people
from storage.people.people import Person, Role
from storage.people.responsible import CHAIN, LEADS
from storage.problems import NotFound
from storage.records.reference import tidy
from storage.talks import matter, told
from storage.talks.tables import TalkRow, talks
from storage.talks.talk import Outcome, State, Talk, opened, state_of, subject

LISTED = timedelta(days=90)
"""For how long a talk that has ended still stands in the lists."""


class Part(StrEnum):
    """What somebody has to do with a talk."""

    ASKER = "asker"
    STANDS_IN = "stands_in"
    """The line manager of who has gone."""
    DUTY = "duty"
    LEAD = "lead"
    DUTY_MANAGER = "duty_manager"


READS = frozenset({Part.ASKER, Part.STANDS_IN, Part.DUTY})
"""Who may read what is in it. The others only know that it is there."""


@dataclass(frozen=True)
class Listed:
    """A talk in somebody's list: nothing of what was asked. `needs_lead`: speak to whoever asked today.
    `is_watched_again`: it is watched now, for the third time or more: the lead is to look at the whole of it.
    """

    id: str
    reference: str
    part: Part
    state: State
    asker_id: str
    asked_at: datetime
    review_on: date | None
    needs_lead: bool
    is_watched_again: bool
    passes_the_dsl_by: bool


async def known_to(tx: Tx, person: Person) -> list[Listed]:
    """What somebody may know of: what waits for an answer, what is watched, what has ended; each the oldest first."""
    person = await people.get(tx, person.id)
    query = sa.select(talks).where(talks.c.ended_at.is_(None) | (talks.c.ended_at > tx.now - LISTED))
    found = []
    for kept in (await tx.connection.execute(query.order_by(talks.c.asked_at, talks.c.id))).all():
        row = TalkRow.of(kept)
        part = await part_in(tx, person, row)
        if part is not None:
            found.append(await _listed(tx, row, part))
    return sorted(found, key=lambda one: list(State).index(one.state))


async def part_in(tx: Tx, person: Person, row: TalkRow) -> Part | None:
    """What somebody, with the roles that they have now, has to do with a talk; None where nothing."""
    if not person.roles:
        return None
    if row.asker_id == person.id:
        return Part.ASKER
    if Role.YOUTH_JUSTICE in person.roles and (row.ended_at is None or row.answered_by == person.id):
        return Part.DUTY
    if Role.MANAGER in person.roles and _is_among(person, await managers.who_goes_on(tx, row.asker_id)):
        return Part.STANDS_IN
    if row.answered_at is not None and _is_lead(person, row):
        return Part.LEAD
    waits = row.answered_at is None and Role.MANAGER in person.roles
    return Part.DUTY_MANAGER if waits and _is_among(person, await told.duty_managers(tx)) else None


async def row_for(tx: Tx, person: Person, talk_id: str) -> tuple[TalkRow, Part]:
    """The row, held until the transaction ends, for who may read it. Raises NotFound, alike for one that is not there;
    that somebody asked in vain stays in its history.
    """
    kept = (await tx.connection.execute(sa.select(talks).where(talks.c.id == talk_id).with_for_update())).first()
    if kept is None:
        raise NotFound("talk")
    row = TalkRow.of(kept)
    part = await part_in(tx, await people.get(tx, person.id), row)
    if part is None or part not in READS:
        await audit.note(tx, subject(row.id), person.id, AuditAction.REFUSED_READ)
        raise NotFound("talk")
    await row_seals.whole(tx, (talks, talks.c.id == row.id))
    return row, part


async def asked_in_vain(tx: Tx, person: Person, reference: str) -> None:
    """Somebody named a talk that isn't theirs to know of. Nothing is kept where there is no such talk."""
    talk_id = await _id_of(tx, reference)
    if talk_id is not None:
        await audit.note(tx, subject(talk_id), person.id, AuditAction.REFUSED_READ)


async def read(tx: Tx, person: Person, talk_id: str) -> tuple[Talk, Part]:
    """A talk as a whole; that it was read is in its history. Raises NotFound."""
    row, part = await row_for(tx, person, talk_id)
    await audit.note(tx, subject(row.id), person.id, AuditAction.READ)
    return opened(tx, row), part


async def by_reference(
    tx: Tx, person: Person, reference: str, *, action: AuditAction | None = AuditAction.READ
) -> Talk:
    """The same by its reference (`action` None: it is only looked for). Raises NotFound."""
    talk_id = await _id_of(tx, reference)
    if talk_id is None:
        raise NotFound("talk")
    row, _ = await row_for(tx, person, talk_id)
    if action is not None:
        await audit.note(tx, subject(row.id), person.id, action)
    return opened(tx, row)


async def _id_of(tx: Tx, reference: str) -> str | None:
    return await tx.connection.scalar(sa.select(talks.c.id).where(talks.c.reference == tidy(reference)))


def _is_lead(person: Person, row: TalkRow) -> bool:
    if row.lead_id == person.id:
        return bool(person.settings_as(*CHAIN))
    return not row.for_this_lead_only and row.setting_id in person.settings_as(*LEADS)


async def _listed(tx: Tx, row: TalkRow, part: Part) -> Listed:
    answer = opened(tx, row).answer
    still = row.review_on is not None and row.ended_at is None
    again = still and await matter.watched_before(tx, row.id) + 1 >= matter.OFTEN
    return Listed(
        id=row.id,
        reference=row.reference,
        part=part,
        state=state_of(row.answered_at, row.ended_at),
        asker_id=row.asker_id,
        asked_at=row.asked_at,
        review_on=row.review_on,
        needs_lead=answer is not None and Outcome.SOCIAL_CARE in answer.outcomes,
        is_watched_again=again,
        passes_the_dsl_by=row.passes_the_dsl_by,
    )


def _is_among(person: Person, found: list[Person]) -> bool:
    return any(one.id == person.id for one in found)

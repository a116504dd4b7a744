"""What is deleted by itself, and when: only what has done its work, by `storage/retention_schedule/`. Signed records
and cases are reviewed by somebody and end by two people's decision (`disposal/`); histories and safety watches stay.
`docs/data.md` says the same for people.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import sqlalchemy as sa

from storage.administration import drafts_and_leavers, holds, joining
from storage.clocks.tables import clock_runs
from storage.consultations.tables import actions, bookings, call_backs, outcomes, packs, slots, waiting
from storage.conversations import FORGOTTEN, turns
from storage.database.engine import Tx
from storage.groups.tables import group_attendance, group_referrals
from storage.lookups import missed_lookups
from storage.people import desk_drafts, sessions
from storage.queues.jobs import jobs
from storage.queues.outbox import outbox
from storage.records import adult_note_steps
from storage.records.tables import records
from storage.retention_schedule.schedule import by_itself
from storage.talks.tables import talks
from storage.working_hours import LONDON

REPLIES = timedelta(days=1)
"""What was said to somebody, once it has arrived: it repeats what they wrote. A repeated message comes in minutes."""
TURNS = timedelta(days=7)
"""That a message was answered, and what has not arrived: a week covers a long outage."""
DONE = by_itself("delivered")
"""Delivered messages and finished jobs: long enough to answer 'was the DSL told?'."""
TALKS = by_itself("talk")
"""An informal talk after it has ended. One that is open stays until it is answered."""
GROUPS = by_itself("group_referral")
"""A referral to a group after it has ended, with who came."""
LOOKUPS = by_itself("missed_lookup")
"""What was looked up in vain: the owner of the guidance looks at it once a year at least."""


TRAINING = by_itself("training")
"""Courses and sessions of somebody who has left: the figures of three years are worked out from them."""


@dataclass(frozen=True)
class Periods:
    """What the installation may set. `papers`: what is only needed until a consultation is over (summaries, places in
    line, call-backs that were answered, bookings that were cancelled). `consultations`: those that stood, with what was
    advised; no less than two years, so that the use of this year and of the last is whole. One about a signed record
    stays as long as the record does. `drafts`: what somebody began and did not go on with. `leavers`: where somebody
    who has left was reached, and how they were known.
    """

    papers: timedelta = field(default_factory=lambda: by_itself("consultation_papers"))
    consultations: timedelta = field(default_factory=lambda: by_itself("consultation"))
    drafts: timedelta = field(default_factory=lambda: by_itself("draft"))
    leavers: timedelta = field(default_factory=lambda: by_itself("leaver"))


async def tidy(tx: Tx, periods: Periods | None = None) -> int:
    """Delete what is past its time; how many rows. Nothing while a legal hold is in force."""
    if await holds.in_force(tx):
        return 0
    periods = periods or Periods()
    gone = await drafts_and_leavers.end_drafts(tx, periods.drafts) + await drafts_and_leavers.forget_leavers(
        tx, periods.leavers
    )
    gone += await adult_note_steps.tidy(tx)
    gone += await joining.tidy(tx) + await sessions.tidy(tx) + await desk_drafts.tidy(tx, periods.drafts)
    gone += await drafts_and_leavers.forget_training(tx, TRAINING)
    arrived = (turns.c.delivered_at < tx.now - REPLIES) & (turns.c.replies_sealed != FORGOTTEN)
    for statement in (
        turns.delete().where(turns.c.answered_at < tx.now - TURNS),
        turns.update().where(arrived).values(replies_sealed=FORGOTTEN),
        outbox.delete().where(outbox.c.delivered_at < tx.now - DONE),
        jobs.delete().where((jobs.c.done_at < tx.now - DONE) | (jobs.c.cancelled_at < tx.now - DONE)),
        clock_runs.delete().where(clock_runs.c.ended_at < tx.now - DONE),
        talks.delete().where(talks.c.ended_at < tx.now - TALKS),
        *_of_groups(tx.now),
        missed_lookups.delete().where(missed_lookups.c.asked_on < (tx.now - LOOKUPS).date()),
        *_of_consultations(tx.now, periods),
    ):
        gone += (await tx.connection.execute(statement)).rowcount
    return gone


def first_whole_year(now: datetime, periods: Periods) -> int:
    """The first year of which every consultation is still on file; figures of one before would be too low."""
    kept_since = (now - periods.consultations).astimezone(LONDON)
    return kept_since.year + 1


def _of_consultations(now: datetime, periods: Periods) -> Iterator[sa.Delete]:
    """What is only there for a consultation; then consultations, unless they belong to a signed record."""
    over = now - periods.papers
    yield packs.delete().where(packs.c.booking_id.in_(_begun_before(over)))
    yield call_backs.delete().where(call_backs.c.answered_at < over)
    yield waiting.delete().where(waiting.c.ended_at < over)
    cancelled = bookings.c.cancelled_at < over
    yield bookings.delete().where(cancelled, bookings.c.id.in_(_begun_before(over)), bookings.c.id.not_in(_advised()))
    of_no_record = bookings.c.case_key.not_in(sa.select(records.c.submission_key))
    old = _begun_before(now - periods.consultations).where(of_no_record)
    for table in (actions, outcomes):
        yield table.delete().where(table.c.booking_id.in_(old))
    yield bookings.delete().where(bookings.c.id.in_(old))


def _of_groups(now: datetime) -> Iterator[sa.Delete]:
    """Who came, then the referral."""
    old = group_referrals.c.ended_at < now - GROUPS
    yield group_attendance.delete().where(
        group_attendance.c.referral_id.in_(sa.select(group_referrals.c.id).where(old))
    )
    yield group_referrals.delete().where(old)


def _begun_before(moment: datetime) -> sa.Select[tuple[str]]:
    """Bookings of slots that began before it."""
    return sa.select(bookings.c.id).join(slots, slots.c.id == bookings.c.slot_id).where(slots.c.starts_at < moment)


def _advised() -> sa.Select[tuple[str]]:
    return sa.select(outcomes.c.booking_id)

"""What is done when its time has come, by the kind of job. Each in the transaction that marks the job done."""

from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass, field

from dialogs.casework.rerouting import reroute
from storage.administration import closing_cases
from storage.audit import Kind
from storage.casework import birthdays, leading
from storage.clocks import running
from storage.clocks.running import Audience, Running
from storage.consultations import notifications, outcomes, slot_patterns, waiting_list
from storage.database.engine import Tx
from storage.groups import access as group_access
from storage.groups import told as group_told
from storage.oversight.board_report import editions
from storage.oversight.self_audit import rounds
from storage.people.people import Person
from storage.plans import due
from storage.plans.good_life import key_worker
from storage.plans.intervention import leading as intervention
from storage.queues.jobs import Job, JobKind
from storage.records import adult_notes, escalation, safety_watch
from storage.records.escalation import Pace
from storage.talks import told
from storage.tracking import running_contacts
from storage.training import census, year


@dataclass(frozen=True)
class Rules:
    """What the installation has set about jobs."""

    pace: Pace = field(default_factory=Pace)
    second_refresher: int | None = None
    """The month of the second round of refreshers, where it is set."""


async def _after_silence(tx: Tx, job: Job, rules: Rules) -> None:
    await safety_watch.after_silence(tx, job)


async def _unread_record(tx: Tx, job: Job, rules: Rules) -> None:
    await escalation.look(tx, job, rules.pace)


async def _seats(tx: Tx, job: Job, rules: Rules) -> None:
    await waiting_list.seats_job(tx, job)


async def _consultation_day(tx: Tx, job: Job, rules: Rules) -> None:
    await slot_patterns.daily(tx, job)


async def _consultation_reminder(tx: Tx, job: Job, rules: Rules) -> None:
    await notifications.remind(tx, job)


async def _consultation_action(tx: Tx, job: Job, rules: Rules) -> None:
    await outcomes.remind(tx, job)


async def _training_year(tx: Tx, job: Job, rules: Rules) -> None:
    await year.look(tx, job, rules.second_refresher)


AUDIENCES: Mapping[Kind, Audience] = {
    Kind.CASE: closing_cases.audience,
    Kind.ASSESSMENT: leading.audience,
    Kind.TRAINING: census.audience,
    Kind.TALK: told.audience,
    Kind.GROUP_REFERRAL: group_told.audience,
    Kind.ADULT_NOTE: adult_notes.audience,
    Kind.INTERVENTION: intervention.audience,
    Kind.SAFETY_PLAN: due.audience,
    Kind.RECORD: due.record_audience,
    Kind.GOOD_LIFE: running_contacts.audience,
    Kind.SELF_AUDIT: rounds.audience,
    Kind.BOARD_REPORT: editions.audience,
}
"""Who is told by the clocks of a subject, by its kind."""


Held = Callable[[Tx, Person], Awaitable[Collection[str]]]
"""The ids of what somebody holds, and so must see the limits of."""
HELD: Mapping[Kind, Held] = {
    Kind.ASSESSMENT: leading.led_by,
    Kind.SAFETY_PLAN: due.answered_for,
    Kind.RECORD: due.still_need_one,
    Kind.INTERVENTION: intervention.led_by,
    Kind.GROUP_REFERRAL: group_access.to_answer,
    Kind.GOOD_LIFE: key_worker.carried_by,
}
"""By the kind of subject: the limits that run about these stand on a person's first page at the desk."""


async def limits_of(tx: Tx, person: Person) -> list[Running]:
    """The clocks that run about what this person holds; not those that only mark a day, of which nobody is told."""
    found: list[Running] = []
    for kind, held in HELD.items():
        by_subject = await running.of_many(tx, kind, await held(tx, person))
        found += [one for clocks in by_subject.values() for one in clocks]
    return [one for one in found if one.ended_at is None and (one.clock.says_reminder or one.clock.says_overdue)]


async def _case_day(tx: Tx, job: Job, rules: Rules) -> None:
    await birthdays.look(tx, job, reroute)


async def _clock(tx: Tx, job: Job, rules: Rules) -> None:
    await running.look(tx, job, AUDIENCES)


KINDS: Mapping[JobKind, Callable[[Tx, Job, Rules], Awaitable[None]]] = {
    JobKind.SAFETY_WATCH: _after_silence,
    JobKind.UNREAD_RECORD: _unread_record,
    JobKind.CONSULTATION_SEATS: _seats,
    JobKind.CONSULTATION_DAY: _consultation_day,
    JobKind.CONSULTATION_REMINDER: _consultation_reminder,
    JobKind.CONSULTATION_ACTION: _consultation_action,
    JobKind.TRAINING_YEAR: _training_year,
    JobKind.CLOCK: _clock,
    JobKind.CASE_DAY: _case_day,
}

__all__ = ["KINDS", "Pace", "Rules"]

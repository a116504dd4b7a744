"""What Waymark knows of a case before anybody is asked: from its events and members, records about the child, its
assessments, its plan, and informal talks. Only what is left open is asked.

Nothing is concluded from what is not there: that no meeting was noted does not mean that there was none.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

import sqlalchemy as sa

from storage.casework import assessments, events, meetings, members
from storage.casework.cases import Case
from storage.casework.events import Event
from storage.casework.meetings import Meeting
from storage.casework.members import Member
from storage.casework.parts import Agency, Happened, Part, Side
from storage.database.engine import Tx
from storage.oversight.case_audits.days import UNKNOWN, Days, Known, between, is_before
from storage.oversight.case_audits.findings import said
from storage.oversight.case_audits.questions import Question, Said, content
from storage.plans.intervention import actions
from storage.plans.intervention import plan as plans
from storage.plans.intervention.content import ActionState
from storage.records import concerns
from storage.records.register.child_index import ChildPart, tokens
from storage.records.tables import child_index, handovers, records
from storage.talks.tables import talks
from storage.working_hours import LONDON

IN_TIME = 42
"""Days: six weeks from the request [DC-map-assessment]."""
REVIEWED_IN = timedelta(days=7)
"""After a significant change: five working days, in calendar days (our own choice)."""
CARRY_ON = (Part.LEAD, Part.SOCIAL_WORKER, Part.YJS_WORKER, Part.LEAD_PRACTITIONER, Part.KEY_WORKER)
"""Whose changes a child feels (HM-5.4)."""
BEGUN = frozenset({ActionState.STARTED, ActionState.COMPLETED})


@dataclass(frozen=True)
class Basis:
    """What Waymark holds of a case. `record_days`: when earlier records about the child were signed; `talks`: informal
    talks about those. `done` are questions that something in the assessments and the plan answers with yes.
    """

    case_id: str
    reference: str
    side: Side
    setting_id: str
    lead_agency: str
    opened_on: date
    closed_on: date | None
    days: Days = field(default_factory=dict)
    meetings: tuple[Meeting, ...] = ()
    changes: tuple[date, ...] = ()
    reviews: tuple[date, ...] = ()
    sign_events: int = 0
    record_days: tuple[date, ...] = ()
    knows_incident: bool = False
    """Whether the case says which record it began with."""
    talks: int = 0
    worker_changes: int = 0
    done: frozenset[str] = frozenset()
    today: date = date.min

    @property
    def earlier_signs(self) -> int:
        """Before the disclosure. Where neither its day nor its record is known, the last record is taken for it."""
        disclosed = self.days.get(Happened.DISCLOSED, UNKNOWN)
        before = [day for day in self.record_days if disclosed.earliest is None or day < disclosed.earliest]
        is_own = disclosed.earliest is None and not self.knows_incident
        return self.sign_events + len(before[:-1] if is_own else before)


async def gather(tx: Tx, case: Case) -> Basis:
    """Of a case whose reader was asked for by the caller."""
    happened = await events.of_case(tx, case.id)
    keys = await _earlier(tx, case)
    made = await assessments.of_case(tx, case.id)
    done = {"cognitive_first"} if any(one.route["facts"].get("cognitive_done") for one in made) else set()
    done |= {"assessment_made"} if any(one.completed_on for one in made) else set()
    done |= await _by_plan(tx, case)
    query = sa.select(sa.func.count()).select_from(talks).where(talks.c.case_key.in_([key for key, _ in keys]))
    return Basis(
        case_id=case.id,
        reference=case.reference,
        side=case.side,
        setting_id=case.setting_id,
        lead_agency=case.lead_agency,
        opened_on=case.opened_at.astimezone(LONDON).date(),
        closed_on=case.closed_at.astimezone(LONDON).date() if case.closed_at else None,
        days=days_of(happened),
        meetings=await meetings.of_case(tx, case.id),
        changes=_known(happened, Happened.SIGNIFICANT_CHANGE),
        reviews=_known(happened, Happened.PLAN_REVIEWED),
        sign_events=sum(one.kind is Happened.EARLIER_SIGN for one in happened),
        record_days=tuple(day for _, day in keys),
        knows_incident=case.incident_key is not None,
        talks=await tx.connection.scalar(query) or 0,
        worker_changes=worker_changes(await members.of_case(tx, case.id)),
        done=frozenset(done),
        today=tx.now.astimezone(LONDON).date(),
    )


def days_of(happened: Sequence[Event]) -> dict[Happened, Known]:
    """When each kind of event happened for the first time, as far as it is known."""
    found: dict[Happened, Known] = {}
    for one in happened:
        known = Known(Said.YES, one.day, one.precision)
        if one.kind not in found or (one.day is not None and found[one.kind].day is None):
            found[one.kind] = known
    return found


def worker_changes(all_there_were: Sequence[Member]) -> int:
    """How often somebody else took over a part that a child knows somebody by."""
    return sum(
        max(0, len({one.person_id for one in all_there_were if one.part is part}) - 1)
        for part in CARRY_ON
        # who does it together with somebody else has not taken over
        if any(one.part is part and one.until is not None for one in all_there_were)
    )


def filled(basis: Basis) -> Mapping[str, Said]:
    """The questions that Waymark answers by itself."""
    return dict(_filled(basis))


def gaps(basis: Basis, answers: Mapping[str, Said]) -> tuple[Question, ...]:
    """What is still to be asked, with these answers given, in order."""
    together = {**filled(basis), **answers}
    return tuple(one for one in content().questions.values() if _applies(together, one) and one.name not in together)


def _applies(answers: Mapping[str, Said], question: Question) -> bool:
    return all(said(answers, other) is wanted for other, wanted in question.when.items())


def _filled(basis: Basis) -> Iterator[tuple[str, Said]]:
    day = {kind: basis.days.get(kind, UNKNOWN) for kind in Happened}
    for name in sorted(basis.done):
        yield name, Said.YES
    for name, kind in _YES_WHERE_IT_HAPPENED.items():
        if day[kind].happened is not Said.NOT_KNOWN and name not in basis.done:
            yield name, day[kind].happened
    if basis.earlier_signs:
        yield "earlier_signs", Said.YES
    convicted = day[Happened.PLEA_OR_FINDING]
    if convicted.happened is not Said.YES:
        convicted = day[Happened.SENTENCED] if day[Happened.SENTENCED].happened is not Said.NOT_KNOWN else convicted
    made, sentenced = day[Happened.ASSESSMENT_COMPLETED], day[Happened.SENTENCED]
    yield from _known_of("service_before_conviction", day[Happened.SERVICE_OFFERED_TARGETED], convicted)
    yield from _known_of("assessment_before_sentence", made, sentenced)
    if "cognitive_first" not in basis.done:
        yield from _known_of("cognitive_first", day[Happened.COGNITIVE_ASSESSMENT], made)
    took = between(day[Happened.ASSESSMENT_ASKED], made)
    if took and (took.most <= IN_TIME or took.least > IN_TIME):
        yield "assessment_in_time", Said.YES if took.most <= IN_TIME else Said.NO
    yield from _after_changes(basis)


_YES_WHERE_IT_HAPPENED = {
    "meeting_held": Happened.STRATEGY_MEETING,
    "service_offered": Happened.SERVICE_OFFERED_TARGETED,
    "assessment_made": Happened.ASSESSMENT_COMPLETED,
    "assessment_shared": Happened.ASSESSMENT_SHARED,
}


def _known_of(name: str, first: Known, second: Known) -> Iterator[tuple[str, Said]]:
    """Whether the first came before the second, where that can be said; it does not apply where the second did not
    happen.
    """
    if first.happened is Said.YES and second.happened in (Said.NO, Said.DOES_NOT_APPLY):
        yield name, Said.DOES_NOT_APPLY
    elif (order := is_before(first, second)) is not Said.NOT_KNOWN:
        yield name, order


def _after_changes(basis: Basis) -> Iterator[tuple[str, Said]]:
    waiting = [day for day in basis.changes if not any(day <= review for review in basis.reviews)]
    if basis.changes and not waiting:
        yield "reviewed_after_change", Said.YES
    elif any(basis.today - day > REVIEWED_IN for day in waiting):
        yield "reviewed_after_change", Said.NO


def _known(happened: Sequence[Event], kind: Happened) -> tuple[date, ...]:
    return tuple(one.day for one in happened if one.kind is kind and one.day is not None)


async def _by_plan(tx: Tx, case: Case) -> set[str]:
    """What the intervention plan answers: that they met, and that health, school or family work began."""
    plan = await plans.of_case(tx, case)
    if plan is None:
        return set()
    begun = [one for one in await actions.of_plan(tx, plan) if one.state in BEGUN]
    done = {"met_about_it"} if plan.met_on else set()
    done |= {"health_worked"} if any(one.agency == Agency.HEALTH for one in begun) else set()
    done |= {"education_worked"} if any(one.agency == Agency.SCHOOL for one in begun) else set()
    return done | ({"family_worked"} if any(one.component == "family_work" for one in begun) else set())


async def _earlier(tx: Tx, case: Case) -> list[tuple[str, date]]:
    """Earlier records about the child, one an incident, with the day on which each was signed, oldest first.

    Of the case's own setting, of the one whose record it was copied from, and what was handed over to it; nothing
    searches further (another agency is asked). What a concern about somebody is part of is nobody's to count.
    """
    child = ChildPart("", case.child.name, case.child.born.isoformat())
    mine = [token for kind, token in tokens(tx, child, case.setting_id) if kind == "name_born"]
    from_there = sa.select(records.c.setting_id).where(records.c.submission_key == case.incident_key)
    handed = sa.select(handovers.c.record_id).where(handovers.c.to_setting_id == case.setting_id)
    here = (records.c.setting_id == case.setting_id) | records.c.setting_id.in_(from_there) | records.c.id.in_(handed)
    query = (
        sa.select(records.c.submission_key, sa.func.min(records.c.signed_at).label("signed_at"))
        .join(child_index, child_index.c.record_id == records.c.id)
        .where(child_index.c.kind == "name_born", child_index.c.token.in_(mine))
        .where(here, concerns.is_about_nobody(), records.c.signed_at <= case.opened_at)
        .group_by(records.c.submission_key)
    )
    rows = [row for row in await tx.connection.execute(query) if row.submission_key != case.incident_key]
    return sorted(
        ((row.submission_key, row.signed_at.astimezone(LONDON).date()) for row in rows), key=lambda row: row[1]
    )

"""The stages of an assessment, and its end: completed, shown to the family, shared, reviewed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from storage import audit
from storage.audit import AuditAction, Kind, Subject
from storage.casework import barriers, cases, events
from storage.casework.assessments import LIMIT, MARK, Assessment, NotNow, get, keep, step
from storage.casework.leading import may_name_lead
from storage.casework.parts import NOT_MADE_YET, Agency, Happened, State, next_stage
from storage.casework.tables import assessment_reviews, assessment_shares
from storage.clocks import running
from storage.clocks.clock import days_late
from storage.database.engine import Tx
from storage.people import managers, people
from storage.people.people import Person
from storage.problems import NotAllowed, Problem
from storage.queues import once, outbox
from storage.queues.alerts import Alert
from storage.working_hours import LONDON

SHOWN, REVIEW = "shown_to_family", "review_document"
FIRST_MEETING = "plan_first_meeting"
"""What follows once it is shared: the first meeting about an intervention plan."""
WHAT = ("report", "summary", "recommendations")
"""What of an assessment is given on."""
LEGAL, ON_PAPER, NOT_YET = "legal_agreement", "on_paper", "not_yet"
"""What a route says of seeing the child, where it is not simply allowed."""


class NotToBeSeen(Problem):
    """The child is not seen for it as things stand: `detail` is the route's word for why."""

    reason = "not_to_be_seen"

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(why)


class DayWrong(Problem):
    """A day that is still to come, or before it was asked for."""

    reason = "day_wrong"


class NotShown(Problem):
    """It is shared once child and parents have seen it, or the reason why not is given."""

    reason = "not_shown"


@dataclass(frozen=True)
class Share:
    """That the report of an assessment was given to an agency: what of it, why, by whom and when."""

    number: int
    to_whom: Agency
    what: str
    why: str
    shared_by: str
    shared_at: datetime


@dataclass(frozen=True)
class Review:
    """The review document: nothing of any child. `weeks` from the request, begun ones counted."""

    tool: str
    weeks: int
    barrier_kinds: tuple[str, ...]
    consultation_used: bool
    confidence: int
    written_by: str
    written_at: datetime


def check_complete(one: Assessment) -> None:
    """Raises NotNow before the report."""
    if one.state is not State.REPORT:
        raise NotNow(one.state)


def check_shown(one: Assessment) -> None:
    """Raises NotNow before it is completed, and once it is closed."""
    if one.state not in (State.COMPLETED, State.SHARED):
        raise NotNow(one.state)


def check_share(one: Assessment) -> None:
    """Raises NotNow as `check_shown`; NotShown where the family has not seen it and no reason is given."""
    check_shown(one)
    if one.shown_on is None and not one.said.get("not_shown"):
        raise NotShown


def check_review(one: Assessment) -> None:
    """Raises NotNow unless it is shared and not closed."""
    if one.state is not State.SHARED:
        raise NotNow(one.state)


def check_end(one: Assessment) -> None:
    """Raises NotNow once it is made."""
    if one.state not in NOT_MADE_YET:
        raise NotNow(one.state)


async def _must_work_on(tx: Tx, by: Person, one: Assessment) -> None:
    """The lead, or who may name one. Raises NotAllowed."""
    if by.id != one.lead_id and not await may_name_lead(tx, by, one):
        raise NotAllowed


async def advance(tx: Tx, by: Person, one: Assessment, wanted: State | None = None) -> Assessment:
    """On to the next stage. Raises NotNow where `wanted` is another or none follows, NotToBeSeen, NotAllowed."""
    await _must_work_on(tx, by, one)
    following = next_stage(one.state, paper_only=one.paper_only)
    if wanted is State.INTERVIEWS and one.paper_only:
        raise NotToBeSeen(ON_PAPER)
    if following is None or wanted not in (None, following):
        raise NotNow(one.state)
    if following is State.INTERVIEWS:
        why = one.route.get("interview")
        agreed = why == LEGAL and one.legal_agreement_on is not None
        if why != "allowed" and not agreed:
            raise NotToBeSeen(str(why))
    await step(tx, one, following, by.id)
    return await get(tx, one.id)


async def legal_agreement(tx: Tx, by: Person, one: Assessment, on: date) -> Assessment:
    """The child's legal representative has explicitly agreed to interviews [NY-7]. Raises DayWrong, NotAllowed."""
    await _must_work_on(tx, by, one)
    _gone_by(tx, one, on)
    await keep(tx, one, legal_agreement_on=on)
    await audit.note(tx, one.about, by.id, AuditAction.STATE_CHANGED, "legal_agreement")
    return await get(tx, one.id)


async def agrees_now(tx: Tx, by: Person, one: Assessment, interview: str) -> Assessment:
    """The child has been asked and agrees to take part: what the rules say of seeing them by that is `interview`."""
    await _must_work_on(tx, by, one)
    if one.is_made or one.route.get("interview") not in (NOT_YET, ON_PAPER):
        raise NotNow(one.state)
    facts = {**one.route["facts"], "takes_part": "agrees"}
    sealed = tx.vault.seal_json({**one.route, "facts": facts, "interview": interview})
    await keep(tx, one, paper_only=False, route_sealed=sealed)
    await audit.note(tx, one.about, by.id, AuditAction.STATE_CHANGED, "child_agrees")
    return await get(tx, one.id)


async def plan_in_place(tx: Tx, by: Person, one: Assessment) -> Assessment:
    """There is a safety plan for every child concerned by now: it is no longer asked for each time."""
    facts = {**one.route["facts"], "safety_plan": True}
    await keep(tx, one, route_sealed=tx.vault.seal_json({**one.route, "facts": facts}))
    await audit.note(tx, one.about, by.id, AuditAction.STATE_CHANGED, "safety_plan")
    return await get(tx, one.id)


async def on_paper(tx: Tx, by: Person, one: Assessment) -> Assessment:
    """It is made on paper, without seeing the child; its report says 'limited outcome' [NY-7]."""
    await _must_work_on(tx, by, one)
    if one.is_made:
        raise NotNow(one.state)
    await keep(tx, one, paper_only=True)
    await audit.note(tx, one.about, by.id, AuditAction.STATE_CHANGED, "paper_only")
    if one.state is State.INTERVIEWS:
        await step(tx, one, State.ANALYSIS, by.id)
    return await get(tx, one.id)


async def complete(tx: Tx, by: Person, one: Assessment, on: date) -> tuple[Assessment, int]:
    """It was completed on that day; and how many days late. Raises NotNow before the report, DayWrong, NotAllowed."""
    await _must_work_on(tx, by, one)
    check_complete(one)
    _gone_by(tx, one, on)
    limit = await running.find(tx, LIMIT, one.about)
    late = days_late(limit.clock, limit.run, on, tx.closed) if limit else 0
    await keep(tx, one, completed_on=on)
    await step(tx, one, State.COMPLETED, by.id)
    await events.note(tx, one.case_id, by.id, Happened.ASSESSMENT_COMPLETED, on)
    await stop_the_making(tx, one)
    await running.start(tx, SHOWN, one.about, one.reference)
    return await get(tx, one.id), late


async def shown(tx: Tx, by: Person, one: Assessment, on: date | None, said: Mapping[str, str]) -> Assessment:
    """Child and parents have seen it on that day; or `said['not_shown']` gives the reason why not. What they disagree
    with is `said['disagreement']`. Raises NotNow, DayWrong, NotShown where neither is given, NotAllowed.
    """
    await _must_work_on(tx, by, one)
    check_shown(one)
    if on is None and not said.get("not_shown"):
        raise NotShown
    if on is not None:
        _gone_by(tx, one, on)
    await keep(tx, one, shown_on=on, said_sealed=tx.vault.seal_json({**one.said, **said}))
    await audit.note(tx, one.about, by.id, AuditAction.STATE_CHANGED, "shown" if on else "not_shown")
    await running.stop(tx, SHOWN, one.about)
    return await get(tx, one.id)


async def share(tx: Tx, by: Person, one: Assessment, to: Agency, what: str, why: str) -> Share:
    """Give it on, with a receipt; with the first time the review document is due from lead and line manager.

    Raises NotNow before it is completed, NotShown, NotAllowed.
    """
    await _must_work_on(tx, by, one)
    check_share(one)
    number = len(await shares_of(tx, one)) + 1
    await tx.connection.execute(
        assessment_shares.insert().values(
            assessment_id=one.id,
            number=number,
            to_whom=to.value,
            what=what,
            why_sealed=tx.vault.seal(why),
            shared_by=by.id,
            shared_at=tx.now,
        )
    )
    await audit.note(tx, one.about, by.id, AuditAction.ASSESSMENT_SHARED, f"{to} {what}")
    if one.state is State.COMPLETED:
        await step(tx, one, State.SHARED, by.id)
        await events.note(tx, one.case_id, by.id, Happened.ASSESSMENT_SHARED, tx.now.astimezone(LONDON).date())
        await running.start(tx, REVIEW, one.about, one.reference)
        case = await cases.get(tx, one.case_id)
        await running.start(tx, FIRST_MEETING, Subject(Kind.INTERVENTION, case.id), case.reference)
        await _review_wanted(tx, one)
    return (await shares_of(tx, one))[-1]


async def review(tx: Tx, by: Person, one: Assessment, *, consultation_used: bool, confidence: int) -> Review:
    """Write the review document, once; the assessment is closed with it. Raises NotNow, NotAllowed."""
    await _must_work_on(tx, by, one)
    check_review(one)
    completed = one.completed_on or tx.now.astimezone(LONDON).date()
    days = (completed - one.asked_at.astimezone(LONDON).date()).days
    kinds = sorted({barrier.kind.value for barrier in await barriers.of_assessment(tx, one)})
    await tx.connection.execute(
        assessment_reviews.insert().values(
            assessment_id=one.id,
            tool=one.tool,
            weeks=max(1, -(-days // 7)),
            barrier_kinds=kinds,
            consultation_used=consultation_used,
            confidence=confidence,
            written_by=by.id,
            written_at=tx.now,
        )
    )
    await step(tx, one, State.CLOSED, by.id)
    await running.stop_all(tx, one.about)
    written = await review_of(tx, one)
    if written is None:
        raise NotNow(one.state)
    return written


async def end(tx: Tx, by: Person, one: Assessment, state: State, why: str) -> Assessment:
    """It can't be made (`not_able`), or goes on elsewhere (`moved`). Raises NotNow where it is made, NotAllowed."""
    await _must_work_on(tx, by, one)
    check_end(one)
    if state not in (State.NOT_ABLE, State.MOVED):
        raise ValueError("an assessment ends as not able or as moved")
    await keep(tx, one, said_sealed=tx.vault.seal_json({**one.said, "not_able": why}))
    await step(tx, one, state, by.id)
    await stop_the_making(tx, one)
    return await get(tx, one.id)


async def shares_of(tx: Tx, one: Assessment) -> list[Share]:
    """To whom it was given, in the order in which that was done."""
    query = sa.select(assessment_shares).where(assessment_shares.c.assessment_id == one.id)
    rows = await tx.connection.execute(query.order_by(assessment_shares.c.number))
    return [
        Share(
            row.number, Agency(row.to_whom), row.what, tx.vault.open(row.why_sealed), row.shared_by, row.shared_at
        )
        for row in rows
    ]  # fmt: skip


async def review_of(tx: Tx, one: Assessment) -> Review | None:
    """The review document, where it is written."""
    query = sa.select(assessment_reviews).where(assessment_reviews.c.assessment_id == one.id)
    row = (await tx.connection.execute(query)).first()
    return None if row is None else _review(row)


def _review(row: sa.Row[Any]) -> Review:
    of = {name: getattr(row, name) for name in Review.__dataclass_fields__ if name != "barrier_kinds"}
    return Review(**of, barrier_kinds=tuple(row.barrier_kinds))


async def stop_the_making(tx: Tx, one: Assessment) -> None:
    """The clocks of what is not to be made any more."""
    for name in (LIMIT, MARK, "lead_named", "co_worker_answers"):
        await running.stop(tx, name, one.about)
    await barriers.stop_clocks(tx, one)


async def _review_wanted(tx: Tx, one: Assessment) -> None:
    """Two are asked for: from whoever leads, and from their line manager. Neither names a child."""
    lead = await people.get(tx, one.lead_id or one.asked_by)
    for person in (lead, *await managers.of_person(tx, lead)):
        name = once.state(Alert.REVIEW_DOCUMENT_WANTED, f"{one.id}:{person.id}")
        await outbox.put(tx, person.id, Alert.REVIEW_DOCUMENT_WANTED, {"reference": one.reference}, once=name)


def _gone_by(tx: Tx, one: Assessment, day: date) -> None:
    if not one.asked_at.astimezone(LONDON).date() <= day <= tx.now.astimezone(LONDON).date():
        raise DayWrong

"""An assessment: asked for, read by members of its case, and how far it has come.

No item and no score of any tool is kept, and nothing of what the child said: who leads, how far it is, what is in the
way, and whom it was given to.
"""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa

from storage import audit
from storage.audit import AuditAction, Kind, Subject
from storage.casework import cases, events, managing, members, reference
from storage.casework.cases import Case, Child, NewCase
from storage.casework.members import may_read
from storage.casework.parts import NOT_MADE_YET, OVER, Happened, Part, Side, State
from storage.casework.tables import assessment_steps, assessments
from storage.casework.tables import cases as cases_table
from storage.clocks import running
from storage.clocks.clock import working_days_before
from storage.database import row_seals
from storage.database.each import each
from storage.database.engine import Tx
from storage.people import people
from storage.people.people import Person, Role
from storage.problems import NotFound, Problem
from storage.queues import jobs, once, outbox
from storage.queues.alerts import Alert
from storage.queues.jobs import JobKind
from storage.working_hours import LONDON, OPENS, add_working_days

BEFORE_COURT = 5
"""Working days: the report is to be there that long before the court sits. The project's own, from NY-10."""
EACH_MORNING = "each"
"""The key of the job that looks at birthdays."""
LIMIT, MARK, LEAD_NAMED = "assessment_limit", "assessment_mark", "lead_named"


BECAUSE = ("progress", "stress", "new_risk")
"""Why an assessment that was made is made again [DC-context]."""


class NotNow(Problem):
    """The assessment is not at the point for that. `detail` is the state that it is in."""

    reason = "not_now"


@dataclass(frozen=True)
class Assessment:
    """One assessment. `route` is what was known and found when it was asked for, as plain JSON: `facts`, `tools`,
    `lead`, `jointly`, `interview`, and `chosen_by` where a person had to choose the tool.

    `said` may hold `not_shown` (why), `disagreement`, `not_able`, `superseded_by`, and of an update `follows`,
    `edition` and `because`. `outsider` is somebody who is not on file.
    """

    id: str
    reference: str
    case_id: str
    setting_id: str
    tool: str
    state: State
    asked_by: str
    asked_at: datetime
    lead_agency: str
    lead_id: str | None
    lead_named_at: datetime | None
    co_worker_id: str | None
    co_worker_as: str | None
    court_day: date | None
    legal_agreement_on: date | None
    paper_only: bool
    completed_on: date | None
    shown_on: date | None
    rules_version: str
    rules_hash: str
    route: Mapping[str, Any]
    said: Mapping[str, str]
    outsider: Mapping[str, str]

    @property
    def about(self) -> Subject:
        """Its history, and its clocks."""
        return Subject(Kind.ASSESSMENT, self.id)

    @property
    def is_over(self) -> bool:
        """Whether nothing more is to be done about it."""
        return self.state in OVER

    @property
    def is_made(self) -> bool:
        """Whether it is completed, or over without that."""
        return self.state not in NOT_MADE_YET

    @property
    def edition(self) -> int:
        """1; one more for each that was made before and updated by the next."""
        return int(self.said.get("edition", 1))

    @property
    def limited(self) -> bool:
        """Made on paper: the report says that what it finds is limited [NY-7]."""
        return self.paper_only


@dataclass(frozen=True)
class Wanted:
    """What is asked for. `route` and the rules as in Assessment; `lead_agency` as the route has it."""

    child: Child
    tool: str
    lead_agency: str
    route: Mapping[str, Any]
    rules_version: str
    rules_hash: str
    court_day: date | None = None
    case: str = ""
    """The reference of a case that `by` is a member of, where there is one already."""
    incident_key: str = ""
    """The submission of the record that the child was copied from."""
    follows: str = ""
    """The reference of the one in that case that this updates, and as `because` one of BECAUSE."""
    because: str = ""


@dataclass(frozen=True)
class Asked:
    """`joined`: there was one for this child already, which whoever asked is a member of."""

    assessment: Assessment
    joined: bool


class NotAsked(Problem):
    """A court day that has gone by, or more than two years ahead."""

    reason = "court_day_wrong"


PART_OF = {"youth_justice": Part.YJS_WORKER, "early_help": Part.LEAD_PRACTITIONER}
"""What whoever asks does in the case, by the kind of setting they work in; a social worker otherwise."""


def part_of(by: Person, kind: str) -> Part:
    """What somebody who opens a case does in it."""
    return Part.LINE_MANAGER if Role.MANAGER in by.roles else PART_OF.get(kind, Part.SOCIAL_WORKER)


async def ask(tx: Tx, by: Person, kind: str, wanted: Wanted) -> Asked:
    """Ask for an assessment from the setting of `by`, which is of that `kind`. The six weeks begin now.

    A second request for the same child in the setting joins the first where they are a member of it; where they are
    not, theirs stands for itself, and the managers of both hear that it may be the same child. Raises NotAsked,
    BornWrong, CaseClosed, NotFound for a case that is not theirs, and NotNow where what it follows is not made.
    """
    today = tx.now.astimezone(LONDON).date()
    if wanted.court_day is not None and not 0 <= (wanted.court_day - today).days <= 731:
        raise NotAsked
    if wanted.case:
        known: Case | None = await cases.read(tx, by, wanted.case, action=None)
    else:
        known = await cases.same_child(tx, wanted.child, by.setting_id, Side.DISPLAYED)
    earlier = await _open_of(tx, known) if known else None
    if earlier is not None and earlier.is_made and wanted.follows:
        earlier = None
    if known and await members.is_in(tx, by, known.id):
        known.check_open()
        if earlier is not None:
            await audit.note(tx, earlier.about, by.id, AuditAction.STATE_CHANGED, "asked_again")
            return Asked(earlier, joined=True)
        case = known
    else:
        part = part_of(by, kind)
        key = wanted.incident_key or None
        new = NewCase(wanted.child, by.setting_id, wanted.lead_agency, part, incident_key=key)
        case = await cases.open_case(tx, by, new)
    made = await _insert(tx, by, case, wanted)
    told = await _let_in(tx, by, made, case.incident_key)
    for person_id in told:
        name = once.state(Alert.ASSESSMENT_ASKED, f"{made.id}:{person_id}")
        await outbox.put(tx, person_id, Alert.ASSESSMENT_ASKED, {"reference": made.reference}, once=name)
    if earlier is not None:
        await _may_be_same(tx, earlier, made)
    return Asked(made, joined=False)


async def _insert(tx: Tx, by: Person, case: Case, wanted: Wanted) -> Assessment:
    assessment_id = uuid.uuid4().hex
    said: dict[str, str] = {}
    if wanted.follows:
        before = await read(tx, by, wanted.follows, action=None)
        if not before.is_made or before.case_id != case.id:
            raise NotNow(before.state)
        said = {"follows": before.reference, "edition": str(before.edition + 1), "because": wanted.because}
    await tx.connection.execute(
        assessments.insert().values(
            id=assessment_id,
            reference=await reference.unused(tx, "WA", assessments.c.reference),
            case_id=case.id,
            setting_id=by.setting_id,
            tool=wanted.tool,
            state=State.ASKED.value,
            asked_by=by.id,
            asked_at=tx.now,
            lead_agency=wanted.lead_agency,
            court_day=wanted.court_day,
            paper_only=False,
            rules_version=wanted.rules_version,
            rules_hash=wanted.rules_hash,
            route_sealed=tx.vault.seal_json(dict(wanted.route)),
            said_sealed=tx.vault.seal_json(said) if said else None,
        )
    )
    made = await get(tx, assessment_id)
    await step(tx, made, State.ASKED, by.id)
    await events.note(tx, case.id, by.id, Happened.ASSESSMENT_ASKED, tx.now.astimezone(LONDON).date())
    await running.start(tx, LIMIT, made.about, made.reference, no_later_than=_court_limit(tx, wanted.court_day))
    await running.start(tx, MARK, made.about, made.reference)
    await running.start(tx, LEAD_NAMED, made.about, made.reference)
    await jobs.schedule(tx, JobKind.CASE_DAY, first_look(tx), EACH_MORNING)
    return made


def first_look(tx: Tx) -> datetime:
    """The next working morning: from then on birthdays are looked at (`birthdays.py`)."""
    day = add_working_days(tx.now.astimezone(LONDON).date(), 1, tx.closed)
    return datetime.combine(day, OPENS, tzinfo=LONDON).astimezone(UTC)


def _court_limit(tx: Tx, court_day: date | None) -> date | None:
    return None if court_day is None else working_days_before(court_day, BEFORE_COURT, tx.closed)


async def _let_in(tx: Tx, by: Person, made: Assessment, incident_key: str | None) -> Sequence[str]:
    """The managers, and youth justice on duty where it leads: those who name the lead. Whoever asks needs no news."""
    found = await managing.let_in(tx, made.case_id, by, by.id)
    if made.lead_agency == "youth_justice":
        for duty in await people.with_role(tx, Role.YOUTH_JUSTICE):
            if not await members.is_in_another(tx, incident_key, made.case_id, duty.id):
                await members.add(tx, made.case_id, duty.id, Part.YJS_WORKER, by.id)
                found.append(duty)
    return sorted({person.id for person in found} - {by.id})


async def _may_be_same(tx: Tx, earlier: Assessment, made: Assessment) -> None:
    """Both have the same name and date of birth. Each one's managers hear of their own reference only."""
    for one in (earlier, made):
        for manager in await members.with_part(tx, one.case_id, Part.LINE_MANAGER):
            name = once.state(Alert.ASSESSMENT_TWICE, f"{earlier.id}:{made.id}:{manager.id}")
            await outbox.put(tx, manager.id, Alert.ASSESSMENT_TWICE, {"reference": one.reference}, once=name)


async def step(tx: Tx, one: Assessment, state: State, person_id: str | None) -> None:
    """It is in this state from now on."""
    last = sa.select(sa.func.max(assessment_steps.c.number)).where(assessment_steps.c.assessment_id == one.id)
    number = (await tx.connection.scalar(last) or 0) + 1
    await tx.connection.execute(
        assessment_steps.insert().values(
            assessment_id=one.id, number=number, state=state.value, person_id=person_id, at=tx.now
        )
    )
    await keep(tx, one, state=state.value)
    await audit.note(tx, one.about, person_id, AuditAction.STATE_CHANGED, state)


async def keep(tx: Tx, one: Assessment, **values: Any) -> None:
    """Change columns of its row, by name, and nothing else: no history, no clock. States go through `step`."""
    await tx.connection.execute(assessments.update().where(assessments.c.id == one.id).values(**values))


async def steps_of(tx: Tx, one: Assessment) -> list[tuple[State, datetime]]:
    """The states that it has been in, in order, with when each began."""
    query = sa.select(assessment_steps).where(assessment_steps.c.assessment_id == one.id)
    rows = await tx.connection.execute(query.order_by(assessment_steps.c.number))
    return [(State(row.state), row.at) for row in rows]


async def read(tx: Tx, person: Person, wanted: str, *, action: AuditAction | None = AuditAction.READ) -> Assessment:
    """An assessment by its reference for a member of its case, held until the transaction ends, and noted in its
    history (`action` None: it is only looked for). Raises NotFound alike for one that is not there; a refusal is noted.
    """
    by_reference = assessments.c.reference == reference.tidy(wanted)
    row = (await tx.connection.execute(row_seals.select(assessments).where(by_reference).with_for_update())).first()
    if row is None:
        raise NotFound("assessment")
    one = _assessment(tx, row)
    if not await members.is_in(tx, person, one.case_id):
        await audit.note(tx, one.about, person.id, AuditAction.REFUSED_READ)
        raise NotFound("assessment")
    if action is not None:
        await audit.note(tx, one.about, person.id, action)
    return one


async def get(tx: Tx, assessment_id: str) -> Assessment:
    """For the other modules here: asks nobody's right, and holds the row. Raises NotFound."""
    query = row_seals.select(assessments).where(assessments.c.id == assessment_id).with_for_update()
    row = (await tx.connection.execute(query)).first()
    if row is None:
        raise NotFound("assessment")
    return _assessment(tx, row)


async def of_person(tx: Tx, person: Person) -> list[Assessment]:
    """Those that somebody may read and that are not over, oldest request first."""
    theirs = assessments.c.case_id.in_(sa.select(cases_table.c.id).where(may_read(await people.get(tx, person.id))))
    going = assessments.c.state.not_in([state.value for state in OVER])
    query = row_seals.select(assessments).where(theirs, going).order_by(assessments.c.asked_at, assessments.c.id)
    return each(tx, await tx.connection.execute(query), _assessment)


async def of_case(tx: Tx, case_id: str) -> list[Assessment]:
    """All of a case, oldest request first. Asks nobody's right."""
    query = row_seals.select(assessments).where(assessments.c.case_id == case_id)
    rows = await tx.connection.execute(query.order_by(assessments.c.asked_at, assessments.c.id))
    return [_assessment(tx, row) for row in rows]


async def asked_to_co_work(tx: Tx, person: Person) -> list[Assessment]:
    """Those to which somebody has not said yes or no: they know the reference, and nothing else of it."""
    asked = (assessments.c.co_worker_id == person.id) & (assessments.c.co_worker_as == "asked")
    query = row_seals.select(assessments).where(asked).order_by(assessments.c.asked_at)
    return each(tx, await tx.connection.execute(query), _assessment)


async def _open_of(tx: Tx, case: Case) -> Assessment | None:
    going = assessments.c.state.not_in([state.value for state in OVER])
    query = row_seals.select(assessments).where(assessments.c.case_id == case.id, going).limit(1)
    row = (await tx.connection.execute(query)).first()
    return None if row is None else _assessment(tx, row)


def _assessment(tx: Tx, row: sa.Row[Any]) -> Assessment:
    row_seals.require(tx, row.row_seal)
    sealed = {"route": "route_sealed", "said": "said_sealed", "outsider": "outsider_sealed"}
    of = {name: getattr(row, name) for name in Assessment.__dataclass_fields__ if name not in (*sealed, "state")}
    opened = {
        name: tx.vault.open_json(held) if (held := getattr(row, column)) else {} for name, column in sealed.items()
    }
    return Assessment(**of, **opened, state=State(row.state))

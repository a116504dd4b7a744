"""What a safety plan is: its rows, who does each and which staff see it, attendance, agreement, how far it has come.

A row's name is a part of `knowledge/safety_plan.yaml`; nothing here knows those words.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from storage.audit import Kind, Subject
from storage.database.bound import ToSeal
from storage.database.engine import Tx
from storage.plans.nobody import is_somebody
from storage.plans.tables import PlanRow
from storage.problems import Problem

REVIEW_DATE = "review_date"
"""The row in which the leads wrote a day for the first review: an earlier one than the clock's counts."""


class Side(StrEnum):
    """What the child was in the record. Each child has a plan of their own (NY-1). Stored: rename none."""

    DISPLAYED = "displayed"
    TARGETED = "targeted"


class State(StrEnum):
    """How far a plan has come."""

    FIRST = "first"
    """Written, and not agreed yet."""
    AGREED = "agreed"
    """Agreed, and its first day is still to come."""
    IN_FORCE = "in_force"
    ENDED = "ended"


class StaffGroup(StrEnum):
    """Who may get a sheet with the rows that they need (HM-3.15). The values are stored: rename none."""

    TEACHERS = "teachers"
    SUPPORT = "support"
    LUNCH = "lunch"
    LIBRARY = "library"
    TRANSPORT = "transport"
    CLUBS = "clubs"
    NIGHT = "night"
    OFFICE = "office"


class Attendance(StrEnum):
    """Whether the child comes to school as the others do. The values are stored: rename none."""

    FULL = "full"
    OTHER_TIMES = "other_times"
    """All lessons, at other times or by another door."""
    PART_TIME = "part_time"
    """A part-time timetable that is written down, agreed and has an end."""
    PART_TIME_UNWRITTEN = "part_time_unwritten"
    STAYS_AWAY = "stays_away"
    """Asked to stay away."""
    ELSEWHERE = "elsewhere"
    """Taught somewhere else, by an agreement on file."""


TO_BE_CHECKED = frozenset({Attendance.PART_TIME_UNWRITTEN, Attendance.STAYS_AWAY})
"""To leave school without being excluded was found to be illegal (HM-5.10): somebody must have checked."""


class Agrees(StrEnum):
    """What parents, or the child, say to the plan. The values are stored: rename none."""

    AGREES = "agrees"
    IN_PART = "in_part"
    DISAGREES = "disagrees"
    NOT_ASKED = "not_asked"


class Cause(StrEnum):
    """Why there is a version. The values are stored: rename none."""

    BEGUN = "begun"
    CHANGED = "changed"
    AGREED = "agreed"
    REVIEWED = "reviewed"


@dataclass(frozen=True)
class Row:
    """One line of the plan: what is done, who does it, and which staff groups see it (none: the leads only)."""

    text: str
    who: str = ""
    sees: tuple[StaffGroup, ...] = ()

    @property
    def is_covered(self) -> bool:
        """Something is to be done, and somebody does it."""
        return bool(self.text) and is_somebody(self.who)


@dataclass(frozen=True)
class Attends:
    """How the child attends; `checked_by` and `checked_on` where HM-5.10 wants it, `back` the way back to school."""

    kind: Attendance
    checked_by: str = ""
    checked_on: date | None = None
    back: str = ""


@dataclass(frozen=True)
class Agreement:
    """What parents and child say, their words kept as they are, and who else holds a plan for the child."""

    parents: Agrees
    parents_words: str
    child: Agrees
    child_words: str
    holders: str
    signed_name: str


@dataclass(frozen=True)
class Content:
    """One version of a plan. `attends` is None where there is no school to attend; `agreement` until it is agreed."""

    rows: Mapping[str, Row] = field(default_factory=dict)
    attends: Attends | None = None
    agreement: Agreement | None = None


@dataclass(frozen=True)
class Version:
    """A version as it was kept."""

    number: int
    by_id: str
    at: datetime
    cause: Cause
    content: Content


@dataclass(frozen=True)
class Ending:
    """Why a plan ended, and who agreed that it could."""

    why: str
    words: str
    who_agreed: str


@dataclass(frozen=True)
class Plan:
    """A plan with its newest version: only for whoever may read it (`access.py`)."""

    id: str
    reference: str
    setting_id: str
    record_id: str
    label: str
    side: Side
    owner_id: str
    begun_at: datetime
    agreed_at: datetime | None
    starts_on: date | None
    ended_at: datetime | None
    ending: Ending | None
    version: Version

    def state(self, today: date) -> State:
        """How far it has come on that day."""
        return state_of(self.agreed_at, self.starts_on, self.ended_at, today)


class PlanEnded(Problem):
    """It has ended: nothing is changed in it any more."""

    reason = "safety_plan_ended"


class ChangedMeanwhile(Problem):
    """Somebody else has kept a version that this one does not know of. Nothing was changed."""

    reason = "safety_plan_changed_meanwhile"

    def __init__(self, newer: Version) -> None:
        super().__init__()
        self.newer = newer


class RowsWithoutOwner(Problem):
    """A plan is agreed once somebody does each of its rows. `parts` are those that nobody does."""

    reason = "safety_plan_without_owner"

    def __init__(self, parts: tuple[str, ...]) -> None:
        super().__init__()
        self.parts = parts


class NotChecked(Problem):
    """The child is out of school without being excluded, and nobody has checked that (HM-5.10)."""

    reason = "safety_plan_not_checked"


class NoSuchGroup(Problem):
    """There is no staff group of that name, or none of its rows are in the plan."""

    reason = "safety_plan_no_such_group"


def state_of(agreed_at: datetime | None, starts_on: date | None, ended_at: datetime | None, today: date) -> State:
    """How far a plan has come on that day: agreed, it is in force from `starts_on`; ended, it stays so."""
    if ended_at is not None:
        return State.ENDED
    if agreed_at is None or starts_on is None:
        return State.FIRST
    return State.IN_FORCE if starts_on <= today else State.AGREED


def subject(plan_id: str) -> Subject:
    """What its history and its clocks are of."""
    return Subject(Kind.SAFETY_PLAN, plan_id)


def check(content: Content) -> None:
    """Raises NotChecked."""
    attends = content.attends
    if attends is not None and attends.kind in TO_BE_CHECKED and not (attends.checked_by and attends.checked_on):
        raise NotChecked


def without_owner(content: Content) -> tuple[str, ...]:
    """The rows that say what is done and not who does it; for the day of the review nobody is asked."""
    return tuple(part for part, row in content.rows.items() if row.text and not row.is_covered and part != REVIEW_DATE)


def of_group(content: Content, group: StaffGroup) -> Mapping[str, Row]:
    """The rows that a staff group sees: nothing else of a plan is on their sheet."""
    return {part: row for part, row in content.rows.items() if group in row.sees and row.text}


def differing(one: Content, other: Content) -> tuple[str, ...]:
    """The rows in which two versions differ; `attendance` where that does."""
    parts = [part for part in {**one.rows, **other.rows} if one.rows.get(part) != other.rows.get(part)]
    return (*parts, *(["attendance"] if one.attends != other.attends else []))


def sealed(tx: Tx, value: Content | Ending) -> ToSeal:
    """As it is kept: days as ISO."""
    return tx.vault.seal_json(plain(asdict(value)))


def plain(value: Any) -> Any:
    """Plain JSON of a dataclass that was made a dictionary."""
    if isinstance(value, dict):
        return {name: plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    return value.isoformat() if isinstance(value, date) else value


def content_of(kept: Mapping[str, Any]) -> Content:
    """What `plain` gave."""
    attends, agreement = kept["attends"], kept["agreement"]
    return Content(
        rows={part: _row(row) for part, row in kept["rows"].items()},
        attends=_attends(attends) if attends else None,
        agreement=Agreement(
            **{**agreement, "parents": Agrees(agreement["parents"]), "child": Agrees(agreement["child"])}
        )
        if agreement
        else None,
    )


def opened(tx: Tx, row: PlanRow, version: Version) -> Plan:
    """A row with its version, and what is sealed in it."""
    return Plan(
        id=row.id,
        reference=row.reference,
        setting_id=row.setting_id,
        record_id=row.record_id,
        label=row.label,
        side=Side(row.side),
        owner_id=row.owner_id,
        begun_at=row.begun_at,
        agreed_at=row.agreed_at,
        starts_on=row.starts_on,
        ended_at=row.ended_at,
        ending=Ending(**tx.vault.open_json(row.ended_sealed)) if row.ended_sealed else None,
        version=version,
    )


def _row(kept: Mapping[str, Any]) -> Row:
    return Row(kept["text"], kept["who"], tuple(StaffGroup(one) for one in kept["sees"]))


def _attends(kept: Mapping[str, Any]) -> Attends:
    day = kept["checked_on"]
    return Attends(Attendance(kept["kind"]), kept["checked_by"], date.fromisoformat(day) if day else None, kept["back"])

"""Who did what, and when: one chain of hashes a subject, so that a missing or changed entry shows.

A subject is a record, a person, a setting, or the installation itself. What somebody only lists or searches for is in
their own chain. One chain for everything would make every turn wait for every other. No entry holds a word of a case.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa

from storage.database.columns import Moment, metadata
from storage.database.engine import Tx
from storage.database.origin import Via
from storage.database.vault import canonical

records = sa.table("records", sa.column("id"))
"""Only to hold a row: the history stands below what it tells of."""


class AuditAction(StrEnum):
    """What can be done. The spelling is what is stored and hashed: it is never changed."""

    # with a record
    SIGNED = "signed"
    RECEIVED = "received"
    READ = "read"
    OPENED = "opened"
    """For something that needs it, such as a handover, without showing it."""
    DECIDED = "decided"
    FILED = "filed"
    REFUSED_READ = "refused_read"
    ADDENDUM = "addendum"
    DECISION = "decision"
    SECOND_VIEW = "second_view"
    PASSED_ON = "passed_on"
    HANDED_OVER = "handed_over"
    HANDOVER_RECEIVED = "handover_received"
    SAME_CHILD = "same_child"
    NOT_SAME_CHILD = "not_same_child"
    PACK_SENT = "pack_sent"
    PACK_READ = "pack_read"
    CONSULTED = "consulted"
    CONSULTATION_MISSED = "consultation_missed"
    EXPORTED = "exported"
    NOT_WRITTEN = "not_written"
    """The file of the export before could not be written."""
    READ_IN_STORY = "read_in_story"
    SHOWN_IN = "shown_in"
    """Shown as part of another record: the detail says in which command."""
    FOUND_BY_NAME = "found_by_name"
    # by a person, in their own chain
    SEARCHED = "searched"
    RECORDS_LISTED = "records_listed"
    LOOKUPS_LISTED = "lookups_listed"
    ASSESSMENTS_LISTED = "assessments_listed"
    MONTH_SHOWN = "month_shown"
    MONTH_EXPORTED = "month_exported"
    USE_SHOWN = "use_shown"
    REGISTER_SHOWN = "register_shown"
    TRAINING_SHOWN = "training_shown"
    TRAINING_EXPORTED = "training_exported"
    OVERVIEW_SHOWN = "overview_shown"
    OVERVIEW_EXPORTED = "overview_exported"
    REGISTER_EXPORTED = "register_exported"
    SIGNED_IN = "signed_in"
    SIGNED_OUT_EVERYWHERE = "signed_out_everywhere"
    # to a person, a setting, the installation
    PERSON_ADDED = "person_added"
    ROLES_GIVEN = "roles_given"
    ROLES_TAKEN = "roles_taken"
    MOVED = "moved"
    REACH_CHANGED = "reach_changed"
    LEFT = "left"
    LINE_MANAGER_CHANGED = "line_manager_changed"
    SERVICE_AREA_CHANGED = "service_area_changed"
    COURSE_NOTED = "course_noted"
    COURSES_IMPORTED = "courses_imported"
    # in a case, or with an assessment
    CASE_OPENED = "case_opened"
    MEMBER_ADDED = "member_added"
    MEMBER_ENDED = "member_ended"
    EVENT_NOTED = "event_noted"
    INFORMATION_ASKED = "information_asked"
    INFORMATION_ANSWERED = "information_answered"
    STATE_CHANGED = "state_changed"
    BARRIER_REPORTED = "barrier_reported"
    BARRIER_ANSWERED = "barrier_answered"
    ASSESSMENT_SHARED = "assessment_shared"
    SESSION_ADDED = "session_added"
    SESSION_CANCELLED = "session_cancelled"
    PLACE_TAKEN = "place_taken"
    PLACE_GIVEN_UP = "place_given_up"
    ATTENDANCE_NOTED = "attendance_noted"
    CENSUS_OPENED = "census_opened"
    CENSUS_ANSWERED = "census_answered"
    TRAINING_REPORT_SIGNED = "training_report_signed"
    # with an informal talk
    TALK_ASKED = "talk_asked"
    TALK_ANSWERED = "talk_answered"
    TALK_REVIEWED = "talk_reviewed"
    # with a group of targeted prevention, or a referral to one
    GROUP_ADDED = "group_added"
    GROUP_LEAD_NAMED = "group_lead_named"
    GROUP_WITHOUT_LEAD = "group_without_lead"
    GROUP_CLOSED = "group_closed"
    REFERRED_TO_GROUP = "referred_to_group"
    REFERRAL_ANSWERED = "referral_answered"
    REFERRAL_ENDED = "referral_ended"
    GROUP_LISTED = "group_listed"
    SCHOOL_TRAINING_NOTED = "school_training_noted"
    # with an intervention plan
    PLAN_MADE = "plan_made"
    PLAN_CHANGED = "plan_changed"
    PLAN_LEAD_NAMED = "plan_lead_named"
    PLAN_WITHOUT_LEAD = "plan_without_lead"
    PLAN_ENDED = "plan_ended"
    ACTION_CHANGED = "action_changed"
    CONSENT_WITHDRAWN = "consent_withdrawn"
    GAP_LIST_SHOWN = "gap_list_shown"
    SETTING_ADDED = "setting_added"
    CONTACTS_CHANGED = "contacts_changed"
    KEYS_ROTATED = "keys_rotated"
    HISTORY_READ = "history_read"


class Kind(StrEnum):
    """What a history is of. The values are stored: rename none."""

    RECORD = "record"
    PERSON = "person"
    SETTING = "setting"
    INSTALLATION = "installation"
    CASE = "case"
    ASSESSMENT = "assessment"
    TRAINING = "training"
    TALK = "talk"
    GROUP = "group"
    GROUP_REFERRAL = "group_referral"
    INTERVENTION = "intervention"
    ADULT_NOTE = "adult_note"


@dataclass(frozen=True)
class Subject:
    """What a chain is about, by its kind and its id."""

    kind: Kind
    id: str

    @property
    def beginning(self) -> str:
        """What the first entry's hash builds on: of a record its id alone, as long as there have been chains."""
        return self.id if self.kind is Kind.RECORD else f"{self.kind}:{self.id}"


INSTALLATION = Subject(Kind.INSTALLATION, "1")

audit = sa.Table(
    "audit",
    metadata,
    sa.Column("subject_kind", sa.String(16), primary_key=True),
    sa.Column("subject_id", sa.String(64), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("at", Moment, nullable=False),
    # nobody, where whoever runs the server did it in nobody's name
    sa.Column("person_id", sa.String(64), sa.ForeignKey("people.id")),
    sa.Column("action", sa.String(200), nullable=False),
    # unknown in entries from before migration 0013
    sa.Column("via", sa.String(16)),
    sa.Column("os_user", sa.String(128)),
    sa.Column("hash", sa.String(64), nullable=False),
)


@dataclass(frozen=True)
class Entry:
    """`action` is one of AuditAction, for some with a detail after a space (`passed_on silence`). `person_id` is who
    did it, or on the command line in whose name; `os_user` is then who was signed in to the machine.
    """

    number: int
    at: datetime
    person_id: str | None
    action: str
    via: str | None
    os_user: str | None
    hash: str

    @property
    def what(self) -> str:
        """The action without its detail, by its stored name."""
        return self.action.partition(" ")[0]

    @property
    def detail(self) -> str:
        """What stands after the action: a role, a kind of file; '' where nothing does."""
        return self.action.partition(" ")[2]

    @property
    def as_somebody_else(self) -> bool:
        """Whether whoever was signed in to the machine did it in the name of `person_id`."""
        return self.via == Via.COMMAND_LINE and self.person_id is not None


def of_person(person_id: str) -> Subject:
    """The history of what was done with somebody's roles and address."""
    return Subject(Kind.PERSON, person_id)


def of_adult_note(note_id: str) -> Subject:
    """The history of a note about an adult."""
    return Subject(Kind.ADULT_NOTE, note_id)


def of_setting(setting_id: str) -> Subject:
    """The history of a school, a home or a team."""
    return Subject(Kind.SETTING, setting_id)


async def note(tx: Tx, about: Subject | str, person_id: str | None, action: AuditAction, detail: str = "") -> None:
    """Add to the chain of a subject, or of a record by its id. By which way it was done, the transaction knows.

    `detail` is a few plain words or ids, never anything of a case.
    """
    subject = _subject(about)
    await _hold(tx, subject)
    last = sa.select(audit.c.number, audit.c.hash).where(_is_about(subject))
    row = (await tx.connection.execute(last.order_by(audit.c.number.desc()).limit(1))).first()
    number, before = (row.number + 1, row.hash) if row else (1, subject.beginning)
    entry = Entry(
        number=number,
        at=tx.now,
        person_id=person_id or tx.origin.by,
        action=f"{action} {detail}".strip(),
        via=tx.origin.via.value,
        os_user=tx.origin.os_user,
        hash="",
    )
    values = vars(entry) | {"hash": _hash(before, entry)}
    await tx.connection.execute(audit.insert().values(subject_kind=subject.kind.value, subject_id=subject.id, **values))


async def entries(tx: Tx, about: Subject | str) -> list[Entry]:
    """The whole history of a subject, or of a record by its id, oldest first."""
    query = sa.select(audit).where(_is_about(_subject(about))).order_by(audit.c.number)
    return [entry_of(row) for row in await tx.connection.execute(query)]


def entry_of(row: sa.Row[tuple[object, ...]]) -> Entry:
    """A row of the table."""
    return Entry(**{name: getattr(row, name) for name in Entry.__dataclass_fields__})


async def how_often(tx: Tx, action: AuditAction, since: datetime) -> int:
    """In how many entries, of all subjects, somebody has done this since then."""
    query = sa.select(sa.func.count()).select_from(audit).where(audit.c.action == action, audit.c.at >= since)
    return await tx.connection.scalar(query) or 0


async def verify(tx: Tx, about: Subject | str) -> bool:
    """Whether the chain is whole: nothing changed, nothing taken out from between.

    What was cut off at the end cannot be seen from the chain alone.
    """
    subject = _subject(about)
    before, newer_form = subject.beginning, False
    for position, entry in enumerate(await entries(tx, subject), start=1):
        if entry.number != position or entry.hash != _hash(before, entry):
            return False
        if newer_form and entry.via is None:
            return False
        before, newer_form = entry.hash, entry.via is not None
    return before != subject.beginning


def _subject(about: Subject | str) -> Subject:
    return about if isinstance(about, Subject) else Subject(Kind.RECORD, about)


def _is_about(subject: Subject) -> sa.ColumnElement[bool]:
    return (audit.c.subject_kind == subject.kind.value) & (audit.c.subject_id == subject.id)


async def _hold(tx: Tx, subject: Subject) -> None:
    """Two processes at one subject: the second waits here, then sees the first one's entry. SQLite has one writer."""
    if subject.kind is Kind.RECORD:
        await tx.connection.execute(sa.select(records.c.id).where(records.c.id == subject.id).with_for_update())
    elif tx.connection.dialect.name == "postgresql":
        key = sa.func.hashtextextended(subject.beginning, 0)
        await tx.connection.execute(sa.select(sa.func.pg_advisory_xact_lock(key)))


def _hash(before: str, entry: Entry) -> str:
    """Entries from before migration 0013 say nothing of the way, and keep the hash that they had."""
    at = entry.at.isoformat(timespec="microseconds")
    said: list[str | int | None] = [before, entry.number, at, entry.person_id, entry.action]
    if entry.via is not None:
        said += [entry.via, entry.os_user]
    return hashlib.sha256(canonical(said).encode()).hexdigest()

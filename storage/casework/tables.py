"""The tables of cases and assessments. What is sealed says who the child is and what was typed; beside the seal stands
what clocks and boards need, and nothing of what happened.
"""

import sqlalchemy as sa

from storage.database.columns import Moment, metadata


def _case() -> sa.Column[str]:
    return sa.Column("case_id", sa.String(32), sa.ForeignKey("cases.id"), primary_key=True)


def _assessment() -> sa.Column[str]:
    return sa.Column("assessment_id", sa.String(32), sa.ForeignKey("assessments.id"), primary_key=True)


def _number() -> sa.Column[int]:
    return sa.Column("number", sa.Integer, primary_key=True, autoincrement=False)


def _person(name: str, *, nullable: bool = False, index: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(64), sa.ForeignKey("people.id"), nullable=nullable, index=index)


cases = sa.Table(
    "cases",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("reference", sa.String(16), nullable=False, unique=True),
    sa.Column("side", sa.String(16), nullable=False),
    sa.Column("setting_id", sa.String(64), sa.ForeignKey("settings.id"), nullable=False, index=True),
    sa.Column("lead_agency", sa.String(32), nullable=False),
    # the submission of the record that it was copied from: the other child's case has the same
    sa.Column("incident_key", sa.String(64), index=True),
    _person("opened_by"),
    sa.Column("opened_at", Moment, nullable=False),
    sa.Column("closed_at", Moment),
    sa.Column("closed_as", sa.String(32)),
    sa.Column("child_sealed", sa.LargeBinary, nullable=False),
)

case_index = sa.Table(
    "case_index",
    metadata,
    _case(),
    sa.Column("kind", sa.String(16), primary_key=True),
    sa.Column("token", sa.String(64), primary_key=True),
    sa.Index("ix_case_index_token_kind", "token", "kind"),
)

case_members = sa.Table(
    "case_members",
    metadata,
    _case(),
    _number(),
    _person("person_id", index=True),
    sa.Column("part", sa.String(32), nullable=False),
    sa.Column("since", Moment, nullable=False),
    sa.Column("until", Moment),
    _person("added_by", nullable=True),
    # why somebody is in the cases of both children of one incident, as a manager has said
    sa.Column("why_sealed", sa.LargeBinary),
)

case_events = sa.Table(
    "case_events",
    metadata,
    _case(),
    _number(),
    sa.Column("kind", sa.String(32), nullable=False),
    sa.Column("day", sa.Date),
    sa.Column("precision", sa.String(16), nullable=False),
    sa.Column("source", sa.String(16), nullable=False),
    _person("person_id"),
    sa.Column("at", Moment, nullable=False),
)

case_meetings = sa.Table(
    "case_meetings",
    metadata,
    _case(),
    _number(),
    sa.Column("day", sa.Date),
    sa.Column("precision", sa.String(16), nullable=False),
    # {agency: came, invited, not_invited or not_known}
    sa.Column("seats", sa.JSON, nullable=False),
    _person("person_id"),
    sa.Column("at", Moment, nullable=False),
)

case_handovers = sa.Table(
    "case_handovers",
    metadata,
    _case(),
    _number(),
    _person("from_id"),
    _person("to_id", index=True),
    sa.Column("to_setting_id", sa.String(64), sa.ForeignKey("settings.id"), nullable=False),
    sa.Column("why_sealed", sa.LargeBinary, nullable=False),
    sa.Column("offered_at", Moment, nullable=False),
    sa.Column("answered_at", Moment),
    # accepted, declined, taken_back; NULL while nobody has answered
    sa.Column("answer", sa.String(16)),
)

case_consultations = sa.Table(
    "case_consultations",
    metadata,
    _case(),
    # no foreign key: a booking goes by its own time
    sa.Column("booking_id", sa.String(32), primary_key=True),
    _person("linked_by"),
    sa.Column("linked_at", Moment, nullable=False),
)

information_requests = sa.Table(
    "information_requests",
    metadata,
    _case(),
    _number(),
    sa.Column("agency", sa.String(32), nullable=False),
    _person("asked_by"),
    sa.Column("asked_at", Moment, nullable=False),
    sa.Column("wanted_sealed", sa.LargeBinary, nullable=False),
    sa.Column("answered_at", Moment),
    sa.Column("answer_sealed", sa.LargeBinary),
)

assessments = sa.Table(
    "assessments",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("reference", sa.String(16), nullable=False, unique=True),
    sa.Column("case_id", sa.String(32), sa.ForeignKey("cases.id"), nullable=False, index=True),
    sa.Column("setting_id", sa.String(64), sa.ForeignKey("settings.id"), nullable=False, index=True),
    sa.Column("tool", sa.String(32), nullable=False),
    sa.Column("state", sa.String(16), nullable=False),
    _person("asked_by"),
    sa.Column("asked_at", Moment, nullable=False),
    sa.Column("lead_agency", sa.String(32), nullable=False),
    _person("lead_id", nullable=True, index=True),
    sa.Column("lead_named_at", Moment),
    _person("co_worker_id", nullable=True, index=True),
    # asked, yes, no; outside for somebody who is not on file
    sa.Column("co_worker_as", sa.String(16)),
    sa.Column("outsider_sealed", sa.LargeBinary),
    sa.Column("court_day", sa.Date),
    sa.Column("legal_agreement_on", sa.Date),
    sa.Column("paper_only", sa.Boolean, nullable=False),
    sa.Column("completed_on", sa.Date),
    sa.Column("shown_on", sa.Date),
    # why it was not shown, what the family disagrees with, why it was not possible
    sa.Column("said_sealed", sa.LargeBinary),
    sa.Column("rules_version", sa.String(64), nullable=False),
    sa.Column("rules_hash", sa.String(64), nullable=False),
    # the answers and the route as they were when it was asked for, and who chose where a person decides
    sa.Column("route_sealed", sa.LargeBinary, nullable=False),
)

assessment_steps = sa.Table(
    "assessment_steps",
    metadata,
    _assessment(),
    _number(),
    sa.Column("state", sa.String(16), nullable=False),
    _person("person_id", nullable=True),
    sa.Column("at", Moment, nullable=False),
)

barriers = sa.Table(
    "barriers",
    metadata,
    _assessment(),
    _number(),
    sa.Column("kind", sa.String(32), nullable=False),
    sa.Column("words_sealed", sa.LargeBinary, nullable=False),
    _person("reported_by"),
    sa.Column("reported_at", Moment, nullable=False),
    _person("answered_by", nullable=True),
    sa.Column("answered_at", Moment),
    sa.Column("answer_sealed", sa.LargeBinary),
)

assessment_shares = sa.Table(
    "assessment_shares",
    metadata,
    _assessment(),
    _number(),
    sa.Column("to_whom", sa.String(32), nullable=False),
    sa.Column("what", sa.String(32), nullable=False),
    sa.Column("why_sealed", sa.LargeBinary, nullable=False),
    _person("shared_by"),
    sa.Column("shared_at", Moment, nullable=False),
)

assessment_reviews = sa.Table(
    "assessment_reviews",
    metadata,
    sa.Column("assessment_id", sa.String(32), sa.ForeignKey("assessments.id"), primary_key=True),
    sa.Column("tool", sa.String(32), nullable=False),
    sa.Column("weeks", sa.Integer, nullable=False),
    sa.Column("barrier_kinds", sa.JSON, nullable=False),
    sa.Column("consultation_used", sa.Boolean, nullable=False),
    sa.Column("confidence", sa.Integer, nullable=False),
    _person("written_by"),
    sa.Column("written_at", Moment, nullable=False),
)

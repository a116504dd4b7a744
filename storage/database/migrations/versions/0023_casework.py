"""The work round one child: cases, who is in them, what happened, and assessments. Events are only added to."""

import sqlalchemy as sa
from alembic import op

from storage.database.columns import Moment

revision = "0023_casework"
down_revision = "0022_courses"


def upgrade() -> None:
    _cases()
    _assessments()
    _events_stay()


def _cases() -> None:
    op.create_table(
        "cases",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("reference", sa.String(16), unique=True, nullable=False),
        sa.Column("side", sa.String(16), nullable=False),
        sa.Column("setting_id", sa.String(64), sa.ForeignKey("settings.id"), nullable=False),
        sa.Column("lead_agency", sa.String(32), nullable=False),
        sa.Column("incident_key", sa.String(64)),
        sa.Column("opened_by", sa.String(64), sa.ForeignKey("people.id"), nullable=False),
        sa.Column("opened_at", Moment, nullable=False),
        sa.Column("closed_at", Moment),
        sa.Column("closed_as", sa.String(32)),
        sa.Column("child_sealed", sa.LargeBinary, nullable=False),
    )
    op.create_index("ix_cases_incident_key", "cases", ["incident_key"])
    op.create_index("ix_cases_setting_id", "cases", ["setting_id"])
    op.create_table(
        "case_index",
        sa.Column("case_id", sa.String(32), sa.ForeignKey("cases.id"), primary_key=True),
        sa.Column("kind", sa.String(16), primary_key=True),
        sa.Column("token", sa.String(64), primary_key=True),
    )
    op.create_index("ix_case_index_token_kind", "case_index", ["token", "kind"])
    op.create_table(
        "case_members",
        sa.Column("case_id", sa.String(32), sa.ForeignKey("cases.id"), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("person_id", sa.String(64), sa.ForeignKey("people.id"), nullable=False),
        sa.Column("part", sa.String(32), nullable=False),
        sa.Column("since", Moment, nullable=False),
        sa.Column("until", Moment),
        sa.Column("added_by", sa.String(64), sa.ForeignKey("people.id")),
    )
    op.create_index("ix_case_members_person_id", "case_members", ["person_id"])
    op.create_table(
        "case_events",
        sa.Column("case_id", sa.String(32), sa.ForeignKey("cases.id"), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("day", sa.Date),
        sa.Column("precision", sa.String(16), nullable=False),
        sa.Column("source", sa.String(16), nullable=False),
        sa.Column("person_id", sa.String(64), sa.ForeignKey("people.id"), nullable=False),
        sa.Column("at", Moment, nullable=False),
    )
    op.create_table(
        "information_requests",
        sa.Column("case_id", sa.String(32), sa.ForeignKey("cases.id"), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("agency", sa.String(32), nullable=False),
        sa.Column("asked_by", sa.String(64), sa.ForeignKey("people.id"), nullable=False),
        sa.Column("asked_at", Moment, nullable=False),
        sa.Column("wanted_sealed", sa.LargeBinary, nullable=False),
        sa.Column("answered_at", Moment),
        sa.Column("answer_sealed", sa.LargeBinary),
    )


def _assessments() -> None:
    op.create_table(
        "assessments",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("reference", sa.String(16), unique=True, nullable=False),
        sa.Column("case_id", sa.String(32), sa.ForeignKey("cases.id"), nullable=False),
        sa.Column("setting_id", sa.String(64), sa.ForeignKey("settings.id"), nullable=False),
        sa.Column("tool", sa.String(32), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("asked_by", sa.String(64), sa.ForeignKey("people.id"), nullable=False),
        sa.Column("asked_at", Moment, nullable=False),
        sa.Column("lead_agency", sa.String(32), nullable=False),
        sa.Column("lead_id", sa.String(64), sa.ForeignKey("people.id")),
        sa.Column("lead_named_at", Moment),
        sa.Column("co_worker_id", sa.String(64), sa.ForeignKey("people.id")),
        sa.Column("co_worker_as", sa.String(16)),
        sa.Column("outsider_sealed", sa.LargeBinary),
        sa.Column("court_day", sa.Date),
        sa.Column("legal_agreement_on", sa.Date),
        sa.Column("paper_only", sa.Boolean, nullable=False),
        sa.Column("completed_on", sa.Date),
        sa.Column("shown_on", sa.Date),
        sa.Column("said_sealed", sa.LargeBinary),
        sa.Column("rules_version", sa.String(64), nullable=False),
        sa.Column("rules_hash", sa.String(64), nullable=False),
        sa.Column("route_sealed", sa.LargeBinary, nullable=False),
    )
    op.create_index("ix_assessments_case_id", "assessments", ["case_id"])
    op.create_index("ix_assessments_co_worker_id", "assessments", ["co_worker_id"])
    op.create_index("ix_assessments_lead_id", "assessments", ["lead_id"])
    op.create_index("ix_assessments_setting_id", "assessments", ["setting_id"])
    op.create_table(
        "assessment_steps",
        sa.Column("assessment_id", sa.String(32), sa.ForeignKey("assessments.id"), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("person_id", sa.String(64), sa.ForeignKey("people.id")),
        sa.Column("at", Moment, nullable=False),
    )
    op.create_table(
        "barriers",
        sa.Column("assessment_id", sa.String(32), sa.ForeignKey("assessments.id"), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("words_sealed", sa.LargeBinary, nullable=False),
        sa.Column("reported_by", sa.String(64), sa.ForeignKey("people.id"), nullable=False),
        sa.Column("reported_at", Moment, nullable=False),
        sa.Column("answered_by", sa.String(64), sa.ForeignKey("people.id")),
        sa.Column("answered_at", Moment),
        sa.Column("answer_sealed", sa.LargeBinary),
    )
    op.create_table(
        "assessment_shares",
        sa.Column("assessment_id", sa.String(32), sa.ForeignKey("assessments.id"), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("to_whom", sa.String(32), nullable=False),
        sa.Column("what", sa.String(32), nullable=False),
        sa.Column("why_sealed", sa.LargeBinary, nullable=False),
        sa.Column("shared_by", sa.String(64), sa.ForeignKey("people.id"), nullable=False),
        sa.Column("shared_at", Moment, nullable=False),
    )
    op.create_table(
        "assessment_reviews",
        sa.Column("assessment_id", sa.String(32), sa.ForeignKey("assessments.id"), primary_key=True),
        sa.Column("tool", sa.String(32), nullable=False),
        sa.Column("weeks", sa.Integer, nullable=False),
        sa.Column("barrier_kinds", sa.JSON, nullable=False),
        sa.Column("consultation_used", sa.Boolean, nullable=False),
        sa.Column("confidence", sa.Integer, nullable=False),
        sa.Column("written_by", sa.String(64), sa.ForeignKey("people.id"), nullable=False),
        sa.Column("written_at", Moment, nullable=False),
    )


def _events_stay() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for when, what in (("BEFORE UPDATE", "stay"), ("BEFORE DELETE", "never_go")):
            op.execute(
                f"CREATE TRIGGER case_events_{what} {when} ON case_events FOR EACH ROW EXECUTE FUNCTION signed_stays()"
            )
        return
    refuse = "BEGIN SELECT RAISE(ABORT, 'what was noted is never changed'); END"
    for when, what in (("BEFORE UPDATE", "stay"), ("BEFORE DELETE", "never_go")):
        op.execute(f"CREATE TRIGGER case_events_{what} {when} ON case_events {refuse}")

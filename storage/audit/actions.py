"""What can be done and noted, and what a history is of."""

from dataclasses import dataclass
from enum import StrEnum


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
    CONCERN_MARKED = "concern_marked"
    """That it is about the DSL, the deputy or the head, known after signing; which, as the detail."""
    CONCERN_TAKEN_BACK = "concern_taken_back"
    """That it is not, after all."""
    NOTE_LEFT = "note_left"
    """Whoever had a note about an adult has gone, or leads nothing there any more."""
    NOTE_SENT = "note_sent"
    """To somebody else, by its writer; to whom, as the detail."""
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
    GLASS_ASKED = "glass_asked"
    GLASS_BROKEN = "glass_broken"
    """By the second of two people; whom it lets in, as the detail."""
    READ_BY_GLASS = "read_by_glass"
    # at the end of its time
    KEPT_ON = "kept_on"
    """Reviewed, and kept until another day (as the detail)."""
    DISPOSAL_ASKED = "disposal_asked"
    DISPOSED = "disposed"
    """By the second of two people; the first, as the detail. Nothing of it is there any more but its tombstone."""
    TIME_OVER = "time_over"
    """Deleted by its time, by nobody."""
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
    AWAY = "away"
    BACK = "back"
    LINE_MANAGER_CHANGED = "line_manager_changed"
    SERVICE_AREA_CHANGED = "service_area_changed"
    COURSE_NOTED = "course_noted"
    COURSES_IMPORTED = "courses_imported"
    # in a case, or with an assessment
    CASE_OPENED = "case_opened"
    CASE_CLOSED = "case_closed"
    CASE_REOPENED = "case_reopened"
    CASE_OFFERED = "case_offered"
    """To another agency or area: to whom, as the detail."""
    CASE_TAKEN_OVER = "case_taken_over"
    CASE_DECLINED = "case_declined"
    CONSULTATION_LINKED = "consultation_linked"
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
    SESSION_MOVED = "session_moved"
    PLACE_TAKEN = "place_taken"
    PLACE_GIVEN_UP = "place_given_up"
    ATTENDANCE_NOTED = "attendance_noted"
    CENSUS_OPENED = "census_opened"
    CENSUS_ANSWERED = "census_answered"
    TRAINING_REPORT_SIGNED = "training_report_signed"
    # with the board report
    BOARD_REPORT_SHOWN = "board_report_shown"
    """As it would be signed, in the own chain of who was shown it."""
    BOARD_REPORT_SIGNED = "board_report_signed"
    BOARD_REPORT_EXPORTED = "board_report_exported"
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
    # with a safety plan, its sheets and its behaviour plan
    SAFETY_PLAN_BEGUN = "safety_plan_begun"
    SAFETY_PLAN_VERSION = "safety_plan_version"
    SAFETY_PLAN_AGREED = "safety_plan_agreed"
    SAFETY_PLAN_REVIEWED = "safety_plan_reviewed"
    SAFETY_PLAN_ENDED = "safety_plan_ended"
    SAFETY_PLAN_PASSED_ON = "safety_plan_passed_on"
    SAFETY_PLANS_LISTED = "safety_plans_listed"
    SHEET_GIVEN = "sheet_given"
    SHEET_READ = "sheet_read"
    SHEET_TAKEN_BACK = "sheet_taken_back"
    BEHAVIOUR_PLAN_KEPT = "behaviour_plan_kept"
    TALLIED = "tallied"
    TALLY_TAKEN_BACK = "tally_taken_back"
    # with a Good Life plan, and in tracking after leaving
    GOOD_LIFE_BEGUN = "good_life_begun"
    GOOD_LIFE_CHANGED = "good_life_changed"
    GOOD_LIFE_KEY_WORKER = "good_life_key_worker"
    GOOD_LIFE_WITHOUT_WORKER = "good_life_without_worker"
    GOOD_LIFE_ENDED = "good_life_ended"
    LEFT_HOME = "left_home"
    CONTACT_NOTED = "contact_noted"
    OUTCOMES_SHOWN = "outcomes_shown"
    # with a case audit, or the self-audit
    CASE_AUDIT_OPENED = "case_audit_opened"
    CASE_AUDITED = "case_audited"
    REFUSED_AUDIT = "refused_audit"
    SAMPLE_DRAWN = "sample_drawn"
    SELF_AUDIT_BEGUN = "self_audit_begun"
    ITEM_RATED = "item_rated"
    SELF_AUDIT_CLOSED = "self_audit_closed"
    SETTING_ADDED = "setting_added"
    CONTACTS_CHANGED = "contacts_changed"
    KEYS_ROTATED = "keys_rotated"
    EVERYTHING_EXPORTED = "everything_exported"
    """Begun: all records with their documents, and every table, for the end of an installation."""
    HOLD_PLACED = "hold_placed"
    HOLD_LIFTED = "hold_lifted"
    HISTORY_READ = "history_read"
    HISTORY_VERIFIED = "history_verified"
    HISTORY_TAKEN_OVER = "history_taken_over"
    """What was there when entries began to be signed: how many, and a checksum of all of them."""


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
    ADULT_NOTE = "adult_note"
    GROUP = "group"
    GROUP_REFERRAL = "group_referral"
    INTERVENTION = "intervention"
    SAFETY_PLAN = "safety_plan"
    GOOD_LIFE = "good_life"
    SELF_AUDIT = "self_audit"
    BOARD_REPORT = "board_report"


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


def of_person(person_id: str) -> Subject:
    """The history of what was done with somebody's roles and address."""
    return Subject(Kind.PERSON, person_id)


def of_adult_note(note_id: str) -> Subject:
    """The history of a note about an adult."""
    return Subject(Kind.ADULT_NOTE, note_id)


def of_setting(setting_id: str) -> Subject:
    """The history of a school, a home or a team."""
    return Subject(Kind.SETTING, setting_id)


def subject(about: Subject | str) -> Subject:
    """A record is named by its id alone."""
    return about if isinstance(about, Subject) else Subject(Kind.RECORD, about)

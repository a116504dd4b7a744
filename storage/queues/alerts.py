"""What Waymark may say of its own accord: the name of each alert, as it is kept in the outbox.

The words are in `dialogs/text/alerts.yaml` under the same names, one for each, and a test holds the two together: an
alert without words would be tried again for ever.
"""

from enum import StrEnum


class Alert(StrEnum):
    """In the order of its words file. The values are stored: rename none."""

    # a record
    RECORD_ARRIVED = "record_arrived"
    RECORD_RECEIVED = "record_received"
    RECORD_READ = "record_read"
    RECORD_DECIDED = "record_decided"
    RECORD_FILED = "record_filed"
    RECORD_PASSED_TO_YOU = "record_passed_to_you"
    RECORD_PASSED_ON = "record_passed_on"
    RECORDS_TAKEN_OVER = "records_taken_over"
    RECORDS_GIVEN_OVER = "records_given_over"
    DRAFT_ENDS = "draft_ends"
    RECORD_HANDED_OVER = "record_handed_over"
    HANDOVER_RECEIVED = "handover_received"
    RECORD_LOOKS_SERIOUS = "record_looks_serious"
    RECORD_MAY_BE_KNOWN = "record_may_be_known"
    RECORD_STILL_UNREAD = "record_still_unread"
    RECORD_NOBODY_READ = "record_nobody_read"
    # something urgent was shown, and no record has come
    SAFETY_ALERT = "safety_alert"
    SAFETY_ALERT_NOBODY = "safety_alert_nobody"
    SAFETY_ALERT_ON_CALL = "safety_alert_on_call"
    SAFETY_ASKED_AGAIN = "safety_asked_again"
    # a consultation, to whoever booked it or waits for one
    SLOT_WITHDRAWN = "slot_withdrawn"
    SLOT_MOVED = "slot_moved"
    SLOT_OFFERED = "slot_offered"
    WAITING_MISSED = "waiting_missed"
    WAITING_MONTH_OVER = "waiting_month_over"
    CONSULTATION_IN_TWO_DAYS = "consultation_in_two_days"
    CONSULTATION_IN_ONE_HOUR = "consultation_in_one_hour"
    PACK_ARRIVED = "pack_arrived"
    CALL_BACK_WANTED = "call_back_wanted"
    CONSULTATION_ADVICE = "consultation_advice"
    CONSULTATION_MISSED = "consultation_missed"
    ACTION_DUE = "action_due"
    # a note about an adult, to whom it went
    ADULT_NOTE = "adult_note"
    # and to whoever wrote it, that it has been received, or that nobody has read it
    ADULT_NOTE_WAITS = "adult_note_waits"
    ADULT_NOTE_RECEIVED = "adult_note_received"
    # a consultation, to the consultation service
    SERVICE_BOOKED = "service_booked"
    SERVICE_CHANGED = "service_changed"
    SERVICE_MOVED = "service_moved"
    SERVICE_CANCELLED = "service_cancelled"
    SERVICE_CANCELLED_LATE = "service_cancelled_late"
    SERVICE_WITHDRAWN = "service_withdrawn"
    # an assessment
    ASSESSMENT_ASKED = "assessment_asked"
    ASSESSMENT_TWICE = "assessment_twice"
    ASSESSMENT_JOINED = "assessment_joined"
    LEAD_NAMED = "lead_named"
    LEAD_GONE = "lead_gone"
    CO_WORKER_ASKED = "co_worker_asked"
    CO_WORKER_AGREES = "co_worker_agrees"
    CO_WORKER_DECLINES = "co_worker_declines"
    BARRIER_REPORTED = "barrier_reported"
    BARRIER_ANSWERED = "barrier_answered"
    REVIEW_DOCUMENT_WANTED = "review_document_wanted"
    ASSESSMENT_DUE = "assessment_due"
    ASSESSMENT_OVERDUE = "assessment_overdue"
    LEAD_STILL_NEEDED = "lead_still_needed"
    CO_WORKER_SILENT = "co_worker_silent"
    INFORMATION_MISSING = "information_missing"
    BARRIER_PASSED_ON = "barrier_passed_on"
    SHOW_TO_FAMILY = "show_to_family"
    REVIEW_DOCUMENT_DUE = "review_document_due"
    # training
    REFRESHER_OFFERED = "refresher_offered"
    GROUP_SESSION = "group_session"
    SESSION_CANCELLED = "session_cancelled"
    CENSUS_OPEN = "census_open"
    CENSUS_STAFF = "census_staff"
    CENSUS_CHASED = "census_chased"
    CENSUS_OVER = "census_over"
    PLAN_REFRESHER = "plan_refresher"
    TRAINING_REPORT_DUE = "training_report_due"
    # an informal talk with youth justice
    TALK_ASKED = "talk_asked"
    TALK_WAITS = "talk_waits"
    TALK_NOBODY = "talk_nobody"
    TALK_ANSWERED = "talk_answered"
    TALK_REVIEW_DUE = "talk_review_due"
    TALK_REVIEW_OVERDUE = "talk_review_overdue"
    TALK_TOOK_PLACE = "talk_took_place"
    TALK_NEEDS_LEAD = "talk_needs_lead"
    TALK_WATCHED_AGAIN = "talk_watched_again"
    # a place in a group
    GROUP_REFERRED = "group_referred"
    GROUP_ANSWER_DUE = "group_answer_due"
    GROUP_WAITS = "group_waits"
    GROUP_ANSWERED = "group_answered"
    GROUP_ENDED = "group_ended"
    GROUP_MISSED = "group_missed"
    GROUP_PLACE_FREE = "group_place_free"
    GROUP_YOURS = "group_yours"
    GROUP_WITHOUT_LEAD = "group_without_lead"
    # an intervention plan
    PLAN_LEAD_NAMED = "plan_lead_named"
    PLAN_WITHOUT_LEAD = "plan_without_lead"
    PLAN_MEETING_DUE = "plan_meeting_due"
    PLAN_REVIEW_DUE = "plan_review_due"
    PLAN_OVERDUE = "plan_overdue"
    TRAINING_REPORT_SIGNED = "training_report_signed"
    # somebody asks to be let in
    JOIN_ASKED = "join_asked"
    LET_IN = "let_in"
    # to whoever looks after Waymark
    PROOF_ENDS = "proof_ends"
    # the installation, to its admins
    HISTORY_NOT_WHOLE = "history_not_whole"

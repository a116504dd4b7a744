"""Which conversations and commands there are: the one list that joins them to the menu."""

from datetime import date

from dialogs import cards
from dialogs.casework import cases, leading, lists
from dialogs.casework.asking import AskFlow
from dialogs.casework.case_forms import CASE_FORMS
from dialogs.casework.forms import FORMS
from dialogs.casework.linking import LinkFlow
from dialogs.casework.opening import OpenCaseFlow
from dialogs.casework.rights import in_a_case, takes_part
from dialogs.casework.which_assessment import WhichAssessmentFlow
from dialogs.consultations import (
    advice,
    booking,
    call_back,
    my_bookings,
    outcome,
    service_month,
    service_slots,
    summary,
    waiting_list,
)
from dialogs.groups import shown as groups
from dialogs.groups.leading import AnswerFlow, CameFlow, EndFlow
from dialogs.groups.referring import REFERS, ReferralFlow
from dialogs.groups.school_training import TrainingOfferFlow
from dialogs.incident import adult_note, adult_note_steps, next_steps, somebody_knows
from dialogs.incident.flow import IncidentFlow
from dialogs.interview.chat import CASE_WORK, SAFEGUARDING, Library
from dialogs.interview.parsing.dates import written_day
from dialogs.joining import deciding
from dialogs.menu.registry import registry
from dialogs.oversight import self_audit
from dialogs.oversight import shown as case_audits
from dialogs.oversight.board_report import BoardReportFlow
from dialogs.oversight.case_audit import CaseAuditFlow
from dialogs.oversight.happened import EventFlow, MeetingFlow
from dialogs.plans.good_life import shown as good_life
from dialogs.plans.good_life.about import has_one
from dialogs.plans.good_life.beginning import BeginFlow
from dialogs.plans.good_life.forms import FORMS as LIFE_FORMS
from dialogs.plans.intervention import shown as interventions
from dialogs.plans.intervention.forms import FORMS as PLAN_FORMS
from dialogs.plans.intervention.making import LeadPassesFlow, MakePlanFlow
from dialogs.plans.safety import agreeing, beginning, changing, which
from dialogs.plans.safety import behaviour as behaviour_plan
from dialogs.plans.safety import sheets as plan_sheets
from dialogs.plans.safety import shown as safety_plans
from dialogs.safeguarding import (
    about_whom,
    away,
    break_glass,
    decision,
    end_of_time,
    handover,
    inbox,
    timeline,
    to_desk,
    which_record,
)
from dialogs.safeguarding.addition import AdditionFlow, forgot
from dialogs.safeguarding.search import SearchFlow
from dialogs.talks import shown as talks
from dialogs.talks.answering import DUTY, TalkOutcomeFlow
from dialogs.talks.asking import TalkFlow
from dialogs.talks.reviewing import TalkReviewFlow
from dialogs.tracking import shown as tracking
from dialogs.tracking.contact import ContactFlow
from dialogs.tracking.forms import FORMS as TRACKING_FORMS
from dialogs.training import annual, own
from dialogs.training import census as training_census
from dialogs.training import sessions as training_sessions
from knowledge.lookup import first_matters
from storage.administration.disposal.rights import REVIEW as AT_THE_END
from storage.oversight.board_report.editions import READERS as READERS_OF_BOARD_REPORTS
from storage.people.people import Role
from storage.plans.intervention.gaps import READERS as READERS_OF_GAPS
from storage.records.break_glass import AGREES as AGREES_TO_GLASS
from storage.records.break_glass import ASKS as ASKS_FOR_GLASS
from storage.tracking.reports import READERS as READERS_OF_OUTCOMES
from storage.training.reports import READERS
from storage.working_hours import is_working_day

SERVICE = frozenset({Role.CONSULTATION})
MANAGERS = frozenset({Role.MANAGER})

registry.flow(IncidentFlow(), command="report")
registry.what_next = next_steps.what_next
registry.command("told_them", somebody_knows.told_them)
registry.command("not_reached", somebody_knows.not_reached)
registry.command("notes", adult_note.notes)
registry.command("note", adult_note.note)
registry.command("received_note", adult_note_steps.received)
registry.flow(adult_note_steps.PassNoteFlow, command="pass_note")
registry.flow(adult_note_steps.SendNoteFlow(), command="send_note")
registry.flow(adult_note_steps.DecideNoteFlow, command="decide_note")
registry.flow(booking.BookingFlow(), command="book")
registry.flow(my_bookings.ChangingFlow(), command="change_booking")
registry.command("bookings", my_bookings.my_bookings)
registry.command("cancel_booking", my_bookings.cancel_booking)
registry.command("waiting_list", waiting_list.my_places)
registry.command("take_offer", waiting_list.take_offer)
registry.command("pass_on", waiting_list.pass_on)
registry.command("leave_list", waiting_list.leave)
registry.command("month", service_month.month, SERVICE)
registry.flow(service_slots.KeepingFlow(), command="keep_slots")
registry.command("use", service_month.use, SERVICE)
registry.flow(summary.SummaryFlow(), command="send_summary")
registry.command("pack", summary.pack, SERVICE)
registry.flow(call_back.CallBackFlow(), command="call_back")
registry.command("call_backs", call_back.waiting, SERVICE)
registry.command("called", call_back.called, SERVICE)
registry.flow(outcome.OutcomeFlow(), command="outcome")
registry.command("advice", advice.advice)
registry.command("action_done", advice.action_done)
registry.flow(WhichAssessmentFlow(), command="which_assessment")
registry.command("training", own.training, own.SEE_IT)
registry.command("my_training", own.my_training)
registry.flow(training_sessions.SessionsFlow(), command="training_sessions")
registry.flow(training_sessions.AttendedFlow(), command="attended")
registry.flow(training_sessions.RefresherFlow(), command="refresher")
registry.command("matrix", annual.matrix, annual.SEE_MATRIX)
registry.flow(annual.AnnualReportFlow(), command="annual_report")
registry.flow(training_census.CensusFlow(), command="census")
registry.yields("census", training_census.concerned)
for name, roles in (
    ("training", own.SEE_IT),
    ("training_sessions", own.TEAM),
    ("attended", own.TEAM),
    ("matrix", annual.SEE_MATRIX),
    ("annual_report", READERS),
):
    registry.yields(name, own.has(roles))
for name in ("my_training", "refresher"):
    registry.yields(name, own.on_register)
registry.flow(AskFlow(), command="ask_for_assessment")
registry.flow(leading.LeadFlow(), command="lead")
registry.flow(leading.CoWorkerFlow(), command="ask_co_worker")
for form in FORMS:
    registry.flow(form, command=form.command)
registry.command("co_work", leading.co_work)
registry.command("assessments", lists.mine)
registry.command("assessment", lists.one_of_them)
registry.command("stage", lists.stage)
registry.command("on_paper", lists.on_paper)
registry.command("join", lists.join)
registry.command("plan_in_place", lists.plan_in_place)
registry.command("child_agrees", lists.child_agrees)
registry.command("requests", lists.requests)
registry.command("barriers", lists.in_the_way)
registry.flow(OpenCaseFlow(), command="open_case")
for case_form in CASE_FORMS:
    registry.flow(case_form, command=case_form.command)
registry.flow(LinkFlow(), command="link_consultation")
registry.command("my_cases", cases.mine)
registry.command("case", cases.one_of_them)
registry.command("take_over_case", cases.take_over)
registry.command("take_back_case", cases.take_back)
registry.command("reopen_case", cases.reopen)
# whoever has nothing to do with assessments keeps the guidance cards of these names
for name in (
    *("assessments", "assessment", "lead", "ask_co_worker", "co_work", "stage", "on_paper", "child_agrees"),
    *("plan_in_place", "join", "my_cases", "case", "take_over_case", "take_back_case", "reopen_case"),
    *("link_consultation", "open_case"),
    *(form.command for form in CASE_FORMS),
    *("requests", "barriers", *(form.command for form in FORMS)),
):
    registry.yields(name, takes_part)
registry.flow(TalkFlow(), command="informal_talk")
registry.yields("informal_talk", own.has(CASE_WORK))
registry.command("talks", talks.talks, CASE_WORK | DUTY)
registry.command("talk", talks.talk, CASE_WORK | DUTY)
registry.flow(TalkOutcomeFlow(), command="talk_outcome")
registry.flow(TalkReviewFlow(), command="review_talk")
registry.flow(ReferralFlow(), command="refer_to_group")
registry.command("my_referrals", groups.my_referrals, REFERS)
registry.command("group", groups.group, groups.LEADS | REFERS)
registry.flow(AnswerFlow(), command="answer_referral")
registry.flow(EndFlow(), command="end_referral")
registry.flow(CameFlow(), command="came")
registry.flow(TrainingOfferFlow(), command="training_offer")
for name in ("refer_to_group", "my_referrals"):
    registry.yields(name, own.has(REFERS))
for name in ("answer_referral", "end_referral", "came"):
    registry.yields(name, own.has(groups.LEADS))
registry.yields("group", own.has(groups.LEADS | REFERS))
registry.yields("training_offer", own.has(own.TEAM))
registry.flow(MakePlanFlow(), command="make_plan")
registry.flow(LeadPassesFlow(), command="lead_passes")
for plan_form in PLAN_FORMS:
    registry.flow(plan_form, command=plan_form.command)
registry.command("plan", interventions.plan)
registry.command("intervention_plans", interventions.mine)
registry.command("gap_list", interventions.gap_list, READERS_OF_GAPS)
for name in ("make_plan", "lead_passes", "plan", "intervention_plans", *(one.command for one in PLAN_FORMS)):
    registry.yields(name, in_a_case)
registry.yields("gap_list", own.has(READERS_OF_GAPS))
registry.flow(CaseAuditFlow(), command="audit_case")
registry.command("case_audit", case_audits.show)
registry.command("audit_sample", case_audits.sample, MANAGERS)
registry.flow(EventFlow(), command="it_happened")
registry.flow(MeetingFlow(), command="strategy_meeting")
registry.command("self_audit", self_audit.show)
registry.flow(self_audit.RateFlow(), command="rate_item")
registry.command("close_self_audit", self_audit.close, MANAGERS)
for name in ("self_audit", "rate_item"):
    registry.yields(name, self_audit.mine)
registry.flow(BeginFlow(), command="good_life_plan")
registry.flow(ContactFlow(), command="contact")
for life_form in (*LIFE_FORMS, *TRACKING_FORMS):
    registry.flow(life_form, command=life_form.command)
registry.command("life_plans", good_life.mine)
registry.command("leaving", good_life.leaving)
registry.command("tracking", tracking.tracking)
registry.command("outcomes", tracking.outcomes, READERS_OF_OUTCOMES)
for name in (
    *("good_life_plan", "life_plans", "contact", "leaving", "tracking"),
    *(one.command for one in (*LIFE_FORMS, *TRACKING_FORMS)),
):
    registry.yields(name, has_one)
registry.yields("outcomes", own.has(READERS_OF_OUTCOMES))
registry.command("safety_plans", safety_plans.plans)
registry.flow(beginning.SafetyPlanFlow(), command="safety_plan")
registry.flow(agreeing.AgreePlanFlow(), command="agree_plan")
registry.flow(changing.ChangePlanFlow(), command="change_plan")
registry.flow(changing.ReviewPlanFlow(), command="review_safety_plan")
registry.flow(agreeing.EndPlanFlow(), command="end_plan")
registry.command("who_needs_what", plan_sheets.who_needs_what)
registry.flow(plan_sheets.GiveSheetFlow(), command="give_sheet")
registry.flow(plan_sheets.CallSheetBackFlow(), command="call_sheet_back")
registry.command("sheet", plan_sheets.sheet)
registry.command("my_sheets", plan_sheets.my_sheets)
registry.command("read_sheet", plan_sheets.read_sheet)
registry.flow(behaviour_plan.BehaviourPlanFlow(), command="behaviour_plan")
registry.command("tally", behaviour_plan.tally)
registry.command("undo_tally", behaviour_plan.undo)
for name in ("tally", "undo_tally"):
    registry.yields(name, behaviour_plan.counts)
# whoever writes no plans keeps the guidance cards of these names
for name in (
    *("safety_plans", "safety_plan", "agree_plan", "change_plan", "review_safety_plan", "end_plan"),
    *("who_needs_what", "give_sheet", "call_sheet_back", "behaviour_plan"),
):
    registry.yields(name, which.leads)
registry.flow(BoardReportFlow(), command="board_report")
registry.yields("board_report", own.has(READERS_OF_BOARD_REPORTS))
registry.flow(AdditionFlow(), command="add")
registry.command("forgot", forgot)
registry.flow(handover.HandoverFlow(), command="hand_over")
registry.yields("hand_over", own.has(SAFEGUARDING))
registry.flow(SearchFlow(), command="search")
registry.flow(decision.DecisionFlow(), command="decide")
registry.command("away", away.away, SAFEGUARDING)
registry.command("returned", away.returned, SAFEGUARDING)
registry.command("desk", to_desk.first, frozenset(Role))
registry.command("register", to_desk.register, SAFEGUARDING)
registry.command("open_records", to_desk.open_records, SAFEGUARDING)
registry.command("filed", to_desk.filed, SAFEGUARDING)
registry.command("numbers", to_desk.numbers, SAFEGUARDING)
registry.command("document", to_desk.document, SAFEGUARDING)
registry.command("file", decision.file, SAFEGUARDING)
registry.command("timeline", timeline.timeline, SAFEGUARDING)
registry.command("same_child", timeline.same_child, SAFEGUARDING)
registry.command("another_child", timeline.another_child, SAFEGUARDING)
registry.record_meant = which_record.meant
registry.command("mine", inbox.mine)
registry.command("inbox", handover.inbox, SAFEGUARDING)
registry.command("close", inbox.close)
registry.flow(break_glass.BreakGlassFlow(), command="break_glass")
registry.command("agree_glass", break_glass.agree, AGREES_TO_GLASS)
registry.yields("break_glass", own.has(ASKS_FOR_GLASS))
registry.yields("agree_glass", own.has(AGREES_TO_GLASS))
registry.command("due_for_review", end_of_time.what_is_due, AT_THE_END)
registry.flow(end_of_time.KeepOnFlow(), command="keep_on")
registry.flow(end_of_time.DisposeFlow(), command="dispose")
registry.command("agree_disposal", end_of_time.agree, AT_THE_END)
for name in ("due_for_review", "keep_on", "dispose", "agree_disposal"):
    registry.yields(name, own.has(AT_THE_END))
registry.command("who_joins", deciding.who_joins, deciding.DECIDE)
registry.command("let_in", deciding.let_in, deciding.DECIDE)
registry.command("turn_away", deciding.turn_away, deciding.DECIDE)
registry.command("read", inbox.read, SAFEGUARDING)
registry.command("received", handover.received, SAFEGUARDING)
for name, answers in about_whom.COMMANDS.items():
    registry.command(name, answers)


def read_ahead(library: Library) -> None:
    """Read what the first messages would wait for: the guidance, and the words by which people are understood.

    A fifth of a second, or some seconds where something has changed since the last start. Raises GuidanceProblem.
    """
    registry.listener.hear("opening", "hello")
    library.guidance.find("hello")
    first_matters.read_ahead()
    cards.read_ahead()
    some_day = date(2026, 3, 3)
    written_day("3 march", some_day)
    is_working_day(some_day, ())

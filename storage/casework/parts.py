"""The closed lists of casework. The values are stored: rename none."""

from enum import StrEnum


class Side(StrEnum):
    """Which child the case is about: who displayed the behaviour, or whom it was aimed at. Both may need help."""

    DISPLAYED = "displayed"
    TARGETED = "targeted"


class Part(StrEnum):
    """What somebody does in a case."""

    LEAD = "lead"
    CO_WORKER = "co_worker"
    LINE_MANAGER = "line_manager"
    SOCIAL_WORKER = "social_worker"
    YJS_WORKER = "yjs_worker"
    SCHOOL_DSL = "school_dsl"
    HEALTH = "health"
    POLICE = "police"
    LEAD_PRACTITIONER = "lead_practitioner"
    KEY_WORKER = "key_worker"
    REVIEWER = "reviewer"


class Happened(StrEnum):
    """What an event is of."""

    EARLIER_SIGN = "earlier_sign"
    DISCLOSED = "disclosed"
    REFERRED = "referred"
    SCREENED = "screened"
    STRATEGY_MEETING = "strategy_meeting"
    S47 = "s47"
    CHARGED = "charged"
    PLEA_OR_FINDING = "plea_or_finding"
    SENTENCED = "sentenced"
    ASSESSMENT_ASKED = "assessment_asked"
    ASSESSMENT_ALLOCATED = "assessment_allocated"
    ASSESSMENT_COMPLETED = "assessment_completed"
    ASSESSMENT_SHARED = "assessment_shared"
    COGNITIVE_ASSESSMENT = "cognitive_assessment"
    SERVICE_OFFERED_TARGETED = "service_offered_targeted"
    PLAN_AGREED = "plan_agreed"
    PLAN_REVIEWED = "plan_reviewed"
    SIGNIFICANT_CHANGE = "significant_change"
    ORDER_END = "order_end"
    LICENCE_START = "licence_start"
    LICENCE_END = "licence_end"
    MOVED = "moved"


MAY_BE_AHEAD = frozenset({Happened.ORDER_END, Happened.LICENCE_START, Happened.LICENCE_END})
"""What is known beforehand: of all else, a day that is still to come is a slip."""


class Precision(StrEnum):
    """How exactly a day is known."""

    DAY = "day"
    MONTH = "month"
    NOT_KNOWN = "not_known"


class Source(StrEnum):
    """Where it is known from."""

    WAYMARK = "waymark"
    RECORD = "record"
    AGENCY = "agency"
    FAMILY = "family"
    FILE = "file"


class Agency(StrEnum):
    """Who is asked for information, or is given an assessment."""

    POLICE = "police"
    HEALTH = "health"
    SCHOOL = "school"
    SOCIAL_CARE = "social_care"
    YOUTH_JUSTICE = "youth_justice"
    EARLY_HELP = "early_help"
    OTHER = "other"


class BarrierKind(StrEnum):
    """What stands in the way of an assessment."""

    NO_TRAINED_PERSON = "no_trained_person"
    NO_CO_WORKER = "no_co_worker"
    INFORMATION_NOT_GIVEN = "information_not_given"
    FAMILY_CANNOT_BE_REACHED = "family_cannot_be_reached"
    LEGAL_ADVICE = "legal_advice"
    CAPACITY = "capacity"
    OTHER = "other"


class State(StrEnum):
    """How far an assessment has come."""

    ASKED = "asked"
    ACCEPTED = "accepted"
    LED = "led"
    COLLECTING = "collecting"
    INTERVIEWS = "interviews"
    ANALYSIS = "analysis"
    REPORT = "report"
    COMPLETED = "completed"
    SHARED = "shared"
    CLOSED = "closed"
    NEEDS_LEAD = "needs_lead"
    NOT_ABLE = "not_able"
    MOVED = "moved"
    SUPERSEDED = "superseded"


class ClosedAs(StrEnum):
    """How a case ended."""

    HELP_GIVEN = "help_given"
    ELSEWHERE = "elsewhere"
    """Another area goes on with it, outside Waymark."""
    ADULT = "adult"
    NOT_WANTED = "not_wanted"
    """The family doesn't want what is voluntary, and nothing of it is anybody's duty."""
    OPENED_WRONGLY = "opened_wrongly"


OVER = frozenset({State.CLOSED, State.NOT_ABLE, State.MOVED, State.SUPERSEDED})
STAGES = (State.LED, State.COLLECTING, State.INTERVIEWS, State.ANALYSIS, State.REPORT)
"""Four stages after a lead is named [NY-7]."""
NOT_MADE_YET = frozenset({State.ASKED, State.ACCEPTED, State.NEEDS_LEAD, *STAGES})
"""Before it is completed: the six weeks run."""


def next_stage(state: State, *, paper_only: bool) -> State | None:
    """The stage after this one: on paper nobody is seen. None where no stage follows."""
    stages = [stage for stage in STAGES if not (paper_only and stage is State.INTERVIEWS)]
    if state not in stages or state is stages[-1]:
        return State.ANALYSIS if paper_only and state is State.INTERVIEWS else None
    return stages[stages.index(state) + 1]

"""Which assessment or case a message is about, and the conversations that are one form about it."""

from dataclasses import dataclass

from dialogs.interview.which_one import ActOnOne, Theirs
from dialogs.turn import Reply
from dialogs.words import reply, say
from storage.administration.closing_cases import StillGoing
from storage.casework import assessments, cases
from storage.casework.assessments import Assessment
from storage.casework.cases import Case
from storage.casework.finishing import NotToBeSeen
from storage.problems import Problem

ASSESSMENTS = Theirs("assessment", assessments.read, assessments.of_person, choices=("assessments",))
CASES = Theirs("case", cases.read, cases.of_person, choices=("my_cases",))
which = ASSESSMENTS.which


def problem(raised: Problem) -> Reply:
    """Why it could not be done, in words."""
    if isinstance(raised, NotToBeSeen):
        return reply(f"assessment.not_seen.{raised.why}", choices=("assessments",))
    return ASSESSMENTS.problem(raised)


def case_problem(raised: Problem) -> Reply:
    """The same of a case; where something goes on in it, what."""
    if isinstance(raised, StillGoing):
        rows = [say(f"case.goes_on.{one.kind}", reference=one.reference) for one in raised.going]
        return Reply("case.still_going", "\n".join([say("case.still_going"), *rows]))
    return CASES.problem(raised)


@dataclass(frozen=True)
class OnAssessment(ActOnOne[Assessment]):
    """A conversation that is one form about an assessment."""

    theirs = ASSESSMENTS

    def problem(self, raised: Problem) -> Reply:
        """Why it could not be done, in words."""
        return problem(raised)


@dataclass(frozen=True)
class OnCase(ActOnOne[Case]):
    """A conversation that is one form about a case."""

    theirs = CASES

    def problem(self, raised: Problem) -> Reply:
        """Why it could not be done, in words; where something goes on in the case, what."""
        return case_problem(raised)

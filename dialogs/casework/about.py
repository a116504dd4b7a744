"""Which assessment a message is about, and the conversations that are one form about it."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from dialogs.interview.answers import Reader
from dialogs.interview.chat import Chat, Then
from dialogs.interview.frame import Frame, known
from dialogs.interview.interview import Interview
from dialogs.interview.which_one import SHEET, FormAboutOne, Theirs, always, one_form
from dialogs.turn import Reply
from dialogs.words import reply
from storage.casework import assessments
from storage.casework.assessments import Assessment
from storage.casework.finishing import NotToBeSeen
from storage.people.people import Role
from storage.problems import Problem

ASSESSMENTS = Theirs("assessment", assessments.read, assessments.of_person, choices=("assessments",))
which = ASSESSMENTS.which


def problem(raised: Problem) -> Reply:
    """Why it could not be done, in words."""
    if isinstance(raised, NotToBeSeen):
        return reply(f"assessment.not_seen.{raised.why}", choices=("assessments",))
    return ASSESSMENTS.problem(raised)


Act = Callable[[Chat, Assessment, Mapping[str, str]], Awaitable[Reply]]
"""What a form does, once it is filled in."""


@dataclass(frozen=True)
class OnAssessment(FormAboutOne[Assessment]):
    """A conversation that is one form about an assessment: which one, the form, what comes of it."""

    theirs = ASSESSMENTS
    name: str
    command: str
    form: Reader
    act: Act
    check: Callable[[Assessment], None] = always
    interview: Interview = field(init=False)
    roles: frozenset[Role] = frozenset(Role)

    def __post_init__(self) -> None:
        object.__setattr__(self, "interview", one_form(self.name, self.form))

    def problem(self, raised: Problem) -> Reply:
        return problem(raised)

    def seen(self, one: Assessment) -> Mapping[str, str]:
        return {"assessment": one.reference}

    async def finished(self, chat: Chat, frame: Frame) -> Then:
        try:
            one = await assessments.read(chat.tx, chat.person, known(frame)["assessment"], action=None)
            values = {**frame["answers"][SHEET], "rest": known(frame)["rest"]}
            return Then(frame, [await self.act(chat, one, values)], ends=True)
        except Problem as raised:
            return Then(frame, [problem(raised)], ends=True)

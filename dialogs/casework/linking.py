"""'link consultation WC-...': one of one's own consultations was about this case. What was advised stays with it."""

from dialogs.casework.about import CASES, case_problem
from dialogs.interview.answers import Choices
from dialogs.interview.chat import Chat, OnlyQuestions, Then
from dialogs.interview.frame import Frame, known, note
from dialogs.interview.interview import Interview, Question
from dialogs.interview.parsing.days import moment_in_words
from dialogs.turn import Reply
from dialogs.words import reply
from storage.casework import cases, consultations
from storage.people.people import Role
from storage.problems import Problem

MOST = 8
LINK = Interview("link_consultation", (Question("consultation", Choices(lambda a: list(a.get("offered", ())))),))


class LinkFlow(OnlyQuestions):
    """Which consultation it was."""

    interview: Interview = LINK
    roles: frozenset[Role] = frozenset(Role)

    async def opened(self, chat: Chat, frame: Frame) -> Then:
        """Which case, and which consultations are one's own."""
        """The case, and which consultations of their own can be linked, eight at most; it ends where there is none."""
        found = await CASES.which(chat, "link_consultation", frame["about"])
        if isinstance(found, Reply):
            return Then(frame, [found], ends=True)
        mine = (await consultations.may_be_linked(chat.tx, chat.person))[:MOST]
        if not mine:
            return Then(frame, [reply("case.no_consultation", choices=("book",))], ends=True)
        titles = {one.id: moment_in_words(one.slot.starts_at) for one in mine}
        frame = note({**frame, "about": ""}, case=found.reference, offered=list(titles), titles=titles)
        return Then(frame, [reply("case.about", reference=found.reference)])

    async def finished(self, chat: Chat, frame: Frame) -> Then:
        """It is linked."""
        """The consultation is linked, or why not."""
        answers = known(frame)
        try:
            case = await cases.read(chat.tx, chat.person, answers["case"], action=None)
            await consultations.link(chat.tx, chat.person, case, answers["consultation"])
        except Problem as raised:
            return Then(frame, [case_problem(raised)], ends=True)
        when = answers["titles"][answers["consultation"]]
        return Then(frame, [reply("case.linked", reference=case.reference, when=when)], ends=True)

    async def cancelled(self, chat: Chat, frame: Frame) -> list[Reply]:
        """Nothing is kept."""
        """That nothing was kept."""
        return [reply("case.nothing_kept")]

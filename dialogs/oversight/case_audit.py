"""'audit case WC-...': what Waymark knows comes first, then only the gaps, in a form a chapter; then what was found.

Who is or was part of the case is refused, and told whom to ask. Nothing names the child.
"""

from dialogs.interview.chat import Chat, OnlyQuestions, Then
from dialogs.interview.frame import Frame, known, note
from dialogs.interview.interview import Interview, Question
from dialogs.oversight.known_days import as_known
from dialogs.oversight.papers import (
    DAYS,
    DAYS_SAID,
    GAPS,
    HELD,
    MEETING,
    OPEN_DAYS,
    OPEN_MEETING,
    WHY,
    OfChapter,
    OfDays,
    OfMeeting,
    to_ask,
)
from dialogs.oversight.shown import audited, known_already
from dialogs.turn import Reply
from dialogs.words import reply, say
from storage.casework.meetings import AT_MEETING, Meeting, Seat
from storage.casework.parts import Happened, Precision
from storage.casework.reference import REFERENCE
from storage.oversight.case_audits import auditing, filling
from storage.oversight.case_audits.auditing import Given, IsMember
from storage.oversight.case_audits.days import UNKNOWN, Known
from storage.oversight.case_audits.filling import Basis
from storage.oversight.case_audits.questions import Said, content
from storage.people.people import Role
from storage.problems import DatabaseProblem, NotFound, Problem

CHAPTERS = content().chapters


def _of(chapter: str) -> Question:
    return Question(chapter, OfChapter(chapter), lambda a: bool(to_ask(a, chapter)), private=True)


CASE_AUDIT = Interview(
    "case_audit",
    (
        Question(DAYS, OfDays(), lambda a: bool(a.get(OPEN_DAYS)), private=True),
        Question(MEETING, OfMeeting(), lambda a: bool(a.get(OPEN_MEETING)), private=True),
        *(_of(chapter) for chapter in CHAPTERS),
    ),
)


class CaseAuditFlow(OnlyQuestions):
    """Seven forms at most; none where Waymark knows it all."""

    interview: Interview = CASE_AUDIT
    roles: frozenset[Role] = frozenset({Role.MANAGER})

    async def opened(self, chat: Chat, frame: Frame) -> Then:
        """What Waymark knows of the case already, before the gaps are asked; it ends where no case is named, or it is
        not for this person to audit.
        """
        named = REFERENCE.search(frame["about"])
        if named is None:
            return Then(frame, [reply("case_audit.which_case")], ends=True)
        try:
            basis = await auditing.begin(chat.tx, chat.person, named[0])
        except Problem as raised:
            return Then(frame, [await refused(chat, raised, named[0])], ends=True)
        open_days = [str(kind) for kind in content().asked_days if basis.days.get(kind, UNKNOWN).day is None]
        frame = note({**frame, "about": ""}, case=basis.reference, **{OPEN_DAYS: open_days, DAYS_SAID: {}})
        frame = note(_with_gaps(frame, basis), **{OPEN_MEETING: "" if basis.meetings else "yes"})
        head = say("case_audit.opening", reference=basis.reference)
        return Then(frame, [Reply("case_audit.opening", "\n".join([head, *known_already(basis)]))])

    async def after(self, chat: Chat, frame: Frame, name: str) -> Then:
        """After the days and the meeting the questions that are still open are worked out again; days that cannot be
        are asked again.
        """
        if name not in (DAYS, MEETING):
            return Then(frame)
        try:
            basis = await auditing.look_again(chat.tx, chat.person, known(frame)["case"])
            basis = auditing.with_days(basis, _days(frame), _meetings(frame))
            auditing.check_days(basis.days, basis.today)
        except (NotFound, IsMember) as raised:
            return Then(frame, [await refused(chat, raised, known(frame)["case"])], ends=True)
        except Problem as raised:
            said = frame["answers"].get(DAYS, {})
            left = {one: value for one, value in frame["answers"].items() if one != DAYS}
            return Then(note({**frame, "answers": left}, **{DAYS_SAID: said}), [_problem(raised)])
        return Then(_with_gaps(frame, basis))

    async def finished(self, chat: Chat, frame: Frame) -> Then:
        """The audit is kept, and what was found is said."""
        reference = known(frame)["case"]
        try:
            made = await auditing.keep(chat.tx, chat.person, reference, _given(frame))
        except Problem as raised:
            return Then(frame, [await refused(chat, raised, reference)], ends=True)
        said = [say("case_audit.kept", reference=reference, number=made.number), *audited(made)]
        return Then(frame, [Reply("case_audit.kept", "\n".join(said))], ends=True)

    async def cancelled(self, chat: Chat, frame: Frame) -> list[Reply]:
        """That nothing was kept."""
        return [reply("case_audit.nothing_kept")]


async def refused(chat: Chat, raised: Problem, reference: str) -> Reply:
    """Why not; who is part of the case hears whom to ask."""
    if isinstance(raised, DatabaseProblem):
        raise raised
    if isinstance(raised, NotFound):
        return reply("case_audit.not_found")
    if not isinstance(raised, IsMember):
        return _problem(raised)
    others = await auditing.whom_to_ask(chat.tx, reference)
    if not others:
        return reply("case_audit.member_alone", reference=reference)
    names = ", ".join(one.name for one in others[:3])
    return reply("case_audit.member", reference=reference, names=names)


def _problem(raised: Problem) -> Reply:
    return reply(f"case_audit.problems.{raised.reason}")


def _with_gaps(frame: Frame, basis: Basis) -> Frame:
    """What is open by now. A chapter that has other gaps than when it was answered is asked again."""
    filled = filling.filled(basis)
    open_ = [
        one.name
        for one in content().questions.values()
        if one.name not in filled and all(filled.get(other, wanted) is wanted for other, wanted in one.when.items())
    ]
    before = known(frame).get(GAPS, open_)
    moved = {content().questions[name].chapter for name in set(open_) ^ set(before)}
    left = {name: value for name, value in frame["answers"].items() if name not in moved}
    return note({**frame, "answers": left}, **{GAPS: open_})


def _days(frame: Frame) -> dict[Happened, Known]:
    said = frame["answers"].get(DAYS, {})
    return {Happened(one): as_known(value) for one, value in said.items() if value}


def _meetings(frame: Frame) -> tuple[Meeting, ...]:
    said = frame["answers"].get(MEETING, {})
    if said.get(HELD) != Said.YES:
        return ()
    day = as_known(said["day"])
    precision = day.precision if day.day else Precision.NOT_KNOWN
    seats = {agency: Seat(said[agency]) if said[agency] else Seat.NOT_KNOWN for agency in AT_MEETING}
    return (Meeting(day.day, precision, seats),)


def _given(frame: Frame) -> Given:
    answers: dict[str, Said] = {}
    why: dict[str, str] = {}
    for chapter in CHAPTERS:
        said = dict(frame["answers"].get(chapter, {}))
        if words := said.pop(WHY, ""):
            why[chapter] = words
        answers |= {name: Said(value) for name, value in said.items()}
    if held := frame["answers"].get(MEETING, {}).get(HELD):
        answers[HELD] = Said(held)
    return Given(answers, _days(frame), _meetings(frame), why)


__all__ = ["CaseAuditFlow"]

"""'open a case': a case before there is an assessment, and the targeted child's own. 'open a case WM-...' takes over
what the record says of the child, for somebody who may read it.
"""

from datetime import date

from dialogs.casework.about import case_problem
from dialogs.casework.asking import CHILD
from dialogs.casework.known_child import find
from dialogs.casework.rights import may_ask
from dialogs.interview.answers import one
from dialogs.interview.chat import Chat, OnlyQuestions, Then
from dialogs.interview.choice_form import THERE
from dialogs.interview.frame import Frame, known, note
from dialogs.interview.interview import Interview, Question
from dialogs.turn import Reply
from dialogs.words import reply, say
from storage.casework import cases, members
from storage.casework.assessments import part_of
from storage.casework.cases import Child, NewCase
from storage.casework.parts import Side
from storage.people.people import Role
from storage.problems import Problem
from storage.records.reference import first_reference

OPEN = Interview("open_case", (Question("whose_case", one(*Side)), Question("child", CHILD, private=True)))


class OpenCaseFlow(OnlyQuestions):
    """Whose case, and who they are. The two children of an incident have a case each, and nobody is in both."""

    interview: Interview = OPEN
    roles: frozenset[Role] = frozenset(Role)

    async def opened(self, chat: Chat, frame: Frame) -> Then:
        """Whose it is to open one; the record that is named is theirs to read."""
        if not may_ask(chat):
            return Then(frame, [reply("open_case.not_yours")], ends=True)
        record = first_reference(frame["about"])
        if record:
            found = await find(chat, record)
            if isinstance(found, Reply):
                return Then(frame, [found], ends=True)
        return Then(note({**frame, "about": ""}, record=record), [reply("open_case.opening")])

    async def after(self, chat: Chat, frame: Frame, name: str) -> Then:
        """Once it is clear whose case it is, what the record says of that child stands in the form."""
        if name != "whose_case" or not known(frame)["record"]:
            return Then(frame)
        found = await find(chat, known(frame)["record"], Side(frame["answers"]["whose_case"]))
        if isinstance(found, Reply):
            return Then(frame, [found], ends=True)
        return Then(note(frame, incident_key=found.incident_key, **{THERE: dict(found.given)}))

    async def finished(self, chat: Chat, frame: Frame) -> Then:
        """A case, unless there is one that they are part of."""
        answers = known(frame)
        given, side = answers["child"], Side(answers["whose_case"])
        school = given["school"] if given["school"] in ("primary", "secondary") else ""
        child = Child(given["name"], date.fromisoformat(given["born"]), sex=given["sex"], school=school)
        there = await cases.same_child(chat.tx, child, chat.setting.id, side)
        # of a case that they are no member of they must not hear
        if there is not None and await members.is_in(chat.tx, chat.person, there.id):
            return Then(frame, [reply("open_case.there", reference=there.reference)], ends=True)
        kind = chat.setting.kind
        key = answers.get("incident_key") or None
        new = NewCase(child, chat.setting.id, kind, part_of(chat.person, kind), side, key)
        try:
            made = await cases.open_case(chat.tx, chat.person, new)
        except Problem as raised:
            return Then(frame, [case_problem(raised)], ends=True)
        whose = say(f"case.sides.{side}")
        return Then(frame, [reply("open_case.opened", reference=made.reference, side=whose)], ends=True)

    async def cancelled(self, chat: Chat, frame: Frame) -> list[Reply]:
        """Nothing is kept."""
        return [reply("case.nothing_kept")]

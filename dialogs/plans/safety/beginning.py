"""'safety plan WM-...': a child's plan, from what is in the record; only the gaps are asked. 'safety plan SP-...' shows
one that is there.
"""

from dataclasses import asdict, replace
from datetime import date

from dialogs.interview.answers import Answers, Choices, one
from dialogs.interview.chat import SAFEGUARDING, Chat, OnlyQuestions, Then
from dialogs.interview.choice_form import Paper, day_field, day_gone_by, text, words
from dialogs.interview.frame import Frame, ask_again, known, note
from dialogs.interview.interview import SKIPPED, Interview, Question
from dialogs.plans.safety import forms, in_words, prefill, shown
from dialogs.plans.safety.forms import RowsForm
from dialogs.plans.safety.which import REFERENCE
from dialogs.turn import Reply
from dialogs.words import reply, say
from knowledge.safety_plan import describes_behaviour, parts_for
from storage.people.people import Role
from storage.people.settings import SCHOOLS
from storage.plans import access, writing
from storage.plans.plan import TO_BE_CHECKED, Attendance, Attends, Content, Side, plain
from storage.plans.writing import AlreadyThere, NamesAnotherChild
from storage.problems import NotFound
from storage.records import access as records_access
from storage.records.signing import Record


def _found(answers: Answers) -> bool:
    """It is clear whose plan it is."""
    return bool(answers.get("label"))


def to_be_checked(answers: Answers) -> bool:
    """The child is out of school in a way that somebody must have checked (HM-5.10)."""
    return answers.get("attendance") in set(TO_BE_CHECKED)


def _has_rows(answers: Answers) -> bool:
    return _found(answers) and bool(forms.with_gaps(forms.so_far(answers), answers).rows)


ATTENDANCE = one(*map(str, Attendance))
CHECKED = Paper(
    lambda: (text("checked_by", kind="text"), day_field("checked_on"), text("back", required=False)),
    {"checked_by": words(), "checked_on": day_gone_by(), "back": words(required=False)},
)
SAFETY_PLAN = Interview(
    "safety_plan",
    (
        Question("child", Choices(lambda a: list(a.get("children", ()))), lambda a: len(a.get("children", ())) > 1),
        Question("gaps", RowsForm("gaps", forms.gap_fields), lambda a: _found(a) and bool(a.get("missing")),
                 may_skip=True, private=True),
        Question("attendance", ATTENDANCE, lambda a: _found(a) and bool(a.get("is_school"))),
        Question("checked", CHECKED, to_be_checked, private=True),
        Question("doing", RowsForm("doing", forms.who_fields), _has_rows, may_skip=True, private=True),
        Question("sees_right", one("as_proposed", "other_groups"), _has_rows),
        Question("seen_by", RowsForm("seen_by", forms.sees_fields),
                 lambda a: _has_rows(a) and a.get("sees_right") == "other_groups", private=True),
    ),
)  # fmt: skip


class SafetyPlanFlow(OnlyQuestions):
    """Whose plan, what is missing, who does it, and who sees it."""

    interview: Interview = SAFETY_PLAN
    roles: frozenset[Role] = SAFEGUARDING

    async def opened(self, chat: Chat, frame: Frame) -> Then:
        """With a plan's reference, or none, shows plans; with a record's, which child the plan is for, where there are
        several.
        """
        about = frame["about"]
        if not about or REFERENCE.search(about):
            return Then(frame, await shown.plan(chat, about), ends=True)
        try:
            record = await access.record_for(chat.tx, chat.person, about)
        except NotFound:
            return Then(frame, [reply("inbox.not_found")], ends=True)
        sides = await _sides(chat, record)
        titles = {label: say(f"safety_plan.whose.{side}", label=label) for label, side in sides.items()}
        # it names no record any more: a plan has its own right (`storage/plans/access.py`)
        frame = note({**frame, "about": ""}, record=record.reference, children=list(sides), titles=titles)
        opening = reply("safety_plan.opening", reference=record.reference)
        if len(sides) > 1:
            return Then(frame, [opening])
        then = await self._about(chat, frame, record, next(iter(sides)))
        return then if then.ends else Then(then.frame, [opening, *then.replies])

    async def before(self, chat: Chat, frame: Frame, name: str) -> Then:
        """What each group of staff would see, before it is asked whether that is right."""
        if name == "sees_right":
            return Then(frame, [shown.sheets_of(content_in(known(frame)), known(frame)["side"])])
        return Then(frame)

    async def after(self, chat: Chat, frame: Frame, name: str) -> Then:
        """What the record says of the child that was picked; that a kind of attendance is to be checked."""
        if name == "child":
            record = await access.record_for(chat.tx, chat.person, known(frame)["record"])
            return await self._about(chat, frame, record, frame["answers"]["child"])
        if name == "attendance" and to_be_checked(frame["answers"]):
            return Then(frame, [reply("safety_plan.must_be_checked")])
        return Then(frame)

    async def finished(self, chat: Chat, frame: Frame) -> Then:
        """The plan is begun, with what is still open in it and which other children of the record have none."""
        answers = known(frame)
        content, off = off_sheets(content_in(answers))
        side = Side(answers["side"])
        try:
            record = await access.record_for(chat.tx, chat.person, answers["record"])
            plan = await writing.begin(chat.tx, chat.person, record.id, answers["label"], side, content)
        except NotFound:
            return Then(frame, [reply("inbox.not_found")], ends=True)
        except AlreadyThere as there:
            return Then(frame, await shown.plan(chat, there.reference), ends=True)
        except NamesAnotherChild as named:
            return named_another(frame, named, "sees_right")
        said = [say("safety_plan.begun", reference=plan.reference), *off]
        said += in_words.open_lines(content)
        if others := await _without_plan(chat, record):
            said.append(say("safety_plan.own_plan_each", labels=", ".join(others), reference=record.reference))
        buttons = (shown.button("agree_plan", plan.reference), shown.button("safety_plan", plan.reference))
        return Then(frame, [Reply("safety_plan.begun", "\n\n".join(said), choices=buttons)], ends=True)

    async def cancelled(self, chat: Chat, frame: Frame) -> list[Reply]:
        """That there is no plan."""
        return [reply("safety_plan.cancelled", choices=("safety_plans",))]

    async def _about(self, chat: Chat, frame: Frame, record: Record, label: str) -> Then:
        there = [
            row
            for row in await access.of_child(chat.tx, chat.person, record.id, label)
            if row.ended_at is None or (row.record_id, row.label) == (record.id, label)
        ]
        if there:
            return Then(frame, await shown.plan(chat, there[-1].reference), ends=True)
        side = (await _sides(chat, record))[label]
        content = await prefill.content(chat.tx, chat.person, record, label, side)
        missing = [part.id for part in parts_for(side) if part.id not in content.rows]
        frame = note(
            frame, label=label, side=str(side), content=plain(asdict(content)), missing=missing,
            is_school=chat.setting.kind in SCHOOLS,
        )  # fmt: skip
        if not content.rows:
            return Then(frame, [reply("safety_plan.nothing_known")])
        lines = "\n".join(
            f"• {line.label} {in_words.text_of(line, row)}" for line, row in in_words.in_order(content, side)
        )
        return Then(frame, [reply("safety_plan.known", lines=lines)])


def content_in(answers: Answers) -> Content:
    """The plan as it stands by the answers so far."""
    content = forms.with_gaps(forms.so_far(answers), answers)
    if isinstance(answers.get("doing"), dict):
        content = forms.with_rows(content, forms.who_fields(answers), answers["doing"])
    if isinstance(answers.get("seen_by"), dict):
        content = forms.with_rows(content, forms.sees_fields(answers), answers["seen_by"])
    return replace(content, attends=attends_in(answers) or content.attends)


def attends_in(answers: Answers) -> Attends | None:
    """How the child attends, by the answers; None where it was not asked."""
    if "attendance" not in answers or answers["attendance"] == SKIPPED:
        return None
    kind, checked = Attendance(answers["attendance"]), answers.get("checked")
    if kind not in TO_BE_CHECKED or not isinstance(checked, dict):
        return Attends(kind)
    return Attends(kind, checked["checked_by"], date.fromisoformat(checked["checked_on"]), checked["back"])


def off_sheets(content: Content) -> tuple[Content, list[str]]:
    """With no line on a sheet that seems to say what a child did, and what is said of those: they stay with the leads
    until somebody has put them otherwise.
    """
    rows, said = dict(content.rows), []
    for name, row in content.rows.items():
        word = describes_behaviour(f"{row.text}\n{row.who}") if row.sees else ""
        if word:
            rows[name] = replace(row, sees=())
            said.append(say("safety_plan.off_sheets", label=in_words.part(name).label, word=word))
    return replace(content, rows=rows), said


def named_another(frame: Frame, named: NamesAnotherChild, question: str) -> Then:
    """Nothing is kept, and nothing that was written is lost: one question is asked again, the rest can be changed."""
    said = reply("safety_plan.names_another", parts=in_words.labels(named.parts))
    return Then(ask_again(frame, question), [said])


async def _sides(chat: Chat, record: Record) -> dict[str, Side]:
    """The children of a record who may have a plan from it: the one it is about, and those who were targeted. A record
    that was handed over tells of its own child only.
    """
    found = {record.child_label: Side.DISPLAYED}
    if await records_access.comes_by_handover(chat.tx, chat.person, record.id):
        return found
    return found | {str(one["label"]): Side.TARGETED for one in record.children if not one["displayed"]}


async def _without_plan(chat: Chat, record: Record) -> list[str]:
    """The children of a record who have no plan of their own."""
    return [
        label
        for label in await _sides(chat, record)
        if not await access.of_child(chat.tx, chat.person, record.id, label)
    ]

"""'change plan SP-...' and 'review plan SP-...'. Where somebody else has changed the plan meanwhile, both versions are
shown, and nothing is overwritten: the person says whether their own changes come on top.
"""

from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import date

from dialogs.interview.answers import Answers, Choices, Refusal, one
from dialogs.interview.chat import SAFEGUARDING, Chat, OnlyQuestions, Then
from dialogs.interview.choice_form import Paper, day_field, day_gone_by, of_list, picked, text, words
from dialogs.interview.forms import a_name
from dialogs.interview.frame import Frame, ask_again, known, note
from dialogs.interview.interview import Interview, Question
from dialogs.interview.parsing.days import day_in_words, today
from dialogs.plans.safety import forms, in_words, shown
from dialogs.plans.safety.agreeing import not_done, opened_for
from dialogs.plans.safety.beginning import (
    ATTENDANCE,
    CHECKED,
    attends_in,
    named_another,
    off_sheets,
    to_be_checked,
)
from dialogs.plans.safety.forms import RowsForm
from dialogs.turn import Reply
from dialogs.words import reply, say
from knowledge.safety_plan import parts_for
from storage.clocks import running
from storage.people import people
from storage.people.people import Role
from storage.people.settings import SCHOOLS
from storage.plans import due, reviewing, writing
from storage.plans.plan import (
    Agrees,
    ChangedMeanwhile,
    Content,
    Plan,
    PlanEnded,
    RowsWithoutOwner,
    State,
    content_of,
    differing,
    plain,
    subject,
)
from storage.plans.reviewing import NotInForce, ReviewedBeforeItBegan, Said
from storage.plans.writing import NamesAnotherChild
from storage.problems import NotFound


def _changes(answers: Answers) -> bool:
    return answers.get("working") != "as_it_is"


def _some_rows(answers: Answers) -> bool:
    return _changes(answers) and bool(set(answers.get("rows", ())) - {in_words.ATTENDANCE})


def _attendance(answers: Answers) -> bool:
    return _changes(answers) and in_words.ATTENDANCE in answers.get("rows", ())


def _meanwhile(answers: Answers) -> bool:
    return "newer" in answers


def _why_not(kept: Mapping[str, str]) -> Refusal | None:
    silent = kept["parents"] not in ("", Agrees.AGREES) and not kept["parents_words"]
    return Refusal("plan_words_wanted") if silent else None


WHAT = (
    Question("rows", Choices(lambda a: list(a.get("parts", ())), many=True), _changes),
    Question("changed", RowsForm("changed", forms.changed_fields), _some_rows, private=True),
    Question("attendance", ATTENDANCE, _attendance),
    Question("checked", CHECKED, lambda a: _attendance(a) and to_be_checked(a), private=True),
)
MEANWHILE = Question("meanwhile", one("mine_too", "theirs_only"), _meanwhile)
HELD = Paper(
    lambda: (
        day_field("held_on", required=False),
        text("there", required=False),
        text("working_words", required=False),
    ),
    {"held_on": day_gone_by(required=False), "there": words(required=False), "working_words": words(required=False)},
)
VIEWS = Paper(
    lambda: (
        of_list("parents", Agrees, "safety_plan.says"),
        text("parents_words", required=False),
        text("child_words", required=False),
        text("signed_name", kind="text"),
    ),
    {
        "parents": picked(Agrees), "parents_words": words(required=False), "child_words": words(required=False),
        "signed_name": a_name("signature_missing"),
    },
    _why_not,
)  # fmt: skip
CHANGE = Interview("change_plan", (*WHAT, MEANWHILE))
REVIEW = Interview(
    "review_safety_plan",
    (
        Question("held", HELD, private=True),
        Question("working", one("as_it_is", "changes")),
        *WHAT,
        Question("views", VIEWS, private=True),
        MEANWHILE,
    ),
)


class ChangePlanFlow(OnlyQuestions):
    """Which rows, and how they are from now on."""

    interview: Interview = CHANGE
    command = "change_plan"
    roles: frozenset[Role] = SAFEGUARDING

    async def opened(self, chat: Chat, frame: Frame) -> Then:
        """Which plan, and which rows it can have; attendance only in a school."""
        found = await opened_for(chat, frame, self.command)
        if isinstance(found, Then):
            return found
        frame, plan = found
        parts = {part.id: part.label for part in parts_for(plan.side)}
        if chat.setting.kind in SCHOOLS:
            parts[in_words.ATTENDANCE] = say("safety_plan.places.attendance")
        content = plain(asdict(plan.version.content))
        return await self.about(chat, note(frame, content=content, parts=list(parts), titles=parts), plan)

    async def about(self, chat: Chat, frame: Frame, plan: Plan) -> Then:
        """What is said before the first question; or why there is none."""
        return Then(frame, [reply("change_plan.opening", reference=plan.reference)])

    async def after(self, chat: Chat, frame: Frame, name: str) -> Then:
        """That a kind of attendance is to be checked."""
        if name == "attendance" and to_be_checked(frame["answers"]):
            return Then(frame, [reply("safety_plan.must_be_checked")])
        return Then(frame)

    async def finished(self, chat: Chat, frame: Frame) -> Then:
        """It is kept as a new version. Changed meanwhile, both are shown, and it is asked whether this comes on top."""
        answers = known(frame)
        changed, off = off_sheets(content_in(answers))
        only_theirs = answers.get("meanwhile") == "theirs_only"
        try:
            said = await self.keep(chat, answers, None if only_theirs else changed)
        except ChangedMeanwhile as raised:
            return await _both(chat, frame, raised)
        except NamesAnotherChild as named:
            return named_another(frame, named, "changed" if "changed" in frame["answers"] else "views")
        except RowsWithoutOwner as missing:
            wanted = reply("change_plan.without_owner", parts=in_words.labels(missing.parts))
            return Then(ask_again(frame, "changed"), [wanted])
        except (ReviewedBeforeItBegan, NotInForce):
            return Then(ask_again(frame, "held"), [reply("review_safety_plan.day")])
        except (NotFound, PlanEnded) as raised:
            return not_done(frame, raised)
        text = "\n\n".join([said.text, *off])
        buttons = (shown.button("safety_plan", answers["plan"]), shown.button("who_needs_what", answers["plan"]))
        return Then(frame, [Reply(said.key, text, choices=buttons)], ends=True)

    async def keep(self, chat: Chat, answers: Answers, changed: Content | None) -> Reply:
        """Keep it, and say what was kept. Raises what storage raises."""
        if changed is None:
            return reply("change_plan.theirs", reference=answers["plan"])
        plan = await writing.change(chat.tx, chat.person, answers["plan"], changed, seen=answers["seen"])
        return reply("change_plan.changed", reference=plan.reference, number=plan.version.number)

    async def cancelled(self, chat: Chat, frame: Frame) -> list[Reply]:
        """That nothing was changed."""
        return [reply("plans.nothing_changed", choices=("safety_plans",))]


class ReviewPlanFlow(ChangePlanFlow):
    """How it goes, what changes, what child and parents say."""

    interview: Interview = REVIEW
    command = "review_safety_plan"

    async def about(self, chat: Chat, frame: Frame, plan: Plan) -> Then:
        """How it went since the last review, and what is open; it ends where the plan is not in force."""
        state = plan.state(today(chat.turn.now))
        if state is not State.IN_FORCE:
            starts = day_in_words(plan.starts_on) if plan.starts_on else ""
            said = reply(f"review_safety_plan.not_yet.{state}", reference=plan.reference, day=starts)
            buttons = (shown.button("safety_plan", plan.reference), shown.button("change_plan", plan.reference))
            return Then(frame, [Reply(said.key, said.text, choices=buttons)], ends=True)
        lines = [say("review_safety_plan.opening", reference=plan.reference), *await shown.since(chat, plan)]
        lines += in_words.open_lines(plan.version.content)
        return Then(frame, [Reply("review_safety_plan.opening", "\n".join(lines))])

    async def keep(self, chat: Chat, answers: Answers, changed: Content | None) -> Reply:
        """Keeps the review, with a new version where something was changed, and says when the next is due."""
        held, views = answers["held"], answers["views"]
        held_on = date.fromisoformat(held["held_on"]) if held["held_on"] else today(chat.turn.now)
        said = Said(
            there=held["there"], working=held["working_words"], parents=Agrees(views["parents"]),
            parents_words=views["parents_words"], child_words=views["child_words"], signed_name=views["signed_name"],
        )  # fmt: skip
        new = changed if changed is not None and _changes(answers) else None
        plan = await reviewing.review(chat.tx, chat.person, answers["plan"], held_on, said, new, seen=answers["seen"])
        clock = await running.find(chat.tx, due.REVIEW, subject(plan.id))
        day = clock.limit(today(chat.turn.now), chat.tx.closed).day if clock else held_on
        key = "review_safety_plan.kept_changed" if new is not None else "review_safety_plan.kept"
        kept = reply(key, reference=plan.reference, number=plan.version.number, day=day_in_words(day))
        return Reply(kept.key, f"{kept.text}\n\n{say('review_safety_plan.new')}")


def content_in(answers: Answers) -> Content:
    """The plan with what was changed: of the version that was seen, or on top of what somebody else has kept since."""
    base = content_of(answers["newer"]) if _meanwhile(answers) else forms.so_far(answers)
    if isinstance(answers.get("changed"), dict):
        base = forms.with_rows(base, forms.changed_fields(answers), answers["changed"])
    return replace(base, attends=attends_in(answers) or base.attends)


async def _both(chat: Chat, frame: Frame, raised: ChangedMeanwhile) -> Then:
    """Both versions, row by row where they differ, and the question."""
    newer = raised.newer
    who = (await people.get(chat.tx, newer.by_id)).name
    left = {name: value for name, value in frame["answers"].items() if name != "meanwhile"}
    frame = note({**frame, "answers": left}, newer=plain(asdict(newer.content)), seen=newer.number)
    mine = content_in(known(frame))
    lines = [say("change_plan.meanwhile", who=who, number=newer.number)]
    for part in differing(newer.content, mine):
        lines.append(
            say("change_plan.both", label=in_words.labels([part]), theirs=_as_shown(newer.content, part),
                mine=_as_shown(mine, part))
        )  # fmt: skip
    return Then(frame, [Reply("change_plan.meanwhile", "\n".join(lines))])


def _as_shown(content: Content, part: str) -> str:
    if part == in_words.ATTENDANCE:
        return in_words.attends(content.attends) if content.attends else say("change_plan.nothing")
    row = content.rows.get(part)
    if row is None:
        return say("change_plan.nothing")
    return say("change_plan.one", text=row.text, who=in_words.who(row), groups=in_words.groups(row.sees))

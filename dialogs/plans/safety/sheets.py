"""'who needs what', 'give sheet SP-... lunch', and for staff 'my sheets': what they need to do, and no word of why."""

import re
from collections.abc import Collection, Mapping

from dialogs.interview.answers import Answers, Choices
from dialogs.interview.chat import SAFEGUARDING, Chat, OnlyQuestions, Then
from dialogs.interview.choice_form import Paper, text, words
from dialogs.interview.forms import a_name
from dialogs.interview.frame import Frame, known, note
from dialogs.interview.interview import Interview, Question
from dialogs.interview.parsing.days import moment_in_words
from dialogs.interview.shown import Item, Stale
from dialogs.plans.safety import in_words, shown
from dialogs.plans.safety.agreeing import not_done, opened_for
from dialogs.plans.safety.which import meant, without_reference
from dialogs.turn import Choice, Reply
from dialogs.words import choice, reply, say, several
from knowledge.safety_plan import may_see, safety_plan
from storage.people import people
from storage.people.people import Role
from storage.plans import access, sheets
from storage.plans.plan import ChangedMeanwhile, NoSuchGroup, Plan, PlanEnded, Row, StaffGroup
from storage.plans.sheets import Given, HasIt, NotHere, Sheet
from storage.problems import NotFound

SHEETS = "sheets"
"""The list of one's own sheets."""
ON_PAPER = "on_paper"


def group_in(said: str) -> StaffGroup | None:
    """The staff group that was named: by its short name, by words of its title, or as people call it ('dinner
    ladies'). None where no group is, or more than one may be.
    """
    wanted = _words(said)
    exact = [group for group in StaffGroup if wanted in (_words(group.value), _words(_title(group)))]
    found = exact or [group for group in StaffGroup if wanted and wanted <= _called(group)]
    return found[0] if len(found) == 1 else None


def _title(group: StaffGroup) -> str:
    return say(f"safety_plan.groups.{group}")


def _called(group: StaffGroup) -> frozenset[str]:
    """Every word by which a group is known."""
    return _words(" ".join((group.value, _title(group), *several(f"safety_plan.groups_called.{group}"))))


def _words(said: str) -> frozenset[str]:
    return frozenset(re.findall(r"[a-z]+", said.casefold())) - frozenset(several("safety_plan.groups_called.fillers"))


async def who_needs_what(chat: Chat, rest: str) -> list[Reply]:
    """Each staff group with its lines, who has the sheet, and who has still to read it."""
    found = await meant(chat, "who_needs_what", rest)
    if isinstance(found, Reply):
        return [found]
    given = await sheets.of_plan(chat.tx, await access.get(chat.tx, found.id))
    lines = [say("sheets.head", reference=found.reference)]
    buttons = []
    for group in StaffGroup:
        rows = in_words.on_sheet(found.version.content, group)
        if rows:
            parts = [part.id for part, _ in in_words.in_order(found.version.content, found.side) if part.id in rows]
            who = _named([one for one in given if one.group is group])
            title = say(f"safety_plan.groups.{group}")
            lines.append(say("sheets.group", group=title, rows=in_words.labels(parts), who=who))
            buttons.append(Choice(f"sheet {found.reference} {group}", say("sheets.see", group=title)))
    if len(lines) == 1:
        lines.append(say("sheets.no_rows"))
    back = (shown.button("call_sheet_back", found.reference),) if given else ()
    return [Reply("sheets.head", "\n".join(lines), choices=(*buttons[: 6 - len(back)], *back))]


def _named(given: list[Given]) -> str:
    if not given:
        return say("sheets.nobody_has_it")
    return "; ".join(
        say("sheets.has_read" if one.is_read else "sheets.still_to_read", who=f"{one.name}, {one.does}".strip(", "))
        for one in given
    )


async def sheet(chat: Chat, rest: str) -> list[Reply]:
    """'sheet SP-... lunch': as that staff group sees it. 'sheet 1': one's own."""
    if "sp-" not in rest.casefold():
        return await my_sheet(chat, rest)
    if not chat.person.roles & SAFEGUARDING:
        return [reply("sheets.none")]
    found = await meant(chat, "sheet", rest)
    if isinstance(found, Reply):
        return [found]
    group = group_in(without_reference(rest))
    if group is None or not in_words.on_sheet(found.version.content, group):
        return [_no_such_group(found)]
    child = await access.child_of(chat.tx, found)
    rows = in_words.on_sheet(found.version.content, group)
    text = "\n".join(_lines(found.reference, child.name or child.label, group, rows, chat.setting.name))
    give = Choice(f"give sheet {found.reference} {group}", say("sheets.give"))
    return [Reply("sheets.title", text, choices=(give, shown.button("who_needs_what", found.reference)))]


def _no_such_group(plan: Plan) -> Reply:
    """Which groups there are, those with lines in this plan first."""
    there = [group for group in StaffGroup if in_words.on_sheet(plan.version.content, group)]
    named = ", ".join(say(f"safety_plan.groups.{group}") for group in there) or say("sheets.no_rows")
    said = reply("sheets.no_such_group", groups=named, reference=plan.reference)
    return Reply(said.key, said.text, choices=(shown.button("who_needs_what", plan.reference),))


def _lines(reference: str, child: str, group: StaffGroup, rows: Mapping[str, Row], setting: str) -> list[str]:
    """The child, what to do, whom to tell. Nothing else of the plan, and no word of what happened (HM-3.15)."""
    title = say(f"safety_plan.groups.{group}")
    found = [say("sheets.title", group=title, child=child, setting=setting, reference=reference)]
    for part in safety_plan():
        if part.id in rows and may_see(part.id, group):
            row = rows[part.id]
            found.append(say("sheets.line", label=part.sheet, text=in_words.text_of(part, row), who=in_words.who(row)))
    return [*found, say("sheets.foot")]


def lines(found: Sheet, setting: str) -> list[str]:
    """One's own sheet, as the chat and the paper have it."""
    return _lines(found.reference, found.child.name or found.child.label, found.group, found.rows, setting)


async def my_sheets(chat: Chat, rest: str) -> list[Reply]:
    """'my sheets': what somebody has been given, what is still to be read first."""
    mine = sorted(await sheets.mine(chat.tx, chat.person), key=lambda one: one.is_read)
    chat.shown.keep(SHEETS, map(_item, mine))
    if not mine:
        return [reply("sheets.none")]
    rows = [
        say(
            "sheets.row_read" if one.is_read else "sheets.row_unread", number=number,
            group=say(f"safety_plan.groups.{one.group}"), reference=one.reference,
        )
        for number, one in enumerate(mine, 1)
    ]  # fmt: skip
    buttons = [
        Choice(f"sheet {_item(one)}", say("sheets.read_it", number=number)) for number, one in enumerate(mine[:6], 1)
    ]
    return [Reply("sheets.mine", "\n".join([say("sheets.mine"), *rows]), choices=tuple(buttons))]


async def my_sheet(chat: Chat, rest: str) -> list[Reply]:
    """'sheet 1': to read it; the button under it signs that it was read."""
    found = await _meant(chat, rest)
    if found is None:
        return await my_sheets(chat, "")
    if isinstance(found, Stale):
        return [reply(f"sheets.stale.{found}", choices=("my_sheets",))]
    one = await sheets.read(chat.tx, chat.person, found.id)
    sign = () if one.is_read else (Choice(f"read sheet {_item(one)}", say("sheets.have_read")),)
    return [Reply("sheets.title", "\n".join(lines(one, chat.setting.name)), choices=(*sign, choice("my_sheets")))]


async def read_sheet(chat: Chat, rest: str) -> list[Reply]:
    """'read sheet 1': signed as read, with the name that is on file."""
    found = await _meant(chat, rest)
    if found is None:
        return await my_sheets(chat, "")
    if isinstance(found, Stale):
        return [reply(f"sheets.stale.{found}", choices=("my_sheets",))]
    try:
        await sheets.sign(chat.tx, chat.person, found.id, found.version)
    except ChangedMeanwhile:
        return [reply("sheets.stale.changed", choices=("my_sheets",))]
    return [reply("sheets.signed", who=chat.person.name, when=moment_in_words(chat.turn.now), choices=("my_sheets",))]


async def _meant(chat: Chat, rest: str) -> Sheet | Stale | None:
    mine = {_item(one): one for one in await sheets.mine(chat.tx, chat.person)}
    wanted = chat.shown.meant(SHEETS, rest, mine)
    if wanted is None and not rest:
        only = chat.shown.only(SHEETS, list(mine))
        return mine[only] if only else None
    return mine[wanted] if isinstance(wanted, Item) else wanted


def _item(one: Sheet) -> Item:
    """Marked with the version that is shown: what has changed since is not signed unread."""
    return Item(one.id, str(one.version))


# ---- giving one


def _staff(answers: Answers) -> list[str]:
    return [*answers.get("staff", ()), ON_PAPER]


PAPER = Paper(
    lambda: (text("name", kind="text"), text("does", kind="text")),
    {"name": a_name("signature_missing"), "does": words()},
)
GIVE = Interview(
    "give_sheet",
    (
        Question("reader", Choices(_staff)),
        Question("signed_on_paper", PAPER, lambda a: a.get("reader") == ON_PAPER, private=True),
    ),
)


class GiveSheetFlow(OnlyQuestions):
    """To whom: somebody who works here, or somebody who has signed on paper."""

    interview: Interview = GIVE
    roles: frozenset[Role] = SAFEGUARDING

    async def opened(self, chat: Chat, frame: Frame) -> Then:
        """Which plan and group of staff, and who works here and has no sheet of it yet; it ends where that group has
        nothing on it.
        """
        said = without_reference(frame["about"])
        found = await opened_for(chat, frame, "give_sheet")
        if isinstance(found, Then):
            return found
        frame, plan = found
        group = group_in(said)
        if group is None or not in_words.on_sheet(plan.version.content, group):
            return Then(frame, [_no_such_group(plan)], ends=True)
        row = await access.get(chat.tx, plan.id)
        have = {one.reader_id for one in await sheets.of_plan(chat.tx, row) if one.group is group}
        here = [one for one in await who_work_in(chat, plan.setting_id) if one not in have]
        titles = {one: (await people.get(chat.tx, one)).name for one in here}
        title = say(f"safety_plan.groups.{group}")
        frame = note(frame, group=str(group), staff=here, titles=titles)
        return Then(frame, [reply("give_sheet.opening", group=title, reference=plan.reference)])

    async def finished(self, chat: Chat, frame: Frame) -> Then:
        """The sheet is given, or noted as signed on paper; or why not."""
        answers, reference = known(frame), known(frame)["plan"]
        group = StaffGroup(answers["group"])
        try:
            if answers["reader"] == ON_PAPER:
                paper = answers["signed_on_paper"]
                await sheets.signed_on_paper(chat.tx, chat.person, reference, group, paper["name"], paper["does"])
                said = reply("give_sheet.on_paper", who=paper["name"])
            else:
                reader = await people.get(chat.tx, answers["reader"])
                await sheets.give(chat.tx, chat.person, reference, group, reader)
                said = reply("give_sheet.given", who=reader.name)
        except (HasIt, NotHere, NoSuchGroup):
            return Then(frame, [reply("give_sheet.not_given")], ends=True)
        except (NotFound, PlanEnded) as raised:
            return not_done(frame, raised)
        more = Choice(f"give sheet {reference} {group}", say("sheets.give_another"))
        buttons = (more, shown.button("who_needs_what", reference))
        return Then(frame, [Reply(said.key, said.text, choices=buttons)], ends=True)

    async def cancelled(self, chat: Chat, frame: Frame) -> list[Reply]:
        """That nothing was changed."""
        return [reply("plans.nothing_changed", choices=("safety_plans",))]


CALL_BACK = Interview("call_sheet_back", (Question("which_sheet", Choices(lambda a: list(a.get("given", ())))),))


class CallSheetBackFlow(OnlyQuestions):
    """A sheet that was given to the wrong person, or that somebody needs no more: from then on they can't read it."""

    interview: Interview = CALL_BACK
    roles: frozenset[Role] = SAFEGUARDING

    async def opened(self, chat: Chat, frame: Frame) -> Then:
        """Which plan, and who has a sheet of it."""
        found = await opened_for(chat, frame, "call_sheet_back")
        if isinstance(found, Then):
            return found
        frame, plan = found
        given = await sheets.of_plan(chat.tx, await access.get(chat.tx, plan.id))
        if not given:
            return Then(frame, [reply("call_sheet_back.nobody", reference=plan.reference)], ends=True)
        titles = {one.id: say("call_sheet_back.one", who=one.name, group=_title(one.group)) for one in given}
        return Then(note(frame, given=list(titles), titles=titles))

    async def finished(self, chat: Chat, frame: Frame) -> Then:
        """It is nobody's any more; what on paper was given is asked for."""
        answers, reference = known(frame), known(frame)["plan"]
        try:
            await sheets.take_back(chat.tx, chat.person, reference, answers["which_sheet"])
        except NotFound as raised:
            return not_done(frame, raised)
        said = reply("call_sheet_back.done", which=answers["titles"][answers["which_sheet"]])
        return Then(
            frame, [Reply(said.key, said.text, choices=(shown.button("who_needs_what", reference),))], ends=True
        )

    async def cancelled(self, chat: Chat, frame: Frame) -> list[Reply]:
        """That nothing was changed."""
        return [reply("plans.nothing_changed", choices=("safety_plans",))]


async def who_work_in(chat: Chat, setting_id: str) -> Collection[str]:
    """Everybody with a role in the setting who works with children, longest here first."""
    found = {
        one.id: None
        for role in (Role.WORKER, Role.DEPUTY, Role.DSL, Role.HEAD)
        for one in await people.with_role(chat.tx, role, setting_id)
    }
    return list(found)

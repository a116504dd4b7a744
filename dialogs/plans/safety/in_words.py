"""A safety plan in words: its rows, how the child attends, what was agreed. One place for the chat, desk and paper."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date

from dialogs.interview.parsing.days import day_in_words
from dialogs.words import say
from knowledge.safety_plan import DAY, PlanPart, may_see, parts_for, safety_plan
from storage.plans.nobody import is_somebody
from storage.plans.plan import Agreement, Agrees, Attends, Content, Row, StaffGroup, State, of_group, without_owner
from storage.plans.reviewing import Review

ATTENDANCE = "attendance"
"""How the child attends, where the names of rows are listed."""


def part(name: str) -> PlanPart:
    """Raises StopIteration for one that there is not."""
    return next(one for one in safety_plan() if one.id == name)


def labels(parts: Iterable[str]) -> str:
    """The rows by their questions: 'What happens at breaks and meals?; ...'."""
    known = {one.id: one.label for one in safety_plan()}
    return "; ".join(known[one] if one in known else say(f"safety_plan.places.{one}") for one in parts)


def groups(sees: Iterable[StaffGroup]) -> str:
    """'Teachers, Lunch and break supervisors', or that only the leads see it."""
    named = ", ".join(say(f"safety_plan.groups.{one}") for one in sees)
    return named or say("safety_plan.leads_only")


def in_order(content: Content, side: str) -> Iterator[tuple[PlanPart, Row]]:
    """The rows that are filled in, in the order in which they are asked."""
    for one in parts_for(side):
        row = content.rows.get(one.id)
        if row is not None and row.text:
            yield one, row


def on_sheet(content: Content, group: StaffGroup) -> Mapping[str, Row]:
    """The rows on a staff group's sheet: those that were chosen for it, but for the parts that it is never to see."""
    return {name: row for name, row in of_group(content, group).items() if may_see(name, group)}


def text_of(one: PlanPart, row: Row) -> str:
    """What stands in a row; a day as people say it."""
    if one.kind == "date":
        try:
            return day_in_words(date.fromisoformat(row.text))
        except ValueError:
            return row.text
    return row.text


def line(one: PlanPart, row: Row) -> str:
    """A row as the leads read it: what, who, and whose sheet it is on."""
    return say("safety_plan.row", label=one.label, text=text_of(one, row), who=who(row), groups=groups(row.sees))


def who(row: Row) -> str:
    """Who does it, or that nobody does yet."""
    return row.who if is_somebody(row.who) else say("safety_plan.nobody_yet")


def attends(how: Attends) -> str:
    """How the child attends, and who checked it where that is wanted (HM-5.10)."""
    said = say(f"safety_plan.attends.{how.kind}")
    if not how.checked_by or how.checked_on is None:
        return said
    day = day_in_words(how.checked_on)
    return say("safety_plan.checked_by", attends=said, who=how.checked_by, day=day, back=how.back)


def by_now(agreement: Agreement, reviews: Iterable[Review]) -> Agreement:
    """What parents and child say as they said it last: each review asks the parents anew, and may have the child's
    words. Who was not asked when it was agreed has a reason there, which is never taken for their words.
    """
    for said in (one.said for one in reviews):
        parents_words = said.parents_words or (agreement.parents_words if said.parents is agreement.parents else "")
        agreement = replace(agreement, parents=said.parents, parents_words=parents_words)
        if said.child_words and agreement.child is not Agrees.NOT_ASKED:
            agreement = replace(agreement, child_words=said.child_words)
    return agreement


def agreed(agreement: Agreement) -> list[str]:
    """What parents and child say, in their words, or why they were not asked; who else holds a plan; who signed."""
    lines = [
        _says("parents", agreement.parents, agreement.parents_words),
        _says("child", agreement.child, agreement.child_words),
    ]
    if agreement.holders:
        lines.append(say("safety_plan.holders", words=agreement.holders))
    return [*lines, say("safety_plan.signed_by", who=agreement.signed_name)]


def _says(who: str, says: Agrees, words: str) -> str:
    if says is Agrees.NOT_ASKED:
        return say(f"safety_plan.not_asked.{who}", why=words)
    said = say(f"safety_plan.agree.{who}", say=say(f"safety_plan.says.{says}"))
    return f"{said} {say('safety_plan.in_their_words', words=words)}" if words else said


def lines(content: Content, side: str) -> list[str]:
    """The whole plan, a line a row."""
    found = [line(one, row) for one, row in in_order(content, side)]
    if content.attends is not None:
        found.append(say("safety_plan.attends_row", attends=attends(content.attends)))
    return found


def gaps(content: Content) -> list[str]:
    """The stretches of the day that nobody covers, in their order."""
    return [stretch for stretch, is_covered in day(content) if not is_covered]


def open_lines(content: Content) -> list[str]:
    """Which stretches of the day nobody covers, and which rows nobody does; empty where everything has somebody."""
    missing, rows = gaps(content), without_owner(content)
    named = ", ".join(say(f"safety_plan.day.{one}") for one in missing)
    found = [say("safety_plan.gaps_left", gaps=named)] if missing else []
    return [*found, *([say("safety_plan.rows_left", rows=labels(rows))] if rows else [])]


def day(content: Content) -> list[tuple[str, bool]]:
    """Each stretch of the day, and whether something is to be done in it by somebody."""
    covered = {
        stretch
        for one in safety_plan()
        for stretch in one.day
        if one.id in content.rows and content.rows[one.id].is_covered
    }
    return [(stretch, stretch in covered) for stretch in DAY]


def standing(state: State, version: int, starts_on: date | None) -> str:
    """'in force since ..., version 2'."""
    return say(
        f"safety_plan.states.{state}", version=version, day=day_in_words(starts_on) if starts_on is not None else ""
    )

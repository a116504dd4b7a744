"""The documents of a safety plan, for a lead who may read it, and the export in its history."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from bot.exports import exporting
from bot.exports.exporting import Exported, Made, by_own_right, document, in_plain_json
from bot.settings import Settings
from dialogs.interview.parsing.days import day_in_words
from dialogs.plans.safety import behaviour as behaviour_words
from dialogs.plans.safety import in_words
from dialogs.plans.safety.sheets import group_in
from dialogs.words import say
from knowledge.safety_plan import safety_plan
from storage.database.engine import Tx
from storage.documents.kinds.plan import Head, lay_out, with_weeks
from storage.documents.layout import Form
from storage.people import settings
from storage.people.people import Person
from storage.plans import access, behaviour, reviewing, sheets
from storage.plans.plan import Agreement, Content, NoSuchGroup, Plan, plain, subject
from storage.problems import NotFound
from storage.working_hours import LONDON

WHAT = ("plan", "sheet", "family", "behaviour", "everything")
Rows = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Wanted(exporting.Wanted):
    """`group`: of which staff group, for a sheet."""

    group: str = ""


async def export(of: Settings, reference: str, who: str, wanted: Wanted) -> Exported:
    """Raises NotFound where there is no such plan for this person or no behaviour plan with it, and NoSuchGroup."""

    async def make(tx: Tx, person: Person) -> Made:
        plan = await access.look(tx, person, reference)
        return Made(await _made(tx, plan, wanted), subject(plan.id), f"{wanted.what}_{wanted.kind}")

    return await by_own_right(of, who, wanted.out, lambda tx, person: access.look(tx, person, reference), make)


async def _made(tx: Tx, plan: Plan, wanted: Wanted) -> bytes:
    if wanted.what == "everything":
        return in_plain_json(await everything(tx, plan))
    return document(await form(tx, plan, wanted.what, wanted.group), wanted.kind)


async def form(tx: Tx, plan: Plan, what: str, group: str = "") -> Form:
    """One of the documents. Raises NotFound where there is no behaviour plan, NoSuchGroup for a sheet of nobody."""
    setting = await settings.setting(tx, plan.setting_id)
    head = Head(setting.name, plan.reference)
    child = await access.child_of(tx, plan)
    content = plan.version.content
    of_child = [("name", child.name or child.label)]
    if what == "sheet":
        of = group_in(group)
        if of is None or not (rows := in_words.on_sheet(content, of)):
            raise NoSuchGroup
        named_head = Head(setting.name, plan.reference, say(f"safety_plan.groups.{of}"))
        lines = [(part.sheet, _with_who(in_words.text_of(part, rows[part.id]), in_words.who(rows[part.id])))
                 for part in safety_plan() if part.id in rows]  # fmt: skip
        return lay_out("sheet", {"child": of_child, "rows": lines}, named_head)
    if what == "behaviour":
        return await _behaviour(tx, plan, head, of_child)
    standing = in_words.standing(plan.state(tx.now.astimezone(LONDON).date()), plan.version.number, plan.starts_on)
    reviews = await reviewing.reviews(tx, plan.id)
    said = _said(in_words.by_now(content.agreement, reviews) if content.agreement else None)
    if what == "family":
        for_them = {part.id for part in safety_plan() if part.family}
        lines = [(part.label, _with_who(in_words.text_of(part, row), row.who))
                 for part, row in in_words.in_order(content, plan.side) if part.id in for_them]  # fmt: skip
        return lay_out("family", {"child": of_child, "rows": lines, "said": said}, head)
    rows_of_plan: list[tuple[str, str]] = [
        (part.label, say("safety_plan.on_paper", text=in_words.text_of(part, row),
                         who=in_words.who(row), groups=in_words.groups(row.sees)))
        for part, row in in_words.in_order(content, plan.side)
    ]  # fmt: skip
    if content.attends is not None:
        rows_of_plan.append(("attendance", in_words.attends(content.attends)))
    by_section = {
        "child": [*of_child, ("state", standing)],
        "day": _day(content),
        "rows": rows_of_plan,
        "said": said,
        "reviews": [
            (day_in_words(one.held_on), " ".join(filter(None, (one.said.working, one.said.child_words))) or "-")
            for one in reviews
        ],
    }
    return lay_out("plan", by_section, head, covered=[is_covered for _, is_covered in in_words.day(content)])


def _with_who(text: str, who: str) -> str:
    return f"{text} ({who})" if who else text


def _said(agreement: Agreement | None) -> Rows:
    """What parents and child say, as they said it."""
    if agreement is None:
        return ()
    rows = []
    for label, says, words in (
        (say("safety_plan.paper.parents"), agreement.parents, agreement.parents_words),
        (say("safety_plan.paper.child"), agreement.child, agreement.child_words),
    ):
        rows.append((label, " ".join(filter(None, (f"{say(f'safety_plan.says.{says}')}.", words)))))
    return rows


def _day(content: Content) -> Rows:
    """Each stretch of the day in words, with the number that it has in the drawing."""
    return [
        (
            f"{number}. {say(f'safety_plan.day.{stretch}')}",
            say("safety_plan.covered" if is_covered else "safety_plan.gap"),
        )
        for number, (stretch, is_covered) in enumerate(in_words.day(content), 1)
    ]


async def _behaviour(tx: Tx, plan: Plan, head: Head, of_child: Rows) -> Form:
    made = await behaviour.newest(tx, plan.id)
    if made is None:
        raise NotFound("behaviour plan")
    weeks = await behaviour.weeks(tx, plan.id)
    middle = behaviour.middle(weeks)
    rows = {
        "child": of_child,
        "rows": [*behaviour_words.head(made), *behaviour_words.parts(made.behaviour)],
        "weeks": [
            (f"{n}. {day_in_words(week.monday)}", say("tally.not_counted") if week.count is None else str(week.count))
            for n, week in enumerate(weeks, 1)
        ],
    }
    laid = lay_out("behaviour", rows, head)
    if not weeks:
        return laid
    began = [n for n, week in enumerate(weeks) if made.starts_on and week.monday <= made.starts_on]
    return with_weeks(laid, [week.count for week in weeks], began[-1] if began else None, middle)


async def everything(tx: Tx, plan: Plan) -> dict[str, Any]:
    """All that is kept of a plan, in plain JSON: for whoever asks what is held about a child."""
    row = await access.get(tx, plan.id)
    child = await access.child_of(tx, plan)
    made = await behaviour.every(tx, plan.id)
    kept: dict[str, Any] = plain(
        {
            "reference": plan.reference,
            "side": str(plan.side),
            "child": asdict(child),
            "begun_at": plan.begun_at.isoformat(),
            "starts_on": plan.starts_on,
            "ended_at": plan.ended_at.isoformat() if plan.ended_at else None,
            "ending": asdict(plan.ending) if plan.ending else None,
            "versions": [asdict(one) | {"at": one.at.isoformat()} for one in await access.versions(tx, plan.id)],
            "reviews": [asdict(one) | {"at": one.at.isoformat()} for one in await reviewing.reviews(tx, plan.id)],
            "sheets": [
                {"group": str(one.group), "name": one.name, "read_at": one.read_at.isoformat() if one.read_at else None}
                for one in await sheets.of_plan(tx, row)
            ],
            "behaviour": [asdict(one) | {"at": one.at.isoformat()} for one in made],
            "weeks": [asdict(one) for one in await behaviour.weeks(tx, plan.id)],
        }
    )
    return kept

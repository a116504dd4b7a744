"""The documents of a Good Life plan, of tracking and of a unit, each noted in a history before there is a file.

What led here stands in the plan for a recipient to whom the young person has said yes, and in nothing else.
"""

from dataclasses import dataclass
from typing import Any

from bot.exports import exporting, tracking
from bot.exports.exporting import Exported, Made, by_own_right, document, in_plain_json, plain_values
from bot.settings import Settings
from dialogs.plans.good_life.shown import arrangement_line
from dialogs.words import say
from storage.database.engine import Tx
from storage.documents.kinds import good_life
from storage.documents.kinds.good_life import College, Head
from storage.documents.layout import Form
from storage.people import people, settings
from storage.people.people import Person
from storage.plans.good_life import plan as plans
from storage.plans.good_life.content import Area, Content, Goal, Recipient
from storage.plans.good_life.plan import GoodLife
from storage.plans.nobody import named
from storage.tracking import contacts

WHAT = ("easy", "diary", "college", "plan", "tracking", "everything")


@dataclass(frozen=True)
class Wanted(exporting.Wanted):
    """`to`: who is given it, where that is said."""

    to: Recipient | None = None


async def export(of: Settings, reference: str, who: str, wanted: Wanted) -> Exported:
    """Raises NotFound where there is no plan of that case for this person, NotTracked before they have left."""

    async def make(tx: Tx, person: Person) -> Made:
        plan = await plans.read(tx, person, reference, action=None)
        to = f" to_{wanted.to}" if wanted.to else ""
        return Made(await _made(tx, plan, wanted), plan.about, f"{wanted.what}_{wanted.kind}{to}")

    return await by_own_right(of, who, wanted.out, lambda tx, person: plans.read(tx, person, reference), make)


async def _made(tx: Tx, plan: GoodLife, wanted: Wanted) -> bytes:
    if wanted.what == "everything":
        return in_plain_json(await everything(tx, plan))
    return document(await form(tx, plan, wanted.what, wanted.to), wanted.kind)


async def form(tx: Tx, plan: GoodLife, what: str, to: Recipient | None = None) -> Form:
    """One of the documents. None names the young person: it is theirs, or for somebody who has the case."""
    head = Head((await settings.setting(tx, plan.setting_id)).name, plan.reference)
    if what == "diary":
        return good_life.diary([goal.what for goal in plan.content.goals])
    if what == "college":
        return good_life.college(sheet(plan.content, await _worker(tx, plan)))
    if what == "tracking":
        return await tracking.form(tx, plan, head)
    if what == "easy":
        return good_life.lay_out("easy", await _easy(tx, plan), good_life.NOWHERE)
    return good_life.lay_out("plan", _whole(plan, to), head)


def sheet(content: Content, worker: str) -> College:
    """What a college gets: goals, support and a named contact. All else is for the safeguarding leads to speak of."""
    goals = [(goal.what, goal.step, named(goal.helps)) for goal in content.goals]
    return College(goals, content.part("learning_support"), worker)


async def _worker(tx: Tx, plan: GoodLife) -> str:
    return (await people.get(tx, plan.key_worker_id)).name if plan.key_worker_id else say("good_life.nobody_yet")


async def _easy(tx: Tx, plan: GoodLife) -> dict[str, list[tuple[str, str]]]:
    content = plan.content
    return {
        "strengths": [("strengths", "\n\n".join(content.strengths))],
        "goals": [(f"{goal.number}", _goal(goal, easy=True)) for goal in content.goals],
        "now": [(name, content.part(name)) for name in ("deciding", "hard_times", "skills")],
        "help": [("worker", await _worker(tx, plan)), ("copy_with", content.part("copy_with"))],
    }


def _whole(plan: GoodLife, to: Recipient | None) -> dict[str, list[tuple[str, str]]]:
    content = plan.content
    taught = content.part("sex_education")
    arranged = [
        (say(f"good_life.areas.{area}"), arrangement_line(area, content.arrangements.get(area)).partition(": ")[2])
        for area in Area
    ]
    return {
        "strengths": [("strengths", "\n\n".join(content.strengths))],
        "goals": [(f"{goal.number}", _goal(goal)) for goal in content.goals],
        "now": [
            *((name, content.part(name)) for name in ("deciding", "hard_times", "skills", "learning_support")),
            ("sex_education", say(f"good_life.sex_education.{taught}") if taught else ""),
            ("copy_with", content.part("copy_with")),
        ],
        "led_here": [("led_here", content.led_here_to(to))],
        "leaving": arranged,
        "signed": [("young_person", content.signed_young_person), ("worker", content.signed_worker)],
    }


def _goal(goal: Goal, *, easy: bool = False) -> str:
    """What, why, the next step and who helps; in the page in easy words nothing that was done before."""
    lines = [goal.what, goal.why]
    if goal.step:
        helps = named(goal.helps) or say("good_life.nobody_yet")
        lines.append(say("good_life.step", words=goal.step, helps=helps, by="").removeprefix("• ").strip())
    if goal.done and not easy:
        lines.append(say("good_life.done", words="; ".join(goal.done)).removeprefix("• "))
    return "\n\n".join(filter(None, lines))


async def everything(tx: Tx, plan: GoodLife) -> dict[str, Any]:
    """All that is kept of it, every version and contact too, in plain JSON: for whoever asks what is held."""
    plain = {name: value for name, value in vars(plan).items() if name not in ("id", "case_id", "content")}
    return {
        "plan": plain_values(plain),
        "content": plan.content.as_json(),
        "versions": [
            {**plain_values({k: v for k, v in vars(one).items() if k != "content"}), "content": one.content.as_json()}
            for one in await plans.versions(tx, plan)
        ],
        "contacts": [plain_values(vars(one)) for one in await contacts.of_plan(tx, plan)],
    }

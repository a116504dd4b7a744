"""The documents after leaving: contacts with their pictures, and the figures of a unit, exact or to pass on."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise

from dialogs.interview.parsing.days import day_in_words
from dialogs.tracking.shown import group_name, said_count
from dialogs.words import say
from storage.database.engine import Tx
from storage.documents.drawing import Grid, Scores, scores
from storage.documents.kinds import good_life
from storage.documents.kinds.good_life import Head, words
from storage.documents.layout import Form
from storage.plans.good_life.plan import GoodLife
from storage.tracking import contacts, kinds, running_contacts
from storage.tracking.contacts import Contact, NotTracked
from storage.tracking.figures import Figures, PassedOn
from storage.tracking.running_contacts import period_of
from storage.tracking.schedule import Stands

SHAPES = {Stands.DONE: "completed", Stands.MISSED: "stopped", Stands.TO_COME: "planned"}
PLACED = {
    "the_same": "completed", "moved_as_planned": "waiting", "moved_suddenly": "stopped", "not_known": "planned",
}  # fmt: skip
REACHED = {"0": "planned", "1": "waiting", "2": "started", "3": "completed"}
"""Answers -> shapes of a grid. Each differs from the others without its colour too."""
REST = ("compliance", "supervisor", "mental_health", "behaviour", "further")
Rows = list[tuple[str, str]]


async def form(tx: Tx, plan: GoodLife, head: Head) -> Form:
    """Raises NotTracked before they have left."""
    period, left_on = period_of(plan), plan.left_on
    if period is None or left_on is None:
        raise NotTracked
    every = await contacts.of_plan(tx, plan)
    made = sorted((one for one in every if one.reached), key=lambda one: (one.day, one.number))
    stood = running_contacts.lane(tx, plan, [one.day for one in made])
    rows: dict[str, Rows] = {
        "now": _now(plan, contacts.tries_in_a_row(every)),
        "lane": [
            (str(n), say("tracking.due", day=day_in_words(due.day), stands=say(f"tracking.stands.{stands}"))[2:])
            for n, (due, stands) in enumerate(stood, 1)
        ],
        "placement": _answers(made, kinds.STABILITY),
        "goals": _goals(plan, made),
        "rest": [(_contact(n), _rest(one)) for n, one in enumerate(made, 1)],
    }
    months = (period.last.year - left_on.year) * 12 + period.last.month - left_on.month + 1
    missed = [due.day for due, stands in stood if stands is Stands.MISSED]
    drawn: dict[str, Scores] = {}
    for kind in kinds.asked():
        if kind.scale and made:
            rows[kind.name] = _answers(made, kind.name)
            drawn[kind.name] = _scores(made, kind, left_on, missed, months)
    grids = {"lane": _lane([stands for _, stands in stood]), **_grids(plan, made)}
    return good_life.lay_out("tracking", rows, head, grids=grids, scores=drawn)


def _now(plan: GoodLife, tries: int) -> Rows:
    return [
        ("state", say(f"good_life.states.{plan.state}")),
        ("where", say(f"tracking.whereabouts.{plan.whereabouts}")),
        ("left", day_in_words(plan.left_on) if plan.left_on else ""),
        ("until", day_in_words(plan.last_day) if plan.last_day else ""),
        ("tries", str(tries) if tries else ""),
    ]


def _contact(number: int) -> str:
    return str(words()["tracking"]["contact"].format(number=number))


def _answers(made: Sequence[Contact], name: str) -> Rows:
    return [
        (_contact(n), f"{day_in_words(one.day)}: {say(f'tracking.answers.{name}.{one.answers[name]}')}")
        for n, one in enumerate(made, 1)
    ]


def _rest(one: Contact) -> str:
    lines = [day_in_words(one.day)]
    for name in REST:
        if name == kinds.FURTHER and one.answers[name] == "none_known":
            none = say("tracking.none_known", who=one.answers["told_by"], day=day_in_words(one.day))
            lines.append(none.removeprefix("• "))
        else:
            lines.append(f"{say(f'tracking.kinds.{name}')}: {say(f'tracking.answers.{name}.{one.answers[name]}')}")
    lines.append(say("tracking.numbers", **one.numbers).removeprefix("• "))
    return "\n\n".join([*lines, one.answers.get("words", "")]).strip()


def _goals(plan: GoodLife, made: Sequence[Contact]) -> Rows:
    found = []
    for goal in plan.content.goals:
        said = [one.answers.get(f"goal_{goal.number}", "") for one in made]
        shown = "; ".join(
            f"{_contact(n)}: {say(f'tracking.answers.goal.{score}')}" for n, score in enumerate(said, 1) if score
        )
        found.append((words()["tracking"]["goal"].format(number=goal.number), f"{goal.what}\n\n{shown}".strip()))
    return found


def _scores(made: Sequence[Contact], kind: kinds.Kind, left_on: date, missed: Sequence[date], months: int) -> Scores:
    gaps = {after.day for before, after in pairwise(made) if any(before.day < day < after.day for day in missed)}
    listed = [((one.day - left_on).days, kinds.number_in(one.answers[kind.name]), one.day in gaps) for one in made]
    return scores(listed, months, kind.scale or (1, 5), words()["tracking"]["scores_caption"])


def _lane(stood: Sequence[Stands]) -> Grid:
    heads = tuple(str(n) for n in range(1, len(stood) + 1))
    key = tuple((SHAPES[one], say(f"tracking.stands.{one}")) for one in Stands)
    return Grid(heads, (("", tuple(SHAPES[one] for one in stood)),), key, words()["tracking"]["lane_caption"])


def _grids(plan: GoodLife, made: Sequence[Contact]) -> dict[str, Grid]:
    if not made:
        return {}
    said, heads = words()["tracking"], tuple(str(n) for n in range(1, len(made) + 1))
    placed = tuple(PLACED[one.answers[kinds.STABILITY]] for one in made)
    key = tuple((shape, say(f"tracking.answers.stability.{name}")) for name, shape in PLACED.items())
    goals = tuple(
        (
            said["goal"].format(number=goal.number),
            tuple(REACHED.get(one.answers.get(f"goal_{goal.number}", ""), "") for one in made),
        )
        for goal in plan.content.goals
    )
    far = tuple((shape, say(f"tracking.answers.goal.{score}")) for score, shape in REACHED.items())
    return {
        "placement": Grid(heads, (("", placed),), key, said["placement_caption"]),
        "goals": Grid(heads, goals, far, said["goals_caption"]),
    }


# ---- a unit


def exact(found: Figures, head: Head) -> Form:
    """For whoever manages the unit: not to be passed on."""
    where: Rows = [("total", str(found.total)), ("left", str(found.left))]
    where += [(say(f"tracking.whereabouts.{name}"), str(count)) for name, count in found.whereabouts.items()]
    rows = {
        "where": where,
        "further": [("sexual", str(found.sexual)), ("not_sexual", str(found.not_sexual))],
        "contacts": [
            ("lost_touch", str(found.lost_touch)),
            ("contacts", say("outcomes.of", count=found.kept_contacts, of=found.due_contacts)),
        ],
    }
    return replace(good_life.lay_out("outcomes", rows, head), marking=words()["outcomes"]["exact_marking"])


def to_pass_on(found: PassedOn, head: Head) -> Form:
    """Without small numbers; `head.reference` is the quarter."""
    groups: Rows = [(group_name(group), str(group.count)) for group in found.groups]
    both = say("outcomes.of", count=found.contacts[0], of=found.contacts[1]) if found.contacts else said_count(None)
    rows = {
        "where": [("total", said_count(found.total)), *groups],
        "further": [
            ("sexual", said_count(found.sexual, none_known=True)),
            ("not_sexual", said_count(found.not_sexual, none_known=True)),
        ],
        "contacts": [("lost_touch", said_count(found.lost_touch)), ("contacts", both)],
    }
    return good_life.lay_out("outcomes", rows, head)


__all__ = ["exact", "form", "to_pass_on"]

"""'tracking WC-...': which contacts were kept and what was said last; 'outcomes': what a unit learns, to pass on."""

from collections.abc import Iterator
from datetime import timedelta

from dialogs.interview.chat import Chat
from dialogs.interview.parsing.days import day_in_words
from dialogs.plans.good_life.about import next_steps, problem, which
from dialogs.turn import Choice, Reply
from dialogs.words import say
from storage.casework import members
from storage.casework.parts import Part
from storage.plans.good_life import plan as plans
from storage.plans.good_life.content import State
from storage.plans.good_life.plan import GoodLife
from storage.reporting.small_numbers import Group
from storage.tracking import contacts, kinds, reports, running_contacts
from storage.tracking.contacts import TRIES, Contact, NotTracked
from storage.tracking.figures import PassedOn

QUARTER = timedelta(weeks=13)
"""How often the clinical supervisor outside looks at it (our own choice; that they do is the source's, OF-outcomes)."""


async def tracking(chat: Chat, rest: str) -> list[Reply]:
    """One screen; that it was read is in its history."""
    found = await which(chat, "tracking", rest)
    if isinstance(found, Reply):
        return [found]
    if found.left_on is None:
        return [problem(NotTracked())]
    plan = await plans.read(chat.tx, chat.person, found.reference)
    made = await contacts.of_plan(chat.tx, plan)
    lines = [*_head(plan), *lane(chat, plan, made)]
    last = next((one for one in reversed(made) if one.reached), None)
    if last is not None:
        lines += [say("tracking.last", day=day_in_words(last.day)), *answered(last)]
    tries = contacts.tries_in_a_row(made)
    if tries:
        lines.append(say("tracking.tries", count=tries))
    return [Reply("tracking.head", "\n".join(lines), choices=await _next(chat, plan, tries))]


def _head(plan: GoodLife) -> Iterator[str]:
    state = say(f"good_life.states.{plan.state}")
    yield say(
        "tracking.head", reference=plan.reference, state=state, where=say(f"tracking.whereabouts.{plan.whereabouts}")
    )
    if plan.left_on and plan.last_day:
        key = "tracking.on_licence" if plan.period == "licence" else "tracking.without_licence"
        yield say(key, left=day_in_words(plan.left_on), until=day_in_words(plan.last_day))
    if plan.ended_as:
        yield say("tracking.ended_as", how=say(f"tracking.ends.{plan.ended_as}"))


def lane(chat: Chat, plan: GoodLife, made: list[Contact]) -> Iterator[str]:
    """Each contact that is due, with whether it was kept; and how long ago the clinical supervisor has looked."""
    for due, stands in running_contacts.lane(chat.tx, plan, contacts.reached_on(made)):
        yield say("tracking.due", day=day_in_words(due.day), stands=say(f"tracking.stands.{stands}"))
    looked = max((one.day for one in made if one.answers.get("supervisor") == "looked_at"), default=plan.left_on)
    if plan.state is State.TRACKING and looked and chat.today - looked > QUARTER:
        yield say("tracking.supervisor_due")


def answered(one: Contact) -> Iterator[str]:
    """The ten kinds, in words."""
    for name in kinds.kinds():
        if name == kinds.NUMBERS:
            yield say("tracking.numbers", **one.numbers)
        elif name == kinds.FURTHER and one.answers[name] == "none_known":
            yield say("tracking.none_known", who=one.answers["told_by"], day=day_in_words(one.day))
        else:
            said = say(f"tracking.answers.{name}.{one.answers[name]}")
            yield say("tracking.answer", label=say(f"tracking.kinds.{name}"), words=said)


async def _next(chat: Chat, plan: GoodLife, tries: int) -> tuple[Choice, ...]:
    if plan.state is State.ENDED:
        return ()
    signs = tries >= TRIES and await members.is_in(chat.tx, chat.person, plan.case_id, Part.LINE_MANAGER)
    return next_steps(plan, "contact", *(("lost_touch",) if signs else ()), "end_life_plan", "good_life_plan")


async def outcomes(chat: Chat, rest: str) -> list[Reply]:
    """'outcomes': of the last quarter that is over, without small numbers."""
    quarter, found = await reports.read(chat.tx, chat.person)
    return [Reply("outcomes.head", "\n".join(passed_on_lines(quarter, found)))]


def passed_on_lines(quarter: str, found: PassedOn) -> Iterator[str]:
    """The edition to pass on, a line each; what is too few is said to be left out."""
    year, _, number = quarter.partition("-")
    total = left_out() if found.total is None else str(found.total)
    yield say("outcomes.head", year=year, quarter=number, total=total)
    for group in found.groups:
        yield say("outcomes.row", names=group_name(group), count=group.count)
    if not found.groups:
        yield say("outcomes.too_few")
    yield say("outcomes.sexual", count=said_count(found.sexual, none_known=True))
    yield say("outcomes.not_sexual", count=said_count(found.not_sexual, none_known=True))
    yield say("outcomes.lost_touch", count=said_count(found.lost_touch))
    kept = say("outcomes.of", count=found.contacts[0], of=found.contacts[1]) if found.contacts else left_out()
    yield say("outcomes.contacts", count=kept)


def said_count(count: int | None, *, none_known: bool = False) -> str:
    """The number, or that it is left out (None); with `none_known` 0 is 'none known'."""
    if count is None:
        return left_out()
    return say("outcomes.none_known") if none_known and count == 0 else str(count)


def left_out() -> str:
    """That a number is left out, since it would be too small."""
    return say("outcomes.left_out")


def group_name(group: Group) -> str:
    """Where they live, of a group that may be several places joined."""
    return f" {say('outcomes.or')} ".join(say(f"tracking.whereabouts.{label}") for label in group.labels)


__all__ = ["answered", "group_name", "lane", "outcomes", "passed_on_lines", "said_count", "tracking"]

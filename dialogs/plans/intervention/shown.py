"""'plan WC-...' as its members see it, and 'gap list' for those who commission."""

from collections.abc import AsyncIterator, Iterator, Sequence

from dialogs.interview.chat import Chat
from dialogs.interview.parsing.days import LONDON, day_in_words, moment_in_words
from dialogs.plans.intervention.about import in_words, next_steps, which
from dialogs.turn import Choice, Reply
from dialogs.words import reply, say
from storage.casework.finishing import FIRST_MEETING
from storage.clocks import running
from storage.people import people
from storage.plans.intervention import actions, gaps
from storage.plans.intervention import plan as plans
from storage.plans.intervention.content import GOING, PARTS, VOICES, Action, State
from storage.plans.intervention.menu import lists
from storage.plans.intervention.plan import AFTER_CHANGE, REVIEW, Plan
from storage.plans.nobody import named


async def plan(chat: Chat, rest: str) -> list[Reply]:
    """'plan WC-...': one screen. That it was read is in its history."""
    found = await which(chat, "plan", rest)
    if isinstance(found, Reply):
        return [found]
    found = await plans.read(chat.tx, chat.person, found.reference)
    lines = [line async for line in _whole(chat, found)]
    return [Reply("intervention.head", "\n".join(lines), choices=_next(found))]


async def mine(chat: Chat, rest: str) -> list[Reply]:
    """'intervention plans': a line each."""
    found = await listed(chat)
    if not found:
        return [reply("intervention.none")]
    lines = [say("intervention.list"), *(line for _, line in found)]
    choices = tuple(
        Choice(f"{say('intervention.typed.plan')} {reference}", say("intervention.see", reference=reference))
        for reference, _ in found[:6]
    )
    return [Reply("intervention.list", "\n".join(lines), choices=choices)]


async def listed(chat: Chat) -> list[tuple[str, str]]:
    """The plans that this person has a part in: the reference of each, and a line."""
    return [
        (one.reference, say("intervention.row", reference=one.reference, state=say(f"intervention.states.{one.state}")))
        for one in await plans.of_person(chat.tx, chat.person)
    ]


async def _whole(chat: Chat, one: Plan) -> AsyncIterator[str]:
    state, level = say(f"intervention.states.{one.state}"), say(f"intervention.levels.{one.level}")
    yield say("intervention.head", reference=one.reference, state=state, version=one.version)
    yield say("intervention.level", level=level, meeting=say(f"intervention.meetings.{one.meeting}"))
    if one.lead_id is None:
        yield say("intervention.vacant")
    else:
        yield say("intervention.lead", who=(await people.get(chat.tx, one.lead_id)).name)
    async for line in _days(chat, one):
        yield line
    for line in _parts(one, VOICES):
        yield line
    made = await actions.of_plan(chat.tx, one)
    for need in one.content.needs:
        domain = say(f"intervention.domains.{need.domain}")
        yield say("intervention.need", number=need.number, domain=domain, change=need.change)
        yield say("intervention.know", know=need.know or say("intervention.nothing"))
        for action in made:
            if action.need == need.number:
                yield action_line(action)
    for action in made:
        if action.need is None:
            yield action_line(action)
    for line in _parts(one, tuple(name for name in PARTS if name not in VOICES)):
        yield line
    if one.content.hints:
        yield say("intervention.hints")
        for line in hint_lines(one.content.hints):
            yield line


def _parts(one: Plan, names: Sequence[str]) -> Iterator[str]:
    for name in names:
        if one.content.part(name):
            label, said = say(f"intervention.fields.{name}"), in_words(name, one.content.part(name))
            yield say("intervention.part", label=label, words=said)


async def _days(chat: Chat, one: Plan) -> AsyncIterator[str]:
    today = chat.turn.now.astimezone(LONDON).date()
    if one.agreed_at is not None:
        yield say("intervention.agreed", name=one.content.signed_name, when=moment_in_words(one.agreed_at))
    for name in (FIRST_MEETING, AFTER_CHANGE, REVIEW):
        clock = await running.find(chat.tx, name, one.about)
        if clock is not None and clock.ended_at is None:
            yield say(f"intervention.clocks.{name}", day=day_in_words(clock.limit(today, chat.tx.closed).day))
    if one.ended_as:
        yield say("intervention.ended_as", how=say(f"intervention.ends.{one.ended_as}"))


def doer(one: Action) -> str:
    """Who does it, in words."""
    return named(one.who) or say("intervention.nobody_yet")


def action_line(one: Action) -> str:
    """'2. Drawing group, weekly (early help, Wren): has started'."""
    state = say(f"intervention.action_states.{one.state}")
    if one.state in GOING and lists().menu[one.menu].panel and one.panel_agreed_on is None:
        state = f"{state}; {say('intervention.panel_needed')}"
    return say(
        "intervention.action", number=one.number, what=one.what, who=doer(one),
        agency=say(f"assessment.agencies.{one.agency}"), menu=say(f"intervention.menu.{one.menu}"),
        kind=say(f"intervention.kinds.{one.kind}"), state=state, why=one.why,
    ).strip()  # fmt: skip


def hint_lines(hints: Sequence[str]) -> Iterator[str]:
    """Each with its source; a need or an action by its number, never by its words."""
    for hint in hints:
        check, _, number = hint.partition(" ")
        cites = ", ".join(lists().checks[check].cites)
        yield say(f"intervention.checks.{check}", number=number, cites=cites)


def _next(one: Plan) -> tuple[Choice, ...]:
    if one.state is State.ENDED:
        return ()
    if one.state is State.DRAFT:
        return next_steps(one, "add_need", "add_action", "plan_parts", "plan_voices", "sign_plan")
    vacant = ("lead_passes",) if one.lead_id is None else ()
    return next_steps(one, *vacant, "plan_action", "review_plan", "significant_change", "add_need")


async def gap_list(chat: Chat, rest: str) -> list[Reply]:
    """'gap list': of the last quarter that is over, with small numbers joined."""
    found = await gaps.read(chat.tx, chat.person)
    year, _, quarter = found.quarter.partition("-")
    if not found.total:
        return [reply("gap_list.too_few", year=year, quarter=quarter)]
    lines = [say("gap_list.head", year=year, quarter=quarter, total=found.total), *gap_rows(found)]
    return [Reply("gap_list.head", "\n".join(lines))]


def gap_rows(found: gaps.GapList) -> list[str]:
    """A line a group of gaps, with how many waited too long."""
    rows = []
    for group in found.groups:
        names = f" {say('gap_list.or')} ".join(say(f"intervention.menu.{label}") for label in group.labels)
        rows.append(say("gap_list.row", names=names, count=group.count))
    return rows


__all__ = ["gap_list", "hint_lines", "listed", "mine", "plan"]

"""A Good Life plan as its members see it, and 'leaving WC-...': what is arranged, and what is still missing."""

from collections.abc import Iterator

from dialogs.interview.chat import Chat
from dialogs.interview.choice_form import day_of
from dialogs.interview.parsing.days import day_in_words
from dialogs.plans.good_life.about import next_steps, which
from dialogs.turn import Choice, Reply
from dialogs.words import reply, say
from storage.people import people
from storage.plans.good_life import plan as plans
from storage.plans.good_life.content import PARTS, Area, Arrangement, State
from storage.plans.good_life.plan import GoodLife
from storage.plans.nobody import named


async def plan(chat: Chat, reference: str) -> list[Reply]:
    """One screen, strengths and goals first. That it was read is in its history."""
    found = await plans.read(chat.tx, chat.person, reference)
    lines = [say("good_life.head", reference=found.reference, state=say(f"good_life.states.{found.state}"))]
    lines.append(await _carried_by(chat, found))
    lines += _whole(found)
    return [Reply("good_life.head", "\n".join(lines), choices=_next(found))]


async def mine(chat: Chat, rest: str = "") -> list[Reply]:
    """'life plans': a line each."""
    found = await listed(chat)
    if not found:
        return [reply("good_life.none")]
    lines = [say("good_life.list"), *(line for _, line in found)]
    start = say("good_life.typed.good_life_plan")
    choices = tuple(
        Choice(f"{start} {reference}", say("good_life.see", reference=reference)) for reference, _ in found[:6]
    )
    return [Reply("good_life.list", "\n".join(lines), choices=choices)]


async def listed(chat: Chat) -> list[tuple[str, str]]:
    """The plans that this person may read: the reference of each, and a line."""
    return [
        (one.reference, say("good_life.row", reference=one.reference, state=say(f"good_life.states.{one.state}")))
        for one in await plans.of_person(chat.tx, chat.person)
    ]


async def leaving(chat: Chat, rest: str) -> list[Reply]:
    """'leaving WC-...': each arrangement, those that nothing is known of too."""
    found = await which(chat, "leaving", rest)
    if isinstance(found, Reply):
        return [found]
    found = await plans.read(chat.tx, chat.person, found.reference)
    lines = [say("good_life.leaving", reference=found.reference)]
    for area in Area:
        lines.append(arrangement_line(area, found.content.arrangements.get(area)))
    steps = () if found.state is State.ENDED else ("arrange", *(("has_left",) if found.left_on is None else ()))
    return [Reply("good_life.leaving", "\n".join(lines), choices=next_steps(found, *steps))]


def arrangement_line(area: Area, made: Arrangement | None) -> str:
    """What is arranged in that area, by whom and from when; None: that nothing is yet."""
    name = say(f"good_life.areas.{area}")
    if made is None:
        return say("good_life.not_arranged", area=name)
    day = day_of(made.on)
    when = say("good_life.on", day=day_in_words(day)) if day else ""
    return say(
        "good_life.arrangement",
        area=name,
        how=say(f"good_life.how.{made.how}"),
        who=named(made.who) or say("good_life.nobody_yet"),
        when=when,
    ).strip()


async def _carried_by(chat: Chat, one: GoodLife) -> str:
    if one.key_worker_id is None:
        return say("good_life.vacant")
    return say("good_life.carried_by", who=(await people.get(chat.tx, one.key_worker_id)).name)


def _whole(one: GoodLife) -> Iterator[str]:
    content = one.content
    if content.strengths:
        yield say("good_life.strengths", words="; ".join(content.strengths))
    for goal in content.goals:
        by = day_of(goal.by)
        yield say("good_life.goal", number=goal.number, what=goal.what)
        if goal.why:
            yield say("good_life.why", words=goal.why)
        if goal.step:
            until = say("good_life.by", day=day_in_words(by)) if by else ""
            yield say(
                "good_life.step", words=goal.step, helps=named(goal.helps) or say("good_life.nobody_yet"), by=until
            ).strip()
        if goal.done:
            yield say("good_life.done", words="; ".join(goal.done))
    for name in PARTS:
        if content.part(name):
            said = content.part(name)
            said = say(f"good_life.sex_education.{said}") if name == "sex_education" else said
            yield say("good_life.part", label=say(f"good_life.fields.{name}"), words=said)
    if content.led_here:
        to = ", ".join(say(f"good_life.recipients.{one}") for one in content.led_here_for)
        yield say("good_life.led_here", words=content.led_here, to=to or say("good_life.nobody"))
    if content.signed_young_person:
        yield say("good_life.signed_by", young_person=content.signed_young_person, worker=content.signed_worker)


def _next(one: GoodLife) -> tuple[Choice, ...]:
    if one.state is State.ENDED:
        return ()
    if one.state in (State.OFFERED, State.DRAFTING):
        return next_steps(one, "add_goal", "strengths", "from_now_on", "led_here", "sign_life_plan")
    vacant = ("hand_on",) if one.key_worker_id is None else ()
    if one.state is State.TRACKING:
        return next_steps(one, *vacant, "contact", "tracking", "step_done")
    return next_steps(one, *vacant, "step_done", "add_goal", "from_now_on", "leaving")


__all__ = ["arrangement_line", "leaving", "listed", "mine", "plan"]

"""'talks' and 'talk 1': the list, each by what somebody has to do with it, and one talk as its readers see it."""

from collections.abc import AsyncIterator, Iterator

from dialogs.interview.chat import Chat
from dialogs.interview.parsing.days import day_in_words, moment_in_words
from dialogs.interview.shown import Stale
from dialogs.talks import which
from dialogs.turn import Choice, Reply
from dialogs.words import choice, passing_the_dsl_by, reply, say
from storage.people import people, settings
from storage.talks import access, asking, matter
from storage.talks.access import READS, Listed, Part
from storage.talks.talk import Answer, Asked, Outcome, State, Talk

MOST_ROWS = 20
MOST_BUTTONS = 6


async def talks(chat: Chat, rest: str) -> list[Reply]:
    """'talks': what waits for them and what they wait for, the longest first."""
    listed = (await access.known_to(chat.tx, chat.person))[:MOST_ROWS]
    which.keep(chat, listed)
    if not listed:
        return [reply("talks.none", choices=("help",))]
    rows = [await row(chat, number, one) for number, one in enumerate(listed, 1)]
    buttons = [
        Choice(f"talk {which.item(one)}", say("talks.read", number=number))
        for number, one in enumerate(listed, 1)
        if one.part in READS
    ]
    return [Reply("talks.list", "\n".join([say("talks.list"), *rows]), choices=tuple(buttons[:MOST_BUTTONS]))]


async def talk(chat: Chat, rest: str) -> list[Reply]:
    """'talk 1': what was asked and what was answered; or that it took place, for who may know no more."""
    found = await which.meant(chat, rest)
    if found is None:
        return await talks(chat, "")
    if isinstance(found, Stale):
        return [reply(f"talks.stale.{found}", choices=("talks",))]
    if found.part not in READS:
        words = await row(chat, 1, found)
        return [
            Reply("talks.only_that_it_is", f"{words}\n\n{say('talks.only_that_it_is')}", choices=(choice("talks"),))
        ]
    one, part = await access.read(chat.tx, chat.person, found.id)
    with passing_the_dsl_by(one.passes_the_dsl_by):
        return [await _whole(chat, one, part, found)]


async def _whole(chat: Chat, one: Talk, part: Part, found: Listed) -> Reply:
    """One talk, as whoever reads it sees it."""
    parts = [await _head(chat, one, part), asked(one.asked)]
    if part is Part.DUTY:
        parts += [line async for line in _for_duty(chat, one)]
    if one.answer is not None:
        parts.append(await _answered(chat, one, one.answer))
    if one.review is not None:
        parts.append(say(f"talks.reviewed.{one.review.seen}", words=one.review.words or say("talks.no_words")))
    return Reply("talks.head", "\n\n".join(parts), choices=_next(one, part, found))


async def row(chat: Chat, number: int, one: Listed) -> str:
    """A talk as it stands in a list, by whose it is and how far it has come."""
    asker = await people.get(chat.tx, one.asker_id)
    setting = await settings.setting(chat.tx, asker.setting_id)
    kind = f"{_whose(one.part)}_{one.state}"
    if one.part is Part.LEAD:
        kind = "lead_today" if one.needs_lead else "lead_again" if one.is_watched_again else "lead"
    said = say(
        f"talks.rows.{kind}", number=number, reference=one.reference, who=asker.name, setting=setting.name,
        when=moment_in_words(one.asked_at), day=day_in_words(one.review_on) if one.review_on else "",
    )  # fmt: skip
    over_at = asking.due(chat.tx, one.asked_at).over_at
    if one.state is not State.WAITING or chat.turn.now < over_at:
        return said
    return f"{said}. {say(f'talks.past_its_time.{_whose(one.part)}', who=asker.name, by=moment_in_words(over_at))}"


def _whose(part: Part) -> str:
    return "mine" if part in (Part.ASKER, Part.STANDS_IN) else str(part)


async def _head(chat: Chat, one: Talk, part: Part) -> str:
    asker = await people.get(chat.tx, one.asker_id)
    setting = await settings.setting(chat.tx, one.setting_id)
    gone = "" if asker.roles else say("talks.asker_gone")
    when = moment_in_words(one.asked_at)
    return " ".join(filter(None, [
        say("talks.head", reference=one.reference, who=asker.name, setting=setting.name, when=when), gone
    ]))  # fmt: skip


def asked(one: Asked) -> str:
    """What was asked, as youth justice reads it; shown before it is sent as well."""
    wanted = "; ".join(say(f"talk.questions.wanted.choices.{each}") for each in one.wanted)
    return "\n".join(
        [
            say("talks.asked.side", side=say(f"talk.questions.side.choices.{one.side}")),
            say("talks.asked.age", age=say(f"talk.questions.age_band.choices.{one.age_band}")),
            say("talks.asked.concern", words=one.concern),
            say("talks.asked.wanted", wanted="; ".join(filter(None, [wanted, one.wanted_words]))),
            say("talks.asked.manager", who=one.manager_name, day=day_in_words(one.manager_agreed_on)),
            say("talks.asked.reach", reach=one.reach),
        ]
    )


async def _for_duty(chat: Chat, one: Talk) -> AsyncIterator[str]:
    """What whoever answers should know beside: that the same has been watched before, and that it waits."""
    before = await matter.watched_before(chat.tx, one.id)
    if before:
        yield say("talks.watched_before" if before > 1 else "talks.watched_once", count=before)
    if one.state is State.WAITING:
        yield say("talks.ring_first")


async def _answered(chat: Chat, one: Talk, answer: Answer) -> str:
    who = await people.get(chat.tx, str(one.answered_by))
    when = moment_in_words(one.answered_at) if one.answered_at else ""
    lines = [say("talks.answered", who=who.name, when=when), *follow_on(answer)]
    return "\n".join([*lines, say("talks.advice", words=answer.advice)] if answer.advice else lines)


def follow_on(answer: Answer) -> Iterator[str]:
    """Each outcome with what follows from it, a line each."""
    for outcome in answer.outcomes:
        if outcome is Outcome.MONITORING and answer.watch is not None:
            watch = answer.watch
            day = day_in_words(watch.review_on)
            yield say("talks.follows.monitoring", what=watch.what, who=watch.who, day=day)
        else:
            yield say(f"talks.follows.{outcome}")


def _next(one: Talk, part: Part, found: Listed) -> tuple[Choice, ...]:
    back = choice("talks")
    if part is Part.DUTY and one.state is State.WAITING:
        return (Choice(f"talk outcome {which.item(found)}", say("talks.answer_it")), back)
    if part is not Part.DUTY and one.state is State.WATCHED:
        return (Choice(f"review talk {which.item(found)}", say("talks.review_it")), back)
    agreed = one.answer is not None and Outcome.SINGLE_AGENCY in one.answer.outcomes
    return (choice("refer_to_group"), back) if agreed and part is not Part.DUTY else (back,)


__all__ = ["asked", "follow_on", "row", "talk", "talks"]

"""'my referrals' and 'group': what somebody has referred, and for the lead who is in their group and what waits."""

from collections.abc import AsyncIterator, Iterator, Mapping, Sequence

from dialogs.interview.chat import Chat
from dialogs.interview.parsing.days import LONDON, day_in_words, moment_in_words
from dialogs.turn import Choice, Reply
from dialogs.words import choice, reply, say
from storage import audit
from storage.audit import AuditAction, Kind
from storage.clocks import running
from storage.clocks.running import Running
from storage.groups import access, attending, directory
from storage.groups.access import Part
from storage.groups.directory import Group
from storage.groups.referral import HAS_A_PLACE, OVER, Referral, Referred, State
from storage.groups.referring import ANSWERED
from storage.people import people, settings
from storage.people.people import Role
from storage.problems import NotFound

LEADS = frozenset({Role.GROUP_LEAD})
MOST_ROWS, MOST_BUTTONS = 20, 6


def group_in_words(group: Group) -> str:
    """'Stepping Stones, ages 11 to 14, Larkfield Hall: 3 of 8 places taken'."""
    key = "groups.group_full" if group.is_full else "groups.group"
    return say(key, name=group.name, youngest=group.youngest, oldest=group.oldest, place=group.place,
               taken=group.taken, capacity=group.capacity)  # fmt: skip


def referred(one: Referred) -> Iterator[str]:
    """Why a group may help, a line each; neither name nor date of birth."""
    reasons = "; ".join(say(f"group_referral.questions.reasons_for.choices.{each}") for each in one.reasons)
    known_to = "; ".join(say(f"group_referral.questions.agencies_knowing.choices.{each}") for each in one.known_to)
    yield say("groups.strengths", words=one.strengths)
    yield say("groups.needs", words=one.needs)
    yield say("groups.reasons", reasons=reasons)
    yield say("groups.known_to", agencies=known_to)
    yield say("groups.route", route=say(f"group_referral.questions.group_route.choices.{one.route}"))
    yield say("groups.agreed")
    yield say("groups.reach", reach=one.reach)


async def my_referrals(chat: Chat, rest: str) -> list[Reply]:
    """'my referrals': a line each, what has not ended first. No child is named."""
    if rest:
        return await one_of_them(chat, rest)
    found = await sent(chat)
    if not found:
        return [reply("groups.none_sent", choices=("refer_to_group",))]
    lines = [say("groups.mine"), *(line for _, line in found)]
    return [Reply("groups.mine", "\n".join(lines), choices=_read_buttons([one for one, _ in found]))]


async def group(chat: Chat, rest: str) -> list[Reply]:
    """'group': for its lead, places, what waits for an answer, who is in it and who waits for a place."""
    if rest:
        return await one_of_them(chat, rest)
    found = await led(chat)
    if not found:
        return [reply("groups.none_led")]
    lines: list[str] = []
    for one, inside in found:
        lines += [group_in_words(one), *([line for _, line in inside] or [say("groups.empty")])]
    every = [each for _, inside in found for each, _ in inside]
    waiting = [one for one in every if not one.is_answered or one.waits]
    choices = (*_read_buttons(waiting or every), *((choice("came"),) if _places(every) else ()))
    return [Reply("groups.led", "\n".join([say("groups.led"), *lines]), choices=choices)]


async def led(chat: Chat) -> list[tuple[Group, list[tuple[Referral, str]]]]:
    """The groups that this person leads, and who is in them or waits, with a line each. It is in their history."""
    groups = await directory.led_by(chat.tx, chat.person)
    if groups:
        await audit.note(chat.tx, audit.of_person(chat.person.id), chat.person.id, AuditAction.GROUP_LISTED)
    rows = await _rows(chat, await access.of_groups(chat.tx, [one.id for one in groups]), "groups.led_row")
    return [(one, [(each, line) for each, line in rows if each.group_id == one.id]) for one in groups]


async def sent(chat: Chat) -> list[tuple[Referral, str]]:
    """What this person has referred, with a line each; no child is named."""
    return await _rows(chat, (await access.sent_by(chat.tx, chat.person))[:MOST_ROWS], "groups.row")


async def one_of_them(chat: Chat, rest: str) -> list[Reply]:
    """'group WR-...': one referral; that it was read is in its history. Its lead reads who it is."""
    try:
        one, part = await access.read(chat.tx, chat.person, rest)
    except NotFound:
        return [reply("groups.not_found", choices=("my_referrals",))]
    lines = [line async for line in _whole(chat, one, part)]
    return [Reply("groups.head", "\n".join(lines), choices=tuple(_next(one, part)))]


async def _whole(chat: Chat, one: Referral, part: Part) -> AsyncIterator[str]:
    group = await directory.get(chat.tx, one.group_id)
    referrer, setting = await people.get(chat.tx, one.referrer_id), await settings.setting(chat.tx, one.setting_id)
    yield say("groups.head", reference=one.reference, group=group.name, who=referrer.name, setting=setting.name,
              when=moment_in_words(one.sent_at))  # fmt: skip
    yield _state(chat, one, await running.of_many(chat.tx, Kind.GROUP_REFERRAL, [one.id]))
    if part is Part.LEAD:
        yield say("groups.child", name=one.referred.name, born=day_in_words(one.referred.born))
    for line in referred(one.referred):
        yield line
    days = await attending.of_referral(chat.tx, one)
    if days:
        came = [day for day, was_there in days if was_there]
        yield say("groups.came", count=len(came), of=len(days), last=day_in_words(days[-1][0]))


async def _rows(chat: Chat, found: Sequence[Referral], key: str) -> list[tuple[Referral, str]]:
    """A line each, in as many questions as one."""
    names = await directory.names(chat.tx, {one.group_id for one in found})
    clocks = await running.of_many(chat.tx, Kind.GROUP_REFERRAL, [one.id for one in found])
    return [
        (one, say(key, reference=one.reference, group=names[one.group_id], state=_state(chat, one, clocks)))
        for one in found
    ]


def _state(chat: Chat, one: Referral, clocks: Mapping[str, Sequence[Running]]) -> str:
    """How far it has come, in words, with the day by which it is to be answered. `clocks` by the referral's id."""
    newest = [each for each in clocks.get(one.id, ()) if each.clock.name == ANSWERED][-1:]
    clock = newest[0] if newest and not one.is_answered else None
    by = ""
    if clock is not None:
        today = chat.turn.now.astimezone(LONDON).date()
        by = say("groups.answer_by", day=day_in_words(clock.limit(today, chat.tx.closed).day))
    key = f"groups.states.{one.state}"
    if one.state in OVER:
        return say(key, why=one.why, instead=one.instead).strip()
    since = moment_in_words(one.waiting_since) if one.waiting_since else ""
    return f"{say(key, since=since)}{by}"


def _next(one: Referral, part: Part) -> Iterator[Choice]:
    if part is Part.LEAD and one.state in (State.SENT, State.WAITING):
        yield Choice(f"answer referral {one.reference}", say("groups.answer_it"))
    if part is Part.LEAD and one.state in HAS_A_PLACE:
        yield Choice(f"end referral {one.reference}", say("groups.end_it"))
    yield choice("group" if part is Part.LEAD else "my_referrals")


def _read_buttons(found: Sequence[Referral]) -> tuple[Choice, ...]:
    return tuple(
        Choice(f"group {one.reference}", say("groups.see", reference=one.reference)) for one in found[:MOST_BUTTONS]
    )


def _places(found: Sequence[Referral]) -> bool:
    return any(one.state in HAS_A_PLACE for one in found)


__all__ = ["LEADS", "group", "group_in_words", "led", "my_referrals", "referred", "sent"]

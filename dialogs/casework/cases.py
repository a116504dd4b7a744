"""What there is of cases: one's own, one of them on a screen, and what is one word about it. No child is named here."""

from collections.abc import AsyncIterator

from dialogs.casework.about import CASES, case_problem
from dialogs.interview.chat import Chat
from dialogs.interview.parsing.dates import day_in_words, month_in_words
from dialogs.interview.parsing.days import today
from dialogs.turn import Choice, Reply
from dialogs.words import reply, say
from storage import audit
from storage.administration import changing_hands, closing_cases
from storage.casework import assessments, cases, consultations, events, handing_over, members
from storage.casework.cases import Case
from storage.casework.events import Event
from storage.casework.members import about
from storage.casework.parts import Precision
from storage.casework.reference import REFERENCE
from storage.people import people, settings
from storage.problems import Problem

MOST = 20
MOST_EVENTS = 8


async def mine(chat: Chat, rest: str) -> list[Reply]:
    """'Cases': a line each, the newest first."""
    found = await cases.of_person(chat.tx, chat.person)
    if not found:
        return [reply("case.none")]
    lines = [
        say("case.row", reference=one.reference, side=say(f"case.sides.{one.side}"), day=_day(one))
        for one in found[:MOST]
    ]
    more = [say("case.and_more", count=len(found) - MOST)] if len(found) > MOST else []
    choices = tuple(Choice(f"case {one.reference}", one.reference) for one in found[:6])
    return [Reply("case.list", "\n".join([say("case.list"), *lines, *more]), choices=choices)]


def _day(case: Case) -> str:
    return day_in_words(today(case.opened_at))


async def one_of_them(chat: Chat, rest: str) -> list[Reply]:
    """'Case WC-...': who is in it, what goes on, what has happened. That it was read is kept in its history."""
    found = await CASES.which(chat, "case", rest)
    if isinstance(found, Reply):
        return [found]
    await audit.note(chat.tx, about(found.id), chat.person.id, audit.AuditAction.READ)
    parts = (_head, _who, _goes_on, _happened)
    lines = [line for part in parts async for line in part(chat, found)]
    steps: tuple[str, ...] = ("let_into_case", "it_happened", "offer_case", "close_case")
    if found.closed_at:
        steps = ("reopen_case",)
    elif await handing_over.waiting(chat.tx, found):
        steps = ("take_back_case",)
    return [Reply("case.title", "\n".join(lines), choices=CASES.next_steps(found, *steps))]


async def _head(chat: Chat, case: Case) -> AsyncIterator[str]:
    where = (await settings.setting(chat.tx, case.setting_id)).name
    yield say("case.title", reference=case.reference, side=say(f"case.sides.{case.side}"))
    yield say("case.held_by", where=where, day=_day(case))
    if case.closed_at:
        how = say(f"case.closed_as.{case.closed_as}")
        yield say("case.is_closed", day=day_in_words(today(case.closed_at)), how=how)
    if offer := await handing_over.waiting(chat.tx, case):
        to, there = await people.get(chat.tx, offer.to_id), await settings.setting(chat.tx, offer.to_setting_id)
        yield say("case.is_offered", who=to.name, where=there.name)


async def _who(chat: Chat, case: Case) -> AsyncIterator[str]:
    there = [one for one in await members.of_case(chat.tx, case.id) if one.until is None]
    known = await people.names(chat.tx, {one.person_id for one in there})
    for one in there:
        yield say("case.member", who=known[one.person_id], part=say(f"case.parts.{one.part}"))


async def _goes_on(chat: Chat, case: Case) -> AsyncIterator[str]:
    for one in await assessments.of_case(chat.tx, case.id):
        yield say("assessment.row", reference=one.reference, state=say(f"assessment.states.{one.state}"))
    for going in await closing_cases.going_on(chat.tx, case):
        if going.reference == case.reference:
            yield say(f"case.goes_on.{going.kind}", reference=going.reference)
    held = [day_in_words(day) for day in await consultations.days(chat.tx, case)]
    if held:
        yield say("case.consultations", days="; ".join(held))


async def _happened(chat: Chat, case: Case) -> AsyncIterator[str]:
    found = await events.of_case(chat.tx, case.id)
    if len(found) > MOST_EVENTS:
        yield say("case.earlier", count=len(found) - MOST_EVENTS)
    for one in found[-MOST_EVENTS:]:
        yield say("case.happened", what=say(f"it_happened.kinds.{one.kind}"), when=_when(one))


def _when(event: Event) -> str:
    if event.day is None:
        return say("case.day_not_known")
    return month_in_words(event.day) if event.precision is Precision.MONTH else day_in_words(event.day)


async def reopen(chat: Chat, rest: str) -> list[Reply]:
    """'Reopen case WC-...': it was closed too soon."""
    named = REFERENCE.search(rest)
    try:
        case = await cases.read(chat.tx, chat.person, named[0] if named else "", action=None)
        await closing_cases.reopen(chat.tx, chat.person, case)
    except Problem as raised:
        return [_not_done(raised)]
    return [reply("case.reopened", reference=case.reference)]


async def take_over(chat: Chat, rest: str) -> list[Reply]:
    """'Take over case WC-... yes' or 'no', by the manager whom it was offered to: they know its reference only."""
    offered = await handing_over.offered_to(chat.tx, chat.person)
    named = [(reference, offer) for reference, offer in offered if reference in rest.upper()]
    answer = rest.split()[-1].casefold() if rest.split() else ""
    if len(named) != 1 or answer not in ("yes", "no"):
        return [reply("case.not_offered", choices=("requests",))]
    reference, offer = named[0]
    try:
        if answer == "no":
            await handing_over.decline(chat.tx, chat.person, offer)
            return [reply("case.declined", reference=reference)]
        await changing_hands.take_over(chat.tx, chat.person, offer)
    except Problem as raised:
        return [_not_done(raised)]
    return [reply("case.taken_over", reference=reference, why=offer.why)]


async def take_back(chat: Chat, rest: str) -> list[Reply]:
    """'Take back case WC-...': it is not offered any more."""
    found = await CASES.which(chat, "take_back_case", rest)
    if isinstance(found, Reply):
        return [found]
    try:
        await handing_over.take_back(chat.tx, chat.person, found)
    except Problem as raised:
        return [_not_done(raised)]
    return [reply("case.taken_back", reference=found.reference)]


def _not_done(raised: Problem) -> Reply:
    return reply("case.not_found") if raised.reason == "not_found" else case_problem(raised)

"""The summary for a consultation (typed and stored as `pack`): the worker sees every line that would be sent, strikes
out what is not to go, and sends it.

The service reads it in chat. Nobody else does.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from dialogs.consultations.slot_words import after_next_month, in_words, short
from dialogs.interview.answers import Answers, Choices
from dialogs.interview.chat import CASE_WORK, Chat, OnlyQuestions, Then
from dialogs.interview.frame import Frame, known, note
from dialogs.interview.interview import Interview, Question
from dialogs.interview.shown import Item, Stale
from dialogs.turn import Card, Choice, Reply
from dialogs.words import reply, say
from storage.consultations import bookings, summaries
from storage.consultations.bookings import Booking
from storage.consultations.deidentify import PICKED, TYPED, deidentify
from storage.people.people import Role
from storage.problems import NotFound


def _bookings(answers: Answers) -> list[str]:
    return list(answers.get("mine", []))


def _lines(answers: Answers) -> list[str]:
    return list(answers.get("lines", []))


PACKS = "packs"
"""The list of summaries that were sent to the service."""
SUMMARY = Interview(
    "pack",
    (
        Question("which", Choices(_bookings), applies=lambda a: len(_bookings(a)) > 1),
        Question("strike", Choices(lambda a: (*_lines(a), "strike_none"), many=True, lone=frozenset({"strike_none"}))),
        Question("send", Choices(lambda _: ("send_it", "keep_it_back"))),
    ),
)


class SummaryFlow(OnlyQuestions):
    """From a booking about a record to a summary that names nobody."""

    interview: Interview = SUMMARY
    roles: frozenset[Role] = CASE_WORK

    async def opened(self, chat: Chat, frame: Frame) -> Then:
        """The bookings that are about a record of their own; it ends where there are none."""
        mine = await bookings.my_bookings(chat.tx, chat.person)
        about = [one for one in mine if await summaries.record_of(chat.tx, one, chat.person)]
        if not about:
            return Then(frame, [reply("pack.nothing", choices=("bookings",))], ends=True)
        titles = {one.id: in_words(one.slot) for one in about}
        return Then(note(frame, mine=list(titles), titles=titles), [reply("pack.opening")])

    async def before(self, chat: Chat, frame: Frame, name: str) -> Then:
        """Every line that would be sent, to be struck out; and, before it is sent, what is left."""
        answers = known(frame)
        if name == "strike" and "lines" not in answers:
            booking = await self._booking(chat, frame)
            record = await summaries.record_of(chat.tx, booking, chat.person) if booking else None
            if record is None:
                return Then(frame, [reply("pack.nothing", choices=("bookings",))], ends=True)
            # every line is looked through by the worker, who sees it here and may strike it out
            written = {f"line_{n}": line for n, line in enumerate(lines_of(deidentify(record, looked_through=True)), 1)}
            return Then(note(frame, lines=list(written), titles={**answers["titles"], **written}))
        if name == "send":
            return Then(frame, [_shown("pack.as_sent", _left(answers))])
        return Then(frame)

    async def finished(self, chat: Chat, frame: Frame) -> Then:
        """What is left is sent to the service, or kept back."""
        booking = await self._booking(chat, frame)
        if frame["answers"]["send"] == "keep_it_back":
            return Then(frame, [reply("pack.not_sent", choices=("bookings",))], ends=True)
        if booking is None:
            return Then(frame, [reply("pack.nothing", choices=("bookings",))], ends=True)
        await summaries.send(chat.tx, booking, chat.person, _left(known(frame)))
        return Then(frame, [reply("pack.sent", choices=("bookings",), when=in_words(booking.slot))], ends=True)

    async def _booking(self, chat: Chat, frame: Frame) -> Booking | None:
        answers = known(frame)
        wanted = answers.get("which", answers["mine"][0])
        mine = await bookings.my_bookings(chat.tx, chat.person)
        return next((one for one in mine if one.id == wanted), None)

    async def cancelled(self, chat: Chat, frame: Frame) -> list[Reply]:
        """That nothing was sent."""
        return [reply("pack.not_sent", choices=("bookings",))]


def lines_of(summary: Mapping[str, Any]) -> list[str]:
    """A record without anybody in it, a line a matter."""
    sides = summary["children"]
    lines = [
        say("pack.colour", colour=say(f"view.colours.{summary['colour']}")),
        say("pack.children", displayed=_ages(sides["displayed"]), targeted=_ages(sides["targeted"])),
    ]
    for field in PICKED:
        lines += [say("pack.line", label=say(f"pack.fields.{field}"), text=one) for one in summary["picked"][field]]
    for field in TYPED:
        if field in summary["words"]:
            lines.append(say("pack.line", label=say(f"pack.fields.{field}"), text=summary["words"][field]))
    return lines


def _ages(bands: list[str]) -> str:
    return ", ".join(bands) or say("menu.not_known")


def _left(answers: Answers) -> list[str]:
    return [answers["titles"][line] for line in _lines(answers) if line not in answers["strike"]]


def _shown(key: str, lines: list[str]) -> Reply:
    card = Card("summary", {"title": say(key), "sections": [{"rows": [{"text": line} for line in lines]}]})
    return Reply(key, "\n".join([say(key), *(f"• {line}" for line in lines)]), card=card)


# -- the service's side --------------------------------------------------------------------------------------------


async def pack(chat: Chat, rest: str) -> list[Reply]:
    """'pack' lists what was sent, 'pack 2' opens one of the list as it was shown last."""
    coming = await _with_packs(chat)
    meant = chat.shown.meant(PACKS, rest, map(_item, coming))
    if meant is None:
        return [_listed(chat, coming)]
    if isinstance(meant, Stale):
        return [reply(f"pack.stale.{meant}", choices=("pack",))]
    try:
        lines = await summaries.read(chat.tx, meant.id, chat.person)
    except NotFound:
        return [reply("pack.stale.gone", choices=("pack",))]
    return [_shown("pack.read", lines)]


def _listed(chat: Chat, coming: Sequence[Booking]) -> Reply:
    chat.shown.keep(PACKS, map(_item, coming))
    if not coming:
        return reply("pack.none_sent", choices=("month",))
    rows = [say("pack.row", number=n, when=in_words(one.slot)) for n, one in enumerate(coming, 1)]
    choices = tuple(Choice(f"pack {_item(one)}", short(one.slot)) for one in coming[:6])
    return Reply("pack.list", "\n".join([say("pack.list"), *rows]), choices=choices)


def _item(booking: Booking) -> Item:
    """With the version of the booking: one that has been moved since is another consultation than was shown."""
    return Item(booking.id, str(booking.sequence))


async def _with_packs(chat: Chat) -> list[Booking]:
    coming = await bookings.bookings_until(chat.tx, chat.person, after_next_month(chat.turn.now))
    sent = await summaries.sent_for(chat.tx, [one.id for one in coming])
    return [one for one in coming if one.id in sent]

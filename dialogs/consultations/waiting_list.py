"""The waiting list in chat: one's place, what is offered, taking it, passing it on, leaving."""

from collections.abc import Sequence

from dialogs.consultations.slot_words import in_words, short
from dialogs.interview.chat import Chat
from dialogs.interview.parsing.days import moment_in_words
from dialogs.interview.shown import Item, Stale, number_in
from dialogs.turn import Choice, Reply
from dialogs.words import reply, say
from storage.consultations import waiting_list
from storage.consultations.rules import lock_schedule
from storage.consultations.waiting_list import OfferOver, Place

PLACES = "places"
"""The list of somebody's places in line, each with what is offered to it."""


async def my_places(chat: Chat, rest: str) -> list[Reply]:
    """Where somebody stands, and what is kept for them."""
    return _listed(chat, await _places(chat))


def _listed(chat: Chat, places: Sequence[Place]) -> list[Reply]:
    """The places, with buttons that say which one is meant where there are several."""
    chat.shown.keep(PLACES, map(_item, places))
    if not places:
        return [reply("waiting.none", choices=("book",))]
    choices: list[Choice] = []
    offered = [place for place in places if place.offered]
    for place in offered:
        for words, name in (("take the offer", "take_offer"), ("pass on the offer", "pass_on")):
            choices.append(Choice(f"{words} {_item(place)}", _title(name, place, len(offered))))
    for place in places:
        choices.append(Choice(f"leave the list {_item(place)}", _title("leave_list", place, len(places))))
    text = "\n".join([say("waiting.mine"), *map(_row, places)])
    return [Reply("waiting.mine", text, choices=tuple(choices))]


def _title(name: str, place: Place, among: int) -> str:
    """What a button says; of several, which of them it is about."""
    title = say(f"menu.choices.{name}")
    if among == 1:
        return title
    which = short(place.offered) if place.offered else say("waiting.number", position=place.position)
    return say("waiting.which", title=title, which=which)


def _item(place: Place) -> Item:
    """With what is offered to it, and when that is: where either changes, it is not what was shown."""
    offer = place.offered
    return Item(place.id, f"{offer.id}-{offer.starts_at:%Y%m%d%H%M}" if offer else "")


def _row(place: Place) -> str:
    carried = say("waiting.carried" if place.carried else "waiting.this_month")
    if place.offered and place.until:
        until = moment_in_words(place.until)
        return say("waiting.row_offered", position=place.position, when=in_words(place.offered), until=until)
    return say("waiting.row", position=place.position, carried=carried)


async def take_offer(chat: Chat, rest: str) -> list[Reply]:
    """'take it': what is kept for somebody, where that is plain; of several, the one that was pressed."""
    place = await _meant(chat, rest, offered=True)
    if not isinstance(place, Place):
        return place
    try:
        booked = await waiting_list.accept(chat.tx, place.id, chat.person)
    except OfferOver:
        return [reply("waiting.offer_over", choices=("waiting_list",))]
    return [reply("waiting.taken", choices=("bookings",), when=in_words(booked.slot))]


async def pass_on(chat: Chat, rest: str) -> list[Reply]:
    """'I can't take it': the time that was offered goes to whoever waits next."""
    place = await _meant(chat, rest, offered=True)
    if not isinstance(place, Place):
        return place
    try:
        await waiting_list.decline(chat.tx, place.id, chat.person)
    except OfferOver:
        return [reply("waiting.offer_over", choices=("waiting_list",))]
    return [reply("waiting.passed_on", choices=("waiting_list",))]


async def leave(chat: Chat, rest: str) -> list[Reply]:
    """The person waits no longer."""
    place = await _meant(chat, rest, offered=False)
    if not isinstance(place, Place):
        return place
    await waiting_list.leave(chat.tx, place.id, chat.person)
    return [reply("waiting.left", choices=("book",))]


async def _meant(chat: Chat, rest: str, *, offered: bool) -> Place | list[Reply]:
    """The place that a message is about, or what to say instead. `offered`: whether something must be kept for it."""
    places = await _places(chat)
    by_item = {_item(place): place for place in places if place.offered or not offered}
    # what stands in its row is the number in line, which is not the number of the row
    meant = chat.shown.meant(PLACES, rest, by_item) if number_in(rest) is None else None
    if meant is None and not rest:
        meant = chat.shown.only(PLACES, list(by_item), among=lambda item: bool(item.mark) or not offered)
    if isinstance(meant, Stale):
        what = "offer" if offered else "place"
        return [reply(f"waiting.stale.{what}.{meant}", choices=("waiting_list",))]
    if meant is not None:
        return by_item[meant]
    if offered and not by_item:
        return [reply("waiting.nothing_offered", choices=("waiting_list", "book"))]
    return _listed(chat, places)


async def _places(chat: Chat) -> list[Place]:
    """As they are at this moment: what is over is ended first, and what is free is offered."""
    await waiting_list.offer_free_seats(chat.tx, await lock_schedule(chat.tx))
    return await waiting_list.places_of(chat.tx, chat.person)

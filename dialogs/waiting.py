"""The waiting list in chat: one's place, what is offered, taking it, passing it on, leaving."""

from dialogs.chat import Chat
from dialogs.slot_words import in_words, moment_in_words
from dialogs.turn import Choice, Reply
from dialogs.words import reply, say
from storage import waiting_list
from storage.service_rules import take_turn
from storage.waiting_list import OfferOver, Place


async def my_places(chat: Chat, rest: str) -> list[Reply]:
    """Where somebody stands, and what is kept for them."""
    await waiting_list.settle(chat.tx, await take_turn(chat.tx))
    places = await waiting_list.places_of(chat.tx, chat.person)
    if not places:
        return [reply("waiting.none", choices=("book",))]
    choices: list[Choice] = []
    for place in places:
        if place.offered:
            choices.append(Choice("take the offer", say("menu.choices.take_offer")))
            choices.append(Choice("pass it on", say("menu.choices.pass_on")))
    choices.append(Choice("leave the list", say("menu.choices.leave_list")))
    text = "\n".join([say("waiting.mine"), *(_row(place) for place in places)])
    return [Reply("waiting.mine", text, choices=tuple(dict.fromkeys(choices)))]


def _row(place: Place) -> str:
    carried = say("waiting.carried" if place.carried else "waiting.this_month")
    if place.offered and place.until:
        until = moment_in_words(place.until)
        return say("waiting.row_offered", position=place.position, when=in_words(place.offered), until=until)
    return say("waiting.row", position=place.position, carried=carried)


async def take_offer(chat: Chat, rest: str) -> list[Reply]:
    place = await _offered(chat)
    if place is None:
        return [reply("waiting.nothing_offered", choices=("waiting_list", "book"))]
    try:
        booked = await waiting_list.accept(chat.tx, place.id, chat.person)
    except OfferOver:
        return [reply("waiting.offer_over", choices=("waiting_list",))]
    return [reply("waiting.taken", choices=("bookings",), when=in_words(booked.slot))]


async def pass_on(chat: Chat, rest: str) -> list[Reply]:
    place = await _offered(chat)
    if place is None:
        return [reply("waiting.nothing_offered", choices=("waiting_list", "book"))]
    try:
        await waiting_list.decline(chat.tx, place.id, chat.person)
    except OfferOver:
        return [reply("waiting.offer_over", choices=("waiting_list",))]
    return [reply("waiting.passed_on", choices=("waiting_list",))]


async def leave(chat: Chat, rest: str) -> list[Reply]:
    places = await waiting_list.places_of(chat.tx, chat.person)
    if not places:
        return [reply("waiting.none", choices=("book",))]
    number = int(rest) if rest.strip().isdigit() else 1
    chosen = places[min(max(number, 1), len(places)) - 1]
    await waiting_list.leave(chat.tx, chosen.id, chat.person)
    return [reply("waiting.left", choices=("book",))]


async def _offered(chat: Chat) -> Place | None:
    places = await waiting_list.places_of(chat.tx, chat.person)
    return next((place for place in places if place.offered), None)

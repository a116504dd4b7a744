"""What somebody has booked: seen, changed to another time, given back."""

from dialogs.consultations import slot_words
from dialogs.consultations.slot_words import in_words, short
from dialogs.interview.answers import Answers, Choices
from dialogs.interview.chat import CASE_WORK, Chat, OnlyQuestions, Then
from dialogs.interview.frame import Frame, known, note
from dialogs.interview.interview import Interview, Question
from dialogs.interview.shown import Item, Stale, number_in
from dialogs.turn import Choice, Reply
from dialogs.words import reply, say
from storage.consultations import bookings
from storage.consultations.bookings import AlreadyBooked, Booking, SlotTaken
from storage.people.people import Role
from storage.problems import NotFound

BOOKINGS = "bookings"
"""The list of somebody's own bookings."""
YES, NO = "yes", "no"


async def my_bookings(chat: Chat, rest: str) -> list[Reply]:
    """The person's own consultations to come, each with a button to cancel it."""
    booked = await bookings.my_bookings(chat.tx, chat.person)
    if not booked:
        return [reply("booking.mine_none", choices=("book",))]
    chat.shown.keep(BOOKINGS, map(_item, booked))
    rows = [say("booking.mine_row", number=n, when=in_words(b.slot)) for n, b in enumerate(booked, 1)]
    cancels = tuple(
        Choice(f"cancel booking {_item(b)}", say("booking.cancel_choice", when=short(b.slot))) for b in booked
    )
    change = Choice("change booking", say("menu.choices.change_booking"))
    return [Reply("booking.mine", "\n".join([say("booking.mine"), *rows]), choices=(change, *cancels[:4]))]


async def cancel_booking(chat: Chat, rest: str) -> list[Reply]:
    """'cancel booking' for the only one, 'cancel booking 2' where there are several: asked about first, once.

    The answers to that question carry the booking as well: a second press of 'yes' finds that it is done.
    """
    which, _, answer = rest.strip().partition(" ")
    booked = await bookings.my_bookings(chat.tx, chat.person)
    by_item = {_item(one): one for one in booked}
    meant = chat.shown.meant(BOOKINGS, which, by_item)
    if not which and len(booked) == 1:
        meant = _item(booked[0])  # the question names it
    if meant is None or answer not in ("", *([] if number_in(which) else [YES, NO])):
        return await my_bookings(chat, "")
    if isinstance(meant, Stale):
        return [reply(f"booking.stale.{meant}", choices=("bookings",))]
    if answer == NO:
        return [reply("booking.cancel_kept", choices=("bookings",), when=in_words(by_item[meant].slot))]
    return await _cancelled(chat, by_item[meant]) if answer == YES else [_asks(chat, by_item[meant])]


def _asks(chat: Chat, booking: Booking) -> Reply:
    """Day and time, and whether to cancel."""
    words = f"cancel booking {_item(booking)}"
    chat.shown.to_confirm = f"{words} {YES}"
    choices = (
        Choice(f"{words} {YES}", say("booking.cancel_yes")),
        Choice(f"{words} {NO}", say("booking.cancel_no")),
    )
    return Reply("booking.cancel_asks", say("booking.cancel_asks", when=in_words(booking.slot)), choices=choices)


async def _cancelled(chat: Chat, booking: Booking) -> list[Reply]:
    late = await bookings.is_late(chat.tx, booking)
    try:
        await bookings.cancel(chat.tx, booking.id, chat.person)
    except NotFound:
        return [reply("booking.stale.gone", choices=("bookings",))]
    key = "booking.cancelled_late" if late else "booking.cancelled"
    return [reply(key, choices=("book",), when=in_words(booking.slot))]


def _item(booking: Booking) -> Item:
    """With its version: one that was moved since is another time than was shown."""
    return Item(booking.id, str(booking.sequence))


# -- changing to another time --------------------------------------------------------------------------------------


def _mine(answers: Answers) -> list[str]:
    return list(answers.get("mine", []))


def _any_free(answers: Answers) -> bool:
    return bool(_mine(answers)) and bool(answers.get("offered"))


CHANGING = Interview(
    "rebooking",
    (
        Question("which", Choices(_mine), applies=lambda a: _any_free(a) and len(_mine(a)) > 1),
        Question("new_slot", Choices(lambda a: (*a.get("offered", []), "as_it_was")), applies=_any_free),
    ),
)


class ChangingFlow(OnlyQuestions):
    """The same consultation at another time: what was agreed and the help wanted go with it."""

    interview: Interview = CHANGING
    roles: frozenset[Role] = CASE_WORK

    async def opened(self, chat: Chat, frame: Frame) -> Then:
        """Their bookings and the free slots; it ends where there are none of either."""
        booked = await bookings.my_bookings(chat.tx, chat.person)
        if not booked:
            return Then(frame, [reply("booking.mine_none", choices=("book",))], ends=True)
        offered = slot_words.as_offered(await slot_words.free(chat))
        if not offered["offered"]:
            return Then(frame, [reply("rebooking.none_free", choices=("bookings",))], ends=True)
        offered["titles"] |= {one.id: in_words(one.slot) for one in booked}
        starts = offered["starts"] | {one.id: one.slot.starts_at.isoformat() for one in booked}
        return Then(note({**frame, "answers": {}}, mine=[one.id for one in booked], **{**offered, "starts": starts}))

    async def before(self, chat: Chat, frame: Frame, name: str) -> Then:
        """What is said before the list of slots."""
        if name == "new_slot":
            return Then(frame, [slot_words.free_times()])
        return Then(frame)

    async def finished(self, chat: Chat, frame: Frame) -> Then:
        """It is booked at the new time. Where that was taken or moved meanwhile the others are offered."""
        answers = known(frame)
        if answers["new_slot"] == "as_it_was":
            return Then(frame, [reply("rebooking.as_it_was", choices=("bookings",))], ends=True)
        booking_id = answers.get("which", answers["mine"][0])
        mine = {one.id: one for one in await bookings.my_bookings(chat.tx, chat.person)}
        was = answers.get("starts", {}).get(booking_id)
        if booking_id in mine and was not in (None, mine[booking_id].slot.starts_at.isoformat()):
            return Then(frame, [reply("rebooking.moved", choices=("bookings",))], ends=True)
        if not await slot_words.is_as_shown(chat, answers, answers["new_slot"]):
            then = await self.opened(chat, frame)
            return then if then.ends else Then(then.frame, [reply("rebooking.slot_moved")])
        try:
            changed = await bookings.change(chat.tx, booking_id, answers["new_slot"], chat.person)
        except SlotTaken:
            then = await self.opened(chat, frame)
            return then if then.ends else Then(then.frame, [reply("booking.gone")])
        except AlreadyBooked:
            return Then(frame, [reply("rebooking.already_booked", choices=("change_booking", "bookings"))], ends=True)
        except NotFound:
            return Then(frame, [reply("booking.mine_none", choices=("book",))], ends=True)
        return Then(frame, [self._changed(chat, changed)], ends=True)

    def _changed(self, chat: Chat, changed: Booking) -> Reply:
        when = in_words(changed.slot)
        return reply("rebooking.changed", choices=("bookings",), when=when, service=slot_words.service(chat))

    async def cancelled(self, chat: Chat, frame: Frame) -> list[Reply]:
        """That it stays as it was."""
        return [reply("rebooking.as_it_was", choices=("bookings",))]

"""`waymark slots`: the consultation service publishes the month's slots, takes one back, and sees who booked."""

from datetime import UTC
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.console import Json, database, real_clock, refused, run, settings, show, tell

if TYPE_CHECKING:
    from storage.consultations.bookings import Booking, Slot

app = typer.Typer(name="slots", help="The consultation service's slots.", no_args_is_help=True)

Month = Annotated[str, typer.Option("--month", help="Such as 2026-12; this month where it is left out")]
Starts = Annotated[list[str], typer.Argument(help="London time, such as '2026-12-01 10:00'; several are possible")]


@app.command("list")
def list_slots(month: Month = "", as_json: Json = False) -> None:
    """What is offered: this month and the next, or one month."""
    from bot.cli.times import month_from, next_month, this_month
    from dialogs.words import say
    from storage.consultations import bookings

    of, now = settings(), real_clock()
    months = [month_from(month)] if month else [this_month(now), next_month(this_month(now))]

    async def found() -> "list[Slot]":
        async with database(of) as opened, opened.transaction(now) as tx:
            return [slot for year, number in months for slot in await bookings.slots_in(tx, year, number)]

    slots = run(found)
    for slot in slots:
        if as_json:
            show(_as_json(slot))
        else:
            tell(_in_words(slot))
    if not slots and not as_json:
        tell(say("operations.slots.none"))


@app.command()
def add(
    starts: Starts,
    minutes: Annotated[int, typer.Option(min=10, max=480, help="How long it is")] = 60,
    mode: Annotated[str, typer.Option(help="video or in_person")] = "video",
    capacity: Annotated[int, typer.Option(min=1, max=50, help="How many can book it")] = 1,
    out_of_hours: Annotated[bool, typer.Option("--out-of-hours", help="Take a time at which nobody works")] = False,
    as_json: Json = False,
) -> None:
    """Offer slots: all of them, or none where one time makes no sense."""
    from bot.cli.times import start_from
    from dialogs.words import say
    from storage.consultations import bookings as consultation_bookings
    from storage.consultations.slots import slots_at
    from storage.consultations.tables import Mode

    if mode not in set(Mode):
        raise refused("slots.not_a_mode", name=mode)
    of, now = settings(), real_clock()
    moments = [start_from(text, now, of.closed_days, out_of_hours=out_of_hours) for text in starts]

    async def publish() -> "list[tuple[Slot, bool]]":
        async with database(of) as opened, opened.transaction(now) as tx:
            made = []
            for moment in moments:
                before = await slots_at(tx, moment, Mode(mode))
                made.append(
                    (await consultation_bookings.publish(tx, moment, minutes, Mode(mode), capacity), not before)
                )
            return made

    for slot, is_new in run(publish):
        if as_json:
            show(_as_json(slot) | {"new": is_new})
        else:
            tell(_in_words(slot) if is_new else say("operations.slots.there_already", slot=_in_words(slot)))


@app.command()
def withdraw(
    slot: Annotated[str, typer.Argument(help="An id from 'slots list', or its start, such as '2026-12-01 10:00'")],
    cancel: Annotated[bool, typer.Option("--cancel-bookings", help="If it is booked: cancel, and tell them")] = False,
    as_json: Json = False,
) -> None:
    """Take a slot back. Where it is booked, only with --cancel-bookings; whoever booked it is then told."""
    from bot.cli.times import moment_from
    from dialogs.words import say
    from storage.consultations.slots import slots_at
    from storage.consultations.slots import withdraw as take_back

    of, now = settings(), real_clock()

    async def withdrawn() -> "list[Booking]":
        async with database(of) as opened, opened.transaction(now) as tx:
            slot_id = slot
            if not _is_id(slot):
                at_that_time = await slots_at(tx, moment_from(slot))
                if len(at_that_time) > 1:
                    raise refused("slots.more_than_one", ids=", ".join(one.id for one in at_that_time))
                slot_id = at_that_time[0].id if at_that_time else ""
            return list(await take_back(tx, slot_id, cancel_bookings=cancel))

    cancelled = run(withdrawn)
    if as_json:
        show({"withdrawn": slot, "cancelled": [one.id for one in cancelled]})
    else:
        tell(say("operations.slots.withdrawn", count=len(cancelled)))


@app.command()
def month(
    who: Annotated[str, typer.Option("--as", help="Somebody of the consultation service, by login or id")],
    month: Month = "",
    as_json: Json = False,
) -> None:
    """The service's month: every slot, who booked it and what help is wanted. No child is named in it."""
    from bot.cli.acting_as import named
    from bot.cli.times import month_from, this_month
    from dialogs.words import say
    from storage import audit
    from storage.consultations import bookings as consultation_bookings
    from storage.people import people

    of, now = settings(), real_clock()
    year, number = month_from(month) if month else this_month(now)

    async def of_month() -> "list[tuple[Slot, list[tuple[Booking, str]]]]":
        async with database(of) as opened, opened.transaction(now) as tx:
            person = await named(tx, who)
            rows = await consultation_bookings.month(tx, person, year, number)
            own = audit.of_person(person.id)
            await audit.note(tx, own, person.id, audit.AuditAction.MONTH_SHOWN, f"{year}-{number:02}")
            names = {one.person_id: await people.get(tx, one.person_id) for _, booked in rows for one in booked}
            return [(slot, [(one, names[one.person_id].name) for one in booked]) for slot, booked in rows]

    rows = run(of_month)
    for slot, booked in rows:
        if as_json:
            show(_as_json(slot) | {"bookings": [_booking(one, name) for one, name in booked]})
            continue
        tell(_in_words(slot))
        for one, name in booked:
            tell(say("operations.slots.booking", name=name, manager=one.manager_name, agreed=one.manager_agreed_on,
                     help=one.help_wanted))  # fmt: skip
    if not rows and not as_json:
        tell(say("operations.slots.none"))


def _is_id(text: str) -> bool:
    return len(text) == 32 and all(sign in "0123456789abcdef" for sign in text)


def _as_json(slot: "Slot") -> dict[str, Any]:
    from dialogs.interview.parsing.days import LONDON

    return {
        "id": slot.id,
        "starts_at": slot.starts_at.astimezone(UTC).isoformat(),
        "london": slot.starts_at.astimezone(LONDON).strftime("%Y-%m-%d %H:%M"),
        "minutes": slot.minutes,
        "mode": slot.mode,
        "capacity": slot.capacity,
        "seats_free": slot.seats_free,
    }


def _booking(booking: "Booking", name: str) -> dict[str, Any]:
    return {
        "id": booking.id,
        "booked_by": name,
        "manager_name": booking.manager_name,
        "manager_agreed_on": booking.manager_agreed_on,
        "help_wanted": booking.help_wanted,
    }


def _in_words(slot: "Slot") -> str:
    from bot.cli.times import in_words
    from dialogs.words import say

    return say("operations.slots.slot", at=in_words(slot.starts_at), minutes=slot.minutes, free=slot.seats_free,
               mode=say(f"operations.slots.modes.{slot.mode}"), capacity=slot.capacity, id=slot.id)  # fmt: skip

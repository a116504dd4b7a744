"""`waymark slots export` and `waymark slots use`: the service's month as a file, and the year's use of its slots."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli import new_file
from bot.cli.console import As, Json, database, real_clock, refused, run, settings, show, tell

if TYPE_CHECKING:
    from datetime import datetime

    from bot.settings import Settings
    from storage.consultations.report import Seat, Use, Waiting

COLUMNS = ("starts_in_london", "minutes", "mode", "state", "booked_by", "setting", "summary_sent")


def export(
    who: As,
    out: Annotated[Path, typer.Option(help="The file to make; never one that is there already")],
    month: Annotated[str, typer.Option("--month", help="Such as 2026-12; this month where it is left out")] = "",
) -> None:
    """The service's month as a calendar (.ics) or a table (.csv), by the ending of the file's name."""
    from bot.cli.acting_as import named
    from bot.cli.times import month_from, this_month
    from bot.exports.exporting import write_what_is_noted
    from dialogs.words import say
    from storage import audit
    from storage.audit import AuditAction
    from storage.consultations import report

    of, now = settings(), real_clock()
    if out.suffix not in (".ics", ".csv"):
        raise refused("slots.ics_or_csv", file=out)
    year, number = month_from(month) if month else this_month(now)

    async def written() -> int:
        async with database(of) as opened:
            async with opened.transaction(now) as tx:
                person = await named(tx, who)
                seats, waiting = (
                    await report.month(tx, person, year, number),
                    await report.who_waits(tx, person),
                )
                new_file.refuse_where_it_cannot_go(out)
                own = audit.of_person(person.id)
                await audit.note(tx, own, person.id, AuditAction.MONTH_EXPORTED, f"{year}-{number:02}")
            content = as_csv(seats, waiting) if out.suffix == ".csv" else _as_calendar(seats, len(waiting), of, now)
            await write_what_is_noted(opened, out, content, own, person)
            return len(seats)

    tell(say("operations.slots.exported", file=out, count=run(written)))


def use(
    who: As,
    year: Annotated[int | None, typer.Option(min=2020, max=2100, help="Such as 2026; this year if left out")] = None,
    as_json: Json = False,
) -> None:
    """How many consultations each setting had in a year. Small numbers are left out."""
    from bot.cli.acting_as import named
    from bot.cli.times import this_month
    from dialogs.consultations.service_month import use_in_words
    from dialogs.words import say
    from storage import audit
    from storage.administration import retention
    from storage.consultations import report as consultations_report

    of, now = settings(), real_clock()
    of_year = year or this_month(now)[0]
    first = retention.first_whole_year(now, of.periods)
    if of_year < first:
        raise refused("slots.use_not_whole", year=of_year, first=first, days=of.keep_consultations_days)

    async def found() -> "list[Use]":
        async with database(of) as opened, opened.transaction(now) as tx:
            person = await named(tx, who)
            used = await consultations_report.use_in(tx, person, of_year)
            await audit.note(tx, audit.of_person(person.id), person.id, audit.AuditAction.USE_SHOWN, f"{of_year}")
            return used

    used = run(found)
    if as_json:
        for one in used:
            show({"setting": one.setting, "booked": one.booked})
        return
    for line in use_in_words(used) or [say("booking.use_none", year=of_year)]:
        tell(line)


def _as_calendar(seats: "list[Seat]", waiting: int, of: "Settings", now: "datetime") -> bytes:
    from dialogs.consultations import calendar_entry

    entries = [calendar_entry.Entry(seat.slot, _summary(seat), seat.state == "booked") for seat in seats]
    return calendar_entry.month(entries, waiting=waiting, domain=calendar_entry.domain_of(of.mail_from), now=now)


def as_csv(seats: "list[Seat]", waiting: "list[Waiting]") -> bytes:
    """A row a seat, then one for each who waits."""
    from bot.exports import spreadsheet
    from dialogs.interview.parsing.days import LONDON

    rows: list[list[object]] = []
    for seat in seats:
        starts = seat.slot.starts_at.astimezone(LONDON)
        row = [f"{starts:%a %Y-%m-%d %H:%M}", seat.slot.minutes, seat.slot.mode, seat.state]
        rows.append([*row, seat.booked_by, seat.setting, "yes" if seat.has_summary else "no"])
    rows += [["", "", "", f"waiting {one.position}", one.name, one.setting, ""] for one in waiting]
    return spreadsheet.table(COLUMNS, rows)


def _summary(seat: "Seat") -> str:
    from dialogs.words import say

    return say(f"booking.in_calendar.{seat.state}", who=seat.booked_by, setting=seat.setting)

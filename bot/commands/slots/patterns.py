"""`waymark slots pattern`: slots that appear by themselves, closed days, moved slots, and the service's own rules."""

from dataclasses import asdict
from datetime import time
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.console import Json, database, real_clock, refused, run, settings, show, tell
from storage.working_hours import WORKDAYS

if TYPE_CHECKING:
    from storage.consultations.rules import Rules
    from storage.consultations.slot_patterns import Pattern

app = typer.Typer(name="pattern", help="Slots that appear by themselves.", no_args_is_help=True)


@app.command()
def add(
    weeks: Annotated[str, typer.Option(help="Weeks of the month, such as 1,2,3")],
    weekday: Annotated[str, typer.Option(help="monday to friday")],
    at: Annotated[str, typer.Option(help="London time, such as 10:00")],
    minutes: Annotated[int, typer.Option(min=10, max=480, help="How long each is")] = 60,
    mode: Annotated[str, typer.Option(help="video or in_person")] = "video",
    capacity: Annotated[int, typer.Option(min=1, max=50, help="How many can book each")] = 1,
    from_day: Annotated[str, typer.Option("--from", help="The first day, such as 2026-12-01; today if left out")] = "",
    until_day: Annotated[str, typer.Option("--until", help="The last day; no end where it is left out")] = "",
    as_json: Json = False,
) -> None:
    """Such as the first, second and third Tuesday at 10:00. Bank holidays and closed days are left out."""
    from bot.cli.times import day_from
    from storage.consultations import slot_patterns
    from storage.consultations.tables import Mode

    if weekday.casefold() not in WORKDAYS:
        raise refused("slots.not_a_weekday", name=weekday)
    if mode not in set(Mode):
        raise refused("slots.not_a_mode", name=mode)
    wanted = slot_patterns.Pattern(
        weeks=_weeks(weeks),
        weekday=WORKDAYS.index(weekday.casefold()),
        starts=_time(at),
        minutes=minutes,
        mode=Mode(mode),
        capacity=capacity,
        from_day=day_from(from_day) if from_day else None,
        until_day=day_from(until_day) if until_day else None,
    )

    async def added() -> "Pattern":
        async with database(settings()) as opened, opened.transaction(real_clock()) as tx:
            return await slot_patterns.add(tx, wanted)

    _show(run(added), as_json)


@app.command("list")
def list_patterns(as_json: Json = False) -> None:
    """The patterns that slots come from."""
    from dialogs.words import say
    from storage.consultations import slot_patterns

    async def found() -> "list[Pattern]":
        async with database(settings()) as opened, opened.transaction(real_clock()) as tx:
            return await slot_patterns.every(tx)

    patterns = run(found)
    for pattern in patterns:
        _show(pattern, as_json)
    if not patterns and not as_json:
        tell(say("operations.slots.no_patterns"))


@app.command()
def end(pattern: Annotated[str, typer.Argument(help="An id from 'pattern list'")]) -> None:
    """No more slots of it. Those that are open stay."""
    from dialogs.words import say
    from storage.consultations import slot_patterns

    async def ended() -> None:
        async with database(settings()) as opened, opened.transaction(real_clock()) as tx:
            await slot_patterns.end(tx, pattern)

    run(ended)
    tell(say("operations.slots.pattern_ended"))


@app.command()
def close(day: Annotated[str, typer.Argument(help="Such as 2026-12-24")]) -> None:
    """A day on which no slot of any pattern appears."""
    from bot.cli.times import day_from
    from dialogs.interview.parsing.days import day_in_words
    from dialogs.words import say
    from storage.consultations import slot_patterns

    closed = day_from(day)

    async def kept() -> None:
        async with database(settings()) as opened, opened.transaction(real_clock()) as tx:
            await slot_patterns.close(tx, closed)

    run(kept)
    tell(say("operations.slots.closed", day=day_in_words(closed)))


@app.command()
def move(
    slot: Annotated[str, typer.Argument(help="An id from 'slots list'")],
    to: Annotated[str, typer.Argument(help="London time, such as '2026-12-02 10:00'")],
) -> None:
    """The same slot at another time. Whoever booked it goes with it and is told."""
    from bot.cli.times import start_from
    from dialogs.consultations.slot_words import in_words
    from dialogs.words import say
    from storage.consultations import slots

    of, now = settings(), real_clock()
    starts_at = start_from(to, now, of.closed_days)

    async def moved() -> str:
        async with database(of) as opened, opened.transaction(now) as tx:
            return in_words(await slots.move(tx, slot, starts_at))

    tell(say("operations.slots.moved", slot=run(moved)))


@app.command()
def rules(
    given: Annotated[list[str] | None, typer.Argument(help="Such as hold_minutes=20; none shows them")] = None,
    as_json: Json = False,
) -> None:
    """What the service has set for itself, and how it sets it."""
    from dialogs.words import say
    from storage.consultations import rules as consultations_rules

    changes = dict(_rule(text) for text in given or [])

    async def kept() -> "Rules":
        async with database(settings()) as opened, opened.transaction(real_clock()) as tx:
            return (
                await consultations_rules.set_rules(tx, **changes) if changes else await consultations_rules.rules(tx)
            )

    now_set = asdict(run(kept))
    if as_json:
        show(now_set)
        return
    for name, value in now_set.items():
        tell(say("operations.slots.rule", name=name, value=value))


def _rule(text: str) -> tuple[str, int]:
    from dialogs.interview.shown import number_in
    from storage.consultations.rules import LIMITS

    name, _, value = text.partition("=")
    number = number_in(value)
    if name not in LIMITS or number is None:
        raise refused("slots.not_rules", text=text, allowed=", ".join(LIMITS))
    return name, number


def _weeks(text: str) -> tuple[int, ...]:
    parts = [part.strip() for part in text.split(",")]
    if not all(part in ("1", "2", "3", "4", "5") for part in parts):
        raise refused("slots.not_weeks", text=text)
    return tuple(int(part) for part in parts)


def _time(text: str) -> time:
    try:
        at = time.fromisoformat(text.strip())
    except ValueError:
        raise refused("slots.not_a_time_of_day", text=text) from None
    if at.tzinfo or at.second or at.microsecond:
        raise refused("slots.not_a_time_of_day", text=text)
    return at


def _show(pattern: "Pattern", as_json: bool) -> None:
    from dialogs.words import say

    if as_json:
        show(asdict(pattern) | {"weekday": WORKDAYS[pattern.weekday], "starts": f"{pattern.starts:%H:%M}"})
        return
    tell(say("operations.slots.pattern", weeks=", ".join(map(str, pattern.weeks)), id=pattern.id,
             weekday=WORKDAYS[pattern.weekday].capitalize(), starts=f"{pattern.starts:%H:%M}", minutes=pattern.minutes,
             mode=say(f"operations.slots.modes.{pattern.mode}"), capacity=pattern.capacity))  # fmt: skip

"""`waymark hold`: while a legal hold is in force, nothing is deleted by its time."""

from typing import Annotated

import typer

from bot.cli.console import As, Json, database, real_clock, reason_from, refused, run, settings, show, tell

app = typer.Typer(name="hold", help="Legal holds: set one, list them, lift one.", no_args_is_help=True)


@app.command()
def place(
    who: As, until: Annotated[str, typer.Option("--until", help="The last day on which it holds, 2027-03-31")] = ""
) -> None:
    """From now on nothing is deleted by its time. The reason is asked for, or read from standard input."""
    from datetime import date

    from bot.cli.acting_as import named
    from dialogs.words import say
    from storage.administration import holds

    of = settings()
    try:
        day = date.fromisoformat(until) if until else None
    except ValueError:
        raise refused("hold.not_a_day", text=until) from None
    why = reason_from("hold.why")

    async def placed() -> holds.Hold:
        async with database(of) as opened, opened.transaction(real_clock()) as tx:
            return await holds.place(tx, await named(tx, who), why, day)

    tell(say("operations.hold.placed", id=run(placed).id))


@app.command("list")
def list_holds(as_json: Json = False) -> None:
    """Those in force, and those that were, with who, why and until when."""
    from bot.cli.times import in_words
    from dialogs.words import say
    from storage.administration import holds
    from storage.working_hours import LONDON

    of, now = settings(), real_clock()

    async def every() -> list[holds.Hold]:
        async with database(of) as opened, opened.transaction(now) as tx:
            return await holds.every(tx)

    found = run(every)
    for one in found:
        state = "in_force" if one.is_in_force(now.astimezone(LONDON).date()) else "lifted" if one.lifted_at else "over"
        if as_json:
            show({"id": one.id, "state": state, "by": one.placed_by, "at": one.placed_at.isoformat(), "why": one.why,
                  "until": one.until and one.until.isoformat(), "lifted_by": one.lifted_by,
                  "lifted_why": one.lifted_why})  # fmt: skip
            continue
        until = one.until.isoformat() if one.until else say("operations.hold.no_end")
        tell(say(f"operations.hold.{state}", id=one.id, who=one.placed_by, at=in_words(one.placed_at), why=one.why,
                 until=until, by=one.lifted_by or "", lifted_why=one.lifted_why))  # fmt: skip
    if not found and not as_json:
        tell(say("operations.hold.none"))


@app.command()
def lift(hold_id: Annotated[str, typer.Argument(metavar="ID", help="From “hold list”")], who: As) -> None:
    """What is past its time is deleted with the next hour. The reason is asked for, or read from standard input."""
    from bot.cli.acting_as import named
    from dialogs.words import say
    from storage.administration import holds

    of, why = settings(), reason_from("hold.why")

    async def lifted() -> None:
        async with database(of) as opened, opened.transaction(real_clock()) as tx:
            await holds.lift(tx, await named(tx, who), hold_id, why)

    run(lifted)
    tell(say("operations.hold.is_lifted"))

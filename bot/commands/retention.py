"""`waymark records retention` and what is decided by it: what is due and why, kept on, or disposed of by two people."""

from datetime import date
from typing import Annotated

import typer

from bot.cli.console import As, Json, database, real_clock, reason_from, refused, run, settings, show, tell

app = typer.Typer()
Reference = Annotated[str, typer.Argument(metavar="REF", help="Such as WM-7K3F-2Q, or WC-7K3F-2Q of a case")]


@app.command()
def retention(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only list; tell nobody")] = False,
    every: Annotated[bool, typer.Option("--all", help="With what is not due yet, and its day")] = False,
    as_json: Json = False,
) -> None:
    """What has come to the end of its time, and why. Without --dry-run whoever reviews it is told, as each night."""
    from bot.delivery.retention_review import look
    from dialogs.words import say
    from storage.administration.disposal import deciding, due

    of, now = settings(), real_clock()

    async def found() -> list[tuple[due.Due, list[str]]]:
        async with database(of) as opened:
            rows = await due.find(opened, now, every=every) if every or dry_run else []
            told = [] if dry_run else await look(opened, now)
            rows = rows or told
            async with opened.transaction(now) as tx:
                stops = [await deciding.in_the_way(tx, one.about) for one in rows]
        return [(one, [why for why, is_so in stop.items() if is_so]) for one, stop in zip(rows, stops, strict=True)]

    listed = run(found)
    for one, stopped in listed:
        if as_json:
            show({"reference": one.reference, "kind": one.about.kind, "setting_id": one.setting_id,
                  "review_on": one.day.isoformat(), "line": one.line.name, "years": one.line.years,
                  "cites": one.line.cites, "kept_on": one.kept_until is not None, "stopped": stopped})  # fmt: skip
            continue
        why = "kept_on" if one.kept_until else one.line.name
        tell(say("operations.retention.row", kind=say(f"end_of_time.kinds.{one.about.kind}"), reference=one.reference,
                 day=one.day.isoformat(), reason=say(f"operations.retention.reasons.{why}", years=one.line.years),
                 stopped="".join(say(f"operations.retention.stopped.{why}") for why in stopped)))  # fmt: skip
    if not as_json:
        ends = "dry_run" if dry_run else "told" if listed else "none"
        tell(say(f"operations.retention.{ends}"))


@app.command("keep-on")
def keep_on(
    reference: Reference, who: As, until: Annotated[str, typer.Option("--until", help="The day to look again")]
) -> None:
    """Keep on what is due. The reason is asked for, or read from standard input."""
    from bot.cli.acting_as import named
    from dialogs.words import say
    from storage.administration.disposal import deciding

    of = settings()
    try:
        day = date.fromisoformat(until)
    except ValueError:
        raise refused("hold.not_a_day", text=until) from None
    why = reason_from("retention.why")

    async def kept() -> None:
        async with database(of) as opened, opened.transaction(real_clock()) as tx:
            await deciding.keep_on(tx, await named(tx, who), reference, day, why)

    run(kept)
    tell(say("operations.retention.kept", reference=reference, day=until))


@app.command()
def dispose(reference: Reference, who: As) -> None:
    """Ask that what is due be disposed of. The reason is asked for, or read from standard input."""
    from bot.cli.acting_as import named
    from dialogs.words import say
    from storage.administration.disposal import deciding

    of, why = settings(), reason_from("retention.why")

    async def asked() -> None:
        async with database(of) as opened, opened.transaction(real_clock()) as tx:
            await deciding.ask(tx, await named(tx, who), reference, why)

    run(asked)
    tell(say("operations.retention.asked", reference=reference))


@app.command()
def agree(reference: Reference, who: As) -> None:
    """As the second person, at another account of the machine: it is gone, for good."""
    from bot.cli.acting_as import named
    from dialogs.words import say
    from storage.administration.disposal import deciding

    of = settings()

    async def agreed() -> deciding.Disposed:
        async with database(of) as opened, opened.transaction(real_clock()) as tx:
            return await deciding.agree(tx, await named(tx, who), reference)

    gone = run(agreed)
    tell(say("operations.retention.agreed", reference=reference, count=gone.exports))

"""`waymark lookups`: what people looked up in vain, for whoever owns the guidance."""

import typer

from bot.cli.console import As, Json, database, real_clock, run, settings, show, tell

app = typer.Typer(name="lookups", help="What people looked up.", no_args_is_help=True)


@app.callback()
def lookups() -> None:
    """What people looked up."""


@app.command()
def missed(who: As, as_json: Json = False) -> None:
    """What was looked up in vain, or answered with a card that was not meant: newest first, without the person.

    For whoever keeps the guidance: the consultation service, a manager or an admin.
    """
    from bot.cli.acting_as import named
    from dialogs.words import say
    from storage import audit, lookups
    from storage.problems import NotAllowed

    of = settings()

    async def kept() -> list[lookups.Missed]:
        async with database(of) as opened, opened.transaction(real_clock()) as tx:
            person = await named(tx, who)
            if not person.roles & lookups.KEEPERS:
                raise NotAllowed
            await audit.note(tx, audit.of_person(person.id), person.id, audit.AuditAction.LOOKUPS_LISTED)
            return await lookups.all_missed(tx)

    rows = run(kept)
    for row in rows:
        if as_json:
            show({**vars(row), "asked_on": row.asked_on.isoformat()})
        else:
            why = say(f"operations.lookups.{row.why}", card=row.card_shown)
            tell(say("operations.lookups.row", day=row.asked_on.isoformat(), question=row.question, why=why))
    if not rows and not as_json:
        tell(say("operations.lookups.none"))

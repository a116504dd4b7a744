"""`waymark people manager` and `area`: who is asked above somebody, and in which part of the services they work."""

from typing import Annotated

import typer

from bot.cli.console import Json, database, real_clock, refused, run, settings, show, tell

app = typer.Typer()

Who = Annotated[str, typer.Argument(metavar="WHO", help="A login, or an id from 'people list'")]
Nobody = Annotated[bool, typer.Option("--none", help="Take it away again")]


@app.command()
def manager(
    who: Who,
    above: Annotated[str, typer.Argument(metavar="MANAGER", help="The line manager, by login or id")] = "",
    none: Nobody = False,
    as_json: Json = False,
) -> None:
    """Who somebody's line manager is; without one, the managers of their setting are asked."""
    from bot.cli.acting_as import named
    from dialogs.words import say
    from storage.people import managers

    if bool(above) == none:
        raise refused("people.one_or_none")
    of = settings()

    async def changed() -> tuple[dict[str, str | None], str]:
        async with database(of) as opened, opened.transaction(real_clock()) as tx:
            person = await named(tx, who)
            by = await named(tx, above) if above else None
            now = await managers.set_line_manager(tx, person.id, by.id if by else None)
            asked = ", ".join(one.name for one in await managers.of_person(tx, now))
            words = say("operations.people.managed", name=now.name, managers=asked or say("operations.people.nobody"))
            return {"id": now.id, "line_manager": now.line_manager_id}, words

    values, words = run(changed)
    show(values) if as_json else tell(words)


@app.command()
def area(
    who: Who,
    name: Annotated[str, typer.Argument(metavar="AREA", help="social_care, youth_justice, early_help ...")] = "",
    none: Nobody = False,
    as_json: Json = False,
) -> None:
    """In which service area somebody works, for figures by area."""
    from bot.cli.acting_as import named
    from dialogs.words import say
    from storage.people import managers
    from storage.people.managers import ServiceArea

    if bool(name) == none:
        raise refused("people.one_or_none")
    if name and name not in set(ServiceArea):
        raise refused("people.not_an_area", name=name, allowed=", ".join(ServiceArea))
    of = settings()

    async def changed() -> tuple[dict[str, str | None], str]:
        async with database(of) as opened, opened.transaction(real_clock()) as tx:
            person = await named(tx, who)
            now = await managers.set_service_area(tx, person.id, ServiceArea(name) if name else None)
            where = now.service_area or say("operations.people.nowhere")
            return {"id": now.id, "service_area": now.service_area}, say(
                "operations.people.in_area", name=now.name, area=where
            )

    values, words = run(changed)
    show(values) if as_json else tell(words)

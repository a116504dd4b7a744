"""`waymark people setting`: a school, a home or a team, and the contacts its workers are given."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.console import Json, database, real_clock, refused, run, settings, show, tell

if TYPE_CHECKING:
    from storage.people.settings import Setting

app = typer.Typer(name="setting", help="Settings (a school, a home, a team) and their contacts.", no_args_is_help=True)

Contacts = Annotated[
    list[str],
    typer.Option(
        "--contact",
        help="dsl='Name; telephone; note', each part may be empty; may be repeated. "
        "on_call='Name; telephone; mail@address' is alerted out of hours",
    ),
]


@app.command("list")
def list_settings(as_json: Json = False) -> None:
    """Every setting with its contacts."""
    from dialogs.words import say
    from storage.administration import organisation

    of = settings()

    async def every() -> "list[Setting]":
        async with database(of) as opened, opened.transaction(real_clock()) as tx:
            return await organisation.every_setting(tx)

    found = run(every)
    for one in found:
        _told(one, as_json)
    if not found and not as_json:
        tell(say("operations.setting.none"))


@app.command()
def add(
    name: Annotated[str, typer.Argument(help="As its people know it")],
    kind: Annotated[str, typer.Option(help="primary_school, secondary_school, special_school, youth, residential ...")],
    contact: Contacts = [],  # noqa: B006 typer copies it
    as_json: Json = False,
) -> None:
    """Add a setting."""
    from bot.cli.arguments import contacts_from, name_from
    from storage.administration import demo
    from storage.people import settings as workplaces

    if kind not in workplaces.SETTING_KINDS:
        raise refused("setting.not_a_kind", name=kind, allowed=", ".join(sorted(workplaces.SETTING_KINDS)))
    called, contacts, of = name_from(name), contacts_from(contact), settings()

    async def added() -> "Setting":
        async with database(of) as opened, opened.transaction(real_clock()) as tx:
            return await workplaces.add_setting(tx, called, kind, contacts, is_demo=await demo.is_demo(tx))

    _told(run(added), as_json)


@app.command()
def contact(
    setting: Annotated[str, typer.Argument(help="An id from 'people setting list'")],
    contact: Contacts,
    as_json: Json = False,
) -> None:
    """Change contacts; those not named stay. 'dsl=' with nothing after it removes one."""
    from bot.cli.arguments import contacts_from
    from storage.administration import organisation

    contacts, of = contacts_from(contact), settings()

    async def changed() -> "Setting":
        async with database(of) as opened, opened.transaction(real_clock()) as tx:
            return await organisation.set_contacts(tx, setting, contacts)

    _told(run(changed), as_json)


def _told(setting: "Setting", as_json: bool) -> None:
    from dialogs.words import say

    if as_json:
        show(_as_json(setting))
        return
    tell(say("operations.setting.row", name=setting.name, kind=setting.kind, id=setting.id))
    for key, given in setting.contacts.items():
        tell(f"   {key}: {'; '.join(given[part] for part in ('name', 'phone', 'note') if given.get(part))}")


def _as_json(setting: "Setting") -> dict[str, Any]:
    return {"id": setting.id, "name": setting.name, "kind": setting.kind, "contacts": setting.contacts,
            "demo": setting.is_demo}  # fmt: skip

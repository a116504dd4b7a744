"""`waymark people`: who works here and what they may do, and the settings they work in."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.console import Json, database, real_clock, refused, run, settings, show, tell

if TYPE_CHECKING:
    from bot.commands.people.receipts import Receipt
    from storage.administration.staff import Member
    from storage.people.addresses import Address
    from storage.people.people import Person

app = typer.Typer(name="people", help="People, their roles, and the settings they work in.", no_args_is_help=True)

Who = Annotated[str, typer.Argument(metavar="WHO", help="A login, or an id from 'people list'")]
Roles = Annotated[
    list[str], typer.Option("--role", help="worker, dsl, deputy, head, consultation ...; may be repeated")
]
Mail = Annotated[str, typer.Option("--mail", help="Where alerts go until they have opened the bot")]
Tenant = Annotated[str, typer.Option("--tenant", help="Their organisation in Entra")]
ObjectId = Annotated[str, typer.Option("--entra", help="Their object id in Entra: how Teams says who is writing")]


@app.command("list")
def list_people(
    setting: Annotated[str, typer.Option("--setting", help="Only those with a role in it")] = "", as_json: Json = False
) -> None:
    """Everyone who works here. No mail address and no Entra id is printed, only whether there is one."""
    from dialogs.words import say
    from storage.administration import staff
    from storage.people import settings as workplaces

    of = settings()

    async def everyone() -> "list[Member]":
        async with database(of) as opened, opened.transaction(real_clock()) as tx:
            found = await staff.everyone(tx)
            if setting:
                await workplaces.setting(tx, setting)
            return [one for one in found if not setting or setting in one.works_in]

    rows = run(everyone)
    for one in rows:
        show(_as_json(one.person, opened=one.opened, has_mail=one.has_mail)) if as_json else tell(_in_words(one.person))
    if not rows and not as_json:
        tell(say("operations.people.none"))


@app.command()
def add(
    name: Annotated[str, typer.Argument(help="As others know them")],
    setting: Annotated[str, typer.Option("--setting", help="Where they work: an id from 'people setting list'")],
    role: Roles,
    login: Annotated[str, typer.Option(help="A short name for these commands")] = "",
    mail: Mail = "",
    tenant: Tenant = "",
    entra: ObjectId = "",
    as_json: Json = False,
) -> None:
    """Add somebody with roles in one setting."""
    from bot.cli.acting_as import roles_from
    from bot.cli.arguments import entra_from, login_from, mail_from, name_from
    from storage.administration import demo, organisation
    from storage.people import addresses, people
    from storage.people import settings as workplaces
    from storage.people.people import KnownAs

    roles, called = roles_from(role), name_from(name)
    known_as, reached = KnownAs(login_from(login), *entra_from(tenant, entra)), mail_from(mail)
    of = settings()

    async def added() -> "tuple[Person, Address]":
        async with database(of) as opened, opened.transaction(real_clock()) as tx:
            place = await workplaces.setting(tx, setting)
            await organisation.refuse_taken(tx, known_as)
            person = await people.add(tx, called, place.id, roles, known_as, is_demo=await demo.is_demo(tx))
            if reached:
                await addresses.keep_mail(tx, person.id, reached)
            return person, await addresses.get(tx, person.id)

    _told(*run(added), None, as_json)


@app.command()
def roles(
    who: Who,
    role: Roles = [],  # noqa: B006 typer copies it
    setting: Annotated[str, typer.Option("--setting", help="Where; their own setting without it")] = "",
    none: Annotated[bool, typer.Option("--none", help="Withdraw every role there")] = False,
    as_json: Json = False,
) -> None:
    """Exactly these roles in one setting from now on; roles elsewhere stay."""
    from bot.cli.acting_as import named, roles_from
    from bot.commands.people.receipts import receipt_of
    from storage.administration import organisation
    from storage.people import addresses, people
    from storage.people import settings as workplaces

    if bool(role) == none:
        raise refused("people.roles_or_none")
    given, of = roles_from(role), settings()

    async def changed() -> "tuple[Person, Address, Receipt]":
        async with database(of) as opened, opened.transaction(real_clock()) as tx:
            person = await named(tx, who)
            place = await workplaces.setting(tx, setting or person.setting_id)
            receipt = await receipt_of(tx, await organisation.set_roles(tx, person.id, place.id, given))
            return await people.get(tx, person.id), await addresses.get(tx, person.id), receipt

    _told(*run(changed), as_json)


@app.command()
def move(
    who: Who,
    setting: Annotated[str, typer.Option("--setting", help="Where they work from now on")],
    role: Roles,
    as_json: Json = False,
) -> None:
    """Somebody moves to another setting: these roles there, none in the old one. Their records stay, with a receipt."""
    from bot.cli.acting_as import named, roles_from
    from bot.commands.people.receipts import receipt_of
    from storage.administration import organisation
    from storage.people import addresses, people

    given, of = roles_from(role), settings()

    async def moved() -> "tuple[Person, Address, Receipt]":
        async with database(of) as opened, opened.transaction(real_clock()) as tx:
            person = await named(tx, who)
            if person.setting_id == setting:
                raise refused("people.there_already")
            receipt = await receipt_of(tx, await organisation.move(tx, person.id, setting, given))
            return await people.get(tx, person.id), await addresses.get(tx, person.id), receipt

    _told(*run(moved), as_json)


@app.command()
def reach(who: Who, mail: Mail = "", tenant: Tenant = "", entra: ObjectId = "", as_json: Json = False) -> None:
    """Set where alerts go, or which Entra id somebody writes under."""
    from bot.cli.acting_as import named
    from bot.cli.arguments import entra_from, mail_from
    from storage.administration import organisation
    from storage.people import addresses

    reached, (in_tenant, object_id) = mail_from(mail), entra_from(tenant, entra)
    if not reached and not object_id:
        raise refused("people.nothing_given")
    of = settings()

    async def changed() -> "tuple[Person, Address]":
        async with database(of) as opened, opened.transaction(real_clock()) as tx:
            person = await named(tx, who)
            if reached:
                await addresses.keep_mail(tx, person.id, reached)
            if in_tenant and object_id:
                await organisation.link(tx, person.id, in_tenant, object_id)
            return person, await addresses.get(tx, person.id)

    _told(*run(changed), None, as_json)


@app.command()
def leave(who: Who, as_json: Json = False) -> None:
    """Somebody has gone: no longer known here, responsible for nothing new. What they signed stays."""
    from bot.cli.acting_as import named
    from bot.commands.people.receipts import receipt_of
    from dialogs.words import say
    from storage.administration import organisation

    of = settings()

    async def gone() -> "tuple[Person, Receipt]":
        async with database(of) as opened, opened.transaction(real_clock()) as tx:
            person = await named(tx, who)
            return person, await receipt_of(tx, await organisation.leave(tx, person.id))

    person, receipt = run(gone)
    if as_json:
        show({"id": person.id, "left": True, "passed_on": receipt.as_json()})
        return
    tell(say("operations.people.left", name=person.name))
    for line in receipt.in_words():
        tell(line)


def _told(person: "Person", address: "Address", receipt: "Receipt | None", as_json: bool) -> None:
    """`receipt` where roles were changed."""
    if as_json:
        reached = {"opened": address.chat is not None, "has_mail": address.mail is not None}
        show(_as_json(person, **reached) | ({} if receipt is None else {"passed_on": receipt.as_json()}))
        return
    tell(_in_words(person))
    for line in receipt.in_words() if receipt else ():
        tell(line)


def _in_words(person: "Person") -> str:
    from dialogs.words import say

    posts = ", ".join(sorted(f"{role} ({place})" for role, place in person.posts)) or say("operations.people.no_role")
    return say("operations.people.row", name=person.name, login=person.login or "-", roles=posts, id=person.id)


def _as_json(person: "Person", *, opened: bool, has_mail: bool) -> dict[str, Any]:
    return {
        "id": person.id,
        "login": person.login,
        "name": person.name,
        "setting": person.setting_id,
        "roles": [{"role": role, "setting": place} for role, place in sorted(person.posts)],
        "opened_the_bot": opened,
        "has_mail": has_mail,
        "demo": person.is_demo,
    }

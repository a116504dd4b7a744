"""Everyone who works here, for whoever looks after Waymark: roles, settings with their contacts, and who has gone.

What `waymark people` does on the command line, by the same functions: what it checks, whom it tells, what it keeps in
the history (here with the name of whoever did it). Nobody changes their own roles. No record is shown or named in any
of it but in the receipt for those that pass on.
"""

from collections.abc import Callable, Mapping
from typing import Any

from bot.commands.people.receipts import receipt_of
from bot.desk.page import ADMINS, Answer, Goto, Page, Reader, Shown
from dialogs.words import say
from storage.administration import demo, organisation, staff
from storage.administration.staff import Member
from storage.database.engine import Tx
from storage.people import addresses, entered, managers, people, settings
from storage.people.entered import NotTaken
from storage.people.managers import ServiceArea
from storage.people.people import KnownAs, Role
from storage.people.settings import EVERY_CONTACT, SETTING_KINDS
from storage.problems import NotAllowed, NotFound
from storage.records.responsibility import Passed

TYPED = ("name", "login", "mail", "tenant", "entra", "setting", "kind")
"""Fields that are shown again where something of them cannot be used."""


async def everyone(reader: Reader) -> Answer:
    """`GET /desk/people?setting=...&never=yes`: narrowed to a setting, or to those who never opened Waymark."""
    setting, never = reader.asked.chosen("setting"), bool(reader.asked.chosen("never"))
    found = [
        one
        for one in await staff.everyone(reader.tx)
        if (not setting or setting in one.works_in) and not (never and one.opened)
    ]
    return await _listed(reader, found, setting=setting, never=never)


async def find(reader: Reader) -> Answer:
    """`POST /desk/people`: those of a name."""
    return await _listed(reader, staff.named(await staff.everyone(reader.tx), reader.asked.typed("name")), sought=True)


async def add(reader: Reader) -> Answer:
    """`POST /desk/people/add`: somebody new, with roles in one setting."""
    tx, typed = reader.acting, reader.asked.typed
    try:
        name, mail = entered.name(typed("name")), entered.mail(typed("mail"))
        known_as = KnownAs(entered.login(typed("login")), *entered.entra(typed("tenant"), typed("entra")))
        given = _roles(reader, at_least_one=True)
    except NotTaken as refusal:
        return await _listed(reader, await staff.everyone(tx), refused=refusal)
    place = await settings.setting(tx, typed("setting"))
    await organisation.refuse_taken(tx, known_as)
    person = await people.add(tx, name, place.id, given, known_as, is_demo=await demo.is_demo(tx))
    if mail:
        await addresses.keep_mail(tx, person.id, mail)
    return Goto(f"/people/person?id={person.id}", "person_added")


async def add_setting(reader: Reader) -> Answer:
    """`POST /desk/people/setting/add`: a school, a home or a team."""
    tx = reader.acting
    try:
        name = entered.name(reader.asked.typed("name"))
        if reader.asked.typed("kind") not in SETTING_KINDS:
            raise NotTaken("not_a_kind")
    except NotTaken as refusal:
        return await _listed(reader, await staff.everyone(tx), refused=refusal)
    new = await settings.add_setting(tx, name, reader.asked.typed("kind"), {}, is_demo=await demo.is_demo(tx))
    return Goto(f"/people/setting?id={new.id}", "setting_added")


async def person(reader: Reader) -> Answer:
    """`GET /desk/people/person?id=...`."""
    return await _person(reader, await _member(reader.tx, reader.asked.chosen("id")))


async def roles(reader: Reader) -> Answer:
    """`POST /desk/people/person/roles`: exactly these in one setting from now on."""
    tx, one = await _other(reader)
    place = await settings.setting(tx, reader.asked.typed("setting"))
    passed = await organisation.set_roles(tx, one.person.id, place.id, _roles(reader))
    return await _done(reader, one, passed, "roles_changed")


async def move(reader: Reader) -> Answer:
    """`POST /desk/people/person/move`: they work in another setting from now on."""
    tx, one = await _other(reader)
    setting = reader.asked.typed("setting")
    try:
        given = _roles(reader, at_least_one=True)
        if setting == one.person.setting_id:
            raise NotTaken("there_already")
    except NotTaken as refusal:
        return await _person(reader, one, refused=refusal)
    return await _done(reader, one, await organisation.move(tx, one.person.id, setting, given), "moved")


async def line(reader: Reader) -> Answer:
    """`POST /desk/people/person/line`: who is asked above them, and in which part of the services they work."""
    tx, one = await _other(reader)
    manager, area = reader.asked.typed("manager") or None, reader.asked.typed("area")
    if manager != one.person.line_manager_id:
        await managers.set_line_manager(tx, one.person.id, manager)
    if area != (one.person.service_area or ""):
        await managers.set_service_area(tx, one.person.id, ServiceArea(area) if area in set(ServiceArea) else None)
    return Goto(f"/people/person?id={one.person.id}", "line_changed")


async def reach(reader: Reader) -> Answer:
    """`POST /desk/people/person/reach`: where alerts go, or under which Entra id they write."""
    tx, one = reader.acting, await _member(reader.tx, reader.asked.typed("id"))
    try:
        mail = entered.mail(reader.asked.typed("mail"))
        tenant, object_id = entered.entra(reader.asked.typed("tenant"), reader.asked.typed("entra"))
        if not mail and not object_id:
            raise NotTaken("nothing_given")
    except NotTaken as refusal:
        return await _person(reader, one, refused=refusal)
    if mail:
        await addresses.keep_mail(tx, one.person.id, mail)
    if tenant and object_id:
        if one.person.id == reader.person.id:
            raise NotAllowed
        await organisation.link(tx, one.person.id, tenant, object_id)
    return Goto(f"/people/person?id={one.person.id}", "reach_changed")


async def leave(reader: Reader) -> Answer:
    """`POST /desk/people/person/leave`: they have gone. What they signed stays."""
    tx, one = await _other(reader)
    return await _done(reader, one, await organisation.leave(tx, one.person.id), "left")


async def setting(reader: Reader) -> Answer:
    """`GET /desk/people/setting?id=...`: whom its workers are given to ring."""
    return await _setting(reader, reader.asked.chosen("id"))


async def contacts(reader: Reader) -> Answer:
    """`POST /desk/people/setting`: these from now on; an empty one is removed."""
    tx, id = reader.acting, reader.asked.typed("id")
    before = await settings.setting(tx, id)
    try:
        given = {
            key: entered.contact(key, *(reader.asked.typed(f"{key}_{part}") for part in entered.PARTS))
            for key in EVERY_CONTACT
        }
    except NotTaken as refusal:
        return await _setting(reader, id, refused=refusal)
    changed = {key: value for key, value in given.items() if value != dict(before.contacts.get(key, {}))}
    if changed:
        await organisation.set_contacts(tx, id, changed)
    return Goto(f"/people/setting?id={id}", "contacts_changed")


# -- who does what to whom -----------------------------------------------------------------------------------------


async def _member(tx: Tx, id: str) -> Member:
    """Somebody who works here. Raises NotFound."""
    found = next((one for one in await staff.everyone(tx) if one.person.id == id), None)
    if found is None:
        raise NotFound("person")
    return found


async def _other(reader: Reader) -> tuple[Tx, Member]:
    """Whom a change is about. Nobody gives roles to themselves, or takes away those of the last one who could give
    them: raises NotAllowed.
    """
    one = await _member(reader.tx, reader.asked.typed("id"))
    if one.person.id == reader.person.id:
        raise NotAllowed
    return reader.acting, one


def _roles(reader: Reader, *, at_least_one: bool = False) -> frozenset[Role]:
    picked = frozenset(role for role in Role if role in reader.asked.form.get("role", ()))
    if at_least_one and not picked:
        raise NotTaken("no_role_picked")
    return picked


# -- what is shown -------------------------------------------------------------------------------------------------


async def _listed(
    reader: Reader,
    found: list[Member],
    *,
    setting: str = "",
    never: bool = False,
    sought: bool = False,
    refused: NotTaken | None = None,
) -> Shown:
    every = await organisation.every_setting(reader.tx)
    data = {
        "people": found,
        "settings": every,
        "names": {one.id: one.name for one in every},
        "gone": await staff.everyone(reader.tx, left=True),
        "kinds": _by_words(SETTING_KINDS, lambda kind: f"people_page.kinds.{kind}"),
        "setting": setting,
        "never": never,
        "sought": sought,
        **_form(reader, refused),
    }
    return Shown("people/people", "people_page.title", data, 422 if refused else 200)


async def _person(reader: Reader, one: Member, refused: NotTaken | None = None) -> Shown:
    every = await organisation.every_setting(reader.tx)
    data = {
        "one": one,
        "settings": every,
        "names": {each.id: each.name for each in every},
        "oneself": one.person.id == reader.person.id,
        "everyone": await staff.everyone(reader.tx),
        "areas": list(ServiceArea),
        **_form(reader, refused),
    }
    return Shown("people/person", "people_page.person", data, 422 if refused else 200)


async def _setting(reader: Reader, id: str, refused: NotTaken | None = None) -> Shown:
    found = await settings.setting(reader.tx, id)
    filled = {
        f"{key}_{part}": reader.asked.typed(f"{key}_{part}") if refused else found.contacts.get(key, {}).get(part, "")
        for key in EVERY_CONTACT
        for part in entered.PARTS
    }
    data = {"setting": found, "contacts": EVERY_CONTACT, "parts": entered.PARTS, "filled": filled}
    return Shown("people/setting", "people_page.contacts", data | _form(reader, refused), 422 if refused else 200)


async def _done(reader: Reader, one: Member, passed: list[Passed], said: str) -> Answer:
    """On to the person; where records passed on, the receipt first."""
    home = "/people" if said == "left" else f"/people/person?id={one.person.id}"
    if not passed:
        return Goto(home, said)
    receipt = await receipt_of(reader.tx, passed)
    data = {"lines": receipt.lines, "home": home, "said": say(f"desk.done.{said}")}
    return Shown("people/receipt", "people_page.receipt.title", data)


def _form(reader: Reader, refused: NotTaken | None) -> dict[str, Any]:
    """What was typed, where something of it cannot be used, and what is wrong with it."""
    typed: Mapping[str, str] = {name: reader.asked.typed(name) if refused else "" for name in TYPED}
    sentence = say(f"people_page.refused.{refused.reason}", **refused.params) if refused else ""
    picked = frozenset(reader.asked.form.get("role", ())) if refused else frozenset[str]()
    roles_of_all = _by_words(Role, lambda role: f"record.roles.{role}")
    return {"typed": typed, "picked": picked, "refused": sentence, "roles": roles_of_all}


def _by_words(keys: Any, key_of: Callable[[str], str]) -> dict[str, str]:
    return dict(sorted(((str(key), say(key_of(key))) for key in keys), key=lambda pair: pair[1]))


PAGES = (
    Page("/people", ADMINS, everyone, menu="people_page.menu"),
    Page("/people", ADMINS, find, changes=True),
    Page("/people/add", ADMINS, add, changes=True),
    Page("/people/person", ADMINS, person),
    Page("/people/person/roles", ADMINS, roles, changes=True),
    Page("/people/person/move", ADMINS, move, changes=True),
    Page("/people/person/line", ADMINS, line, changes=True),
    Page("/people/person/reach", ADMINS, reach, changes=True),
    Page("/people/person/leave", ADMINS, leave, changes=True),
    Page("/people/setting", ADMINS, setting),
    Page("/people/setting", ADMINS, contacts, changes=True),
    Page("/people/setting/add", ADMINS, add_setting, changes=True),
)

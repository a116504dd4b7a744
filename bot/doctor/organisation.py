"""The people: is there somebody to tell in every setting, can they be told, and is there a slot to book?"""

from bot.cli.times import next_month, this_month
from bot.doctor.findings import Finding, finding
from bot.settings import Settings
from dialogs.interview.chat import CASE_WORK
from dialogs.words import say
from storage.administration import demo, organisation
from storage.consultations import bookings
from storage.database.engine import Tx
from storage.people import addresses, on_call, people
from storage.people.people import Person, Role
from storage.people.settings import CONTACTS, ON_CALL, Setting
from storage.records import safety_watch
from storage.talks.told import YOUTH_JUSTICE
from storage.training import register
from storage.training.rules import rows, rules

RESPONSIBLE = (Role.DSL, Role.DEPUTY, Role.HEAD)


async def check(of: Settings, tx: Tx) -> list[Finding]:
    """What is missing in people, settings, contacts and slots."""
    everyone = await people.everyone(tx)
    if not everyone:
        return [finding("nobody")]
    found: list[Finding] = []
    for setting in await organisation.every_setting(tx):
        here = [person for person in everyone if any(place == setting.id for _, place in person.posts)]
        found += _setting(setting, here)
    if of.app_id or not await demo.is_demo(tx):
        found += await _reachable(of, tx, everyone)
        for setting in await organisation.every_setting(tx):
            found += await _out_of_hours(of, tx, setting, everyone)
    if not any(Role.YOUTH_JUSTICE in one.roles for one in everyone):
        places = [one.name for one in await organisation.every_setting(tx) if one.kind == YOUTH_JUSTICE]
        if places:
            found.append(finding("nobody_on_duty", settings=", ".join(places)))
    if untold := await safety_watch.untold(tx):
        found.append(finding("watch_untold", count=untold))
    if not of.second_refresher_month and await register.trained(tx):
        sources, months = rows()["refreshers"], rules()
        named = [say(f"training.months.{month}") for month in (months.refresher, *months.second_refresher)]
        found.append(finding("refresher_month", months=", ".join(named), cites=", ".join(sources["cites"])))
    return [*found, *await _slots(tx)]


def _setting(setting: Setting, here: list[Person]) -> list[Finding]:
    """Only where somebody may report: an office needs no DSL."""
    if not any(person.has(role, setting.id) for person in here for role in CASE_WORK):
        return []
    has = {role for role in RESPONSIBLE if any(person.has(role, setting.id) for person in here)}
    found: list[Finding] = []
    if not has:
        found.append(finding("nobody_responsible", setting=setting.name))
    elif Role.DSL not in has:
        found.append(finding("no_dsl", setting=setting.name))
    elif Role.DEPUTY not in has:
        found.append(finding("no_deputy", setting=setting.name))
    missing = [key for key in CONTACTS if not setting.contacts.get(key)]
    if missing:
        found.append(finding("no_contacts", setting=setting.name, contacts=", ".join(missing), id=setting.id))
    return found


async def _reachable(of: Settings, tx: Tx, everyone: list[Person]) -> list[Finding]:
    found: list[Finding] = []
    for person in everyone:
        if not person.roles.intersection(RESPONSIBLE):
            continue
        address = await addresses.get(tx, person.id)
        if address.chat is None and not address.mail:
            found.append(finding("cannot_be_told", name=person.name, who=person.login or person.id))
        elif address.chat is None and not of.smtp_host:
            found.append(finding("no_mail_server", name=person.name))
    if unlinked := await organisation.not_linked(tx):
        found.append(finding("not_linked", count=unlinked))
    return found


async def _out_of_hours(of: Settings, tx: Tx, setting: Setting, everyone: list[Person]) -> list[Finding]:
    """Whom a red would reach at night: whoever answers for records here, and who is on call."""
    here = [one for one in everyone if any(one.has(role, setting.id) for role in RESPONSIBLE)]
    if not here or not any(one.has(role, setting.id) for one in everyone for role in CASE_WORK):
        return []
    known = [await addresses.get(tx, one.id) for one in here]
    by_mail = any(one.mail for one in known) or on_call.mail_of(setting)
    if not (any(one.chat for one in known) or (by_mail and of.smtp_host)):
        return [finding("red_reaches_nobody", setting=setting.name, id=setting.id)]
    if setting.contacts.get(ON_CALL) and not on_call.mail_of(setting):
        return [finding("on_call_without_mail", setting=setting.name, id=setting.id)]
    return []


async def _slots(tx: Tx) -> list[Finding]:
    found: list[Finding] = []
    month = this_month(tx.now)
    for when in ("this_month", "next_month"):
        coming = [slot for slot in await bookings.slots_in(tx, *month) if slot.starts_at > tx.now]
        if not any(slot.seats_free for slot in coming):
            found.append(finding(f"no_slots_{when}"))
        month = next_month(month)
    return found

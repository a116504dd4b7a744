"""Who is on call for a setting at night and at weekends: a contact with a mail address, and no person here."""

from collections.abc import Collection

from storage.database.engine import Tx
from storage.people import addresses, people, settings
from storage.people.settings import ON_CALL, Setting


def mail_of(setting: Setting) -> str | None:
    """Where whoever is on call is told; None where nobody is, or without an address."""
    return setting.contacts.get(ON_CALL, {}).get("mail") or None


async def can_be_told(tx: Tx, setting_id: str, never: Collection[str]) -> bool:
    """Whether an alert can go there: never where the contact is, by name or address, one of `never`."""
    setting = await settings.setting(tx, setting_id)
    mail, name = mail_of(setting), setting.contacts.get(ON_CALL, {}).get("name", "")
    if mail is None:
        return False
    for person_id in never:
        known, address = await people.get(tx, person_id), await addresses.get(tx, person_id)
        if mail.casefold() == (address.mail or "").casefold() or _same(name, known.name):
            return False
    return True


def _same(one: str, other: str) -> bool:
    return one.casefold().split() == other.casefold().split()

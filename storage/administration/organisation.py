"""What whoever runs Waymark changes about settings and people that are there already."""

from collections.abc import Iterable, Mapping

import sqlalchemy as sa

from storage import audit
from storage.audit import AuditAction
from storage.database.engine import Tx
from storage.people.entra import entra_id
from storage.people.people import KnownAs, Role, _keep_posts, give, hold, people, roles
from storage.people.settings import EVERY_CONTACT, Setting, setting, settings
from storage.problems import Problem
from storage.queues import outbox
from storage.records.responsibility import Passed
from storage.training.sessions import give_up_all


class Taken(Problem):
    """Another person has this login or this Entra id; someone who left keeps theirs."""

    reason = "taken"


async def every_setting(tx: Tx) -> list[Setting]:
    """All settings, by name."""
    found = await tx.connection.execute(sa.select(settings.c.id).order_by(settings.c.name, settings.c.id))
    return [await setting(tx, setting_id) for setting_id in found.scalars()]


async def set_contacts(tx: Tx, setting_id: str, contacts: Mapping[str, Mapping[str, str]]) -> Setting:
    """These contacts from now on; those not named stay as they are, an empty one is removed. Raises NotFound."""
    if unknown := set(contacts) - set(EVERY_CONTACT):
        raise ValueError(f"not contacts: {sorted(unknown)}")
    before = await setting(tx, setting_id)
    await audit.note(tx, audit.of_setting(setting_id), None, AuditAction.CONTACTS_CHANGED, ",".join(sorted(contacts)))
    kept = {key: given for key, given in {**before.contacts, **contacts}.items() if given}
    await tx.connection.execute(
        settings.update().where(settings.c.id == setting_id).values(contacts_sealed=tx.vault.seal_json(kept))
    )
    return await setting(tx, setting_id)


async def refuse_taken(tx: Tx, known_as: KnownAs, *, but: str = "") -> None:
    """Raises Taken where somebody other than the person `but` has that login, or that tenant and object id."""
    same = (people.c.login == known_as.login) if known_as.login else sa.false()
    if known_as.tenant and known_as.object_id:
        tenant, object_id = entra_id(known_as.tenant), entra_id(known_as.object_id)
        same = same | ((people.c.tenant == tenant) & (people.c.object_id == object_id))
    if await tx.connection.scalar(sa.select(people.c.id).where(same, people.c.id != but)):
        raise Taken


async def link(tx: Tx, person_id: str, tenant: str, object_id: str) -> None:
    """From now on this is who writes under that Entra id in Teams. Raises Taken."""
    await refuse_taken(tx, KnownAs(tenant=tenant, object_id=object_id), but=person_id)
    await audit.note(tx, audit.of_person(person_id), None, AuditAction.REACH_CHANGED, "entra")
    await tx.connection.execute(
        people.update().where(people.c.id == person_id).values(tenant=entra_id(tenant), object_id=entra_id(object_id))
    )


async def move(tx: Tx, person_id: str, setting_id: str, given: Iterable[Role]) -> list[Passed]:
    """Somebody works in another setting from now on, with these roles; those in the old one are over.

    What they were responsible for there stays there, with somebody else: the receipt. Raises NotFound and
    LastResponsible.
    """
    await setting(tx, setting_id)
    this = people.c.id == person_id
    old = await tx.connection.scalar(sa.select(people.c.setting_id).where(this))
    await audit.note(tx, audit.of_person(person_id), None, AuditAction.MOVED, setting_id)
    await tx.connection.execute(people.update().where(this).values(setting_id=setting_id))
    passed = await set_roles(tx, person_id, str(old), [])
    return passed + await set_roles(tx, person_id, setting_id, given)


async def not_linked(tx: Tx) -> int:
    """How many people Teams could not tell us about: they have no Entra id."""
    nobody = people.c.left_at.is_(None) & people.c.object_id.is_(None)
    return int(await tx.connection.scalar(sa.select(sa.func.count()).select_from(people).where(nobody)) or 0)


async def set_roles(tx: Tx, person_id: str, setting_id: str, given: Iterable[Role]) -> "list[Passed]":
    """Exactly these roles in this setting from now on; roles elsewhere stay. Empty withdraws them all.

    Records that the person may no longer answer for pass on at once: the receipt. Raises LastResponsible where nobody
    else could take them.
    """
    await hold(tx, person_id)
    await give(tx, person_id, setting_id, given)
    return await _pass_on(tx, person_id)


async def leave(tx: Tx, person_id: str) -> "list[Passed]":
    """The person has gone: no longer found, responsible for nothing, told nothing more. What they signed keeps their
    id.

    Raises LastResponsible where nobody else could take on what they were responsible for.
    """
    await hold(tx, person_id)
    await audit.note(tx, audit.of_person(person_id), None, AuditAction.LEFT)
    await tx.connection.execute(people.update().where(people.c.id == person_id).values(left_at=tx.now))
    await tx.connection.execute(roles.delete().where(roles.c.person_id == person_id))
    await give_up_all(tx, person_id)
    passed = await _pass_on(tx, person_id)
    for message in await outbox.waiting_for(tx, person_id):
        await outbox.withdraw(tx, message)
    return passed


async def _pass_on(tx: Tx, person_id: str) -> "list[Passed]":
    from storage.casework import leading
    from storage.records import handovers, responsibility, safety_watch  # which stand on this module
    from storage.talks import leaving

    await _keep_posts(tx, person_id)
    passed = await responsibility.after_roles(tx, person_id)
    await handovers.after_roles(tx, person_id)
    await safety_watch.after_roles(tx, person_id)
    await leading.after_roles(tx, person_id)
    await leaving.after_roles(tx)
    return passed

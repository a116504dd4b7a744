"""What whoever runs Waymark changes about settings and people that are there already."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

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


async def rename(tx: Tx, person_id: str, name: str) -> None:
    """As others know them from now on. That it changed stays in their history, and not what to."""
    await audit.note(tx, audit.of_person(person_id), None, AuditAction.REACH_CHANGED, "name")
    await tx.connection.execute(people.update().where(people.c.id == person_id).values(name_sealed=tx.vault.seal(name)))


async def set_login(tx: Tx, person_id: str, login: str) -> None:
    """The short name for commands. Raises Taken."""
    await refuse_taken(tx, KnownAs(login=login), but=person_id)
    await audit.note(tx, audit.of_person(person_id), None, AuditAction.REACH_CHANGED, "login")
    await tx.connection.execute(people.update().where(people.c.id == person_id).values(login=login))


async def come_back(tx: Tx, person_id: str, setting_id: str) -> None:
    """Somebody who had left works here again, in this setting, without a role yet."""
    await audit.note(tx, audit.of_person(person_id), None, AuditAction.PERSON_ADDED, setting_id)
    values = {"left_at": None, "setting_id": setting_id}
    await tx.connection.execute(people.update().where(people.c.id == person_id).values(**values))


async def move(tx: Tx, person_id: str, setting_id: str, given: Iterable[Role]) -> list[Passed]:
    """Somebody works in another setting from now on, with these roles; those in the old one are over.

    What they were responsible for there stays there, with somebody else: the receipt. Raises NotFound and
    LastResponsible.
    """
    await setting(tx, setting_id)
    old = await tx.connection.scalar(sa.select(people.c.setting_id).where(people.c.id == person_id))
    return await _done(tx, Change(person_id, {str(old): (), setting_id: tuple(given)}, setting_id))


async def not_linked(tx: Tx) -> int:
    """How many people Teams could not tell us about: they have no Entra id."""
    nobody = people.c.left_at.is_(None) & people.c.object_id.is_(None)
    return int(await tx.connection.scalar(sa.select(sa.func.count()).select_from(people).where(nobody)) or 0)


async def set_roles(tx: Tx, person_id: str, setting_id: str, given: Iterable[Role]) -> list[Passed]:
    """Exactly these roles in this setting from now on; roles elsewhere stay. Empty withdraws them all.

    Records that the person may no longer answer for pass on at once: the receipt. Raises LastResponsible where nobody
    else could take them.
    """
    return await _done(tx, Change(person_id, {setting_id: tuple(given)}))


async def leave(tx: Tx, person_id: str) -> list[Passed]:
    """The person has gone: no longer found, responsible for nothing, told nothing more. What they signed keeps their
    id.

    Raises LastResponsible where nobody else could take on what they were responsible for.
    """
    return await _done(tx, Change(person_id, has_left=True))


@dataclass(frozen=True)
class Change:
    """What is so of somebody from now on. `posts`: exactly these roles in each of these settings, and in no other one
    anything changes. `home`: where they work, where that is another. `has_left`: gone, with every role.
    """

    person_id: str
    posts: Mapping[str, Collection[Role]] = field(default_factory=dict)
    home: str | None = None
    has_left: bool = False


async def _done(tx: Tx, change: Change) -> list[Passed]:
    await begin(tx, change)
    return await finish(tx, change)


async def begin(tx: Tx, change: Change) -> None:
    """The change itself; `finish` belongs after it, in the same transaction.

    Where several people change at once, all are begun before the first is finished: nothing then passes to somebody
    who is about to lose the role, and whoever comes can take over from whoever goes.
    """
    person_id, this = change.person_id, people.c.id == change.person_id
    await hold(tx, person_id)
    if change.home is not None:
        await audit.note(tx, audit.of_person(person_id), None, AuditAction.MOVED, change.home)
        await tx.connection.execute(people.update().where(this).values(setting_id=change.home))
    for setting_id, given in change.posts.items():
        await give(tx, person_id, setting_id, given)
    if change.has_left:
        await audit.note(tx, audit.of_person(person_id), None, AuditAction.LEFT)
        await tx.connection.execute(people.update().where(this).values(left_at=tx.now))
        await tx.connection.execute(roles.delete().where(roles.c.person_id == person_id))


async def finish(tx: Tx, change: Change) -> list[Passed]:
    """Pass on what they may no longer answer for: the receipt. Raises LastResponsible where nobody could take it."""
    if change.has_left:
        await give_up_all(tx, change.person_id)
    passed = await _pass_on(tx, change.person_id)
    if change.has_left:
        for message in await outbox.waiting_for(tx, change.person_id):
            await outbox.withdraw(tx, message)
    return passed


async def _pass_on(tx: Tx, person_id: str) -> list[Passed]:
    from storage.casework import handing_over, leading
    from storage.groups import leaving as group_leaving
    from storage.plans import leaving as plans_leaving
    from storage.plans.good_life import key_worker
    from storage.plans.intervention import leading as intervention
    from storage.records import adult_notes, handovers, responsibility, safety_watch  # which stand on this module
    from storage.talks import leaving

    await _keep_posts(tx, person_id)
    passed = await responsibility.after_roles(tx, person_id)
    await handovers.after_roles(tx, person_id)
    await safety_watch.after_roles(tx, person_id)
    await intervention.after_roles(tx, person_id)
    await key_worker.after_roles(tx, person_id)
    await leading.after_roles(tx, person_id)
    await handing_over.after_roles(tx, person_id)
    await leaving.after_roles(tx)
    await adult_notes.after_roles(tx, person_id)
    await group_leaving.after_roles(tx, person_id)
    await plans_leaving.after_roles(tx, person_id)
    return passed

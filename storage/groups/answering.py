"""The lead of a group answers a referral: a place, a place in line, or not suitable and where instead."""

from dataclasses import dataclass

import sqlalchemy as sa

from storage import audit
from storage.audit import AuditAction
from storage.clocks import running
from storage.database.engine import Tx
from storage.groups import access, directory
from storage.groups.access import Part
from storage.groups.referral import HAS_A_PLACE, OVER, Referral, State
from storage.groups.referring import ANSWERED, get
from storage.groups.tables import group_referrals, groups
from storage.people import managers
from storage.people.people import Person
from storage.problems import NotFound, Problem
from storage.queues import outbox
from storage.queues.alerts import Alert


class GroupFull(Problem):
    """Every place is taken: the child waits, and nobody is put in over the number."""

    reason = "group_full"


class NotWaitingForAnswer(Problem):
    """It has a place already, or is over."""

    reason = "group_not_waiting"


class NeedsWhy(Problem):
    """Not suitable, or stopped, is said with why; and not suitable also with where the child may be helped instead."""

    reason = "group_needs_why"


@dataclass(frozen=True)
class Answer:
    """`state` is ACCEPTED, WAITING or NOT_SUITABLE."""

    state: State
    why: str = ""
    instead: str = ""


async def answer(tx: Tx, by: Person, reference: str, given: Answer) -> Referral:
    """Keep it, and let whoever referred know. Raises NotFound, NotWaitingForAnswer, GroupFull, NeedsWhy."""
    one = await _of_lead(tx, by, reference)
    if one.state in OVER or one.state in HAS_A_PLACE:
        raise NotWaitingForAnswer
    if given.state is State.NOT_SUITABLE and not (given.why.strip() and given.instead.strip()):
        raise NeedsWhy
    await tx.connection.execute(sa.select(groups.c.id).where(groups.c.id == one.group_id).with_for_update())
    if given.state is State.ACCEPTED and (await directory.get(tx, one.group_id)).is_full:
        raise GroupFull
    waits = given.state is State.WAITING
    over = given.state is State.NOT_SUITABLE
    await _keep(
        tx,
        one,
        state=given.state.value,
        answer_sealed=tx.vault.seal_json({"why": given.why, "instead": given.instead}) if over else None,
        answered_by=by.id,
        answered_at=tx.now,
        waiting_since=one.waiting_since or (tx.now if waits else None),
        waited_until=tx.now if one.waits and not waits else one.waited_until,
        ended_at=tx.now if over else None,
    )
    await audit.note(tx, one.about, by.id, AuditAction.REFERRAL_ANSWERED, given.state)
    await running.stop(tx, ANSWERED, one.about)
    await tell_owners(tx, one, Alert.GROUP_ANSWERED)
    return await get(tx, one.id)


async def end(tx: Tx, by: Person, reference: str, state: State, why: str = "") -> Referral:
    """It has `finished` as planned, or was `stopped` and why; the place is free. Raises NotFound, NotWaitingForAnswer,
    NeedsWhy.
    """
    one = await _of_lead(tx, by, reference)
    if one.state not in HAS_A_PLACE:
        raise NotWaitingForAnswer
    if state is State.STOPPED and not why.strip():
        raise NeedsWhy
    words = tx.vault.seal_json({"why": why, "instead": ""})
    await _keep(tx, one, state=state.value, answer_sealed=words, ended_at=tx.now)
    await audit.note(tx, one.about, by.id, AuditAction.REFERRAL_ENDED, state)
    await tell_owners(tx, one, Alert.GROUP_ENDED)
    first = next((other for other in await access.of_group(tx, one.group_id) if other.waits), None)
    if first is not None:
        await outbox.put(tx, by.id, Alert.GROUP_PLACE_FREE, {"reference": first.reference})
    return await get(tx, one.id)


async def tell_owners(tx: Tx, one: Referral, alert: Alert) -> None:
    """Whoever referred, or who stands in for them."""
    for person in await managers.who_goes_on(tx, one.referrer_id):
        await outbox.put(tx, person.id, alert, {"reference": one.reference})


async def _of_lead(tx: Tx, by: Person, reference: str) -> Referral:
    one, part = await access.read(tx, by, reference, action=None)
    if part is not Part.LEAD:
        raise NotFound("referral")
    return one


async def _keep(tx: Tx, one: Referral, **values: object) -> None:
    await tx.connection.execute(group_referrals.update().where(group_referrals.c.id == one.id).values(**values))

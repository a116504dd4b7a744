"""Referring a child to a group: only with the agreement of parents and child, and never instead of a record."""

import uuid

import sqlalchemy as sa

from storage import audit
from storage.audit import AuditAction
from storage.clocks import running
from storage.clocks.clock import Limit, Run, clocks, limit
from storage.database.engine import Tx
from storage.groups import directory
from storage.groups.referral import OVER, Referral, Referred, State, age_on, opened, subject, token
from storage.groups.tables import group_referrals, groups
from storage.people.people import Person
from storage.problems import NotFound, Problem
from storage.queues import outbox
from storage.queues.alerts import Alert
from storage.records.reference import unused
from storage.working_hours import LONDON

ANSWERED = "group_answered"
"""The clock until the group's lead answers."""


class NotAgreed(Problem):
    """Parents and child have not both agreed: nothing is sent."""

    reason = "group_not_agreed"


class AgeOutside(Problem):
    """The child is too young or too old for that group."""

    reason = "group_age_outside"


class ReferredAlready(Problem):
    """The same person has referred this child to this group, and it is not over."""

    reason = "group_referred_already"


class NobodyLeads(Problem):
    """Nobody leads that group just now, so nobody would ever read it."""

    reason = "group_nobody_leads"


async def refer(tx: Tx, by: Person, group_id: str, referred: Referred, *, agreed: bool) -> Referral:
    """Send it to the lead of the group; where every place is taken it waits, and says so.

    Raises NotAgreed, NotFound for a group that is closed, AgeOutside, NobodyLeads, ReferredAlready.
    """
    if not agreed:
        raise NotAgreed
    # held, so that the last place is not given twice
    await tx.connection.execute(sa.select(groups.c.id).where(groups.c.id == group_id).with_for_update())
    group = await directory.get(tx, group_id)
    if group.closed_at is not None:
        raise NotFound("group")
    if not group.is_for(age_on(referred.born, tx.now.astimezone(LONDON).date())):
        raise AgeOutside
    if group.lead_id is None:
        raise NobodyLeads
    child = token(tx, referred.name, referred.born)
    await _refuse_twice(tx, by, group_id, child)
    referral_id = uuid.uuid4().hex
    await tx.connection.execute(
        group_referrals.insert().values(
            id=referral_id,
            reference=await unused(tx, "WR", group_referrals.c.reference),
            group_id=group_id,
            referrer_id=by.id,
            setting_id=by.setting_id,
            state=(State.WAITING if group.is_full else State.SENT).value,
            child_token=child,
            referred_sealed=tx.vault.seal_json(referred.as_json()),
            sent_at=tx.now,
            waiting_since=tx.now if group.is_full else None,
        )
    )
    made = await get(tx, referral_id)
    await audit.note(tx, made.about, by.id, AuditAction.REFERRED_TO_GROUP)
    await running.start(tx, ANSWERED, made.about, made.reference)
    await outbox.put(tx, group.lead_id, Alert.GROUP_REFERRED, {"reference": made.reference})
    return made


async def get(tx: Tx, referral_id: str) -> Referral:
    """For the other modules here: asks nobody's right, and holds the row. Raises NotFound."""
    query = sa.select(group_referrals).where(group_referrals.c.id == referral_id).with_for_update()
    row = (await tx.connection.execute(query)).first()
    if row is None:
        raise NotFound("referral")
    return opened(tx, row)


def due(tx: Tx) -> Limit:
    """By when one that is sent now should be answered."""
    return limit(clocks()[ANSWERED], Run(tx.now), tx.closed)


async def _refuse_twice(tx: Tx, by: Person, group_id: str, child: str) -> None:
    same = (group_referrals.c.child_token == child) & (group_referrals.c.group_id == group_id)
    theirs = same & (group_referrals.c.referrer_id == by.id)
    going = group_referrals.c.state.not_in([state.value for state in OVER])
    if await tx.connection.scalar(sa.select(group_referrals.c.id).where(theirs, going).limit(1)):
        raise ReferredAlready


__all__ = ["ANSWERED", "AgeOutside", "NobodyLeads", "NotAgreed", "ReferredAlready", "due", "get", "refer", "subject"]

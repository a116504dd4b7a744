"""Where a record stands, as its history tells it: its state, who is responsible, to whom it was handed over.

The columns that say so decide who may read it. They change as the record lives, so no seal of what was signed covers
them; each change is an entry in the history, which is signed.
"""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from storage.audit import AuditAction, Entry
from storage.database.engine import Tx
from storage.records.tables import Status, concern_changes, handovers, later_concerns, responsibilities, transitions

ORDER = list(Status)
REACHED = {AuditAction.RECEIVED: Status.RECEIVED, AuditAction.DECIDED: Status.DECIDED, AuditAction.FILED: Status.FILED}

SAID = {True: AuditAction.CONCERN_MARKED, False: AuditAction.CONCERN_TAKEN_BACK}
"""That it is about somebody, known after signing, and that it is not."""
BROUGHT_ON = "new state"
"""Stands with an entry by which a record came to that state."""


async def matches(tx: Tx, row: sa.Row[Any], history: Sequence[Entry]) -> bool:
    """Whether it stands as its history says; the history itself has been checked."""
    return (
        await _status(tx, row, history)
        and await _responsible(tx, row, history)
        and await _handed_over(tx, row, history)
        and await _about(tx, row, history)
    )


def least(history: Sequence[Entry]) -> Status:
    """The state that it has reached at least. That somebody read it says nothing by itself: only whom it was waiting
    for brings it on by that, and then the entry says so.
    """
    reached = [REACHED[AuditAction(entry.what)] for entry in history if entry.what in REACHED]
    reached += [Status.READ for entry in history if entry.what == AuditAction.READ and entry.detail == BROUGHT_ON]
    return max(reached, key=ORDER.index, default=Status.SIGNED)


async def _status(tx: Tx, row: sa.Row[Any], history: Sequence[Entry]) -> bool:
    query = sa.select(transitions).where(transitions.c.record_id == row.id).order_by(transitions.c.number)
    steps = (await tx.connection.execute(query)).all()
    noted = {(entry.what, entry.person_id, entry.at) for entry in history}
    if any((step.status, step.person_id, step.at) not in noted for step in steps):
        return False
    now = Status(row.status) if row.status in ORDER else None
    if now is None or not steps or steps[-1].status != now:
        return False
    return ORDER.index(now) >= ORDER.index(least(history))


async def _responsible(tx: Tx, row: sa.Row[Any], history: Sequence[Entry]) -> bool:
    query = sa.select(responsibilities).where(responsibilities.c.record_id == row.id)
    had = (await tx.connection.execute(query.order_by(responsibilities.c.number))).all()
    passed = [(entry.person_id, entry.at) for entry in history if entry.what == AuditAction.PASSED_ON]
    if not had or [(one.person_id, one.since) for one in had[1:]] != passed:
        return False
    # entries from before it was noted do not say to whom it was sent
    sent_to = history[0].detail if history else ""
    return had[0].person_id == (sent_to or had[0].person_id) and bool(had[-1].person_id == row.responsible_id)


async def _handed_over(tx: Tx, row: sa.Row[Any], history: Sequence[Entry]) -> bool:
    there = (await tx.connection.execute(sa.select(handovers).where(handovers.c.record_id == row.id))).all()
    noted = [entry for entry in history if entry.what == AuditAction.HANDED_OVER]
    received = {(entry.person_id, entry.at) for entry in history if entry.what == AuditAction.HANDOVER_RECEIVED}
    for one in there:
        same = [e for e in noted if (e.person_id, e.at, e.detail or one.to_setting_id) == _given(one)]
        if not same or (one.received_by is not None and (one.received_by, one.received_at) not in received):
            return False
    return len(there) == len(noted)


async def _about(tx: Tx, row: sa.Row[Any], history: Sequence[Entry]) -> bool:
    marked = (await tx.connection.execute(sa.select(later_concerns).where(later_concerns.c.record_id == row.id))).all()
    since = (await tx.connection.execute(sa.select(concern_changes).where(concern_changes.c.record_id == row.id))).all()
    there = {(AuditAction.CONCERN_MARKED, one.role, one.person_id, one.marked_at) for one in marked}
    there |= {(SAID[one.is_about], one.role, one.person_id, one.said_at) for one in since}
    noted = {(e.what, e.detail, e.person_id, e.at) for e in history if e.what in SAID.values()}
    return there == noted


def _given(one: sa.Row[Any]) -> tuple[Any, Any, Any]:
    return one.given_by, one.given_at, one.to_setting_id

"""Where each person is in their conversation, and the replies to each message, so that a repeat changes
nothing.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from storage.database.columns import Moment, insert_new, metadata, new_row
from storage.database.engine import Tx
from storage.database.statements import Statement
from storage.problems import Problem

FORGOTTEN = b""
"""In the place of replies that are no longer kept. The turn itself stays a while, so that a repeat changes nothing."""

conversations = sa.Table(
    "conversations",
    metadata,
    sa.Column("person_id", sa.String(64), sa.ForeignKey("people.id"), primary_key=True),
    sa.Column("state_sealed", sa.LargeBinary, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("changed_at", Moment, nullable=False),
)

turns = sa.Table(
    "turns",
    metadata,
    sa.Column("person_id", sa.String(64), sa.ForeignKey("people.id"), primary_key=True),
    sa.Column("activity_id", sa.String(255), primary_key=True),
    sa.Column("replies_sealed", sa.LargeBinary, nullable=False),
    sa.Column("answered_at", Moment, nullable=False, index=True),
    sa.Column("delivered_at", Moment),
    sa.Column("sending_until", Moment),
    sa.Column("number", sa.Integer, nullable=False, server_default="0"),
)

waits = turns.c.delivered_at.is_(None)
sa.Index("ix_turns_undelivered", turns.c.person_id, sqlite_where=waits, postgresql_where=waits)


@dataclass(frozen=True)
class Conversation:
    """`state` is plain JSON. `version` counts the turns kept; 0 before the first."""

    person_id: str
    state: dict[str, Any]
    version: int


@dataclass(frozen=True)
class StoredTurn:
    """The replies to one message, as they were; `delivered` once the edge has sent them. `number` counts the turns of
    a conversation in the order in which they were taken.

    `being_sent` while one process sends them; it is no longer believed when that takes too long.
    """

    person_id: str
    activity_id: str
    replies: list[dict[str, Any]]
    delivered: bool
    being_sent: bool = False
    number: int = 0


class ConversationMoved(Problem):
    """Another process took a turn of the same conversation first. Nothing was kept: take the turn again."""

    reason = "conversation_moved"


async def load(tx: Tx, person_id: str) -> Conversation:
    """The conversation as it stands; empty, version 0, for somebody new.

    In PostgreSQL the row is held until the transaction ends, so that a second message waits rather than
    fails.
    """
    rows = await _LOAD.rows(tx, {"person": person_id})
    if not rows:
        return Conversation(person_id, {}, 0)
    (row,) = rows
    return Conversation(person_id, tx.vault.open_json(row.state_sealed), row.version)


async def save(tx: Tx, conversation: Conversation, state: dict[str, Any]) -> Conversation:
    """Keep the new state. Raises ConversationMoved where `conversation` is no longer how it stands."""
    values = {
        "state_sealed": tx.vault.seal_json(state),
        "version": conversation.version + 1,
        "changed_at": tx.now,
    }
    if conversation.version == 0:
        saved = await insert_new(tx.connection, conversations, person_id=conversation.person_id, **values)
    else:
        as_loaded = {"person": conversation.person_id, "as_loaded": conversation.version}
        saved = await _SAVE.changed(tx, as_loaded | values) == 1
    if not saved:
        raise ConversationMoved
    return Conversation(conversation.person_id, state, conversation.version + 1)


async def stored_turn(tx: Tx, person_id: str, activity_id: str) -> StoredTurn | None:
    """The replies to a message that was answered before; None for a new one."""
    found = await _STORED.rows(tx, {"person": person_id, "activity": activity_id})
    return _stored(tx, found[0]) if found else None


async def stored_turn_and_late(
    tx: Tx, person_id: str, activity_id: str, since: datetime
) -> tuple[StoredTurn | None, bool]:
    """The same, and whether replies to other messages, not older than `since`, have not been sent yet."""
    asked = {"person": person_id, "activity": activity_id, "since": since}
    rows = await _STORED_AND_LATE.rows(tx, asked)
    mine = next((row for row in rows if row.activity_id == activity_id), None)
    return None if mine is None else _stored(tx, mine), any(row.activity_id != activity_id for row in rows)


def _stored(tx: Tx, row: sa.Row[Any]) -> StoredTurn:
    replies = [] if row.replies_sealed == FORGOTTEN else tx.vault.open_json(row.replies_sealed)
    return StoredTurn(row.person_id, row.activity_id, replies, row.delivered_at is not None)


async def keep_turn(
    tx: Tx,
    person_id: str,
    activity_id: str,
    replies: list[dict[str, Any]],
    number: int = 0,
    *,
    sending_until: datetime | None = None,
) -> None:
    """Keep the replies with the turn. Raises ConversationMoved where the same message was answered meanwhile.

    `sending_until`: whoever keeps them sends them too, and nobody else does until then.
    """
    values = {
        "person_id": person_id,
        "activity_id": activity_id,
        "replies_sealed": tx.vault.seal_json(replies),
        "answered_at": tx.now,
        "number": number,
        "sending_until": sending_until,
    }
    kept = await _KEEP.changed(tx, values) == 1
    if not kept:
        raise ConversationMoved


async def mark_delivered(tx: Tx, person_id: str, activity_id: str) -> None:
    """The replies to a message have arrived, and are never sent again."""
    await _DELIVERED.changed(tx, {"person": person_id, "activity": activity_id, "delivered_at": tx.now})


async def claim_sending(tx: Tx, person_id: str, activity_id: str, for_as_long_as: timedelta) -> bool:
    """Whether these replies are ours to send: they were not delivered, and nobody else is sending them."""
    free = turns.c.sending_until.is_(None) | (turns.c.sending_until <= tx.now)
    done = await tx.connection.execute(
        turns.update()
        .where(*_this(person_id, activity_id), turns.c.delivered_at.is_(None), free)
        .values(sending_until=tx.now + for_as_long_as)
    )
    return done.rowcount == 1


async def stop_sending(tx: Tx, person_id: str, activity_id: str) -> None:
    """They could not be sent: the next who tries may."""
    await tx.connection.execute(turns.update().where(*_this(person_id, activity_id)).values(sending_until=None))


async def clear_send_claims(tx: Tx) -> None:
    """At the start of the only process, which is so with SQLite: whoever was sending has ended."""
    if tx.connection.dialect.name == "sqlite":
        sending = turns.c.sending_until.is_not(None) & turns.c.delivered_at.is_(None)
        await tx.connection.execute(turns.update().where(sending).values(sending_until=None))


async def undelivered(tx: Tx, *, since: datetime, until: datetime, person_id: str | None = None) -> list[StoredTurn]:
    """Turns answered in this time whose replies were not sent, oldest first; of one person or of everyone."""
    query = (
        sa.select(turns)
        .where(turns.c.delivered_at.is_(None), turns.c.answered_at >= since, turns.c.answered_at <= until)
        .order_by(turns.c.person_id, turns.c.number)
        .limit(100)
    )
    if person_id is not None:
        query = query.where(turns.c.person_id == person_id)
    return [
        StoredTurn(
            row.person_id,
            row.activity_id,
            tx.vault.open_json(row.replies_sealed),
            delivered=False,
            being_sent=row.sending_until is not None and row.sending_until > tx.now,
            number=row.number,
        )
        for row in await tx.connection.execute(query)
    ]


async def forget_replies(tx: Tx, person_id: str) -> None:
    """A draft is deleted: what was said to this person so far goes too, since it repeats what they wrote.

    The turn that is being taken is kept afterwards, with its own replies. What was not delivered yet is not sent any
    more: it is about what is deleted.
    """
    delivered = sa.func.coalesce(turns.c.delivered_at, sa.bindparam("now", tx.now, type_=Moment))
    theirs = turns.update().where(turns.c.person_id == person_id)
    await tx.connection.execute(theirs.values(replies_sealed=FORGOTTEN, delivered_at=delivered))


def _this(person_id: str, activity_id: str) -> tuple[sa.ColumnElement[bool], ...]:
    return turns.c.person_id == person_id, turns.c.activity_id == activity_id


# those of every turn
_PERSON: sa.BindParameter[str] = sa.bindparam("person")
_ACTIVITY: sa.BindParameter[str] = sa.bindparam("activity")
_LOAD = Statement(sa.select(conversations).where(conversations.c.person_id == _PERSON).with_for_update())
_SAVE = Statement(
    conversations.update().where(
        conversations.c.person_id == _PERSON, conversations.c.version == sa.bindparam("as_loaded")
    )
)
_STORED = Statement(sa.select(turns).where(turns.c.person_id == _PERSON, turns.c.activity_id == _ACTIVITY))
_STORED_AND_LATE = Statement(
    sa.select(turns).where(
        turns.c.person_id == _PERSON,
        (turns.c.activity_id == _ACTIVITY)
        | (turns.c.delivered_at.is_(None) & (turns.c.answered_at >= sa.bindparam("since"))),
    )
)
_KEEP = Statement(*new_row(turns))
_DELIVERED = Statement(turns.update().where(turns.c.person_id == _PERSON, turns.c.activity_id == _ACTIVITY))

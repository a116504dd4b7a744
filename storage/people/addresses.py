"""Where a person is reached: their chat in Teams once they have opened it, and a mail address before that.

Beside it, the cards in that chat that can still be pressed, so that they are cleared once answered.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import sqlalchemy as sa

from storage import audit
from storage.audit import AuditAction
from storage.database.columns import Moment, insert_new, metadata
from storage.database.engine import Tx
from storage.database.statements import Statement

addresses = sa.Table(
    "addresses",
    metadata,
    sa.Column("person_id", sa.String(64), sa.ForeignKey("people.id"), primary_key=True),
    sa.Column("chat_sealed", sa.LargeBinary),
    sa.Column("mail_sealed", sa.LargeBinary),
    sa.Column("open_cards_sealed", sa.LargeBinary),
    sa.Column("welcomed_at", Moment),
)

Chat = Mapping[str, Any]
"""The edge's own plain JSON for a private chat."""


@dataclass(frozen=True)
class Address:
    """`open_cards` are those with something to press."""

    person_id: str
    chat: Chat | None = None
    mail: str | None = None
    open_cards: Sequence[Mapping[str, Any]] = ()
    welcomed: bool = False


async def get(tx: Tx, person_id: str) -> Address:
    """What is known; an empty address for somebody never seen."""
    row = (await tx.connection.execute(sa.select(addresses).where(addresses.c.person_id == person_id))).first()
    return Address(person_id) if row is None else of_row(tx, row)


def of_row(tx: Tx, row: sa.Row[Any] | SimpleNamespace) -> Address:
    """A row with what is sealed in it."""
    return Address(
        row.person_id,
        tx.vault.open_json(row.chat_sealed) if row.chat_sealed else None,
        tx.vault.open(row.mail_sealed) if row.mail_sealed else None,
        tx.vault.open_json(row.open_cards_sealed) if row.open_cards_sealed else (),
        row.welcomed_at is not None,
    )


async def every_chat(tx: Tx) -> list[Chat]:
    """Of everybody who is reached in Teams."""
    query = sa.select(addresses.c.chat_sealed).where(addresses.c.chat_sealed.is_not(None))
    chats: list[Chat] = [tx.vault.open_json(sealed) for sealed in (await tx.connection.execute(query)).scalars()]
    return chats


async def keep_chat(tx: Tx, person_id: str, chat: Chat) -> None:
    """Where Teams reaches them, sealed: messages go there from now on."""
    await _set(tx, person_id, chat_sealed=tx.vault.seal_json(chat))


async def lose_chat(tx: Tx, person_id: str) -> None:
    """The person removed the bot: messages go by mail until they open it again."""
    await _set(tx, person_id, chat_sealed=None)


async def keep_mail(tx: Tx, person_id: str, mail: str) -> None:
    """Their mail address, sealed. That it was changed stays in their history, and not what to."""
    await audit.note(tx, audit.of_person(person_id), None, AuditAction.REACH_CHANGED, "mail")
    await _set(tx, person_id, mail_sealed=tx.vault.seal(mail))


async def first_mail(tx: Tx, person_id: str, mail: str) -> None:
    """The same for somebody who has just been added: that they were stands in their history already."""
    await insert_new(tx.connection, addresses, person_id=person_id, mail_sealed=tx.vault.seal(mail))


async def change_open_cards(
    tx: Tx, person_id: str, *, shown: Sequence[Mapping[str, Any]] = (), gone: Collection[str] = ()
) -> None:
    """These cards can be pressed too now, and those with an `id` in `gone` no longer can."""
    held = [row.open_cards_sealed for row in await _HELD.rows(tx, {"person": person_id})]
    before = tx.vault.open_json(held[0]) if any(held) else []
    cards = [card for card in [*before, *shown] if card["id"] not in gone]
    if cards != before:
        sealed = tx.vault.seal_json(cards) if cards else None
        if not await _SHOWN.changed(tx, {"person": person_id, "open_cards_sealed": sealed}):
            await _set(tx, person_id, open_cards_sealed=sealed)


async def welcome(tx: Tx, person_id: str) -> bool:
    """Whether this is the first time, and from now on it is not."""
    await insert_new(tx.connection, addresses, person_id=person_id)
    first = (addresses.c.person_id == person_id) & addresses.c.welcomed_at.is_(None)
    done = await tx.connection.execute(addresses.update().where(first).values(welcomed_at=tx.now))
    return done.rowcount == 1


async def _set(tx: Tx, person_id: str, **values: Any) -> None:
    theirs = addresses.update().where(addresses.c.person_id == person_id).values(**values)
    # nearly everybody has a row; one that another transaction is about to make is waited for
    is_there = bool((await tx.connection.execute(theirs)).rowcount)
    if not is_there and not await insert_new(tx.connection, addresses, person_id=person_id, **values):
        await tx.connection.execute(theirs)


_HELD = Statement(
    sa.select(addresses.c.open_cards_sealed).where(addresses.c.person_id == sa.bindparam("person")).with_for_update()
)
_SHOWN = Statement(addresses.update().where(addresses.c.person_id == sa.bindparam("person")))

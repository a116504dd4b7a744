"""Somebody of an allowed tenant who is not known here asks to be let in: who they are and where they work, no more.

Whoever looks after Waymark, or a DSL of that setting, lets them in as a worker or does not. Until then they are nobody:
nothing about a case is said to them, and nothing that they type is kept but these two answers.
"""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from storage.administration import demo, organisation
from storage.database.columns import Moment, insert_new, metadata
from storage.database.each import each
from storage.database.engine import Tx
from storage.people import addresses, people
from storage.people.entra import entra_id
from storage.people.people import KnownAs, Person, Role
from storage.problems import NotFound
from storage.queues import outbox
from storage.queues.alerts import Alert

KEPT = timedelta(days=30)
"""A request that nobody answers, or that was not sent; the project's own figure."""

join_requests = sa.Table(
    "join_requests",
    metadata,
    sa.Column("tenant", sa.String(64), primary_key=True),
    sa.Column("object_id", sa.String(64), primary_key=True),
    sa.Column("id", sa.String(32), nullable=False, unique=True),
    sa.Column("step", sa.String(16), nullable=False),
    sa.Column("said_sealed", sa.LargeBinary, nullable=False),
    sa.Column("setting_id", sa.String(64), sa.ForeignKey("settings.id"), index=True),
    sa.Column("changed_at", Moment, nullable=False),
)


class Step(StrEnum):
    """What they are asked next. The values are stored: rename none."""

    NAME = "name"
    SETTING = "setting"
    SENT = "sent"


@dataclass(frozen=True)
class Request:
    """`tenant` and `object_id`: what Teams says of who writes. `chat`: where they are reached. `last`: the activity
    that was answered last, with the replies, for Teams may send it again.
    """

    tenant: str
    object_id: str
    id: str
    step: Step
    chat: addresses.Chat
    name: str = ""
    setting_id: str | None = None
    last: Mapping[str, Any] | None = None
    changed_at: datetime | None = None


def begun(tenant: str, object_id: str, chat: addresses.Chat) -> Request:
    """Somebody wants to ask."""
    return Request(entra_id(tenant), entra_id(object_id), uuid.uuid4().hex, Step.NAME, chat)


async def find(tx: Tx, tenant: str, object_id: str) -> Request | None:
    """What somebody has said so far; None where they have not begun."""
    this = (join_requests.c.tenant == entra_id(tenant)) & (join_requests.c.object_id == entra_id(object_id))
    row = (await tx.connection.execute(sa.select(join_requests).where(this))).first()
    return None if row is None else _of_row(tx, row)


async def keep(tx: Tx, request: Request) -> None:
    """As it is from now on."""
    values = {
        "step": request.step.value,
        "said_sealed": tx.vault.seal_json({"name": request.name, "chat": request.chat, "last": request.last}),
        "setting_id": request.setting_id,
        "changed_at": tx.now,
    }
    key = {"tenant": request.tenant, "object_id": request.object_id}
    if not await insert_new(tx.connection, join_requests, **key, id=request.id, **values):
        this = (join_requests.c[name] == value for name, value in key.items())
        await tx.connection.execute(join_requests.update().where(*this).values(**values))


async def send(tx: Tx, request: Request, setting_id: str) -> bool:
    """Ask those who may let somebody in there; False where there is nobody."""
    deciders = [*await people.with_role(tx, Role.DSL, setting_id), *await people.with_role(tx, Role.ADMIN)]
    for person_id in sorted({one.id for one in deciders}):
        await outbox.put(tx, person_id, Alert.JOIN_ASKED)
    return bool(deciders)


async def withdraw(tx: Tx, request: Request) -> None:
    """Nothing of it is kept."""
    await tx.connection.execute(join_requests.delete().where(join_requests.c.id == request.id))


async def waiting(tx: Tx, by: Person) -> Sequence[Request]:
    """What this person may decide on, the oldest first: everything for whoever looks after Waymark, else what is asked
    of the settings where they are DSL.
    """
    query = sa.select(join_requests).where(join_requests.c.step == Step.SENT.value)
    if Role.ADMIN not in by.roles:
        query = query.where(join_requests.c.setting_id.in_(by.settings_as(Role.DSL)))
    rows = await tx.connection.execute(query.order_by(join_requests.c.changed_at, join_requests.c.id))
    return each(tx, rows, _of_row, named="object_id")


async def unanswered(tx: Tx, since: datetime) -> int:
    """How many have waited since before that moment."""
    old = (join_requests.c.step == Step.SENT.value) & (join_requests.c.changed_at < since)
    return await tx.connection.scalar(sa.select(sa.func.count()).select_from(join_requests).where(old)) or 0


async def let_in(tx: Tx, by: Person, request_id: str) -> Person:
    """They are a worker of that setting from now on, and are told. Raises NotFound, and Taken where they have been
    added meanwhile.
    """
    request = await _theirs(tx, by, request_id)
    # the history says by whom
    tx = replace(tx, origin=replace(tx.origin, by=by.id))
    known_as = KnownAs(tenant=request.tenant, object_id=request.object_id)
    await withdraw(tx, request)
    await organisation.refuse_taken(tx, known_as)
    is_demo = await demo.is_demo(tx)
    person = await people.add(tx, request.name, request.setting_id or "", [Role.WORKER], known_as, is_demo=is_demo)
    await addresses.keep_chat(tx, person.id, request.chat)
    await outbox.put(tx, person.id, Alert.LET_IN)
    return person


async def turn_away(tx: Tx, by: Person, request_id: str) -> Request:
    """Nothing of it is kept. Raises NotFound."""
    request = await _theirs(tx, by, request_id)
    await withdraw(tx, request)
    return request


async def tidy(tx: Tx) -> int:
    """Delete those that nobody has answered for so long; how many."""
    old = join_requests.delete().where(join_requests.c.changed_at < tx.now - KEPT)
    return (await tx.connection.execute(old)).rowcount


async def _theirs(tx: Tx, by: Person, request_id: str) -> Request:
    found = next((one for one in await waiting(tx, by) if one.id == request_id), None)
    if found is None:
        raise NotFound("request")
    return found


def _of_row(tx: Tx, row: sa.Row[Any]) -> Request:
    said = tx.vault.open_json(row.said_sealed)
    return Request(
        tenant=row.tenant,
        object_id=row.object_id,
        id=row.id,
        step=Step(row.step),
        chat=said["chat"],
        name=said["name"],
        setting_id=row.setting_id,
        last=said["last"],
        changed_at=row.changed_at,
    )

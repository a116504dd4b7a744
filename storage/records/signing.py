"""Signing: one record for each child who displayed the behaviour, once, and the person responsible told.

What was signed is sealed under a key of its own and hashed; triggers in both databases refuse to change it.
"""

import hashlib
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from storage import audit
from storage.database.columns import insert_new
from storage.database.engine import Tx
from storage.database.vault import canonical
from storage.people.people import Person
from storage.problems import DatabaseProblem, NotFound, Trouble
from storage.queues import once, outbox
from storage.queues.alerts import Alert
from storage.records import child_index, escalation, lifecycle, responsibility, safety_watch
from storage.records.child_index import ChildPart
from storage.records.reference import new_reference, tidy
from storage.records.tables import Status, records, submissions


@dataclass(frozen=True)
class Record:
    """A signed record with everything in it. `content`, `view` and `observations` are as they were signed.

    `children` are all children of the incident, `{"label", "name", "date_of_birth", "displayed"}`: for the
    DSL's roles only, never for one child's export. `hash` is SHA-256 over the canonical JSON of what was
    signed.
    """

    id: str
    reference: str
    status: Status
    colour: str
    author_id: str
    setting_id: str
    responsible_id: str
    concern_about_dsl: bool
    signed_at: datetime
    received_at: datetime | None
    read_at: datetime | None
    content: dict[str, Any]
    view: dict[str, Any]
    observations: dict[str, Any]
    child_label: str
    children: list[dict[str, Any]]
    signed_name: str
    rules_version: str
    rules_hash: str
    hash: str


async def submit(
    tx: Tx,
    *,
    submission_key: str,
    author: Person,
    setting_id: str,
    responsible: Person,
    children: Sequence[ChildPart],
    content: Mapping[str, Any],
    view: Mapping[str, Any],
    observations: Mapping[str, Any],
    rules_version: str,
    rules_hash: str,
    signed_name: str,
    concern_about_dsl: bool = False,
    case_key: str | None = None,
) -> list[Record]:
    """Sign and send: one record a displaying child, one content-free notification, all in this transaction.

    The same `submission_key` again changes nothing and returns the same records. `case_key` names the
    safety watch that ends with it (the submission key, where it is not given).
    """
    displaying = [child for child in children if child.displayed]
    if not displaying:
        raise ValueError("a record is about a child who displayed the behaviour")
    new = await insert_new(tx.connection, submissions, key=submission_key, author_id=author.id, submitted_at=tx.now)
    if not new:
        return await of_submission(tx, submission_key)
    shared = {
        "observations": dict(observations),
        "view": dict(view),
        "rules_version": rules_version,
        "rules_hash": rules_hash,
        "signed_name": signed_name,
        "signed_at": tx.now.isoformat(timespec="microseconds"),
        "author_id": author.id,
        "setting_id": setting_id,
        "concern_about_dsl": concern_about_dsl,
    }
    for position, child in enumerate(displaying, start=1):
        reference = await new_reference(tx)
        signed = shared | {
            "reference": reference,
            "child_label": child.label,
            "content": {**content, **child.content, "reference": reference},
            "children": [one.as_signed() for one in children],
        }
        await _sign(tx, submission_key, position, responsible, signed, children)
    await outbox.put(
        tx, responsible.id, Alert.RECORD_ARRIVED, {"count": len(displaying)}, once=once.submission(submission_key)
    )
    await safety_watch.submitted(tx, case_key or submission_key)
    return await of_submission(tx, submission_key)


async def of_submission(tx: Tx, submission_key: str) -> list[Record]:
    """The records of one submission, in the order of its children; empty where there was none."""
    query = sa.select(records).where(records.c.submission_key == submission_key).order_by(records.c.position)
    return [opened(tx, row) for row in await tx.connection.execute(query)]


async def by_reference(tx: Tx, reference: str) -> Record:
    """For the other modules here: asks nobody's role. Raises NotFound."""
    row = (await tx.connection.execute(sa.select(records).where(records.c.reference == tidy(reference)))).first()
    if row is None:
        raise NotFound("record")
    return opened(tx, row)


def opened(tx: Tx, row: Any) -> Record:
    """A row, opened and checked against its hash. Raises DatabaseProblem (damaged) where it was tampered
    with.
    """
    signed = tx.vault.open_for_good(row.own_key_sealed, row.signed_sealed)
    if hash_of(signed) != row.hash or signed["reference"] != row.reference:
        raise DatabaseProblem(Trouble.DAMAGED, "a record does not match its hash")
    return Record(
        id=row.id,
        reference=row.reference,
        status=Status(row.status),
        colour=row.colour,
        author_id=row.author_id,
        setting_id=row.setting_id,
        responsible_id=row.responsible_id,
        concern_about_dsl=row.concern_about_dsl,
        signed_at=row.signed_at,
        received_at=row.received_at,
        read_at=row.read_at,
        content=signed["content"],
        view=signed["view"],
        observations=signed["observations"],
        child_label=signed["child_label"],
        children=signed["children"],
        signed_name=signed["signed_name"],
        rules_version=row.rules_version,
        rules_hash=row.rules_hash,
        hash=row.hash,
    )


def hash_of(signed: Mapping[str, Any]) -> str:
    return hashlib.sha256(canonical(signed).encode()).hexdigest()


async def _sign(
    tx: Tx,
    submission_key: str,
    position: int,
    responsible: Person,
    signed: dict[str, Any],
    of_incident: Sequence[ChildPart],
) -> None:
    own_key, sealed = tx.vault.seal_for_good(signed)
    record_id = uuid.uuid4().hex
    await tx.connection.execute(
        records.insert().values(
            id=record_id,
            reference=signed["reference"],
            submission_key=submission_key,
            position=position,
            author_id=signed["author_id"],
            setting_id=signed["setting_id"],
            colour=signed["view"].get("colour", "not_enough_information"),
            concern_about_dsl=signed["concern_about_dsl"],
            rules_version=signed["rules_version"],
            rules_hash=signed["rules_hash"],
            signed_at=tx.now,
            own_key_sealed=own_key,
            signed_sealed=sealed,
            hash=hash_of(signed),
            status=Status.SIGNED.value,
            responsible_id=responsible.id,
        )
    )
    await child_index.index(tx, record_id, signed["setting_id"], of_incident, about=signed["child_label"])
    await audit.note(tx, record_id, signed["author_id"], audit.AuditAction.SIGNED)
    await lifecycle.begin(tx, record_id, signed["author_id"])
    await responsibility.begin(tx, record_id, responsible.id)
    await escalation.watch(tx, record_id)

"""Signing: one record for each child who displayed the behaviour, once, and the person responsible told.

What was signed is sealed under a key of its own and hashed; triggers in both databases refuse to change it.
"""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from storage import audit
from storage.database import row_seals
from storage.database.columns import insert_new
from storage.database.engine import Tx
from storage.people.people import Person, Role
from storage.problems import DatabaseProblem, NotFound, Trouble
from storage.queues import once, outbox
from storage.queues.alerts import Alert
from storage.records import concerns, escalation, lifecycle, responsibility, safety_watch
from storage.records.reference import new_reference, tidy
from storage.records.register import child_index, facets
from storage.records.register.child_index import ChildPart
from storage.records.tables import Status, records, submissions

NO_COLOUR = "not_enough_information"
"""Where the view that was signed gives none."""
WHOLE = (*records.c, row_seals.seal_of(records))
"""What is read of a record to open it."""


@dataclass(frozen=True)
class Record:
    """A signed record with everything in it. `content`, `view` and `observations` are as they were signed.

    `children` are all children of the incident, `{"label", "name", "date_of_birth", "displayed"}`: for the
    DSL's roles only, never for one child's export. `hash` is a keyed checksum of what was
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


@dataclass(frozen=True, kw_only=True)
class Submission:
    """What a worker signs and sends of one incident. `content` is what the records of all its children share; `view`
    and `observations` are as the rules gave and took them, in plain JSON, by `rules_version` and `rules_hash`.

    `also_about` are the roles beside the DSL's whose holders must not learn of it. `case_key` names the safety watch
    that ends with it (the submission key, where it is not given).
    """

    submission_key: str
    author: Person
    setting_id: str
    responsible: Person
    children: Sequence[ChildPart]
    content: Mapping[str, Any]
    view: Mapping[str, Any]
    observations: Mapping[str, Any]
    rules_version: str
    rules_hash: str
    signed_name: str
    concern_about_dsl: bool = False
    also_about: frozenset[Role] = frozenset()
    case_key: str | None = None

    @property
    def displaying(self) -> Sequence[ChildPart]:
        """The children whose behaviour it is about: a record each."""
        return [child for child in self.children if child.displayed]

    def signed(self, child: ChildPart, reference: str, at: datetime) -> dict[str, Any]:
        """What is sealed and hashed as the record about one child; `at` is aware and in UTC."""
        return {
            "observations": dict(self.observations),
            "view": dict(self.view),
            "rules_version": self.rules_version,
            "rules_hash": self.rules_hash,
            "signed_name": self.signed_name,
            "signed_at": at.isoformat(timespec="microseconds"),
            "author_id": self.author.id,
            "setting_id": self.setting_id,
            "concern_about_dsl": self.concern_about_dsl,
            # only where there is somebody: what was signed before has the hash that it had
            **({"also_about": sorted(self.also_about)} if self.also_about else {}),
            "reference": reference,
            "child_label": child.label,
            "content": {**self.content, **child.content, "reference": reference},
            "children": [one.as_signed() for one in self.children],
        }


async def submit(tx: Tx, sent: Submission) -> list[Record]:
    """Sign and send: one record a displaying child, one content-free notification, all in this transaction.

    The same `submission_key` again changes nothing and returns the same records. Raises ValueError where no child
    displayed the behaviour.
    """
    key = sent.submission_key
    if not sent.displaying:
        raise ValueError("a record is about a child who displayed the behaviour")
    new = await insert_new(tx.connection, submissions, key=key, author_id=sent.author.id, submitted_at=tx.now)
    if not new:
        return await of_submission(tx, key)
    for position, child in enumerate(sent.displaying, start=1):
        await _sign(tx, sent, position, child)
    signed = await of_submission(tx, key)
    about: dict[str, str | int] = {"count": len(signed), "soon": "now" if signed[0].colour == "red" else "today"}
    if len(signed) == 1:
        about["reference"] = signed[0].reference
    await outbox.put(tx, sent.responsible.id, Alert.RECORD_ARRIVED, about, once=once.submission(key))
    await safety_watch.submitted(tx, sent.case_key or key, sent.responsible)
    return await of_submission(tx, key)


async def of_submission(tx: Tx, submission_key: str) -> list[Record]:
    """The records of one submission, in the order of its children; empty where there was none."""
    query = sa.select(*WHOLE).where(records.c.submission_key == submission_key).order_by(records.c.position)
    return [opened(tx, row) for row in await tx.connection.execute(query)]


async def signed_together(tx: Tx, record_id: str) -> list[str]:
    """The references of the other records of one submission, in order. Asks nobody's role."""
    this = sa.select(records.c.submission_key).where(records.c.id == record_id).scalar_subquery()
    query = sa.select(records.c.reference).where(records.c.submission_key == this, records.c.id != record_id)
    return list((await tx.connection.execute(query.order_by(records.c.position))).scalars())


async def by_reference(tx: Tx, reference: str) -> Record:
    """For the other modules here: asks nobody's role. Raises NotFound."""
    row = (await tx.connection.execute(sa.select(*WHOLE).where(records.c.reference == tidy(reference)))).first()
    if row is None:
        raise NotFound("record")
    return opened(tx, row)


async def submission_of(tx: Tx, record_id: str) -> str:
    """The key of what it was signed with: all records of one incident have the same."""
    return str(await tx.connection.scalar(sa.select(records.c.submission_key).where(records.c.id == record_id)))


async def by_id(tx: Tx, record_id: str) -> Record:
    """The same by its id. Raises NotFound."""
    row = (await tx.connection.execute(sa.select(*WHOLE).where(records.c.id == record_id))).first()
    if row is None:
        raise NotFound("record")
    return opened(tx, row)


def opened(tx: Tx, row: sa.Row[Any]) -> Record:
    """A row of WHOLE, opened and checked against its hash and its seal. Raises DatabaseProblem (damaged) where it was
    tampered with.
    """
    row_seals.require(tx, row.row_seal)
    signed = tx.vault.open_for_good(row.own_key_sealed, row.signed_sealed)
    if not tx.vault.is_checksum(signed, row.hash) or signed["reference"] != row.reference:
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


async def _sign(tx: Tx, sent: Submission, position: int, child: ChildPart) -> None:
    signed = sent.signed(child, await new_reference(tx), tx.now)
    own_key, sealed = tx.vault.seal_for_good(signed)
    record_id = uuid.uuid4().hex
    await tx.connection.execute(
        records.insert().values(
            id=record_id,
            reference=signed["reference"],
            submission_key=sent.submission_key,
            position=position,
            author_id=sent.author.id,
            setting_id=sent.setting_id,
            colour=sent.view.get("colour", NO_COLOUR),
            concern_about_dsl=sent.concern_about_dsl,
            rules_version=sent.rules_version,
            rules_hash=sent.rules_hash,
            signed_at=tx.now,
            own_key_sealed=own_key,
            signed_sealed=sealed,
            hash=tx.vault.checksum(signed),
            status=Status.SIGNED.value,
            responsible_id=sent.responsible.id,
        )
    )
    await concerns.keep(tx, record_id, sent.also_about)
    await child_index.index(tx, record_id, sent.setting_id, sent.children, about=child.label)
    await facets.keep(tx, record_id, signed)
    await audit.note(tx, record_id, sent.author.id, audit.AuditAction.SIGNED, sent.responsible.id)
    await lifecycle.begin(tx, record_id, sent.author.id)
    await responsibility.begin(tx, record_id, sent.responsible.id)
    await escalation.watch(tx, record_id)

"""A short signed note about what an adult did: what was seen or heard, by whom and when. It is no record about a child.

It goes to one person, by who the adult is: the head, else the deputy, where they work with children; the DSL where it
is somebody else; never whom it may be about, and never its writer (KCSIE-2026). Only these two ever read it. Where
there is nobody, it is kept for its writer, who rings the LADO. What is done with it is in `adult_note_steps.py`.

Where whoever has it goes, it is kept for its writer as well, who sends it to somebody else.

Sealed, hashed and never changed, as a record is. Each reading is in its history.
"""

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypedDict

import sqlalchemy as sa

from storage import audit
from storage.clocks import running
from storage.clocks.running import Running
from storage.database import row_seals
from storage.database.columns import Moment, metadata
from storage.database.engine import Tx
from storage.people import people, posts, responsible
from storage.people.people import Person, Role
from storage.people.responsible import CHAIN, NoOneResponsible
from storage.problems import NotFound
from storage.queues import once, outbox
from storage.queues.alerts import Alert
from storage.records.reference import new_reference, tidy

adult_notes = sa.Table(
    "adult_notes",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("reference", sa.String(16), nullable=False, unique=True),
    sa.Column("setting_id", sa.String(64), sa.ForeignKey("settings.id"), nullable=False, index=True),
    sa.Column("author_id", sa.String(64), sa.ForeignKey("people.id"), nullable=False, index=True),
    # none where nobody is on file whom it cannot be about
    sa.Column("recipient_id", sa.String(64), sa.ForeignKey("people.id"), index=True),
    sa.Column("signed_at", Moment, nullable=False),
    sa.Column("read_at", Moment),
    sa.Column("own_key_sealed", sa.LargeBinary, nullable=False),
    sa.Column("note_sealed", sa.LargeBinary, nullable=False),
    sa.Column("hash", sa.String(64), nullable=False),
)

TO: Mapping[str, Sequence[Role]] = {
    "dsl": (Role.HEAD, Role.DEPUTY),
    "head": (Role.DSL, Role.DEPUTY),
    "works_with_children": (Role.HEAD, Role.DEPUTY),
    "other_adult": (Role.DSL, Role.DEPUTY, Role.HEAD),
    "not_sure": (Role.HEAD, Role.DEPUTY),
}
"""To whom it goes, by who the adult is: the first whom it cannot be about. Allegations go to the head, and of the head
to others (KCSIE-2026); that the DSL or deputy then stands for the chair of governors, who has no role here, is the
project's own choice.
"""


READ = "adult_note_read"


@dataclass(frozen=True)
class AdultNote:
    """As it was signed. `read_at` is when its recipient first read it."""

    id: str
    reference: str
    setting_id: str
    author_id: str
    recipient_id: str | None
    signed_at: datetime
    read_at: datetime | None
    content: Mapping[str, str]
    hash: str


@dataclass(frozen=True)
class Listed:
    """What a list shows of a note: nothing of what is in it."""

    reference: str
    signed_at: datetime
    read_at: datetime | None
    is_own: bool
    """The person who looks wrote it."""


class About(TypedDict):
    """Whom it may be about, beside who the adult is."""

    about_dsl: bool
    also: frozenset[Role]


def roles_it_is_about(who: str, *, about_dsl: bool, also: frozenset[Role]) -> frozenset[Role]:
    """Roles whose holders never have it. `also`: other roles that it may be about."""
    return also | ({Role.HEAD} if who == "head" else set()) | ({Role.DSL} if about_dsl or who == "dsl" else set())


async def recipient(
    tx: Tx, setting_id: str, author_id: str, who: str, *, about_dsl: bool, also: frozenset[Role] = frozenset()
) -> Person | None:
    """To whom a note of this person would go; None where there is nobody. `also`: other roles that it may be about."""
    about = roles_it_is_about(who, about_dsl=about_dsl, also=also)
    never = {author_id, *await posts.holders(tx, setting_id, about, tx.now)}
    try:
        return await responsible.first_of(tx, setting_id, never, TO[who])
    except NoOneResponsible:
        return None


async def sign(tx: Tx, author: Person, setting_id: str, to: Person | None, content: Mapping[str, str]) -> AdultNote:
    """Keep it for good, and tell its recipient that there is something to read, without a word of it."""
    # WN-7K2P-QX: by its first letters it is no record's
    reference = f"WN{(await new_reference(tx))[2:]}"
    signed = {
        "reference": reference,
        "author_id": author.id,
        "recipient_id": to.id if to else None,
        "setting_id": setting_id,
        "signed_at": tx.now.isoformat(timespec="microseconds"),
        "content": dict(content),
    }
    own_key, sealed = tx.vault.seal_for_good(signed)
    identifier, checksum = uuid.uuid4().hex, tx.vault.checksum(signed)
    await tx.connection.execute(
        adult_notes.insert().values(
            id=identifier,
            reference=reference,
            setting_id=setting_id,
            author_id=author.id,
            recipient_id=to.id if to else None,
            signed_at=tx.now,
            own_key_sealed=own_key,
            note_sealed=sealed,
            hash=checksum,
        )
    )
    await audit.note(tx, audit.of_adult_note(identifier), author.id, audit.AuditAction.SIGNED)
    if to is not None:
        await outbox.put(tx, to.id, Alert.ADULT_NOTE, {"reference": reference}, once=once.adult_note(identifier))
        await running.start(tx, READ, audit.of_adult_note(identifier), reference)
    return await read(tx, author, reference, noted=False)


async def listed(tx: Tx, person: Person) -> list[Listed]:
    """Those that this person wrote or was sent, newest first."""
    query = sa.select(adult_notes).where(_theirs(person)).order_by(adult_notes.c.signed_at.desc())
    return [
        Listed(row.reference, row.signed_at, row.read_at, row.author_id == person.id)
        for row in await tx.connection.execute(query)
    ]


async def read(tx: Tx, person: Person, reference: str, *, noted: bool = True) -> AdultNote:
    """What is in it, for its writer and its recipient, and nobody else, whatever their role. Raises NotFound.

    Not `noted` where nothing of it is shown.
    """
    query = sa.select(adult_notes).where(_theirs(person), adult_notes.c.reference == tidy(reference))
    row = (await tx.connection.execute(query)).first()
    if row is None:
        raise NotFound
    await row_seals.whole(tx, (adult_notes, adult_notes.c.id == row.id))
    read_at = row.read_at
    if noted:
        await audit.note(tx, audit.of_adult_note(row.id), person.id, audit.AuditAction.READ)
    if noted and read_at is None and row.recipient_id == person.id:
        read_at = tx.now
        await tx.connection.execute(adult_notes.update().where(adult_notes.c.id == row.id).values(read_at=read_at))
        await running.stop(tx, READ, audit.of_adult_note(row.id))
    signed = tx.vault.open_for_good(row.own_key_sealed, row.note_sealed)
    kept = (row.id, row.reference, row.setting_id, row.author_id, row.recipient_id, row.signed_at)
    return AdultNote(*kept, read_at, signed["content"], row.hash)


async def after_roles(tx: Tx, person_id: str) -> None:
    """Whoever had a note has gone, or leads nothing there any more: nobody inherits it, since it may be about whoever
    comes next. It is kept for its writer, who is told, and sends it to somebody else or rings the LADO.
    """
    person = await people.get(tx, person_id)
    held = sa.select(adult_notes.c.id, adult_notes.c.reference, adult_notes.c.author_id).where(
        adult_notes.c.recipient_id == person_id, adult_notes.c.setting_id.not_in(person.settings_as(*CHAIN))
    )
    for row in (await tx.connection.execute(held.order_by(adult_notes.c.reference))).all():
        await tx.connection.execute(_of(row.id).values(recipient_id=None))
        await audit.note(tx, audit.of_adult_note(row.id), person_id, audit.AuditAction.NOTE_LEFT)
        if (await people.get(tx, row.author_id)).roles:
            await outbox.put(tx, row.author_id, Alert.ADULT_NOTE_LEFT, {"reference": row.reference})


async def send(tx: Tx, author: Person, reference: str, to: Person) -> AdultNote:
    """By its writer, to somebody else, where whoever had it has gone. Raises NotFound."""
    note = await read(tx, author, reference, noted=False)
    await tx.connection.execute(sa.select(adult_notes.c.id).where(adult_notes.c.id == note.id).with_for_update())
    note = await read(tx, author, reference, noted=False)
    if note.author_id != author.id or note.recipient_id is not None:
        raise NotFound
    await tx.connection.execute(_of(note.id).values(recipient_id=to.id, read_at=None))
    await audit.note(tx, audit.of_adult_note(note.id), author.id, audit.AuditAction.NOTE_SENT, to.id)
    about = {"reference": note.reference}
    await outbox.put(tx, to.id, Alert.ADULT_NOTE, about, once=once.adult_note_sent(note.id, to.id))
    return await read(tx, author, reference, noted=False)


def _of(note_id: str) -> sa.Update:
    return adult_notes.update().where(adult_notes.c.id == note_id)


async def audience(tx: Tx, clock: Running, part: str) -> Collection[str]:
    """Who is told that nobody has read a note: its writer, while they work here, and nobody else."""
    author = await tx.connection.scalar(sa.select(adult_notes.c.author_id).where(adult_notes.c.id == clock.about.id))
    return [author] if author and (await people.get(tx, author)).roles else []


async def writer_and_recipient(tx: Tx, note: AdultNote) -> tuple[Person, Person | None]:
    """The two who may read it."""
    to = await people.get(tx, note.recipient_id) if note.recipient_id else None
    return await people.get(tx, note.author_id), to


def _theirs(person: Person) -> sa.ColumnElement[bool]:
    return sa.or_(adult_notes.c.author_id == person.id, adult_notes.c.recipient_id == person.id)

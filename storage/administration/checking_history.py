"""Is everything whole: the history, what it vouches for, and what keeps both from being changed?

What the history vouches for is checked against it: that every record, note, case and setting that it tells of is there
and no other; that each record is as it was signed and stands as its history says (`storage/records/integrity.py`); that
everybody has the roles they were given, and no more.
"""

import asyncio
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from storage import audit
from storage.audit import AuditAction, Kind, Subject, heads, tombstones
from storage.audit.verifying import Check, Fault, Wrong
from storage.casework import board
from storage.casework.tables import assessments, cases
from storage.database import row_seals, triggers
from storage.database.engine import Database, Tx
from storage.people.people import Role, people, roles, with_role
from storage.people.settings import settings
from storage.queues import once, outbox
from storage.queues.alerts import Alert
from storage.records import integrity
from storage.records.adult_notes import adult_notes
from storage.records.reference import tidy
from storage.records.tables import records

PERSON = Kind.PERSON.value
ENDS = frozenset({Kind.RECORD, Kind.CASE})
"""What two people can decide to dispose of; with it go the other subjects that have a tombstone."""
AT_ONCE = 50
"""Records that are opened in one transaction."""
LASTING = {
    Kind.RECORD: (records, AuditAction.SIGNED),
    Kind.ADULT_NOTE: (adult_notes, AuditAction.SIGNED),
    Kind.CASE: (cases, AuditAction.CASE_OPENED),
    Kind.ASSESSMENT: (assessments, None),
    Kind.SETTING: (settings, AuditAction.SETTING_ADDED),
}
"""What ends only by a decision, or by its time where its history says so: its table, and the entry with which its
history begins. Of an assessment, any entry.
"""


@dataclass(frozen=True)
class Checked:
    """`count`: entries that were gone through; `position`: of the last, in the chain of the installation."""

    count: int
    position: int
    faults: list[Fault]
    disposed: int = 0
    """Of those that are not there any more: which ended by two people's decision, as the signed history says."""

    @property
    def whole(self) -> bool:
        """Whether nothing is wrong."""
        return not self.faults


@dataclass
class _Told:
    """What the history tells, gathered while it is gone through."""

    begun: dict[tuple[str, str], set[str]] = field(default_factory=dict)
    """What was ever done, by the kind and the id of a subject."""
    posts: dict[str, set[tuple[str, str]]] = field(default_factory=dict)
    left: set[str] = field(default_factory=set)
    before_roles: bool = False
    """There are entries from before roles were in the history (migration 0013)."""

    def __call__(self, row: sa.Row[Any]) -> None:
        what, _, detail = row.action.partition(" ")
        self.begun.setdefault((row.subject_kind, row.subject_id), set()).add(what)
        if row.via is None:
            self.before_roles = True
        if row.subject_kind == PERSON:
            self._of_person(row.subject_id, what, detail)

    def _of_person(self, person_id: str, what: str, detail: str) -> None:
        if what == AuditAction.PERSON_ADDED:
            self.posts.setdefault(person_id, set())
        elif what in (AuditAction.ROLES_GIVEN, AuditAction.ROLES_TAKEN):
            names, _, setting_id = detail.partition(" ")
            theirs = {(name, setting_id) for name in names.split(",")}
            have = self.posts.setdefault(person_id, set())
            have.update(theirs) if what == AuditAction.ROLES_GIVEN else have.difference_update(theirs)
        elif what == AuditAction.LEFT:
            self.posts[person_id] = set()
            self.left.add(person_id)


async def check(database: Database, now: datetime, *, new_only: bool = False) -> Checked:
    """Everything, in portions: nobody's turn waits long. With `new_only`, of the history only what came after the last
    head that was verified, with the heads and the triggers.
    """
    told = _Told()
    async with database.transaction(now) as tx:
        start = await heads.last_verified(tx) if new_only else 0
        going = Check(tx.signer, start, told)
        signer = tx.signer
    more = True
    while more:
        async with database.transaction(now) as tx:
            more = await going.portion(tx)
        # whoever waits for an answer comes first
        await asyncio.sleep(0)
    async with database.transaction(now) as tx:
        faults = list(going.faults)
        if signer is not None:
            faults += await heads.differing(tx, await heads.kept(tx), signer)
        faults += [Fault(Wrong.TRIGGER, where=name) for name in await triggers.differing(tx.connection)]
        stones = await tombstones.of_kinds(tx, [kind.value for kind in LASTING])
        if not start:
            faults += await _lasting(tx, told, {one.about for one in stones}) + await _roles(tx, told)
    if not start:
        faults += await _records(database, now) + await _rows(database, now)
    return Checked(going.count, going.position, faults, sum(one.of_kind == Kind.RECORD for one in stones))


async def tell_admins(tx: Tx, day: date, count: int) -> None:
    """That so many places are not whole, once a day, without a word of what."""
    for admin in await with_role(tx, Role.ADMIN):
        name = once.history(day, admin.id)
        await outbox.put(tx, admin.id, Alert.HISTORY_NOT_WHOLE, {"count": count}, once=name)


async def subject_of(tx: Tx, reference: str) -> Subject:
    """Whose history a reference names, of a record, an assessment or a case, also of one that was disposed of: for
    whoever runs the server. Raises NotFound.
    """
    gone = await tombstones.of_reference(tx, tidy(reference))
    if gone is not None:
        return gone.about
    record_id = await tx.connection.scalar(sa.select(records.c.id).where(records.c.reference == tidy(reference)))
    return Subject(Kind.RECORD, record_id) if record_id else await board.subject_of(tx, reference)


async def named(tx: Tx, about: Subject) -> str:
    """By its kind and the reference by which people speak of it; by its id where there is none, or it is gone."""
    table = LASTING[about.kind][0] if about.kind in LASTING else None
    if table is None or "reference" not in table.c:
        return f"{about.kind} {about.id}"
    reference = await tx.connection.scalar(sa.select(table.c.reference).where(table.c.id == about.id))
    return f"{about.kind} {reference or about.id}"


async def _lasting(tx: Tx, told: _Told, stones: Collection[Subject]) -> list[Fault]:
    faults = [
        Fault(Wrong.INVENTED, one, where=tombstones.tombstones.name)
        for one in sorted(stones, key=lambda one: one.id)
        if one.kind in ENDS and AuditAction.DISPOSED not in told.begun.get((one.kind.value, one.id), ())
    ]
    for kind, (table, begins) in LASTING.items():
        there = {str(one) for one in await tx.connection.scalars(sa.select(table.c.id))}
        known = {one: acts for (of, one), acts in told.begun.items() if of == kind.value}
        ended = {one for one, acts in known.items() if AuditAction.TIME_OVER in acts or Subject(kind, one) in stones}
        faults += [
            Fault(Wrong.MISSING, Subject(kind, one), where=table.name) for one in sorted(known.keys() - there - ended)
        ]
        faults += [Fault(Wrong.INVENTED, Subject(kind, one), where=table.name) for one in sorted(there & ended)]
        # settings were added without an entry before migration 0013
        if begins is None or (kind is Kind.SETTING and told.before_roles):
            continue
        unknown = {one for one in there if begins not in known.get(one, ())}
        faults += [Fault(Wrong.INVENTED, Subject(kind, one), where=table.name) for one in sorted(unknown)]
    return faults


async def _roles(tx: Tx, told: _Told) -> list[Fault]:
    """Of those whose whole history is there: of others, from before roles were in it, nobody can say."""
    have: dict[str, set[tuple[str, str]]] = {
        str(one): set() for one in await tx.connection.scalars(sa.select(people.c.id))
    }
    for person_id, role, setting_id in await tx.connection.execute(
        sa.select(roles.c.person_id, roles.c.role, roles.c.setting_id)
    ):
        have.setdefault(person_id, set()).add((role, setting_id))
    faults = []
    for person_id, posts in sorted(have.items()):
        about = Subject(Kind.PERSON, person_id)
        added = AuditAction.PERSON_ADDED in told.begun.get((PERSON, person_id), ())
        if not added and not told.before_roles:
            faults.append(Fault(Wrong.INVENTED, about, where=people.name))
        elif added and posts != told.posts.get(person_id, set()):
            faults.append(Fault(Wrong.DIFFERS, about, where=roles.name))
    gone = {one for one, posts in told.posts.items() if one not in have and one not in told.left}
    return faults + [Fault(Wrong.MISSING, Subject(Kind.PERSON, one), where=people.name) for one in sorted(gone)]


async def _rows(database: Database, now: datetime) -> list[Fault]:
    """Those that do not match their seals: a table at a time."""
    faults = []
    for table in row_seals.covered_tables():
        async with database.transaction(now) as tx:
            for key, is_there in await row_seals.differing(tx.connection, tx.vault.row_key, table):
                faults.append(Fault(Wrong.DIFFERS if is_there else Wrong.MISSING, where=f"{table.name} {key}"))
        await asyncio.sleep(0)
    return faults


async def _records(database: Database, now: datetime) -> list[Fault]:
    faults: list[Fault] = []
    after, more = "", True
    while more:
        async with database.transaction(now) as tx:
            query = sa.select(records).where(records.c.id > after).order_by(records.c.id).limit(AT_ONCE)
            rows = (await tx.connection.execute(query)).all()
            for row in rows:
                faults += _of_record(row, await integrity.matching(tx, row, await audit.entries(tx, row.id)))
            after, more = (rows[-1].id if rows else after), len(rows) == AT_ONCE
        await asyncio.sleep(0)
    return faults


def _of_record(row: sa.Row[Any], parts: Iterable[bool]) -> list[Fault]:
    about = Subject(Kind.RECORD, row.id)
    return [
        Fault(Wrong.DIFFERS, about, where=f"{row.reference} {name}")
        for name, well in zip(("signed", "additions", "state"), parts, strict=True)
        if not well
    ]

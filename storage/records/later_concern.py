"""A record turns out to be about the DSL, the deputy or the head after it was signed, or about somebody near them.

What was signed stays as it is; this is kept beside it, and from that moment on they may know nothing of the record:
whoever had it passes it on, and what waits to be told to them is taken back. Where it was a slip, whoever said it takes
it back, or who has the record then: nobody whom it concerns. The record stays with whoever has it.
"""

from collections.abc import Sequence

import sqlalchemy as sa

from storage import audit
from storage.database.engine import Tx
from storage.people import responsible
from storage.people.people import Person, Role
from storage.people.responsible import CHAIN, NoOneResponsible
from storage.problems import Problem
from storage.queues import outbox
from storage.records import concerns, responsibility, safety_watch
from storage.records.access import row_for, row_where
from storage.records.responsibility import Cause
from storage.records.standing import SAID
from storage.records.tables import BESIDE_SEAL, RecordRow, concern_changes, later_concerns, records


class NobodyElse(Problem):
    """Nobody is on file in the setting who could take the record on and whom it is not about."""

    reason = "nobody_else"


class NotTheirs(Problem):
    """Somebody else said it, and somebody else has the record."""

    reason = "said_by_another"


class SignedSo(Problem):
    """It was said before signing: what was signed is never changed."""

    reason = "signed_so"


async def mark(tx: Tx, person: Person, reference: str, role: Role) -> list[str]:
    """From now on the record, and those signed together with it, are about whoever holds this role there, or has since
    it was signed: by who signed it, or by who may read it. The references that were marked now.

    Raises NotFound; NobodyElse where nobody could take it on, and then nothing is changed.
    """
    if role not in CHAIN:
        raise ValueError(role)
    rows = await _together(tx, person, reference)
    marked = [one for one in rows if role not in {*await _signed(tx, one), *await concerns.later(tx, one.id)}]
    for one in marked:
        await _say(tx, person, one, role, is_about=True)
        await _kept_from(tx, one)
    await _alerts(tx, marked)
    return [one.reference for one in marked]


async def take_back(tx: Tx, person: Person, reference: str, role: Role) -> list[str]:
    """It was a slip: the record, and those signed together with it, are not about whoever holds this role. By who said
    that they are, or who is responsible for them now. The references of which it was taken back; none where nobody had
    said it.

    Raises NotFound; SignedSo where it was signed with the record, NotTheirs for anybody else.
    """
    rows = await _together(tx, person, reference)
    back = []
    for one in rows:
        said_by = (await concerns.later(tx, one.id)).get(role)
        if said_by is None:
            continue
        if person.id not in (said_by, one.responsible_id):
            raise NotTheirs
        await _say(tx, person, one, role, is_about=False)
        back.append(one)
    if not back and role in await _signed(tx, rows[0]):
        raise SignedSo
    await _alerts(tx, back)
    return [one.reference for one in back]


async def _together(tx: Tx, person: Person, reference: str) -> list[RecordRow]:
    """The record, for who signed it or may read it, and those signed together with it. Raises NotFound."""
    row = await row_where(tx, reference, records.c.author_id == person.id) or await row_for(tx, person, reference)
    together = sa.select(*BESIDE_SEAL).where(records.c.submission_key == row.submission_key)
    return [RecordRow.of(one) for one in await tx.connection.execute(together.order_by(records.c.reference))]


async def _signed(tx: Tx, row: RecordRow) -> list[Role]:
    """Whom it is about as it was signed."""
    return [*await concerns.beside_dsl(tx, row.id), *([Role.DSL] if row.concern_about_dsl else [])]


async def _say(tx: Tx, person: Person, row: RecordRow, role: Role, *, is_about: bool) -> None:
    """Beside what was said before, which stays; in the record's history."""
    this = (later_concerns.c.record_id == row.id) & (later_concerns.c.role == role.value)
    said = {"record_id": row.id, "role": role.value, "person_id": person.id}
    if await tx.connection.scalar(sa.select(later_concerns.c.role).where(this)) is None:
        await tx.connection.execute(later_concerns.insert().values(**said, marked_at=tx.now))
    else:
        of = concern_changes.c
        same = (of.record_id == row.id) & (of.role == role.value)
        number = (await tx.connection.scalar(sa.select(sa.func.max(of.number)).where(same)) or 0) + 1
        new = concern_changes.insert().values(**said, number=number, is_about=is_about, said_at=tx.now)
        await tx.connection.execute(new)
    await audit.note(tx, row.id, person.id, SAID[is_about], role.value)


async def _kept_from(tx: Tx, row: RecordRow) -> None:
    """Who must not know of it answers for it no longer, and is told nothing that still waits."""
    now_about = await concerns.about(tx, row.id)
    if row.responsible_id in now_about:
        try:
            to = await responsible.first_of(tx, row.setting_id, {row.author_id} | now_about)
        except NoOneResponsible:
            raise NobodyElse from None
        await responsibility.pass_on(tx, row, to, Cause.CONCERN)
    for person_id in sorted(now_about):
        for message in await outbox.waiting_for(tx, person_id):
            if message.params.get("reference") == row.reference:
                await outbox.withdraw(tx, message)


async def _alerts(tx: Tx, rows: Sequence[RecordRow]) -> None:
    """A clock that runs on what was begun reaches whom it concerns no longer, and whom it does not again."""
    if not rows or await safety_watch.get(tx, rows[0].submission_key) is None:
        return
    about = {role for one in rows for role in (*await _signed(tx, one), *await concerns.later(tx, one.id))}
    key = rows[0].submission_key
    await safety_watch.concern(tx, key, about_dsl=Role.DSL in about, also=about - {Role.DSL})

"""A record turns out to be about the DSL, the deputy or the head after it was signed, or about somebody near them.

What was signed stays as it is; this is kept beside it, and from that moment on they may know nothing of the record:
whoever had it passes it on, and what waits to be told to them is taken back. Said once, it stays said.
"""

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
from storage.records.tables import BESIDE_SEAL, RecordRow, later_concerns, records


class NobodyElse(Problem):
    """Nobody is on file in the setting who could take the record on and whom it is not about."""

    reason = "nobody_else"


async def mark(tx: Tx, person: Person, reference: str, role: Role) -> list[str]:
    """From now on the record, and those signed together with it, are about whoever holds this role there, or has since
    it was signed: by who signed it, or by who may read it. The references that were marked now.

    Raises NotFound; NobodyElse where nobody could take it on, and then nothing is changed.
    """
    if role not in CHAIN:
        raise ValueError(role)
    row = await row_where(tx, reference, records.c.author_id == person.id) or await row_for(tx, person, reference)
    together = sa.select(*BESIDE_SEAL).where(records.c.submission_key == row.submission_key)
    rows = [RecordRow.of(one) for one in await tx.connection.execute(together.order_by(records.c.reference))]
    marked = [one for one in rows if not await _is_marked(tx, one, role)]
    for one in marked:
        new = later_concerns.insert().values(record_id=one.id, role=role.value, person_id=person.id, marked_at=tx.now)
        await tx.connection.execute(new)
        await audit.note(tx, one.id, person.id, audit.AuditAction.CONCERN_MARKED, role.value)
        await _kept_from(tx, one)
    if marked:
        await _no_alert(tx, row, role)
    return [one.reference for one in marked]


async def _is_marked(tx: Tx, row: RecordRow, role: Role) -> bool:
    signed = [*await concerns.beside_dsl(tx, row.id), *([Role.DSL] if row.concern_about_dsl else [])]
    return role in signed or role in await concerns.later(tx, row.id)


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


async def _no_alert(tx: Tx, row: RecordRow, role: Role) -> None:
    """A clock that runs on what was begun no longer reaches them."""
    watch = await safety_watch.get(tx, row.submission_key)
    if watch is None:
        return
    also = {Role(one) for one in watch.also_about.split()} | ({role} - {Role.DSL})
    about_dsl = watch.concern_about_dsl or role is Role.DSL
    await safety_watch.concern(tx, row.submission_key, about_dsl=about_dsl, also=also)

"""What somebody can do who may write in the database but has no key, and that it is found: with every trigger dropped
first and put back afterwards, so that nothing but the change itself shows.
"""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

import pytest
import sqlalchemy as sa

from storage import audit
from storage.administration.checking_history import check
from storage.audit import AuditAction, Subject
from storage.audit.verifying import Wrong
from storage.database import triggers
from storage.database.engine import Database, Tx
from storage.records import integrity
from tests.storage.audit.conftest import NOW, a_life, rewrite, unprotect

Rows = list[dict[str, Any]]


def of(rows: Rows, what: AuditAction) -> dict[str, Any]:
    return next(row for row in rows if row["action"].split()[0] == what)


async def sql(tx: Tx, *statements: str) -> None:
    for statement in statements:
        await tx.connection.execute(sa.text(statement))


async def a_read_is_removed(tx: Tx) -> None:
    await rewrite(tx, lambda rows: rows.remove(of(rows, AuditAction.READ)))


async def a_read_is_blamed_on_another(tx: Tx) -> None:
    await rewrite(tx, lambda rows: of(rows, AuditAction.READ).update(person_id="demo-deputy"))


async def a_read_is_invented(tx: Tx) -> None:
    await rewrite(tx, lambda rows: rows.insert(3, {**of(rows, AuditAction.READ), "person_id": "demo-head"}))


async def an_export_is_forged(tx: Tx) -> None:
    forged = integrity.export_detail("html", b"a forged page")
    await rewrite(tx, lambda rows: rows.append({**rows[-1], "action": f"exported {forged}"}))


async def an_addition_is_deleted(tx: Tx) -> None:
    await sql(tx, "DELETE FROM addenda")
    await rewrite(tx, lambda rows: rows.remove(of(rows, AuditAction.ADDENDUM)))


async def an_addition_is_deleted_alone(tx: Tx) -> None:
    await sql(tx, "DELETE FROM addenda")


async def a_decision_is_deleted(tx: Tx) -> None:
    await sql(tx, "DELETE FROM decisions")
    await rewrite(tx, lambda rows: rows.remove(of(rows, AuditAction.DECISION)))


async def a_decision_has_another_day(tx: Tx) -> None:
    moved = {"sqlite": "'2026-03-01T10:00:00.000000+00:00'", "postgresql": "'2026-03-01T10:00:00+00'"}
    await sql(tx, f"UPDATE decisions SET decided_at = {moved[tx.connection.dialect.name]}")  # noqa: S608


async def red_becomes_green(tx: Tx) -> None:
    await sql(tx, "UPDATE records SET colour = 'green'")


async def it_looks_filed(tx: Tx) -> None:
    await sql(tx, "UPDATE records SET status = 'filed'")


async def it_looks_unread(tx: Tx) -> None:
    await sql(tx, "DELETE FROM transitions WHERE number > 1", "UPDATE records SET status = 'signed'")


async def somebody_else_is_responsible(tx: Tx) -> None:
    await sql(tx, "UPDATE records SET responsible_id = 'demo-deputy'",
              "UPDATE responsibilities SET person_id = 'demo-deputy'")  # fmt: skip


async def a_handover_is_forged(tx: Tx) -> None:
    columns = "record_id, from_setting_id, given_by, given_at, reason_sealed, own_key_sealed"
    forged = f"SELECT 'forged', 'demo-service', {columns} FROM handovers"  # noqa: S608
    await sql(tx, f"INSERT INTO handovers (id, to_setting_id, {columns}) {forged}")


async def a_handover_goes_elsewhere(tx: Tx) -> None:
    await sql(tx, "UPDATE handovers SET to_setting_id = 'demo-service'")


async def a_role_is_given(tx: Tx) -> None:
    await sql(tx, "INSERT INTO roles (person_id, setting_id, role) VALUES ('demo-worker', 'demo-school', 'dsl')")


async def a_role_is_taken(tx: Tx) -> None:
    await sql(tx, "DELETE FROM roles WHERE person_id = 'demo-deputy'")


async def a_record_is_deleted(tx: Tx) -> None:
    (record_id,) = await tx.connection.scalars(sa.text("SELECT id FROM records WHERE submission_key = 'case-2'"))
    for table in ("child_index", "record_facets", "record_children", "transitions", "responsibilities"):
        await sql(tx, f"DELETE FROM {table} WHERE record_id = '{record_id}'")  # noqa: S608
    await sql(tx, f"DELETE FROM records WHERE id = '{record_id}'")  # noqa: S608


async def a_record_is_deleted_with_its_history(tx: Tx) -> None:
    (record_id,) = await tx.connection.scalars(sa.text("SELECT id FROM records WHERE submission_key = 'case-2'"))
    await a_record_is_deleted(tx)

    def without(rows: Rows) -> None:
        rows[:] = [row for row in rows if row["subject_id"] != record_id]

    await rewrite(tx, without)


async def two_entries_are_swapped(tx: Tx) -> None:
    def swap(rows: Rows) -> None:
        rows[-1], rows[-2] = rows[-2], rows[-1]

    await rewrite(tx, swap)


async def a_signature_is_spoilt(tx: Tx) -> None:
    last = await tx.connection.scalar(sa.text("SELECT max(position) FROM audit"))
    other = f"SELECT signature FROM audit WHERE position = {last - 4}"  # noqa: S608
    await sql(tx, f"UPDATE audit SET signature = ({other}) WHERE position = {last - 5}")  # noqa: S608


async def signatures_are_taken_off(tx: Tx) -> None:
    def take_off(rows: Rows) -> None:
        for row in rows[-2:]:
            row.update(signature=None, key_id=None)

    await rewrite(tx, take_off)


async def what_was_there_before_is_changed(tx: Tx) -> None:
    await sql(tx, "DELETE FROM audit WHERE subject_kind = 'setting' AND subject_id = 'demo-service' AND key_id IS NULL")


ATTACKS: list[Callable[[Tx], Awaitable[None]]] = [
    a_read_is_removed, a_read_is_blamed_on_another, a_read_is_invented, an_export_is_forged, an_addition_is_deleted,
    an_addition_is_deleted_alone, a_decision_is_deleted, a_decision_has_another_day, red_becomes_green, it_looks_filed,
    it_looks_unread, somebody_else_is_responsible, a_handover_is_forged, a_handover_goes_elsewhere, a_role_is_given,
    a_role_is_taken, a_record_is_deleted, a_record_is_deleted_with_its_history, two_entries_are_swapped,
    a_signature_is_spoilt, signatures_are_taken_off, what_was_there_before_is_changed,
]  # fmt: skip


async def test_everything_is_whole_until_somebody_writes_behind_our_back(
    signed: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with signed.transaction(NOW) as tx:
        await a_life(tx)
    checked = await check(signed, NOW)
    assert (checked.faults, checked.count) == ([], checked.position)
    assert checked.count > 30

    class Undone(Exception):
        pass

    class Tried:
        """One transaction for the attack and the check, which is taken back: the next attack finds all as it was."""

        def __init__(self, tx: Tx) -> None:
            self.tx = tx

        def transaction(self, *_: object) -> "Tried":
            return self

        async def __aenter__(self) -> Tx:
            return self.tx

        async def __aexit__(self, *_: object) -> None:
            return

    async def none(_connection: object) -> list[str]:
        return []

    # the triggers are tested for themselves
    monkeypatch.setattr(triggers, "differing", none)
    missed = []
    for attack in ATTACKS:
        with suppress(Undone):
            async with signed.transaction(NOW) as tx:
                await unprotect(tx)
                await attack(tx)
                tried: Any = Tried(tx)
                if (await check(tried, NOW)).whole:
                    missed.append(attack.__name__)
                raise Undone
    assert missed == []


@pytest.mark.parametrize(
    ("attack", "parts"),
    [(red_becomes_green, "signed"), (it_looks_filed, "state"), (somebody_else_is_responsible, "state"),
     (a_handover_is_forged, "state"), (a_decision_has_another_day, "additions"), (a_read_is_removed, "history"),
     (an_export_is_forged, "history")],
)  # fmt: skip
async def test_a_record_alone_shows_it_too(
    signed: Database, attack: Callable[[Tx], Awaitable[None]], parts: str
) -> None:
    async with signed.transaction(NOW) as tx:
        record = await a_life(tx)
        assert (await integrity.verify(tx, record.reference)).whole
        # what is only appended is found where it stands
        reference = record.reference
        if attack is an_export_is_forged:
            last = await tx.connection.scalars(sa.text("SELECT reference FROM records WHERE submission_key='case-1'"))
            reference = str(last.one())
        await unprotect(tx)
        await attack(tx)
        verdict = await integrity.verify(tx, reference)
        assert not getattr(verdict, parts)
        assert not verdict.whole


async def test_it_says_where(signed: Database) -> None:
    async with signed.transaction(NOW) as tx:
        record = await a_life(tx)
    async with signed.transaction(NOW) as tx:
        await unprotect(tx)
        await sql(tx, f"UPDATE audit SET person_id = 'demo-head' WHERE subject_id = '{record.id}' AND number = 2")  # noqa: S608
    faults = [one for one in (await check(signed, NOW)).faults if one.wrong is not Wrong.TRIGGER]
    assert next((one.wrong, one.about, one.number) for one in faults) == (
        Wrong.CHANGED, Subject(audit.Kind.RECORD, record.id), 2,
    )  # fmt: skip

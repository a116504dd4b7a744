"""Is a record whole, and is a file what was exported?"""

import hashlib

import pytest
import sqlalchemy as sa

from storage import audit
from storage.audit import AuditAction
from storage.database.engine import Tx
from storage.database.vault import canonical
from storage.problems import NotFound
from storage.records import addenda, inbox, signing
from storage.records.integrity import Verdict, export_detail, exported_as, verify
from storage.records.tables import records
from tests.storage.conftest import NOW, At, who
from tests.storage.records.test_records import submit


async def a_long_life(tx: Tx) -> signing.Record:
    """Signed, read, added to."""
    (record,) = await submit(tx)
    dsl = await who(tx, "dsl")
    await inbox.read(tx, dsl, record.reference)
    await addenda.addendum(tx, dsl, record.reference, "Wednesday", "a wrong day")
    await addenda.addendum(tx, dsl, record.reference, "Or Thursday", "a wrong day again")
    return record


async def test_a_record_with_a_long_life_is_whole(at: At) -> None:
    async with at() as tx:
        record = await a_long_life(tx)
    async with at() as tx:
        verdict = await verify(tx, f" {record.reference.lower()} ")
    assert verdict == Verdict(record.reference, signed=True, additions=True, history=True, state=True)
    assert verdict.whole


async def test_what_may_be_in_a_record_cannot_be_tried_out_against_its_checksum(at: At) -> None:
    async with at() as tx:
        record = await a_long_life(tx)
        row = (await tx.connection.execute(sa.select(records).where(records.c.id == record.id))).one()
        signed = tx.vault.open_for_good(row.own_key_sealed, row.signed_sealed)
        plain = hashlib.sha256(canonical(signed).encode()).hexdigest()
        assert row.hash != plain
        assert tx.vault.is_checksum(signed, row.hash)
        assert tx.vault.is_checksum(signed, plain), "as versions before this kept it"
        assert not tx.vault.is_checksum({**signed, "signed_name": "Somebody Else"}, row.hash)


async def test_a_key_that_was_exchanged_shows(at: At) -> None:
    async with at() as tx:
        record = await a_long_life(tx)
        (other,) = await submit(tx, key="case-2")
        theirs = "(SELECT own_key_sealed FROM records WHERE id = :other)"
        await tx.connection.execute(
            sa.text(f"UPDATE records SET own_key_sealed = {theirs} WHERE id = :this"),  # noqa: S608 a name of its own
            {"other": other.id, "this": record.id},
        )
    async with at() as tx:
        assert await verify(tx, record.reference) == Verdict(record.reference, False, True, True, True)
        assert (await verify(tx, other.reference)).whole


async def test_there_is_no_such_record(at: At) -> None:
    async with at() as tx:
        with pytest.raises(NotFound):
            await verify(tx, "WM-0000-00")


async def test_an_export_is_known_again_by_its_bytes_alone(at: At) -> None:
    async with at() as tx:
        record = await a_long_life(tx)
        await audit.note(tx, record.id, "demo-dsl", AuditAction.EXPORTED, export_detail("html", b"a page"))
        await audit.note(tx, record.id, "demo-deputy", AuditAction.EXPORTED, export_detail("pdf", b"a page"))
    async with at() as tx:
        found = await exported_as(tx, b"a page")
        assert [(reference, entry.person_id, entry.at) for reference, entry in found] == [
            (record.reference, "demo-dsl", NOW),
            (record.reference, "demo-deputy", NOW),
        ]
        assert await exported_as(tx, b"A page") == []
        assert (await verify(tx, record.reference)).whole


async def test_there_is_room_in_the_history_for_every_kind_of_export(at: At) -> None:
    """The longest is 71 signs; PostgreSQL refuses what does not fit."""
    async with at() as tx:
        record = await a_long_life(tx)
        await audit.note(tx, record.id, "demo-dsl", AuditAction.EXPORTED, export_detail("referral_html", b"a pack"))
    async with at() as tx:
        assert [reference for reference, _ in await exported_as(tx, b"a pack")] == [record.reference]

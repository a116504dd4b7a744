"""The history is signed by a key outside the database; keys change, databases grow older, and heads go outside."""

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from storage import audit
from storage.administration.checking_history import check
from storage.audit import INSTALLATION, AuditAction, NoSigningKey, heads, of_person
from storage.audit.verifying import Fault, Wrong
from storage.audit.who_read import who_read
from storage.database.engine import Database, Tx
from storage.database.signing_keys import Signer, new_signing_key, public_key_of
from storage.database.vault import Vault
from storage.records import inbox
from tests.storage.audit.conftest import NOW, a_life, unprotect
from tests.storage.conftest import At, who
from tests.storage.records.test_records import submit


async def acts(database: Database, count: int = 1) -> None:
    async with database.transaction(NOW) as tx:
        for _ in range(count):
            await audit.note(tx, of_person("demo-dsl"), "demo-dsl", AuditAction.RECORDS_LISTED)


async def wrong(database: Database, *, new_only: bool = False) -> list[Wrong]:
    return [one.wrong for one in (await check(database, NOW, new_only=new_only)).faults]


async def test_the_first_signed_entry_vouches_for_what_was_there(signed: Database, at: At) -> None:
    async with at() as tx:
        before = await tx.connection.scalar(sa.select(sa.func.count()).select_from(audit.audit))
    assert await wrong(signed) == [Wrong.NOT_SIGNED]
    await acts(signed)
    async with signed.transaction(NOW) as tx:
        (taken_over,) = await audit.entries(tx, INSTALLATION)
    assert (taken_over.what, taken_over.detail.split()[0]) == ("history_taken_over", str(before))
    assert await wrong(signed) == []


async def test_an_entry_has_the_moment_at_which_it_was_noted(signed: Database) -> None:
    """The demo organisation's past is written in one transaction, and a record's state is held against its history."""
    async with signed.transaction(NOW) as tx:
        earlier = replace(tx, now=NOW - timedelta(days=8))
        (record,) = await submit(earlier)
        await inbox.read(tx, await who(tx, "dsl"), record.reference)
        assert [entry.at for entry in await audit.entries(tx, record.id)] == [earlier.now, NOW]
    assert await wrong(signed) == []


async def test_without_the_key_nothing_more_is_written(signed: Database, at: At) -> None:
    await acts(signed)
    with pytest.raises(NoSigningKey):
        async with at() as tx:
            await audit.note(tx, INSTALLATION, None, AuditAction.HISTORY_READ)


async def test_a_key_is_changed_and_public_ones_are_enough_to_check(
    signed: Database, database_url: str, key: str, signing_key: str
) -> None:
    await acts(signed)
    newest = new_signing_key()
    public = [public_key_of(newest), public_key_of(signing_key)]
    changed = Database(database_url, Vault([key]), signer=Signer([newest, public[1]]))
    checking = Database(database_url, Vault([key]), signer=Signer(public))
    forgot = Database(database_url, Vault([key]), signer=Signer([newest]))
    await acts(changed)
    assert await wrong(changed) == await wrong(checking) == []
    assert set(await wrong(forgot)) == {Wrong.UNKNOWN_KEY}
    with pytest.raises(NoSigningKey):
        await acts(checking)
    for database in (changed, checking, forgot):
        await database.close()


async def test_a_head_outside_shows_an_end_that_was_cut_off_and_another_database(signed: Database) -> None:
    await acts(signed, 3)
    async with signed.transaction(NOW) as tx:
        head = await heads.sign(tx, NOW.date(), is_whole=True)
        assert head is not None
        assert await heads.sign(tx, NOW.date(), is_whole=True) is None, "one a day"
        assert tx.signer is not None
        public_key = tx.signer.public_key
        (waiting,) = await heads.unsent(tx)
        await heads.sent(tx, waiting)
        assert await heads.unsent(tx) == []
    kept = heads.read(f"Nov 17 02:00:00 host waymark {head.line(public_key)}")
    assert kept == head
    assert await wrong(signed) == await wrong(signed, new_only=True) == []

    async def said(*statements: str) -> list[Fault]:
        async with signed.transaction(NOW) as tx:
            undone = await tx.connection.begin_nested()
            await unprotect(tx)
            for statement in statements:
                await tx.connection.execute(sa.text(statement))
            assert tx.signer is not None
            found = await heads.differing(tx, [kept], tx.signer)
            await undone.rollback()
            return found

    last = f"position = {head.position}"
    (cut,) = await said(f"DELETE FROM audit WHERE {last}", "DELETE FROM audit_heads")  # noqa: S608
    assert (cut.wrong, cut.position, cut.where) == (Wrong.CUT, head.position, "2026-03-03")
    (other,) = await said(f"UPDATE audit SET hash = 'x' WHERE {last}")  # noqa: S608
    assert other.wrong is Wrong.HEAD
    forged = heads.read(head.line(public_key).replace(f'"position":{head.position}', '"position":1'))
    async with signed.transaction(NOW) as tx:
        assert tx.signer is not None
        assert [one.wrong for one in await heads.differing(tx, [forged], tx.signer)] == [Wrong.FORGED]


async def test_it_goes_on_from_the_last_verified_head(signed: Database) -> None:
    await acts(signed, 3)
    async with signed.transaction(NOW) as tx:
        await heads.sign(tx, NOW.date(), is_whole=True)
    await acts(signed, 2)
    checked = await check(signed, NOW, new_only=True)
    assert (checked.count, checked.faults) == (2, [])
    async with signed.transaction(NOW + timedelta(days=1)) as tx:
        await unprotect(tx)
        await tx.connection.execute(sa.text(f"UPDATE audit SET action = 'read' WHERE position = {checked.position}"))  # noqa: S608
    assert Wrong.CHANGED in await wrong(signed, new_only=True)


async def test_a_head_that_is_no_head() -> None:
    for line in ("", "{}", "a letter", '{"form": "waymark-head-1", "day": 3}', "[1]"):
        with pytest.raises(heads.NotAHead):
            heads.read(line)


async def test_what_a_part_that_is_taken_back_noted_is_gone_with_it(signed: Database) -> None:
    async with signed.transaction(NOW) as tx:
        await audit.note(tx, of_person("demo-dsl"), "demo-dsl", AuditAction.RECORDS_LISTED)
        try:
            async with tx.tried():
                await audit.note(tx, of_person("demo-dsl"), "demo-dsl", AuditAction.MONTH_SHOWN)
                await audit.written(tx)
                raise ZeroDivisionError
        except ZeroDivisionError:
            pass
    async with signed.transaction(NOW) as tx:
        listed = [one.what for one in await audit.entries(tx, of_person("demo-dsl"))]
    assert listed[-1] == "records_listed"
    assert "month_shown" not in listed
    assert await wrong(signed) == []


async def test_who_has_read_a_record(signed: Database) -> None:
    async def readers(tx: Tx) -> list[tuple[str, str | None]]:
        return [(one.what, one.person_id) for one in await who_read(tx, record.id)]

    async with signed.transaction(NOW) as tx:
        record = await a_life(tx)
        assert await readers(tx) == [("read", "demo-dsl")]
        await audit.note(tx, record.id, "demo-head", AuditAction.REFUSED_READ)
        assert await readers(tx) == [("read", "demo-dsl"), ("refused_read", "demo-head")]

"""A key can be changed: everything opens with the new one alone afterwards, and nothing that was signed has changed."""

import pytest
import sqlalchemy as sa

from storage import audit, conversations, lookups
from storage.administration import key_rotation
from storage.database.engine import Database
from storage.database.vault import Vault, new_key
from storage.people import people
from storage.problems import WrongKey
from storage.records import addenda, inbox, integrity
from tests.storage.conftest import NOW, At, who
from tests.storage.records.test_records import submit


async def test_after_rotating_the_old_key_opens_nothing_and_the_new_one_everything(
    at: At, database_url: str, key: str
) -> None:
    async with at() as tx:
        (record,) = await submit(tx)
        await addenda.addendum(tx, await who(tx, "dsl"), record.reference, "seen today", "to be complete")
        await conversations.save(tx, await conversations.load(tx, "demo-worker"), {"place": "yard"})
        await conversations.keep_turn(tx, "demo-worker", "forgotten", [{"text": "x"}])
        await conversations.forget_replies(tx, "demo-worker")
        await lookups.missed(tx, "where is the moon", "nothing_found")
        fingerprint = tx.vault.blind("name")
        signed = await tx.connection.scalar(sa.text("SELECT signed_sealed FROM records"))
    newest = new_key()
    both, alone, old = (Database(database_url, Vault(keys)) for keys in ([newest, key], [newest], [key]))
    done = await key_rotation.rotate(both, NOW)
    assert (done.count > 20, done.unopened) == (True, {})
    assert (await key_rotation.rotate(both, NOW)).count == 0, "it is there already"
    with pytest.raises(WrongKey):
        async with old.transaction(NOW):
            pass
    async with alone.transaction(NOW) as tx:
        assert tx.vault.blind("name") == fingerprint
        assert (await conversations.load(tx, "demo-worker")).state == {"place": "yard"}
        assert [one.question for one in await lookups.all_missed(tx)] == ["where is the moon"]
        assert len(await people.everyone(tx)) > 5
        again = await inbox.read(tx, await who(tx, "dsl"), record.reference)
        assert again.content == record.content
        assert [one.text for one in await addenda.addenda_of(tx, record.id)] == ["seen today"]
        assert (await integrity.verify(tx, record.reference)).whole
        assert await audit.verify(tx, record.id)
        assert await tx.connection.scalar(sa.text("SELECT signed_sealed FROM records")) == signed
    # every sealed value of every table, those of this test and any that comes later
    assert (await key_rotation.rotate(alone, NOW)).unopened == {}
    for database in (both, alone, old):
        await database.close()


async def test_it_goes_on_where_it_was_stopped(
    at: At, database_url: str, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A row at a time, and stopped after each: what a process with both keys reads meanwhile is there."""
    monkeypatch.setattr(key_rotation, "AT_ONCE", 1)
    async with at() as tx:
        await conversations.save(tx, await conversations.load(tx, "demo-worker"), {"place": "yard"})
    both = Database(database_url, Vault([new_key(), key]))

    class Stopped(Exception):
        pass

    for after in (1, 3, 9):

        def stop(done: int, _of: int, after: int = after) -> None:
            if done >= after:
                raise Stopped

        with pytest.raises(Stopped):
            await key_rotation.rotate(both, NOW, stop)
        async with both.transaction(NOW) as tx:
            assert (await conversations.load(tx, "demo-worker")).state == {"place": "yard"}
            assert len(await people.everyone(tx)) > 5
    assert (await key_rotation.rotate(both, NOW)).count > 0
    assert (await key_rotation.rotate(both, NOW)).count == 0
    await both.close()


async def test_a_value_that_no_key_opens_is_told_and_the_rest_is_sealed_again(
    at: At, database_url: str, key: str
) -> None:
    async with at() as tx:
        await tx.connection.execute(sa.text("UPDATE people SET name_sealed = :x WHERE id = 'demo-dsl'"), {"x": b"x"})
    newest = new_key()
    both, alone = Database(database_url, Vault([newest, key])), Database(database_url, Vault([newest]))
    done = await key_rotation.rotate(both, NOW)
    assert done.unopened == {"people.name_sealed": 1}
    async with alone.transaction(NOW) as tx:
        assert (await who(tx, "worker")).login == "worker"
    for database in (both, alone):
        await database.close()

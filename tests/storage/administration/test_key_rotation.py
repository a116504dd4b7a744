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
    async with both.transaction(NOW) as tx:
        assert await key_rotation.rotate(tx) > 20
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
        assert await key_rotation.rotate(tx) > 20
    for database in (both, alone, old):
        await database.close()


async def test_a_value_that_no_key_opens_leaves_everything_as_it_was(at: At, database_url: str, key: str) -> None:
    async with at() as tx:
        await tx.connection.execute(
            people.people.update().where(people.people.c.id == "demo-dsl").values(name_sealed=b"x")
        )
    both = Database(database_url, Vault([new_key(), key]))
    with pytest.raises(WrongKey):
        async with both.transaction(NOW) as tx:
            await key_rotation.rotate(tx)
    await both.close()
    async with at() as tx:
        assert (await who(tx, "worker")).login == "worker", "the old key alone still opens the rest"

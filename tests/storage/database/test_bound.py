"""What is sealed for its place opens nowhere else; what was sealed before there were places is bound later."""

import pytest
import sqlalchemy as sa

from storage import conversations
from storage.administration import key_rotation
from storage.database.bound import BOUND, Binder, is_bound, place_of
from storage.database.columns import metadata
from storage.database.engine import Database
from storage.database.vault import Vault, new_key
from storage.people import desk_drafts
from storage.people.desk_drafts import Draft
from storage.problems import DatabaseProblem, Trouble, WrongKey
from tests.storage.conftest import NOW, At, who

HERE = place_of("turns", "replies_sealed", "ann", "1")


def test_every_change_and_every_other_place_is_refused() -> None:
    binder = Binder([b"k" * 32])
    sealed = binder.seal(b"words", HERE)
    assert binder.open(sealed, HERE) == b"words"
    elsewhere = [("turns", "replies_sealed", "ann", "2"), ("turns", "replies_sealed", "ann1", ""),
                 ("turns", "state_sealed", "ann", "1"), ("conversations", "replies_sealed", "ann", "1")]  # fmt: skip
    for place in elsewhere:
        with pytest.raises(DatabaseProblem) as caught:
            binder.open(sealed, place)
        assert caught.value.trouble is Trouble.DAMAGED
    for byte in range(len(sealed)):
        changed = bytearray(sealed)
        changed[byte] ^= 1
        if byte:
            with pytest.raises(DatabaseProblem):
                binder.open(bytes(changed), HERE)
    with pytest.raises(WrongKey):
        Binder([b"o" * 32]).open(sealed, HERE)


def test_every_bound_column_is_there_and_takes_no_other() -> None:
    assert all(column in metadata.tables[table].c for table, column in BOUND)
    with pytest.raises(ValueError, match="not sealed for its place"):
        place_of("people", "name_sealed", "ann")


async def test_a_draft_that_is_copied_into_another_conversation_is_not_read_there(at: At) -> None:
    async with at() as tx:
        for login in ("demo-worker", "demo-worker2"):
            await conversations.save(tx, await conversations.load(tx, login), {"place": f"of {login}"})
        state = sa.select(conversations.conversations.c.state_sealed)
        theirs = state.where(conversations.conversations.c.person_id == "demo-worker").scalar_subquery()
        mine = conversations.conversations.c.person_id == "demo-worker2"
        await tx.connection.execute(conversations.conversations.update().where(mine).values(state_sealed=theirs))
    async with at() as tx:
        assert (await conversations.load(tx, "demo-worker")).state == {"place": "of demo-worker"}
        with pytest.raises(DatabaseProblem) as caught:
            await conversations.load(tx, "demo-worker2")
        assert caught.value.trouble is Trouble.DAMAGED


async def test_what_was_sealed_before_opens_and_is_bound_when_all_is_sealed_again(
    at: At, database_url: str, key: str
) -> None:
    async with at() as tx:
        dsl = await who(tx, "dsl")
        await conversations.save(tx, await conversations.load(tx, "demo-worker"), {"place": "yard"})
        await conversations.keep_turn(tx, "demo-worker", "1", [{"text": "x"}])
        await desk_drafts.save(tx, dsl, Draft("decision WM-2222-22", {}, 0), {"why": "so"})
        old = tx.vault.seal_json({"place": "yard"})
        await tx.connection.execute(conversations.conversations.update().values(state_sealed=old))
    async with at() as tx:
        assert (await conversations.load(tx, "demo-worker")).state == {"place": "yard"}
    newest = new_key()
    both, alone = Database(database_url, Vault([newest, key])), Database(database_url, Vault([newest]))
    async with both.transaction(NOW) as tx:
        await key_rotation.rotate(tx)
    async with alone.transaction(NOW) as tx:
        assert (await conversations.load(tx, "demo-worker")).state == {"place": "yard"}
        stored = await conversations.stored_turn(tx, "demo-worker", "1")
        assert stored is not None
        assert stored.replies == [{"text": "x"}]
        assert (await desk_drafts.load(tx, dsl, "decision WM-2222-22")).state == {"why": "so"}
        for table, column in sorted(BOUND):
            values = await tx.connection.scalars(sa.select(metadata.tables[table].c[column]))
            assert all(is_bound(value) for value in values if value), f"{table}.{column}"
        await key_rotation.check_keys(tx)
    for database in (both, alone):
        await database.close()

"""What is sealed opens at its own place and nowhere else, in every sealed column there is; what was sealed before there
were places is bound later.
"""

from typing import Any

import pytest
import sqlalchemy as sa
from cryptography.fernet import Fernet
from hypothesis import given
from hypothesis import strategies as st

from storage import conversations
from storage.administration import key_rotation
from storage.database.bound import Binder, Held, ToSeal, is_bound
from storage.database.each import DOES_NOT_OPEN
from storage.database.engine import Database, Tx
from storage.database.installation import ALL_BOUND, CHECK, installation
from storage.database.sealed import ENDING, Rows, Sealed
from storage.database.sqlite_driver import Dialect
from storage.database.vault import Vault, new_key
from storage.people import people
from storage.problems import DatabaseProblem, Trouble, WrongKey
from tests.storage.conftest import NOW, At, who
from tests.storage.records.test_records import submit
from tests.support.every_table import every_table

HERE = ("turns", "replies_sealed", "ann", "1")
NOT_SEALED = {("audit", "signature"), ("audit_heads", "signature"), ("row_seals", "seal")}
"""Bytes that anybody may read: they prove something, and say nothing."""


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


def sealed_columns() -> list[sa.Column[Any]]:
    return [column for table in every_table() for column in table.c if column.name.endswith(ENDING)]


def test_every_column_with_bytes_is_sealed_for_its_row() -> None:
    """A new one is by its name. Another name is for what nobody needs a key to read."""
    as_bytes = {
        (table.name, column.name)
        for table in every_table()
        for column in table.c
        if isinstance(column.type, (sa.LargeBinary, Sealed))
    }
    assert as_bytes - NOT_SEALED == {(column.table.name, column.name) for column in sealed_columns()}
    for column in sealed_columns():
        keys = tuple(key.name for key in column.table.primary_key.columns)
        assert isinstance(column.type, Sealed)
        assert (column.type.table, column.type.column, column.type.keys) == (column.table.name, column.name, keys)
        # as text they must be the same in both databases, and as Python says them
        assert all(isinstance(column.table.c[key].type, sa.String | sa.Integer | sa.Date) for key in keys)


@given(
    st.sampled_from(sealed_columns()), st.lists(st.text(min_size=1, max_size=8), min_size=3, max_size=3), st.booleans()
)
def test_each_is_written_for_the_row_that_the_statement_names(
    column: sa.Column[Any], key: list[str], insert: bool
) -> None:
    """Into any sealed column of any table, by INSERT and by UPDATE, as the driver would get it."""
    vault, names = Vault([new_key()]), [one.name for one in column.table.primary_key.columns]
    values: dict[str, Any] = dict(zip(names, key, strict=False)) | {column.name: vault.seal("words")}
    table: Any = column.table
    statement: Any = table.insert()
    if not insert:
        statement = table.update().where(*(table.c[name] == sa.bindparam(f"its_{name}") for name in names))
        values = {f"its_{name}": values.pop(name) for name in names} | values
    rows = Rows(statement.compile(dialect=Dialect(), column_keys=list(values)))
    kept: Any = rows.sealed(column.name, values[column.name], values)
    place = (table.name, column.name, *key[: len(names)])
    assert vault.open(Held(kept, place)) == "words"
    with pytest.raises(DatabaseProblem):
        vault.open(Held(kept, (*place[:-1], place[-1] + "2")))


async def test_what_is_not_written_for_a_row_is_not_written(at: At) -> None:
    """An update of many rows, a value that was read elsewhere, and bytes that nobody has sealed."""
    table, hers = conversations.conversations, people.people.c.id == "demo-dsl"
    async with at() as tx:
        await conversations.save(tx, await conversations.load(tx, "demo-worker"), {"place": "yard"})
        name = await tx.connection.scalar(sa.select(people.people.c.name_sealed).where(hers))
        for statement, why in (
            (table.update().values(state_sealed=tx.vault.seal("x")), "without the primary key"),
            (
                people.people.update().where(people.people.c.id == "demo-head").values(name_sealed=name),
                "would be moved",
            ),
        ):
            with pytest.raises(TypeError, match=why):
                await tx.connection.execute(statement)
        with pytest.raises(sa.exc.StatementError, match="only what is to be sealed"):
            await tx.connection.execute(people.people.update().where(hers).values(name_sealed=b"x"))
        await tx.connection.execute(people.people.update().where(hers).values(name_sealed=name))
        assert (await who(tx, "dsl")).id == "demo-dsl"
    assert "words" not in repr(ToSeal(b"words", Binder([b"k" * 32])))


async def moved(tx: Tx, column: str, table: str, key: str, source: str, to: str) -> None:
    """As somebody does who can write in the database, and has no key."""
    theirs = f"(SELECT {column} FROM {table} WHERE {key} = :source)"  # noqa: S608 names of its own
    await tx.connection.execute(
        sa.text(f"UPDATE {table} SET {column} = {theirs} WHERE {key} = :to"),  # noqa: S608
        {"source": source, "to": to},
    )


async def test_a_draft_that_is_copied_into_another_conversation_is_not_read_there(at: At) -> None:
    async with at() as tx:
        for login in ("demo-worker", "demo-worker2"):
            await conversations.save(tx, await conversations.load(tx, login), {"place": f"of {login}"})
        await moved(tx, "state_sealed", "conversations", "person_id", "demo-worker", "demo-worker2")
    async with at() as tx:
        assert (await conversations.load(tx, "demo-worker")).state == {"place": "of demo-worker"}
        with pytest.raises(DatabaseProblem) as caught:
            await conversations.load(tx, "demo-worker2")
        assert caught.value.trouble is Trouble.DAMAGED


async def test_everything_of_a_filled_database_is_bound(at: At) -> None:
    async with at() as tx:
        await submit(tx)
        await conversations.save(tx, await conversations.load(tx, "demo-worker"), {"place": "yard"})
        await conversations.keep_turn(tx, "demo-worker", "1", [{"text": "x"}])
    async with at() as tx:
        for column in sealed_columns():
            for value in await tx.connection.scalars(sa.select(column).where(column.is_not(None))):
                assert is_bound(value), f"{column.table.name}.{column.name}"


async def test_what_was_sealed_before_opens_until_everything_is_bound(at: At, database_url: str, key: str) -> None:
    """And then not even what somebody kept of that time, put back in its old place."""
    old = Fernet(key).encrypt(b'{"place":"yard"}')
    put_back = sa.text("UPDATE conversations SET state_sealed = :old WHERE person_id = 'demo-worker'")
    async with at() as tx:
        await conversations.save(tx, await conversations.load(tx, "demo-worker"), {})
        await tx.connection.execute(put_back, {"old": old})
        await tx.connection.execute(
            sa.text("UPDATE installation SET check_sealed = :check"), {"check": Fernet(key).encrypt(CHECK.encode())}
        )
    before, newest = Database(database_url, Vault([key])), new_key()
    async with before.transaction(NOW) as tx:
        assert (await conversations.load(tx, "demo-worker")).state == {"place": "yard"}
    both, alone = Database(database_url, Vault([newest, key])), Database(database_url, Vault([newest]))
    await key_rotation.rotate(both, NOW)
    async with alone.transaction(NOW) as tx:
        assert (await conversations.load(tx, "demo-worker")).state == {"place": "yard"}
        await key_rotation.check_keys(tx)
    async with both.transaction(NOW) as tx:
        await tx.connection.execute(put_back, {"old": old})
        with pytest.raises(DatabaseProblem) as caught:
            await conversations.load(tx, "demo-worker")
        assert caught.value.trouble is Trouble.DAMAGED
    for database in (before, both, alone):
        await database.close()


async def test_a_database_whose_proof_said_only_that_all_is_bound_opens(at: At, database_url: str, key: str) -> None:
    """So it stood there for a while, before the rows had seals."""
    async with at() as tx:
        await conversations.save(tx, await conversations.load(tx, "demo-worker"), {"place": "yard"})
        the_row = installation.update().where(installation.c.id == 1)
        await tx.connection.execute(the_row.values(check_sealed=tx.vault.seal(ALL_BOUND)))
    again = Database(database_url, Vault([key]))
    async with again.transaction(NOW) as tx:
        assert (await conversations.load(tx, "demo-worker")).state == {"place": "yard"}
    await again.close()


async def test_a_name_that_does_not_open_takes_nobody_else_away(at: At) -> None:
    async with at() as tx:
        before = await people.everyone(tx)
        await moved(tx, "name_sealed", "people", "id", "demo-head", "demo-dsl")
    async with at() as tx:
        after = await people.everyone(tx)
        assert tx.unopened == ["demo-dsl"]
    assert [one.id for one in after] == [one.id for one in before]
    assert {one.name for one in after if one.id == "demo-dsl"} == {DOES_NOT_OPEN}
    assert [one for one in after if one.id != "demo-dsl"] == [one for one in before if one.id != "demo-dsl"]

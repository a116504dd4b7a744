"""Nobody who can write in the database and has no key changes what decides something unseen: every column of every
table is sealed for its row, covered by the seal of its row, or free for a reason; what is changed at random is found.
"""

import random
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import pytest
import sqlalchemy as sa

from storage.administration import organisation
from storage.administration.checking_history import check
from storage.audit.verifying import Wrong
from storage.casework import cases, members
from storage.casework.cases import Child, NewCase
from storage.casework.parts import Part, Side
from storage.database import row_seals
from storage.database.columns import COVERED, Moment, metadata
from storage.database.deciding import FREE, LEFT_OUT
from storage.database.engine import Database, Tx
from storage.database.sealed import Sealed
from storage.people import people, sessions
from storage.people.people import Role
from storage.people.sessions import Limits, Way
from storage.problems import DatabaseProblem, NotFound, Trouble
from storage.records import addenda, inbox
from tests.storage.audit.conftest import unprotect
from tests.storage.conftest import NOW, At, who
from tests.storage.records.test_records import submit
from tests.support.every_table import every_table
from tests.support.examples import PROVING

TRIES = 20_000 if PROVING else 150


def test_every_column_of_every_table_is_sealed_covered_or_free_for_a_reason() -> None:
    """A new table is covered by being defined. One that is not, is named in `deciding.py` with why."""
    names = {table.name for table in every_table()}
    assert set(LEFT_OUT) | set(FREE) <= names
    assert not set(LEFT_OUT) & set(FREE)
    assert all(len(why) > 12 for why in [*FREE.values(), *(why for of in LEFT_OUT.values() for why in of.values())])
    for table in every_table():
        if table.name in FREE:
            assert COVERED not in table.info
            continue
        left_out = LEFT_OUT.get(table.name, {})
        sealed = {column.name for column in table.c if isinstance(column.type, Sealed)}
        key = {column.name for column in table.primary_key.columns}
        covered = set(table.info[COVERED])
        assert covered | sealed | key | set(left_out) == set(table.c.keys())
        assert not covered & (sealed | key | set(left_out))


async def a_world(tx: Tx) -> str:
    """A record that was read and added to, a case, and somebody at the desk: the secret of that session."""
    (record,) = await submit(tx)
    dsl, worker = await who(tx, "dsl"), await who(tx, "worker")
    await inbox.read(tx, dsl, record.reference)
    await addenda.addendum(tx, dsl, record.reference, "Wednesday", "a wrong day")
    child = Child("Zed Inventedname", NOW.date().replace(year=2012))
    await cases.open_case(tx, worker, NewCase(child, "demo-school", "social_care", Part.LEAD, Side.DISPLAYED))
    return await sessions.begin(tx, "demo-dsl", Way.BROWSER)


class Undone(Exception):
    pass


def other(value: Any, column: sa.Column[Any], chance: random.Random) -> Any:
    """Another value that the column takes."""
    if isinstance(column.type, sa.Boolean):
        return not value
    if isinstance(column.type, sa.Integer):
        return (value or 0) + chance.randrange(1, 9)
    if isinstance(column.type, Moment):
        return "2020-01-01T00:00:00.000000+00:00"
    if isinstance(column.type, sa.Date):
        return "2020-01-01"
    if isinstance(column.type, sa.JSON):
        return '["other"]'
    return f"{value or ''}x"


async def tampered(tx: Tx, table: sa.Table, chance: random.Random) -> str:
    """Change one cell, put a copy of a row in, or take one out; what was done."""
    plain = sa.table(table.name, *(sa.column(name) for name in list(table.c.keys())))
    keys = [column.name for column in table.primary_key.columns]
    rows: list[Mapping[str, Any]] = [dict(row._mapping) for row in await tx.connection.execute(sa.select(plain))]
    row = chance.choice(rows)
    this = [plain.c[key] == row[key] for key in keys]
    how = chance.choice(["change", "change", "put in", "take out"])
    if how == "take out":
        await tx.connection.execute(plain.delete().where(*this))
    elif how == "put in":
        key = chance.choice(keys)
        copy = {**row, key: other(row[key], table.c[key], chance)}
        for column in table.columns:
            if column.unique or column.name in ("object_id", "number"):
                copy[column.name] = other(copy[column.name], column, chance)
        await tx.connection.execute(plain.insert().values(**copy))
    else:
        name = chance.choice([*table.info[COVERED], *keys])
        value = other(row[name], table.c[name], chance)
        await tx.connection.execute(plain.update().where(*this).values({name: value}))
        how = f"change {name}"
    return how


async def a_row_in_each(tx: Tx) -> None:
    """Of every covered table that is empty yet, so that one which is new is tried as well; and of bookings, on which
    some of them stand.
    """
    people_ids = list(await tx.connection.scalars(sa.select(people.people.c.id).order_by(people.people.c.id)))
    for table in [one for one in metadata.sorted_tables if COVERED in one.info or one.name in ("slots", "bookings")]:
        if await tx.connection.scalar(sa.select(sa.func.count()).select_from(table)):
            continue
        values: dict[str, Any] = {}
        for number, column in enumerate(table.columns):
            key = next(iter(column.foreign_keys), None)
            if key is not None and key.column.table is people.people:
                values[column.name] = people_ids[number % len(people_ids)]
            elif key is not None:
                values[column.name] = await tx.connection.scalar(sa.select(key.column).limit(1))
            else:
                values[column.name] = tx.vault.seal("x") if isinstance(column.type, Sealed) else some(column)
        await tx.connection.execute(table.insert().values(**values))


def some(column: sa.Column[Any]) -> Any:
    """A value that the column takes."""
    for kind, value in ((Moment, NOW), (sa.Boolean, False), (sa.Integer, 1), (sa.Date, NOW.date()), (sa.JSON, ["x"])):
        if isinstance(column.type, kind):
            return value
    return "x"


async def a_whole_world(at: At) -> list[sa.Table]:
    """Every covered table with rows in it, and no trigger that keeps anybody from changing them."""
    async with at() as tx:
        await a_world(tx)
        await a_row_in_each(tx)
    async with at() as tx:
        await unprotect(tx)
        for table in row_seals.covered_tables():
            assert await row_seals.differing(tx.connection, tx.vault.row_key, table) == []
            assert await tx.connection.scalar(sa.select(sa.func.count()).select_from(table)), table.name
    return row_seals.covered_tables()


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
async def test_a_change_of_any_column_of_any_table_is_found(at: At, database_kind: str) -> None:
    chance = random.Random(22)  # noqa: S311 nothing is kept secret by it
    tables = await a_whole_world(at)
    async with at() as tx:
        await tx.connection.execute(sa.text("PRAGMA defer_foreign_keys = ON"))
        await tx.connection.execute(sa.text("PRAGMA ignore_check_constraints = ON"))
        for table in tables:
            plain = sa.table(table.name, *(sa.column(name) for name in list(table.c.keys())))
            row = dict((await tx.connection.execute(sa.select(plain).limit(1))).one()._mapping)
            this = [plain.c[column.name] == row[column.name] for column in table.primary_key.columns]
            for name in table.info[COVERED]:
                with suppress(Undone):
                    async with tx.tried():
                        value = other(row[name], table.c[name], chance)
                        await tx.connection.execute(plain.update().where(*this).values({name: value}))
                        assert await row_seals.differing(tx.connection, tx.vault.row_key, table), (table.name, name)
                        raise Undone


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
async def test_whatever_is_changed_at_random_is_found(at: At, database_kind: str) -> None:
    """`make prove` tries it 20,000 times, over every covered table."""
    chance = random.Random(None if PROVING else 22)  # noqa: S311 nothing is kept secret by it
    tables = await a_whole_world(at)
    async with at() as tx:
        await tx.connection.execute(sa.text("PRAGMA defer_foreign_keys = ON"))
        tried: set[str] = set()
        for number in range(TRIES):
            table = tables[number % len(tables)]
            try:
                async with tx.tried():
                    how = await tampered(tx, table, chance)
                    found = await row_seals.differing(tx.connection, tx.vault.row_key, table)
                    assert found, f"{table.name}: {how}"
                    tried.add(table.name)
                    raise Undone
            except Undone:
                pass
            except sa.exc.IntegrityError:
                continue
        if PROVING:
            assert tried == {table.name for table in tables}
        assert len(tried) > 40


# what a rule does that meets it


async def changed(tx: Tx, statement: str, **values: object) -> None:
    await tx.connection.execute(sa.text(statement), values)


async def test_a_role_given_by_sql_is_no_role(at: At) -> None:
    async with at() as tx:
        (record,) = await submit(tx)
        await changed(tx, "INSERT INTO roles VALUES ('demo-worker2', 'demo-school', 'dsl')")
        await changed(tx, "INSERT INTO roles VALUES ('demo-worker2', 'demo-school', 'admin')")
    async with at() as tx:
        forged = await who(tx, "worker2")
        assert forged.roles == {Role.WORKER}
        assert tx.unopened == ["demo-worker2"]
        with pytest.raises(NotFound):
            await inbox.read(tx, forged, record.reference)


async def test_who_was_made_somebody_else_by_sql_has_no_role_at_all(at: At) -> None:
    """Another's account put into the row of an admin, or a leaver who is back."""
    async with at() as tx:
        await changed(tx, "UPDATE people SET object_id = 'b', tenant = 'a' WHERE id = 'demo-admin'")
    async with at() as tx:
        assert (await people.get(tx, "demo-admin")).roles == set()


async def test_roles_that_change_by_waymark_hold_and_wash_no_other_clean(at: At) -> None:
    async with at() as tx:
        await changed(tx, "INSERT INTO roles VALUES ('demo-worker2', 'demo-school', 'dsl')")
        await changed(tx, "UPDATE people SET setting_id = 'demo-foster' WHERE id = 'demo-head'")
    async with at() as tx:
        await organisation.set_roles(tx, "demo-worker", "demo-school", [Role.DEPUTY])
        assert (await who(tx, "worker")).roles == {Role.DEPUTY}
        # a write that meets the changed row
        await tx.connection.execute(people.people.update().values(service_area="early_help"))
    async with at() as tx:
        assert (await who(tx, "worker")).roles == {Role.DEPUTY}
        assert Role.DSL not in (await who(tx, "worker2")).roles
        assert (await people.get(tx, "demo-head")).roles == set()


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE records SET status = 'filed'",
        "UPDATE records SET responsible_id = 'demo-head'",
        "UPDATE records SET read_at = signed_at",
        "UPDATE responsibilities SET person_id = 'demo-head'",
        "DELETE FROM row_seals WHERE of_table = 'records'",
        "INSERT INTO later_concerns SELECT id, 'dsl', author_id, signed_at FROM records",
    ],
)
async def test_a_record_that_was_changed_is_not_followed_and_is_named(at: At, change: str) -> None:
    async with at() as tx:
        (record,) = await submit(tx)
        (stands,) = await submit(tx, key="case-2")
    async with at() as tx:
        where = " AND row_key = :id" if "row_seals" in change else " WHERE id = :id"
        where = " WHERE record_id = :id" if "responsibilities" in change else where
        await unprotect(tx)
        await changed(tx, change + where, id=record.id)
    async with at() as tx:
        dsl = await who(tx, "dsl")
        with pytest.raises(DatabaseProblem) as caught:
            await inbox.read(tx, dsl, record.reference)
        assert caught.value.trouble is Trouble.DAMAGED
        listed = [row.reference for row in await inbox.inbox(tx, dsl)]
        assert stands.reference in listed
        # those are not listed at all: only a reading, and the nightly check, tell
        if not any(word in change for word in ("UPDATE responsibilities", "filed", "later_concerns")):
            assert record.reference not in listed
            assert record.reference in tx.unopened


async def test_a_session_or_a_membership_that_was_put_in_opens_nothing(at: At) -> None:
    async with at() as tx:
        secret = await a_world(tx)
        case = (await tx.connection.execute(sa.text("SELECT id, reference FROM cases"))).one()
    async with at() as tx:
        assert await sessions.find(tx, secret, Limits()) is not None
        await changed(tx, "UPDATE desk_sessions SET person_id = 'demo-head'")
        columns = "case_id, number, person_id, part, since"
        await changed(
            tx,
            f"INSERT INTO case_members ({columns}) SELECT case_id, 9, 'demo-worker2', part, since"  # noqa: S608
            " FROM case_members WHERE number = 1",
        )
    async with at() as tx:
        assert await sessions.find(tx, secret, Limits()) is None
        intruder = await who(tx, "worker2")
        assert not await members.is_in(tx, intruder, case.id)
        with pytest.raises(NotFound):
            await cases.read(tx, intruder, case.reference)
        assert [one.person_id for one in await members.of_case(tx, case.id)] == ["demo-worker"]


async def test_the_nightly_check_says_which_row(at: At, database: Database) -> None:
    async with at() as tx:
        await a_world(tx)
    async with at() as tx:
        await changed(tx, "UPDATE cases SET side = 'targeted'")
        await changed(tx, "INSERT INTO roles VALUES ('demo-worker2', 'demo-school', 'admin')")
    faults = {(one.wrong, one.where.partition(" ")[0]) for one in (await check(database, NOW)).faults}
    assert {(Wrong.DIFFERS, "cases"), (Wrong.DIFFERS, "roles")} <= faults


async def test_another_version_that_covers_more_takes_over_what_held_and_nothing_else(
    at: At, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with at() as tx:
        before = dict(row_seals.coverage())
        await changed(tx, "UPDATE people SET setting_id = 'demo-foster' WHERE id = 'demo-head'")
        await row_seals.take_over(tx.connection, tx.vault.row_key, before)
        fewer = [name for name in before["people"] if name != "back_on"]
        monkeypatch.setitem(people.people.info, COVERED, fewer)
        await row_seals.take_over(tx.connection, tx.vault.row_key, before)
        found = await row_seals.differing(tx.connection, tx.vault.row_key, people.people)
        assert found == [("demo-head", True)]

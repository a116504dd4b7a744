"""What earlier records are found by is made anew after an upgrade, a few at a time, whoever stops it."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from storage.administration import reindexing
from storage.database.engine import Tx
from storage.database.vault import new_key
from storage.history.matching import Sureness
from storage.records.signing import Record
from storage.records.tables import child_index, children, records
from tests.storage.conftest import NOW, At
from tests.storage.history.test_matching import about, as_they_were, found

LATER = NOW + timedelta(days=1)


async def as_before(tx: Tx, record: Record) -> None:
    """A record as an older version left it."""
    await tx.connection.execute(child_index.delete().where(child_index.c.record_id == record.id))
    for child in record.children:
        for kind, text in as_they_were(child["name"], child["date_of_birth"]):
            await tx.connection.execute(
                child_index.insert().values(
                    record_id=record.id, label=child["label"], kind=kind, token=tx.vault.blind(text)
                )
            )
    await tx.connection.execute(children.update().where(children.c.record_id == record.id).values(names_by=""))


async def rows(tx: Tx) -> list[tuple[str, ...]]:
    return sorted(tuple(row) for row in await tx.connection.execute(sa.select(child_index)))


async def to_the_end(at: At) -> int:
    done, after, more = 0, "", True
    while more:
        async with at(LATER) as tx:
            count, after = await reindexing.some(tx, after)
        done, more = done + count, bool(after)
    return done


async def test_an_older_record_is_found_by_another_spelling_once_it_was_made_anew(at: At) -> None:
    async with at() as tx:
        older = await about(tx, "Łukasz Madeup", "2013-01-02", key="older")
        new = await rows(tx)
        await as_before(tx, older)
        assert await reindexing.left(tx) == 1
    async with at(LATER) as tx:
        later = await about(tx, "Lukasz Madeup", "2013-01-02", key="later")
        assert [m.sureness for m in await found(tx, later)] != [Sureness.SURE]
        assert await reindexing.left(tx) == 1, "what is signed now needs nothing"
    assert await to_the_end(at) == 1
    async with at(LATER) as tx:
        assert [m.sureness for m in await found(tx, later)] == [Sureness.SURE]
        assert [row for row in await rows(tx) if row[0] == older.id] == new
        assert await reindexing.left(tx) == 0
    assert await to_the_end(at) == 0


async def test_in_other_scripts_older_records_no_longer_meet(at: At) -> None:
    async with at() as tx:
        one, other = await about(tx, "王小明", key="1"), await about(tx, "أحمد", key="2")
        for record in (one, other):
            await as_before(tx, record)
        assert await found(tx, one), "as it was: neither has a sound"
    await to_the_end(at)
    async with at(LATER) as tx:
        assert await found(tx, one) == []


async def killed_in_between(at: At) -> None:
    async with at(LATER) as tx:
        await reindexing.some(tx)
        raise ZeroDivisionError


async def test_stopped_anywhere_it_goes_on(at: At, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reindexing, "AT_A_TIME", 1)
    async with at() as tx:
        for number in range(3):
            await as_before(tx, await about(tx, "Łukasz Madeup", key=f"{number}"))
    async with at(LATER) as tx:
        assert await reindexing.some(tx) != (0, "")
    with pytest.raises(ZeroDivisionError):
        await killed_in_between(at)
    async with at(LATER) as tx:
        assert await reindexing.left(tx) == 2
    assert await to_the_end(at) == 2


async def test_a_record_that_cannot_be_opened_is_passed_over_and_told(at: At) -> None:
    async with at() as tx:
        damaged = await about(tx, "Łukasz Madeup", key="damaged")
        well = await about(tx, "Łukasz Pretend", key="well")
        for record in (damaged, well):
            await as_before(tx, record)
        gone = records.update().where(records.c.id == damaged.id).values(own_key_sealed=tx.vault.seal(new_key()))
        await tx.connection.execute(gone)
    assert await to_the_end(at) == 1
    async with at(LATER) as tx:
        assert await reindexing.left(tx) == 1


async def test_when_a_list_was_corrected_all_are_made_anew(at: At, monkeypatch: pytest.MonkeyPatch) -> None:
    async with at() as tx:
        await about(tx, "Zed Madeup")
        assert await reindexing.left(tx) == 0
    monkeypatch.setattr("storage.names.short_forms.mark", lambda: "corrected")
    async with at(LATER) as tx:
        assert await reindexing.left(tx) == 1
    assert await to_the_end(at) == 1


async def test_it_is_asked_without_a_key(at: At, database_url: str) -> None:
    async with at() as tx:
        await as_before(tx, await about(tx, "Zed Madeup"))
    assert await reindexing.left_in(database_url) == 1

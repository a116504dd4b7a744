"""The end of a record: it falls due, somebody reviews it, two people agree; then a tombstone is all that is left."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from bot.delivery.retention_review import look
from storage import audit
from storage.administration import holds
from storage.administration.checking_history import check
from storage.administration.disposal import deciding, due
from storage.administration.disposal.deciding import (
    NoReasonGiven,
    NotADay,
    NotDue,
    OnHold,
    SamePerson,
    StillInUse,
)
from storage.audit import AuditAction, tombstones
from storage.audit.verifying import Wrong
from storage.database import row_seals
from storage.database.engine import Database, Tx
from storage.database.origin import Origin, Via
from storage.people import desk_drafts
from storage.problems import DatabaseProblem, NotAllowed, NotFound
from storage.queues import jobs, outbox
from storage.queues.alerts import Alert
from storage.queues.jobs import JobKind
from storage.records import addenda, decisions, inbox, integrity, signing
from storage.records.register.child_index import ChildPart
from storage.records.signing import Record
from tests.storage.conftest import NOW, At, who
from tests.storage.records.test_records import submit
from tests.support.every_table import every_table

YOUNG = ChildPart("Child A", "Alex Demo-Smith", "2019-05-06", content={"child_name": "Alex Demo-Smith"})
YOUNGER = ChildPart("Child B", "Billie Example", "2021-08-09", displayed=False)
BEFORE = datetime(2046, 8, 8, 12, 0, tzinfo=UTC)
DUE = datetime(2046, 8, 9, 12, 0, tzinfo=UTC)
"""Billie, the youngest, is 25."""


async def a_filed_record(tx: Tx, key: str = "case-1") -> Record:
    """Read, added to, decided on and filed."""
    (record,) = await submit(tx, key=key, children=[YOUNG, YOUNGER])
    dsl = await who(tx, "dsl")
    await inbox.read(tx, dsl, record.reference)
    await addenda.addendum(tx, dsl, record.reference, "Wednesday", "a wrong day")
    await decisions.decide(tx, dsl, record.reference, {"rows": []}, signed_name="Jo Marlowe", seen=0)
    await decisions.file(tx, dsl, record.reference, "done", seen=1)
    return record


@asynccontextmanager
async def fallen_due(at: At, database: Database) -> AsyncIterator[tuple[Tx, Record]]:
    async with at() as tx:
        record = await a_filed_record(tx)
    await look(database, DUE)
    async with at(DUE) as tx:
        yield tx, record


async def test_a_record_falls_due_at_25_years_from_the_birth_of_the_youngest_child_named(
    at: At, database: Database
) -> None:
    async with at() as tx:
        record = await a_filed_record(tx)
    assert await due.find(database, BEFORE) == []
    (found,) = await due.find(database, DUE)
    assert (found.reference, found.day, found.line.name) == (record.reference, date(2046, 8, 9), "every_setting")
    assert [one.day for one in await due.find(database, NOW, every=True)] == [found.day]


async def test_whoever_reviews_it_hears_once_how_many_and_nothing_else(at: At, database: Database) -> None:
    async with fallen_due(at, database) as (tx, record):
        for login, hears in (("dsl", True), ("deputy", True), ("head", False), ("worker", False), ("admin", False)):
            person = await who(tx, login)
            told = [one for one in await outbox.waiting_for(tx, person.id) if one.key == Alert.RETENTION_DUE]
            assert [dict(one.params) for one in told] == ([{"count": 1}] if hears else []), login
        (one,) = await deciding.waiting(tx, await who(tx, "dsl"))
        assert one.theirs.reference == record.reference
        with pytest.raises(NotAllowed):
            await deciding.waiting(tx, await who(tx, "worker"))
        with pytest.raises(NotFound):
            await deciding.keep_on(tx, await who(tx, "foster_dsl"), record.reference, date(2050, 1, 1), "why")
    assert await look(database, DUE + timedelta(days=1))
    async with at(DUE) as tx:
        told = [one for one in await outbox.waiting_for(tx, "demo-dsl") if one.key == Alert.RETENTION_DUE]
        assert len(told) == 1


async def test_it_is_kept_on_with_a_reason_and_a_day_and_falls_due_again_then(at: At, database: Database) -> None:
    async with fallen_due(at, database) as (tx, record):
        dsl = await who(tx, "dsl")
        for until, why, refusal in (
            (date(2046, 8, 9), "a claim", NotADay),
            (date(2099, 1, 1), "a claim", NotADay),
            (date(2050, 1, 1), " . ", NoReasonGiven),
        ):
            with pytest.raises(refusal):
                await deciding.keep_on(tx, dsl, record.reference, until, why)
        await deciding.keep_on(tx, dsl, record.reference, date(2050, 1, 1), "a claim is possible")
        assert await deciding.waiting(tx, dsl) == []
        with pytest.raises(NotDue):
            await deciding.ask(tx, dsl, record.reference, "why")
    assert await look(database, datetime(2049, 12, 31, 12, tzinfo=UTC)) == []
    (again,) = await look(database, datetime(2050, 1, 1, 12, tzinfo=UTC))
    assert again.reference == record.reference


async def left_of(tx: Tx, *words: str) -> set[str]:
    """The tables in which one of these words stands in a column."""
    found = set()
    for table in every_table():
        plain = sa.table(table.name, *(sa.column(name) for name in list(table.c.keys())))
        for row in await tx.connection.execute(sa.select(plain)):
            if any(word in str(value) for value in row for word in words):
                found.add(table.name)
    return found


async def test_two_people_dispose_of_it_and_nothing_is_left_but_that_it_was(at: At, database: Database) -> None:
    async with fallen_due(at, database) as (tx, record):
        dsl, deputy = await who(tx, "dsl"), await who(tx, "deputy")
        await desk_drafts.save(tx, dsl, await desk_drafts.load(tx, dsl, f"decision {record.reference}"), {"a": "b"})
        await jobs.schedule(tx, JobKind.UNREAD_RECORD, DUE, record.id)
        await deciding.ask(tx, dsl, record.reference, "its time is over")
        with pytest.raises(SamePerson):
            await deciding.agree(tx, dsl, record.reference)
        (told,) = [one for one in await outbox.waiting_for(tx, "demo-head") if one.key == Alert.RETENTION_AGREE]
        assert dict(told.params) == {"reference": record.reference}
        gone = await deciding.agree(tx, deputy, record.reference)
        assert (gone.stone.asked_by, gone.stone.agreed_by) == ("demo-dsl", "demo-deputy")
        assert await tombstones.of_reference(tx, record.reference) == gone.stone
        with pytest.raises(NotFound):
            await inbox.read(tx, dsl, record.reference)
    async with at(DUE) as tx:
        assert await left_of(tx, record.id) == {"audit", "tombstones", "row_seals"}
        assert await left_of(tx, record.reference) == {"tombstones", "outbox"}
        assert await left_of(tx, "case-1") == {"tombstones", "row_seals"}
        seals = {
            row.of_table
            for row in await tx.connection.execute(sa.select(row_seals.row_seals))
            if record.id in row.row_key
        }
        assert seals == {"tombstones"}
        entries = await audit.entries(tx, record.id)
        assert [(one.what, one.person_id) for one in entries[-2:]] == [
            (AuditAction.DISPOSAL_ASKED, "demo-dsl"), (AuditAction.DISPOSED, "demo-deputy"),
        ]  # fmt: skip
        assert await audit.verify(tx, record.id)
    checked = await check(database, DUE)
    assert [one for one in checked.faults if one.wrong is not Wrong.NOT_SIGNED] == []
    assert checked.disposed == 1
    assert await look(database, DUE + timedelta(days=1)) == []


async def test_records_of_one_incident_go_one_by_one_and_the_other_stays_whole(at: At, database: Database) -> None:
    async with at() as tx:
        third = ChildPart("Child C", "Cam Sample", "2020-01-01", content={"child_name": "Cam Sample"})
        first, second = await submit(tx, children=[YOUNG, YOUNGER, third])
        for record in (first, second):
            dsl = await who(tx, "dsl")
            await decisions.decide(tx, dsl, record.reference, {"rows": []}, signed_name="Jo Marlowe", seen=0)
            await decisions.file(tx, dsl, record.reference, "done", seen=1)
    await look(database, DUE)
    async with at(DUE) as tx:
        await deciding.ask(tx, await who(tx, "dsl"), first.reference, "its time is over")
        await deciding.agree(tx, await who(tx, "head"), first.reference)
    async with at(DUE) as tx:
        assert [one.reference for one in await signing.of_submission(tx, "case-1")] == [second.reference]
        assert (await integrity.verify(tx, second.reference)).whole
        assert await outbox.waiting_for(tx, "demo-worker")
        await deciding.ask(tx, await who(tx, "dsl"), second.reference, "its time is over")
        await deciding.agree(tx, await who(tx, "head"), second.reference)
        assert await signing.of_submission(tx, "case-1") == []


async def test_a_hold_or_something_still_open_stops_it(at: At, database: Database) -> None:
    async with at() as tx:
        record = await a_filed_record(tx)
        (unfiled,) = await submit(tx, key="case-2", children=[YOUNG, YOUNGER])
    await look(database, DUE)
    async with at(DUE) as tx:
        dsl, deputy = await who(tx, "dsl"), await who(tx, "deputy")
        with pytest.raises(StillInUse):
            await deciding.ask(tx, dsl, unfiled.reference, "why")
        await deciding.ask(tx, dsl, record.reference, "why")
        hold = await holds.place(tx, await who(tx, "head"), "an inquiry")
        with pytest.raises(OnHold):
            await deciding.agree(tx, deputy, record.reference)
        await holds.lift(tx, await who(tx, "head"), hold.id, "it is over")
        await deciding.agree(tx, deputy, record.reference)


async def test_the_second_may_keep_it_on_instead_and_who_asked_hears(at: At, database: Database) -> None:
    async with fallen_due(at, database) as (tx, record):
        dsl, deputy = await who(tx, "dsl"), await who(tx, "deputy")
        await deciding.ask(tx, dsl, record.reference, "why")
        with pytest.raises(NotDue):
            await deciding.ask(tx, deputy, record.reference, "why")
        with pytest.raises(SamePerson):
            await deciding.keep_on(tx, dsl, record.reference, date(2050, 1, 1), "another thought")
        await deciding.keep_on(tx, deputy, record.reference, date(2050, 1, 1), "a sibling has asked for it")
        assert Alert.RETENTION_REFUSED in [one.key for one in await outbox.waiting_for(tx, dsl.id)]
        assert await deciding.waiting(tx, deputy) == []
        assert (await signing.by_reference(tx, record.reference)).id == record.id


async def test_on_the_command_line_one_account_of_the_machine_is_no_second_person(at: At, database: Database) -> None:
    async with fallen_due(at, database) as (_, record):
        pass
    root, other = Origin(Via.COMMAND_LINE, "root"), Origin(Via.COMMAND_LINE, "ada")
    async with database.transaction(DUE, root) as tx:
        await deciding.ask(tx, await who(tx, "dsl"), record.reference, "why")
    async with database.transaction(DUE, root) as tx:
        with pytest.raises(SamePerson):
            await deciding.agree(tx, await who(tx, "deputy"), record.reference)
    async with database.transaction(DUE, other) as tx:
        await deciding.agree(tx, await who(tx, "deputy"), record.reference)


async def test_nobody_decides_about_what_they_signed_or_what_is_about_them(at: At, database: Database) -> None:
    async with at() as tx:
        (own,) = await submit(tx, author="dsl", children=[YOUNG, YOUNGER])
        (about,) = await submit(tx, key="case-2", children=[YOUNG, YOUNGER], concern_about_dsl=True)
    await look(database, DUE)
    async with at(DUE) as tx:
        for record in (own, about):
            with pytest.raises(NotFound):
                await deciding.keep_on(tx, await who(tx, "dsl"), record.reference, date(2050, 1, 1), "why")


async def test_the_database_lets_nothing_go_that_has_no_tombstone(at: At) -> None:
    async with at() as tx:
        record = await a_filed_record(tx)
    for statement in (
        "DELETE FROM addenda", "DELETE FROM decisions", "DELETE FROM transitions", "DELETE FROM responsibilities",
        "DELETE FROM records", "DELETE FROM submissions",
    ):  # fmt: skip
        with pytest.raises((DBAPIError, DatabaseProblem)):
            async with at() as tx:
                await tx.connection.execute(sa.text(statement))
    async with at() as tx:
        assert (await signing.by_reference(tx, record.reference)).id == record.id


async def test_a_record_deleted_behind_a_forged_tombstone_is_missed(at: At, database: Database) -> None:
    async with at() as tx:
        record = await a_filed_record(tx)
    async with at() as tx:
        await tx.connection.execute(
            sa.text(
                "INSERT INTO tombstones SELECT 'record', id, reference, setting_id, 'record', author_id, signed_at,"
                " responsible_id, signed_at FROM records"
            )
        )
    faults = {(one.wrong, one.about.id if one.about else one.where.partition(" ")[0]) for one in
              (await check(database, NOW)).faults}  # fmt: skip
    assert (Wrong.INVENTED, record.id) in faults
    assert (Wrong.DIFFERS, "tombstones") in faults


async def test_a_tombstone_stays(at: At, database: Database) -> None:
    async with fallen_due(at, database) as (tx, record):
        await deciding.ask(tx, await who(tx, "dsl"), record.reference, "why")
        await deciding.agree(tx, await who(tx, "deputy"), record.reference)
    for statement in ("DELETE FROM tombstones", "UPDATE tombstones SET agreed_by = 'demo-head'"):
        with pytest.raises((DBAPIError, DatabaseProblem)):
            async with at() as tx:
                await tx.connection.execute(sa.text(statement))

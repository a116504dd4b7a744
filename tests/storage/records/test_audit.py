"""One chain a subject: who did what, in whose name, by which way; and chains from before still say what they said."""

import hashlib
import json
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from storage import audit
from storage.audit import INSTALLATION, AuditAction, of_person, of_setting
from storage.database.engine import Database, make_engine
from storage.database.migrations import runner
from storage.database.origin import JOB, Origin, Via
from storage.database.upgrade import upgrade
from storage.database.vault import Vault
from tests.storage.conftest import NOW, At
from tests.storage.database.test_migrations import empty_url
from tests.storage.records.test_records import submit

__all__ = ["empty_url"]

BY_ANN = Origin(Via.COMMAND_LINE, "waymark (ann)")
STORED = """signed received read decided filed refused_read addendum decision second_view passed_on handed_over
    handover_received same_child not_same_child pack_sent pack_read consulted consultation_missed exported
    read_in_story found_by_name"""
"""What databases hold from before there was a list of actions."""


def test_what_is_stored_is_still_spelt_as_it_was() -> None:
    assert set(STORED.split()) <= set(AuditAction)


async def test_a_chain_hangs_on_any_subject_and_subjects_do_not_mix(at: At) -> None:
    subjects = [of_person("demo-dsl"), of_setting("demo-dsl"), INSTALLATION]
    async with at() as tx:
        before = [len(await audit.entries(tx, one)) for one in subjects]
        for subject in subjects:
            await audit.note(tx, subject, None, AuditAction.HISTORY_READ)
        await audit.note(tx, subjects[0], "demo-head", AuditAction.ROLES_GIVEN, "demo-school dsl")
    async with at() as tx:
        after = [len(await audit.entries(tx, one)) for one in subjects]
        assert [now - then for now, then in zip(after, before, strict=True)] == [2, 1, 1]
        assert all([await audit.verify(tx, one) for one in subjects])
        last = (await audit.entries(tx, subjects[0]))[-1]
        assert (last.person_id, last.what, last.detail) == ("demo-head", "roles_given", "demo-school dsl")


async def test_an_entry_says_by_which_way_and_that_cannot_be_changed_unseen(
    at: At, database: Database, database_kind: str
) -> None:
    async with at() as tx:
        (record,) = await submit(tx)
    for origin in (BY_ANN, JOB):
        async with database.transaction(NOW, origin) as tx:
            await audit.note(tx, record.id, "demo-dsl", AuditAction.READ)
    async with at() as tx:
        ways = [(entry.via, entry.os_user) for entry in await audit.entries(tx, record.id)]
        assert ways == [("chat", None), ("command_line", "waymark (ann)"), ("job", None)]
        assert await audit.verify(tx, record.id)
        on = " ON audit" if database_kind == "postgresql" else ""
        await tx.connection.execute(sa.text(f"DROP TRIGGER audit_stay{on}"))
        for change in ("os_user = 'bob'", "via = 'chat'", "via = NULL", "via = NULL, os_user = NULL"):
            undone = await tx.connection.begin_nested()
            await tx.connection.execute(sa.text(f"UPDATE audit SET {change} WHERE number = 2"))  # noqa: S608
            assert not await audit.verify(tx, record.id), change
            await undone.rollback()


def old_hash(before: str, number: int, person_id: str, action: str) -> str:
    """As it was worked out up to migration 0012."""
    said = [before, number, NOW.isoformat(timespec="microseconds"), person_id, action]
    return hashlib.sha256(json.dumps(said, separators=(",", ":")).encode()).hexdigest()


async def fill_as_before(tx_connection: Any, moment: Callable[[Any], Any]) -> None:
    """A record with three entries, in the tables of migration 0012."""
    tables = sa.MetaData()
    await tx_connection.run_sync(tables.reflect)
    t = tables.tables

    async def put(table: str, **values: Any) -> None:
        await tx_connection.execute(t[table].insert().values(**values))

    at = moment(NOW)
    await put("settings", id="s", name="A school", kind="primary_school", contacts_sealed=b"", is_demo=False)
    await put("people", id="p", name_sealed=b"", setting_id="s", is_demo=False, added_at=at)
    await put("submissions", key="k", author_id="p", submitted_at=at)
    await put("records", id="r", reference="WM-0000-00", submission_key="k", position=1, author_id="p", setting_id="s",
              colour="red", concern_about_dsl=False, rules_version="1", rules_hash="0", signed_at=at,
              signed_sealed=b"", hash="0", own_key_sealed=b"", status="signed", responsible_id="p")  # fmt: skip
    before = "r"
    for number, action in enumerate(("signed", "read", "passed_on silence"), start=1):
        before = old_hash(before, number, "p", action)
        await put("audit", record_id="r", number=number, at=at, person_id="p", action=action, hash=before)
    await put("missed_lookups", id="m", asked_on=NOW.date(), why="nothing_found", card_shown="",
              question_sealed=b"")  # fmt: skip


async def test_a_history_from_before_is_kept_to_the_letter_and_goes_on(
    empty_url: str, key: str, database_kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as changed:
        whole = runner._missing
        changed.setattr(runner, "_missing", lambda *of: [one for one in whole(*of) if one.revision < "0013"])
        await runner.run(empty_url)
    engine = make_engine(empty_url)
    is_text = database_kind == "sqlite"
    async with engine.begin() as connection:
        await fill_as_before(connection, lambda at: at.isoformat(timespec="microseconds") if is_text else at)
        old = (await connection.execute(sa.text("SELECT number, person_id, action, hash FROM audit"))).all()
    await engine.dispose()
    await upgrade(empty_url)
    database = Database(empty_url, Vault([key]), BY_ANN)
    async with database.transaction(NOW) as tx:
        entries = await audit.entries(tx, "r")
        assert [(e.number, e.person_id, e.action, e.hash) for e in entries] == [tuple(row) for row in old]
        assert {(e.via, e.os_user, e.at) for e in entries} == {(None, None, NOW)}
        assert await audit.verify(tx, "r")
        await audit.note(tx, "r", "p", AuditAction.FILED)
        assert await audit.verify(tx, "r")
        assert await tx.connection.scalar(sa.text("SELECT count(*) FROM missed_lookups")) == 0
    for change in ("UPDATE audit SET action = 'x'", "DELETE FROM audit"):
        with pytest.raises(DBAPIError, match="never changed"):
            async with database.transaction(NOW) as tx:
                await tx.connection.execute(sa.text(change))
    async with database.transaction(NOW) as tx:
        on = " ON audit" if database_kind == "postgresql" else ""
        await tx.connection.execute(sa.text(f"DROP TRIGGER audit_stay{on}"))
        await tx.connection.execute(sa.text("UPDATE audit SET action = 'passed_on role_lost' WHERE number = 3"))
        assert not await audit.verify(tx, "r")
    await database.close()

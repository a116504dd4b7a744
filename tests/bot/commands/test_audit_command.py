"""`waymark audit`: a tampered database is told apart from a whole one, and who has read a record is said."""

import sqlite3
from contextlib import closing

import pytest

from storage.audit import heads
from storage.database.engine import Tx
from storage.database.signing_keys import new_signing_key
from tests.bot.office import Office, signed_record


@pytest.fixture
def signed(office: Office) -> Office:
    office.variables["WAYMARK_SIGNING_KEYS"] = new_signing_key()
    assert office.says("db upgrade").code == 0
    return office


def by_sql(office: Office, *statements: str) -> None:
    """As somebody does who has the file and no key."""
    with closing(sqlite3.connect(office.file)) as opened:
        for (name,) in opened.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            opened.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            opened.execute(statement)
        opened.commit()


def test_whole_then_tampered_with_and_each_place_is_named(signed: Office) -> None:
    reference = signed.changes(signed_record).reference
    said = signed.says("audit verify")
    assert (said.code, "whole" in said.out.lower()) == (0, True)
    assert signed.says(f"audit verify {reference}").code == 0
    by_sql(
        signed,
        "UPDATE records SET colour = 'green'",
        "INSERT INTO roles VALUES ('demo-worker2', 'demo-school', 'admin')",
        "UPDATE audit SET person_id = 'demo-head' WHERE action LIKE 'signed%'",
    )
    said = signed.says("audit verify --json")
    assert said.code == 1
    *faults, last = said.values
    assert last["whole"] is False
    found = {(one["wrong"], (one["where"] or "").partition(" ")[0]) for one in faults}
    assert {("differs", "records"), ("differs", "roles"), ("differs", reference)} <= found
    assert {"changed", "trigger"} <= {wrong for wrong, _ in found}
    assert signed.says(f"audit verify {reference}").code == 1
    # the forged role opens nothing meanwhile
    assert signed.says("hold place --as worker2", typed="I may.\n").code == 2


def test_against_a_head_that_was_kept_elsewhere(signed: Office) -> None:
    signed.changes(signed_record)

    async def head(tx: Tx) -> str:
        made = await heads.sign(tx, tx.now.date(), is_whole=True)
        assert made is not None
        assert tx.signer is not None
        return made.line(tx.signer.public_key)

    file = signed.folder / "heads.txt"
    file.write_text(f"From: waymark\n\nNov 17 03:00:00 server waymark {signed.changes(head)}\n", "utf-8")
    said = signed.says(f"audit verify --heads {file}")
    assert said.code == 0
    # the end is cut off, and with it the head that the database itself keeps
    by_sql(signed, "DELETE FROM audit_heads", "DELETE FROM audit WHERE position >= 3")
    said = signed.says(f"audit verify --heads {file} --json")
    assert said.code == 1
    assert "cut" in {one.get("wrong") for one in said.values}
    (signed.folder / "letter.txt").write_text("no head\n")
    assert signed.says(f"audit verify --heads {signed.folder / 'letter.txt'}").code == 2


def test_who_has_read_a_record(signed: Office) -> None:
    reference = signed.changes(signed_record).reference
    assert signed.says(f"audit who-read {reference}").code == 0
    assert signed.says(f"records export {reference} --as dsl").code == 0
    assert signed.says(f"records export {reference} --as worker2").code == 2
    lines = signed.says(f"audit who-read {reference} --json").values
    assert [(one["person"], one["action"]) for one in lines] == [
        ("demo-dsl", "read"), ("demo-dsl", "exported"), ("demo-worker2", "refused_read")
    ]  # fmt: skip
    assert signed.says("audit who-read WM-0000-00").code == 2

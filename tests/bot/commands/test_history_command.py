"""`... history`: what is done leaves a trace, by which way and by whom; reading the trace leaves one too."""

import sqlite3
from contextlib import closing
from typing import Any

import pytest

from bot.cli.os_user import os_user
from dialogs.words import has
from storage.audit import AuditAction
from tests.bot.office import Office, signed_record

ENTRA = "--tenant 00000000-0000-0000-0000-000000000001 --entra 00000000-0000-0000-0000-000000000002"


def last(office: Office, of: str) -> dict[str, Any]:
    """The entry before the one that reading leaves."""
    rows = office.says(f"{of} --json").values
    assert rows[-1]["action"] == "history_read"
    found: dict[str, Any] = rows[-2]
    return found


def done(office: Office, of: str) -> list[tuple[str, str]]:
    rows = office.says(f"{of} --json").values
    return [(row["action"], row["detail"]) for row in rows if row["action"] != "history_read"]


@pytest.mark.parametrize(
    ("command", "history", "actions"),
    [
        ("people roles worker --role worker --role deputy", "people history worker",
         [("roles_given", "deputy demo-school")]),
        ("people roles dsl --role dsl", "people history dsl", [("roles_taken", "worker demo-school")]),
        ("people roles worker --none", "people history worker", [("roles_taken", "worker demo-school")]),
        ("people move worker --setting demo-foster --role dsl", "people history worker",
         [("moved", "demo-foster"), ("roles_taken", "worker demo-school"), ("roles_given", "dsl demo-foster")]),
        ("people leave worker", "people history demo-worker", [("left", "")]),
        ("people reach worker --mail a@example.org", "people history worker", [("reach_changed", "mail")]),
        (f"people reach worker {ENTRA}", "people history worker", [("reach_changed", "entra")]),
        ("people setting contact demo-school --contact 'dsl=Example; 01632 960110' --contact lado=",
         "people setting history demo-school", [("contacts_changed", "dsl,lado")]),
        ("records list --as dsl", "people history dsl", [("records_listed", "")]),
        ("slots month --as consultation --month 2026-12", "people history consultation", [("month_shown", "2026-12")]),
        ("slots export --as consultation --month 2026-12 --out {folder}/month.csv", "people history consultation",
         [("month_exported", "2026-12")]),
        ("slots use --as consultation --year 2026", "people history consultation", [("use_shown", "2026")]),
        ("lookups missed --as manager", "people history manager", [("lookups_listed", "")]),
    ],
)  # fmt: skip
def test_what_a_command_does_is_in_the_history_with_who_was_at_the_machine(
    office: Office, command: str, history: str, actions: list[tuple[str, str]]
) -> None:
    before = done(office, history.replace("demo-worker", "worker"))
    assert office.says(command.format(folder=office.folder)).code == 0
    assert done(office, history)[len(before) :] == actions
    row = last(office, history)
    assert (row["via"], row["os_user"]) == ("command_line", os_user()) or row["action"] == "history_read"


def test_people_and_settings_that_are_added(office: Office) -> None:
    (setting,) = office.says("people setting add 'Example School' --kind primary_school --json").values
    assert done(office, f"people setting history {setting['id']}") == [("setting_added", "")]
    (person,) = office.says(f"people add 'Example Lead' --setting {setting['id']} --role dsl --json").values
    assert done(office, f"people history {person['id']}") == [
        ("person_added", setting["id"]), ("roles_given", f"dsl {setting['id']}"),
    ]  # fmt: skip


def test_changing_the_keys_is_in_the_history_of_the_installation(office: Office) -> None:
    newest = office.says("keys new").out.strip()
    office.says("keys rotate", WAYMARK_KEYS=f"{newest},{office.key}")
    rows = office.says("db history --json", WAYMARK_KEYS=newest).values
    assert [row["action"] for row in rows] == ["keys_rotated", "history_read"]
    assert {row["os_user"] for row in rows} == {os_user()}


def test_reading_by_command_line_in_somebodys_name_is_marked_as_that(office: Office) -> None:
    reference = office.changes(signed_record).reference
    office.says(f"records export {reference} --as dsl")
    rows = office.says(f"records history {reference.lower()} --json").values
    assert [row["action"] for row in rows] == ["signed", "read", "exported", "history_read"]
    assert [row["as_somebody_else"] for row in rows] == [False, True, True, False]
    assert [row["os_user"] for row in rows] == [None, os_user(), os_user(), os_user()]
    said = office.says(f"records history {reference}").out
    assert f"{os_user()} as Jo Marlowe (demo), by command line: read\n" in said
    assert "Robin Ashdown (demo): signed (demo-dsl)\n" in said
    assert "Example Child" not in said
    assert "The history is whole." in said


def test_a_search_by_command_line_leaves_that_it_was_made_and_never_the_name(office: Office) -> None:
    office.changes(signed_record)
    office.says("records about --as dsl", typed="example child\n\n")
    office.says("records about --as dsl", typed="nobody known\n\n")
    found = [entry for entry in done(office, "people history dsl") if entry[0] == "searched"]
    assert found == [("searched", "1"), ("searched", "0")]
    with closing(sqlite3.connect(office.file)) as connection:
        everything = str(connection.execute("SELECT * FROM audit").fetchall()).casefold()
    assert "example child" not in everything
    assert "nobody known" not in everything


def test_a_history_that_was_changed_behind_our_back_says_so(office: Office) -> None:
    office.says("people roles worker --role worker --role deputy")
    with closing(sqlite3.connect(office.file)) as connection, connection:
        connection.execute("DROP TRIGGER audit_stay")
        connection.execute("UPDATE audit SET os_user = 'somebody else' WHERE action LIKE 'roles_given deputy%'")
    said = office.says("people history worker")
    assert (said.code, "not whole" in said.err) == (1, True)
    assert "somebody else" in said.out


def test_nobody_and_nothing_of_that_name(office: Office) -> None:
    for line in ("records history WM-0000-00", "people history nobody", "people setting history nowhere"):
        said = office.says(line)
        assert (said.code, said.out) == (2, ""), line


def test_every_action_has_words() -> None:
    assert not [one for one in AuditAction if not has(f"operations.history.actions.{one}")]

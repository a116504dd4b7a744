"""`waymark db`, and what every command says when the installation is not as it should be."""

import json
import os
import shutil
import sqlite3
import stat
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from storage.administration import demo
from storage.database import engine
from storage.database.engine import Tx, newest_migration
from storage.database.vault import new_key
from storage.people import people, settings
from storage.people.people import KnownAs, Role
from tests.bot.conftest import settings_with
from tests.bot.office import Office
from tests.bot.pretend.behind_microsoft import APP_ID, TENANT

HELLO = '{"text": "hello"}\n'


@pytest.fixture
def nothing(tmp_path: Path) -> Office:
    """A folder in which nothing is yet."""
    return Office(tmp_path / "data")


def set_migration(office: Office, name: str) -> None:
    with closing(sqlite3.connect(office.file)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = ?", [name])


def test_a_database_is_made_and_then_current(nothing: Office) -> None:
    said = nothing.says("db status --json")
    assert (said.code, said.values[0]["state"]) == (1, "missing")
    assert "waymark db upgrade" in said.err
    (made,) = nothing.says("db upgrade --json").values
    assert made["ran"][0] == "0001_installation_and_people"
    assert made["at"] == made["ran"][-1] == newest_migration()
    assert nothing.says("db upgrade --json").values == [{"at": newest_migration(), "ran": []}]
    (status,) = nothing.says("db status --json").values
    assert (status["state"], status["kind"], status["demo"]) == ("current", "sqlite", False)
    assert nothing.says("db status").code == 0
    assert stat.S_IMODE(nothing.file.stat().st_mode) == 0o600


def test_a_folder_with_an_odd_name(tmp_path: Path) -> None:
    office = Office(tmp_path / "da ta %41?#é")
    assert office.says("db upgrade").code == 0
    assert office.says("people list").code == 0
    assert office.file.exists()


@pytest.mark.parametrize(("name", "state"), [("0001_installation_and_people", "behind"), ("9999_later", "ahead")])
def test_a_database_of_another_version(office: Office, name: str, state: str) -> None:
    set_migration(office, name)
    said = office.says("db status --json")
    assert (said.code, said.values[0]["state"]) == (1, state)
    assert said.err
    for line in ("people list", "slots list", "records verify WM-7K3F-2Q"):
        assert office.says(line).code == 2


def test_a_database_of_a_later_version_is_not_changed(office: Office) -> None:
    set_migration(office, "9999_later")
    assert "newer" in office.says("db upgrade").err
    assert office.says("db status --json").values[0]["at"] == "9999_later"


async def a_real_school(tx: Tx) -> None:
    await settings.add_setting(tx, "Harbour Lane School", "primary_school", {}, id="school")
    await people.add(tx, "Example Worker", "school", [Role.WORKER], known_as=KnownAs(login="worker"))


def test_practice_on_a_real_database_is_refused_and_leaves_it_as_it_is(tmp_path: Path, sqlite_template: Path) -> None:
    shutil.copy(sqlite_template, tmp_path / "waymark.db")
    office = Office(tmp_path)
    office.changes(a_real_school)
    said = office.says("chat --json", typed=HELLO)
    assert (said.code, said.out) == (2, "")
    assert "holds a real organisation" in said.err

    async def left(tx: Tx) -> tuple[bool, list[str]]:
        return await demo.is_demo(tx), [person.name for person in await people.everyone(tx)]

    assert office.changes(left) == (False, ["Example Worker"])
    set_migration(office, "0001_installation_and_people")
    assert "holds a real organisation" in office.says("chat --json", typed=HELLO).err
    assert office.says("db status --json").values[0]["state"] == "behind"


def test_practice_where_an_app_id_is_set_is_refused(office: Office) -> None:
    said = office.says(
        "chat --json", typed=HELLO, WAYMARK_APP_ID=APP_ID, WAYMARK_APP_PASSWORD="b", WAYMARK_TENANTS=TENANT
    )  # fmt: skip
    assert (said.code, "past the sign-in" in said.err) == (2, True)


def wrong_key(office: Office) -> None:
    office.variables["WAYMARK_KEYS"] = new_key()


def no_key(office: Office) -> None:
    office.variables["WAYMARK_KEYS"] = "short"


def key_file_lost(office: Office) -> None:
    office.variables["WAYMARK_KEYS"] = ""


def read_only(office: Office) -> None:
    office.variables["WAYMARK_DATABASE_URL"] = f"sqlite:///{office.file}?mode=ro"


def folder_is_a_file(office: Office) -> None:
    office.variables |= {"WAYMARK_DATA_DIR": str(office.file), "WAYMARK_KEYS": ""}


def not_a_database(office: Office) -> None:
    for file in office.folder.glob("waymark.db*"):
        file.unlink()
    office.file.write_text("a letter, not a database " * 100)


def no_server(office: Office) -> None:
    office.variables["WAYMARK_DATABASE_URL"] = "postgresql://waymark:hidden@/waymark?host=/nowhere/at/all"


def no_address(office: Office) -> None:
    office.variables["WAYMARK_DATABASE_URL"] = "postgresql://waymark:hidden@host:port/waymark"


def no_settings_file(office: Office) -> None:
    office.variables["WAYMARK_SETTINGS"] = str(office.folder / "gone.env")


def settings_that_are_no_text(office: Office) -> None:
    (office.folder / "settings.env").write_bytes(b"WAYMARK_PORT=\xff\xfe\x00")
    office.variables["WAYMARK_SETTINGS"] = str(office.folder / "settings.env")


def no_number(office: Office) -> None:
    office.variables["WAYMARK_PORT"] = "many"


TROUBLES = (
    (wrong_key, "key"),
    (no_key, "WAYMARK_KEYS"),
    (key_file_lost, "development.key is missing"),
    (folder_is_a_file, "WAYMARK_DATA_DIR"),
    (not_a_database, "damaged"),
    (no_server, "can’t reach"),
    (no_address, "WAYMARK_DATABASE_URL"),
    (no_settings_file, "WAYMARK_SETTINGS"),
    (settings_that_are_no_text, "WAYMARK_SETTINGS"),
    (no_number, "WAYMARK_PORT"),
)


@pytest.mark.parametrize(("change", "word"), TROUBLES)
def test_each_trouble_is_one_clear_sentence(office: Office, change: Callable[[Office], None], word: str) -> None:
    change(office)
    for line in ("chat --json", "people list --json"):
        said = office.says(line, typed=HELLO)
        assert (said.code, said.out) == (2, "")
        assert word in said.err
        assert "Traceback" not in said.err
        assert "hidden" not in said.err


def test_a_database_that_can_only_be_read(office: Office) -> None:
    read_only(office)
    said = office.says("people leave worker")
    assert (said.code, said.out) == (2, "")
    assert "only be read" in said.err
    talked = office.says("chat --json", typed=HELLO)
    assert (talked.code, talked.values[0]["key"]) == (0, "problems.database_read_only")
    assert "demo-worker]" in office.says("people list").out


def test_a_database_in_use(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "WAIT_SECONDS", 0.3)
    with closing(sqlite3.connect(office.file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        for line in ("people list", "chat --json", "db status"):
            said = office.says(line, typed=HELLO)
            assert (said.code, said.out) == (2, "")
            assert "in use" in said.err
        other.execute("ROLLBACK")
    assert office.says("people list").code == 0


def test_settings_come_from_a_file_too_and_an_empty_variable_is_none(office: Office) -> None:
    file = office.folder / "settings.env"
    file.write_text(f"WAYMARK_DATA_DIR={office.folder}\nWAYMARK_KEYS={office.key}\n")
    with pytest.MonkeyPatch.context() as around:
        around.setattr(office, "variables", {"WAYMARK_SETTINGS": str(file)})
        assert office.says("people list").code == 0
    assert os.environ.get("WAYMARK_SETTINGS") is None


def test_all_gaps_are_told_at_once(office: Office) -> None:
    said = office.says("people list", WAYMARK_PORT="many", WAYMARK_APP_ID="an-app", WAYMARK_SMTP_TLS="perhaps")
    for name in ("WAYMARK_PORT", "WAYMARK_SMTP_TLS", "WAYMARK_TENANTS", "WAYMARK_APP_PASSWORD"):
        assert name in said.err


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"WAYMARK_APP_ID": "a-pasted-secret"}, "WAYMARK_APP_ID is not an app id, which looks like 0000"),
        ({"WAYMARK_APP_ID": APP_ID[:-1]}, "WAYMARK_APP_ID is not an app id"),
        (
            {"WAYMARK_TENANTS": f"{TENANT},a-pasted-secret"},
            "WAYMARK_TENANTS: tenant 2 is not a tenant’s id, which looks",
        ),
        (
            {"WAYMARK_APP_ID": "", "WAYMARK_TENANTS": "a-pasted-secret"},
            "WAYMARK_TENANTS: tenant 1 is not a tenant’s id",
        ),
    ],
)
def test_what_is_no_uuid_is_refused_at_the_start(office: Office, changes: dict[str, str], says: str) -> None:
    real = {"WAYMARK_APP_ID": APP_ID, "WAYMARK_APP_PASSWORD": "x", "WAYMARK_TENANTS": TENANT}
    said = office.says("serve", **(real | changes))
    assert (said.code, says in said.err) == (2, True)
    assert "pasted" not in said.err


@pytest.mark.parametrize("spelled", [str.upper, "{{{}}}".format, lambda one: one.replace("-", ""), " {} ".format])
def test_ids_are_the_same_however_they_are_spelled(spelled: Callable[[str], str]) -> None:
    of = settings_with(app_id=spelled(APP_ID), tenants=f"{spelled(TENANT)},{spelled(APP_ID)}",
                       app_password="x", keys=new_key())  # fmt: skip
    assert (of.app_id, of.tenants) == (APP_ID, (TENANT, APP_ID))


def test_a_lost_development_key_is_not_replaced(office: Office) -> None:
    key_file_lost(office)
    office.says("people list --json")
    assert not (office.folder / "development.key").exists()


def test_the_first_key_is_made_after_the_tables(tmp_path: Path) -> None:
    fresh = Office(tmp_path, WAYMARK_KEYS="")
    assert fresh.says("db upgrade").code == 0
    assert fresh.says("people list").code == 0
    assert (tmp_path / "development.key").exists()


def test_what_fails_in_chat_is_in_the_log_under_the_reference_that_was_told(office: Office) -> None:
    read_only(office)
    said = office.says("chat --json", typed=HELLO)
    (line,) = [json.loads(line) for line in (office.folder / "waymark.log").read_text().splitlines()]
    assert line["turn"] in said.values[0]["text"]
    assert line["reason"] == "database_read_only"
    assert stat.S_IMODE((office.folder / "waymark.log").stat().st_mode) == 0o600

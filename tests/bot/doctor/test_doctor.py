"""`waymark doctor`: every finding can be brought about, and a well installation has none that stops it."""

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from bot.doctor import database, findings, machine
from bot.settings import Settings
from dialogs.words import names, say
from knowledge.lookup import reviews
from knowledge.lookup.cards import load_cards
from storage.administration import organisation
from storage.consultations import bookings
from storage.consultations.tables import Mode, slots
from storage.database.engine import Tx
from storage.database.signing_keys import new_signing_key
from storage.database.vault import new_key
from storage.people import addresses, courses, people, settings
from storage.people.courses import Course, Taken
from storage.people.people import KnownAs, Role
from storage.problems import DatabaseProblem, Trouble
from storage.queues import jobs, outbox
from storage.queues.alerts import Alert
from storage.queues.jobs import JobKind
from storage.records import safety_watch
from storage.records.safety_watch import WatchCause
from storage.records.tables import children
from tests.bot.office import Office, signed_record
from tests.bot.pretend.behind_microsoft import APP_ID, TENANT
from tests.support.looked_up import every_card

CARDS = every_card()
LONG_AGO = datetime.now(UTC) - timedelta(days=7)
TEAMS = {
    "WAYMARK_APP_ID": APP_ID,
    "WAYMARK_APP_PASSWORD": "a-secret",
    "WAYMARK_TENANTS": TENANT,
}
GROUPS = ("well", "stops", "look")
"""Words of the doctor's that are no finding."""


@pytest.fixture(autouse=True)
def cards_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The doctor looks at every card each time; these are the same ones."""
    monkeypatch.setattr(machine, "load_cards", lambda overlay: load_cards(overlay=overlay) if overlay else CARDS)


@pytest.fixture
def office(office: Office) -> Office:
    """A demo installation with nothing wrong in it."""
    office.changes(offer_slots)
    return office


@pytest.fixture
def real(tmp_path: Path, sqlite_template: Path) -> Office:
    """A school with a worker, a DSL and a deputy, who can all be told."""
    file = Path(shutil.copy(sqlite_template, tmp_path / "waymark.db"))
    file.chmod(0o600)
    mail = {"WAYMARK_SMTP_HOST": "mail.example.org", "WAYMARK_MAIL_FROM": "a@example.org"}
    signing = {"WAYMARK_SIGNING_KEYS": new_signing_key(), "WAYMARK_AUDIT_HEADS": "syslog"}
    office = Office(tmp_path, **TEAMS, **mail, **signing)
    office.changes(a_school)
    return office


async def offer_slots(tx: Tx) -> None:
    """Slots that are still to come in this month and the next, whatever day it is."""
    for moment in (tx.now + timedelta(minutes=1), (tx.now.replace(day=1) + timedelta(days=40)).replace(day=5)):
        await bookings.publish(tx, moment, mode=Mode.IN_PERSON)


async def a_school(tx: Tx) -> None:
    contacts = {key: {"phone": "01632 960101"} for key in settings.CONTACTS}
    await settings.add_setting(tx, "Harbour Lane School", "primary_school", contacts, id="school")
    for login, role in (("worker", Role.WORKER), ("dsl", Role.DSL), ("deputy", Role.DEPUTY)):
        await people.add(
            tx,
            f"Example {login}",
            "school",
            [role],
            known_as=KnownAs(login=login, tenant="t", object_id=login),
            id=login,
        )
        await addresses.keep_mail(tx, login, f"{login}@example.org")
    await offer_slots(tx)


def found(office: Office, **changes: str) -> dict[str, bool]:
    """Each finding, and whether it stops it. Where one does, and only there, the command fails."""
    said = office.says("doctor --json", **changes)
    stops = {value["finding"]: value["stops"] for value in said.values}
    assert said.code == (1 if any(stops.values()) else 0)
    stops.pop("guidance_unchecked", None)
    stops.pop("no_node", None)
    return stops


def test_nothing_is_wrong_with_the_demo(office: Office) -> None:
    assert found(office) == {}
    said = office.says("doctor")
    assert (said.code, "STOPS IT" in said.out) == (0, False)


def test_where_nothing_at_all_is_found_people_are_told_and_programs_get_nothing(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def nothing(_now: datetime, *, live: bool) -> list[findings.Finding]:
        return []

    monkeypatch.setattr("bot.doctor.examine.examine", nothing)
    assert office.says("doctor").out.strip() == say("doctor.well")
    assert office.says("doctor --json").out == ""


def test_nothing_is_wrong_with_a_school_that_is_set_up(real: Office) -> None:
    assert found(real) == {}


def test_all_that_is_wrong_with_the_settings_is_told_at_once(office: Office) -> None:
    said = office.says("doctor", WAYMARK_PORT="none", WAYMARK_APP_ID="an-app", WAYMARK_KEYS="short")
    assert said.code == 1
    for name in ("WAYMARK_PORT", "WAYMARK_KEYS", "WAYMARK_TENANTS", "WAYMARK_APP_PASSWORD"):
        assert f"STOPS IT: The settings can’t be used. {name}" in said.out
    assert "short" not in said.out


@pytest.mark.parametrize(
    ("changes", "finding"),
    [
        ({"WAYMARK_KEYS": ""}, "key_missing"),
        ({"WAYMARK_KEYS": new_key()}, "wrong_key"),
        (TEAMS, "demo_in_use"),
        ({"WAYMARK_DATABASE_URL": "postgresql://waymark@/waymark?host=/nowhere/at/all"}, "gone"),
        ({"WAYMARK_DATABASE_URL": "http://example.org"}, "settings"),
        ({"WAYMARK_GUIDANCE_DIR": "/nowhere/at/all"}, "settings"),
    ],
)
def test_what_the_environment_gets_wrong(office: Office, changes: dict[str, str], finding: str) -> None:
    assert found(office, **changes)[finding] is True


def test_a_variable_that_is_misspelled(office: Office) -> None:
    assert found(office, WAYMARK_KEY="x") == {"unknown_setting": False}


def test_a_misspelled_line_in_the_settings_file(office: Office) -> None:
    file = office.folder / "settings.env"
    file.write_text("WAYMARK_PORT=4000\nWAYMARK_SMTPHOST=mail.example.org\n")
    assert found(office, WAYMARK_SETTINGS=str(file)) == {"unknown_setting": False}


def test_an_empty_database_of_either_kind(database_url: str, key: str, tmp_path: Path) -> None:
    office = Office(tmp_path, WAYMARK_DATABASE_URL=database_url, WAYMARK_KEYS=key)
    assert found(office) == {"nobody": True, "no_app_id": False, "signing_key_missing": False}
    assert office.says("people setting add 'Harbour Lane School' --kind youth").code == 0
    assert office.says("db status --json").values[0]["state"] == "current"
    assert "holds a real organisation" in office.says("chat").err


def test_looking_makes_no_key(office: Office) -> None:
    found(office, WAYMARK_KEYS="")
    assert not (office.folder / "development.key").exists()


def a_file_that_is_no_key(office: Office) -> None:
    file = office.folder / "development.key"
    file.write_text("a shopping list")
    file.chmod(0o600)
    office.variables["WAYMARK_KEYS"] = ""


def no_folder(office: Office) -> None:
    office.variables["WAYMARK_DATA_DIR"] = str(office.file)


def no_file(office: Office) -> None:
    office.file.rename(office.folder / "elsewhere")


def something_else(office: Office) -> None:
    for file in office.folder.glob("waymark.db*"):
        file.unlink()
    office.file.write_text("a letter, not a database " * 100)
    office.file.chmod(0o600)


def read_only(office: Office) -> None:
    office.variables["WAYMARK_DATABASE_URL"] = f"sqlite:///{office.file}?mode=ro"


def a_bad_card(office: Office) -> None:
    folder = office.folder / "cards"
    folder.mkdir()
    (folder / "ours.md").write_text("no front matter")
    office.variables["WAYMARK_GUIDANCE_DIR"] = str(folder)


def at_migration(name: str) -> Callable[[Office], None]:
    def change(office: Office) -> None:
        with closing(sqlite3.connect(office.file)) as connection, connection:
            connection.execute("UPDATE alembic_version SET version_num = ?", [name])

    return change


@pytest.mark.parametrize(
    ("change", "finding"),
    [
        (a_file_that_is_no_key, "key_malformed"),
        (no_folder, "settings"),
        (no_file, "no_database"),
        (something_else, "damaged"),
        (read_only, "read_only"),
        (a_bad_card, "guidance_broken"),
        (at_migration("0001_installation_and_people"), "behind"),
        (at_migration("9999_from_the_future"), "ahead"),
    ],
)
def test_what_stops_it_around_the_database(office: Office, change: Callable[[Office], None], finding: str) -> None:
    change(office)
    assert found(office) == {finding: True}


@pytest.mark.parametrize("trouble", [Trouble.LOCKED, Trouble.FULL])
def test_what_the_database_says_when_it_is_asked(
    office: Office, trouble: Trouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def troubled(_of: object) -> None:
        raise DatabaseProblem(trouble)

    monkeypatch.setattr(database, "state", troubled)
    assert found(office) == {trouble.value: True}


def test_a_folder_of_somebody_else(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.access", lambda *_: False)
    assert found(office) == {"folder": True}


def test_copies_from_before_an_upgrade_are_named(office: Office) -> None:
    shutil.copy(office.file, office.folder / "waymark.db.before-0009_holds")
    assert found(office) == {"older_copy": False}
    assert "waymark.db.before-0009_holds" in office.says("doctor").out


def test_who_asks_for_what_is_not_theirs_is_counted(office: Office) -> None:
    reference = office.changes(signed_record).reference
    assert office.says(f"records export {reference} --as foster_dsl").code == 2
    assert found(office) == {"refused_reads": False}


def test_room_and_strangers_eyes(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    office.file.chmod(0o640)
    assert found(office) == {"open_to_others": False}
    office.file.chmod(0o600)
    monkeypatch.setattr(machine, "ROOM_LOW", 1 << 62)
    assert found(office) == {"little_room": False}
    monkeypatch.setattr(machine, "ROOM_GONE", 1 << 62)
    assert found(office) == {"almost_full": True}


async def nobody_left(tx: Tx) -> None:
    for person in await people.everyone(tx):
        await organisation.leave(tx, person.id)


async def only_a_head(tx: Tx) -> None:
    await organisation.set_roles(tx, "dsl", "school", [Role.HEAD])
    await organisation.set_roles(tx, "deputy", "school", [])


async def only_a_dsl(tx: Tx) -> None:
    await organisation.set_roles(tx, "deputy", "school", [])


async def only_workers(tx: Tx) -> None:
    await organisation.set_roles(tx, "dsl", "school", [])
    await organisation.set_roles(tx, "deputy", "school", [])


async def only_a_manager(tx: Tx) -> None:
    await only_workers(tx)
    await organisation.set_roles(tx, "worker", "school", [Role.MANAGER])


async def a_red_view_with_nobody_to_tell(tx: Tx) -> None:
    await only_workers(tx)
    await safety_watch.shown(tx, await people.get(tx, "worker"), "case-1", WatchCause.RED_VIEW)
    (job,) = await jobs.claim(Tx(tx.connection, tx.vault, datetime.now(UTC)), kinds=frozenset({JobKind.SAFETY_WATCH}))
    await safety_watch.after_silence(Tx(tx.connection, tx.vault, datetime.now(UTC)), job)


async def a_new_dsl(tx: Tx) -> None:
    await people.add(tx, "New Lead", "school", [Role.DSL], known_as=KnownAs(login="new", tenant="t", object_id="new"))


async def no_lado(tx: Tx) -> None:
    await organisation.set_contacts(tx, "school", {"lado": {}})


async def on_call_by_telephone(tx: Tx) -> None:
    await organisation.set_contacts(tx, "school", {"on_call": {"name": "Example Night", "phone": "01632 960190"}})


async def youth_justice_without_duty(tx: Tx) -> None:
    await settings.add_setting(tx, "Example Youth Justice", "youth_justice", {})


async def unknown_to_teams(tx: Tx) -> None:
    await people.add(tx, "New Worker", "school", [Role.WORKER], known_as=KnownAs(login="new"))


async def an_alert_waits(tx: Tx) -> None:
    await outbox.put(tx, "dsl", Alert.RECORD_ARRIVED, {"count": 1})


async def an_alert_is_given_up(tx: Tx) -> None:
    await an_alert_waits(tx)
    (message,) = await outbox.claim(tx)
    await outbox.failed(tx, message, "NoWay", None)


async def a_silence(tx: Tx) -> None:
    await jobs.schedule(tx, JobKind.SAFETY_WATCH, tx.now, "case-1")


async def found_by_older_rules(tx: Tx) -> None:
    await signed_record(tx, "worker")
    await tx.connection.execute(children.update().values(names_by=""))
    await tx.connection.execute(jobs.jobs.update().values(done_at=tx.now))
    await tx.connection.execute(outbox.outbox.update().values(delivered_at=tx.now))


async def somebody_trained(tx: Tx) -> None:
    await courses.put(tx, None, Taken("worker", Course.AIM3, date(2020, 3, 4)))


async def no_slot(tx: Tx) -> None:
    await tx.connection.execute(slots.update().values(withdrawn_at=tx.now))


@pytest.mark.parametrize(
    ("change", "findings"),
    [
        (nobody_left, {"nobody": True}),
        (only_workers, {"nobody_responsible": True}),
        (only_a_manager, {"nobody_responsible": True}),
        (a_red_view_with_nobody_to_tell, {"nobody_responsible": True, "watch_untold": True}),
        (only_a_head, {"no_dsl": False}),
        (only_a_dsl, {"no_deputy": False}),
        (a_new_dsl, {"cannot_be_told": False}),
        (no_lado, {"no_contacts": False}),
        (on_call_by_telephone, {"on_call_without_mail": False}),
        (youth_justice_without_duty, {"nobody_on_duty": False}),
        (unknown_to_teams, {"not_linked": False}),
        (an_alert_waits, {"alerts_waiting": False}),
        (an_alert_is_given_up, {"alerts_given_up": False}),
        (a_silence, {"jobs_overdue": False}),
        (found_by_older_rules, {"names_behind": False}),
        (somebody_trained, {"refresher_month": False}),
        (no_slot, {"no_slots_this_month": False, "no_slots_next_month": False}),
    ],
)
def test_what_the_organisation_lacks(real: Office, change: Callable[[Tx], object], findings: dict[str, bool]) -> None:
    real.changes(change, LONG_AGO)  # type: ignore[arg-type]
    assert found(real) == findings


def test_an_upgrade_makes_anew_what_older_records_are_found_by(real: Office) -> None:
    real.changes(found_by_older_rules, LONG_AGO)
    (made,) = real.says("db upgrade --json").values
    assert made["found_anew"] == 1
    assert "names_behind" not in found(real)
    real.changes(found_by_older_rules_again)
    assert "1 records are found by was made anew" in real.says("db upgrade").out


async def found_by_older_rules_again(tx: Tx) -> None:
    await tx.connection.execute(children.update().values(names_by="older"))


def test_before_it_goes_into_teams(real: Office) -> None:
    assert found(real, WAYMARK_APP_ID="") == {"no_app_id": False}
    (real.folder / "development.key").write_text(real.key)
    (real.folder / "development.key").chmod(0o600)
    assert found(real, WAYMARK_APP_ID="", WAYMARK_KEYS="") == {"no_app_id": False, "development_key": False}


def test_without_a_mail_server(real: Office) -> None:
    assert found(real, WAYMARK_SMTP_HOST="") == {
        **dict.fromkeys(("no_mail_settings", "no_mail_server", "red_reaches_nobody"), False)
    }


CARD = """---
id: ours
title: Ours
subject: ours
for: [worker]
citations: [NY-3.1]
asked_as: [one way, two ways, three ways, four ways, five ways]
related: [gone]
owner: practice lead
last_reviewed: 2024-01-31
reviewed_by: practice lead
review_in: 12 months
---
Words.
"""


def test_guidance_whose_time_has_come(office: Office) -> None:
    (office.folder / "cards").mkdir()
    (office.folder / "cards" / "ours.md").write_text(CARD)
    assert found(office, WAYMARK_GUIDANCE_DIR=str(office.folder / "cards")) == {
        "guidance_link": False, "guidance_due": False,
    }  # fmt: skip


def test_editions_past_their_day() -> None:
    later = datetime(2028, 1, 1, tzinfo=UTC)
    keys = {one.key for one in machine.guidance(Settings.model_validate({}), later)}
    assert {"edition_expired", "edition_due"} <= keys


@pytest.mark.parametrize(
    ("reviewed", "day", "due"),
    [(date(2026, 1, 31), date(2026, 12, 31), False), (date(2026, 1, 31), date(2027, 1, 1), True)],
)
def test_a_review_is_due_in_its_month(reviewed: date, day: date, due: bool) -> None:
    card = next(iter(load_cards().values())).model_copy(update={"last_reviewed": reviewed, "review_in": "12 months"})
    assert reviews.is_due(card, day) is due


def test_node_is_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert [one.key for one in machine.programs()] == ["no_node"]


def test_every_finding_has_words_and_all_words_are_findings() -> None:
    written = set(names("doctor")) - set(GROUPS)
    assert written >= findings.STOPS
    source = "".join(path.read_text() for path in Path(machine.__file__).parent.rglob("*.py"))
    for trouble in Trouble:
        source += f'"{trouble}"'
    for month in ("this_month", "next_month"):
        source += f'"no_slots_{month}"'
    assert {key for key in written if f'"{key}"' not in source} == set()
    assert all(say(f"doctor.{group}", text="x") for group in GROUPS)


def test_the_second_refresher_waits_until_its_month_is_set_and_both_sources_are_named(real: Office) -> None:
    """Scenario 4 of training."""
    real.changes(somebody_trained)
    said = real.says("doctor").out
    assert "April, September, October: DC-monitoring, DC-map-training" in said
    assert "refresher" not in real.says("doctor", WAYMARK_SECOND_REFRESHER_MONTH="9").out

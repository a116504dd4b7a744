"""`waymark doctor --live`: each thing that it tries is broken once, and it says so."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.doctor.live import microsoft as microsoft_tried
from storage.administration import joining, last_done
from storage.administration.joining import Request, Step
from storage.audit import Kind, Subject
from storage.clocks import running
from storage.database import server
from storage.database.engine import Tx
from storage.database.server import Server
from storage.database.vault import new_key
from storage.people import addresses, people, settings
from storage.people.people import KnownAs, Role
from tests.bot.doctor.test_doctor import cards_read_once
from tests.bot.office import Office
from tests.bot.pretend.behind_microsoft import APP_ID, TENANT
from tests.bot.pretend.fake_microsoft import FakeMicrosoft
from tests.bot.pretend.post_office import PostOffice, own_certificate

__all__ = ["cards_read_once"]
CLOSED = f"{datetime.now(UTC).date() + timedelta(days=30)}"
ENDS = f"{datetime.now(UTC).date() + timedelta(days=200)}"


@pytest.fixture
def well(tmp_path: Path, sqlite_template: Path, microsoft: FakeMicrosoft, post: PostOffice) -> Office:
    """A school in which nothing is wrong, behind the fake Microsoft, with mail that wants TLS and a password."""
    (tmp_path / "waymark.db").write_bytes(sqlite_template.read_bytes())
    (tmp_path / "waymark.db").chmod(0o600)
    mail = post.open(own_certificate(tmp_path), asks_who=True)
    office = Office(
        tmp_path, WAYMARK_APP_ID=APP_ID, WAYMARK_APP_PASSWORD="a-secret", WAYMARK_APP_TENANT=TENANT,
        WAYMARK_TENANTS=TENANT, WAYMARK_CLOSED_DAYS=CLOSED, WAYMARK_APP_PASSWORD_ENDS=ENDS,
        SSL_CERT_FILE=str(tmp_path / "server.pem"),
        **{f"WAYMARK_{name.upper()}": str(value) for name, value in mail.items()}, **microsoft.environment,
    )  # fmt: skip

    async def opened(tx: Tx) -> None:
        contacts = {key: {"phone": "01632 960101"} for key in settings.CONTACTS}
        await settings.add_setting(tx, "Harbour Lane School", "primary_school", contacts, id="school")
        for login, role in (("worker", Role.WORKER), ("dsl", Role.DSL), ("deputy", Role.DEPUTY)):
            known_as = KnownAs(login, TENANT, login)
            await people.add(tx, f"Example {login}", "school", [role], known_as, id=login)
            await addresses.keep_chat(tx, login, {"service_url": microsoft.service_url})

    office.changes(opened)
    last_done.note(tmp_path, last_done.Done.BACKUP, datetime.now(UTC))
    return office


def live(office: Office, **changes: str) -> set[str]:
    """What is found by trying."""
    said = office.says("doctor --live --json", **changes)
    assert said.code == 1, "the guidance cards have not been checked: something is always found"
    return {value["finding"] for value in said.values if value["finding"].startswith("live_")}


def test_nothing_that_is_tried_is_wrong(well: Office, post: PostOffice) -> None:
    assert live(well) == set()
    assert (post.mails, post.signed_in) == ([], ["waymark"])


def test_microsoft_is_broken_piece_by_piece(
    well: Office, microsoft: FakeMicrosoft, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(microsoft, "keys_are_out", True)
    assert live(well) == {"live_no_keys", "live_token"}, "Entra says there, too, where tokens are given"
    monkeypatch.setattr(microsoft, "keys_are_out", False)
    monkeypatch.setattr(microsoft, "token_error", "AADSTS7000222: The provided client secret keys are expired.")
    said = well.says("doctor --live")
    assert "Entra gives the bot no token (AADSTS7000222)" in said.out
    monkeypatch.setattr(microsoft, "token_error", "")
    nowhere = {"HTTPS_PROXY": "http://127.0.0.1:9", "https_proxy": "http://127.0.0.1:9"}
    assert live(well, **nowhere) == {"live_no_keys", "live_token"}

    async def elsewhere(tx: Tx) -> None:
        await addresses.keep_chat(tx, "worker", {"service_url": "http://127.0.0.1:9/teams"})

    well.changes(elsewhere)
    assert live(well) == {"live_connector"}
    monkeypatch.setattr(microsoft_tried, "CLOCK_WRONG", timedelta(seconds=-1))
    assert live(well) == {"live_connector", "live_clock"}


def test_the_end_of_the_secret_is_watched(well: Office) -> None:
    today = datetime.now(UTC).date()
    assert live(well, WAYMARK_APP_PASSWORD_ENDS="") == {"live_end_unknown"}
    assert live(well, WAYMARK_APP_PASSWORD_ENDS=f"{today + timedelta(days=59)}") == {"live_ends"}
    assert live(well, WAYMARK_APP_PASSWORD_ENDS=f"{today - timedelta(days=1)}") == {"live_ended"}


def test_mail_is_broken_piece_by_piece(well: Office, post: PostOffice) -> None:
    assert live(well, WAYMARK_SMTP_PASSWORD="another") == {"live_mail_password"}
    assert live(well, SSL_CERT_FILE="") == {"live_mail_tls"}
    assert live(well, WAYMARK_SMTP_TLS="tls") == {"live_mail_tls"}
    assert live(well, WAYMARK_SMTP_PORT="9") == {"live_mail"}
    plain = post.open()
    found = live(well, WAYMARK_SMTP_TLS="none", WAYMARK_SMTP_USER="", WAYMARK_SMTP_HOST="127.0.0.1",
                 WAYMARK_SMTP_PORT=str(plain["smtp_port"]))  # fmt: skip
    assert found == set()


def test_what_the_settings_lack(well: Office) -> None:
    assert live(well, WAYMARK_CLOSED_DAYS="2020-01-02") == {"live_no_closed_days"}
    assert live(well, WAYMARK_KEYS=f"{well.key},{new_key()}") == {"live_old_keys"}


def test_the_age_of_the_last_backup(well: Office) -> None:
    last_done.note(well.folder, last_done.Done.BACKUP, datetime.now(UTC) - timedelta(days=3))
    assert "The last backup is 3 days old" in well.says("doctor --live").out
    (well.folder / "last-backup").write_text("yesterday", "ascii")
    assert live(well) == {"live_no_backup"}


def test_people_whom_waymark_does_not_answer_and_who_never_opened_it(well: Office) -> None:
    async def two_more(tx: Tx) -> None:
        other = KnownAs("other", TENANT.replace("9", "8"), "other")
        await people.add(tx, "Of Another Tenant", "school", [Role.WORKER], other)

    well.changes(two_more)
    assert live(well) == {"live_other_tenants", "live_never_opened"}


def test_somebody_whose_question_to_join_nobody_answers(well: Office) -> None:
    async def asks(tx: Tx) -> None:
        await joining.keep(tx, Request(TENANT, "new", "1", Step.SENT, {}, "Ira Newcomer", "school"))

    well.changes(asks, datetime.now(UTC) - timedelta(days=1))
    assert live(well) == set()
    well.changes(asks, datetime.now(UTC) - timedelta(days=3))
    said = well.says("doctor --live").out
    assert "1 people asked to be let in more than 2 days ago" in said
    assert "Ira" not in said


def test_a_time_limit_of_which_nobody_would_hear(well: Office) -> None:
    async def nobodys(tx: Tx) -> None:
        await running.start(tx, "assessment_limit", Subject(Kind.ASSESSMENT, "nobodys"), "WA-7K2P-QX")

    well.changes(nobodys)
    assert "nobody would be told, as nobody has the part any more: WA-7K2P-QX" in well.says("doctor --live").out


def test_an_old_server_and_an_open_way_to_it(monkeypatch: pytest.MonkeyPatch, well: Office) -> None:
    async def look(_tx: Tx) -> Server:
        return Server("postgresql", 12, is_here=False, is_encrypted=False)

    monkeypatch.setattr(server, "look", look)
    assert live(well) == {"live_database_old", "live_database_open"}

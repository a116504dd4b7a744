"""With what the bot proves to Entra that it is the bot, and the last day of it."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from unittest import mock

import jwt
import pytest
from pydantic import ValidationError

from bot.runtime import Runtime
from bot.settings import Settings
from bot.teams.authentication.credentials import OwnCredentials, TokenRefused
from bot.web.health import Health
from dialogs.words import say
from storage.administration.endings import tell_admins
from storage.database.vault import new_key
from storage.people import people
from storage.queues import outbox
from tests.bot.conftest import settings_with
from tests.bot.pretend.behind_microsoft import APP_ID, TENANT
from tests.bot.pretend.fake_microsoft import FakeMicrosoft
from tests.bot.pretend.post_office import own_certificate


def bot(**parts: Any) -> Settings:
    return settings_with(app_id=APP_ID, tenants=TENANT, app_tenant=TENANT, keys=new_key(), **parts)


@pytest.fixture
def certificate(microsoft: FakeMicrosoft) -> Path:
    """Private key and certificate in one file, for two days from now."""
    return Path(microsoft.certificates).with_name("leaf.pem")


def token(of: Settings, microsoft: FakeMicrosoft, **environment: str) -> str:
    with mock.patch.dict(os.environ, {**microsoft.environment, **environment}):
        return OwnCredentials(of.every_registration[0]).get_access_token()


def test_by_a_secret(microsoft: FakeMicrosoft, monkeypatch: pytest.MonkeyPatch) -> None:
    assert token(bot(app_password="a-secret"), microsoft) == microsoft.given[-1]
    assert microsoft.asked[-1]["client_secret"] == ["a-secret"]
    assert microsoft.asked[-1]["scope"] == ["https://api.botframework.com/.default"]
    monkeypatch.setattr(microsoft, "token_error", f"AADSTS7000215: Invalid client secret for app {APP_ID}.")
    with pytest.raises(TokenRefused) as refused:
        token(bot(app_password="a-secret"), microsoft)
    assert refused.value.code == "AADSTS7000215"
    assert APP_ID not in str(refused.value)


def test_by_a_certificate(microsoft: FakeMicrosoft, certificate: Path) -> None:
    assert token(bot(app_certificate=certificate), microsoft) == microsoft.given[-1]
    said = microsoft.asked[-1]
    assert "client_secret" not in said
    assert "x5t#S256" in jwt.get_unverified_header(said["client_assertion"][0])


def test_by_the_identity_of_the_machine(microsoft: FakeMicrosoft) -> None:
    azure = {"IDENTITY_ENDPOINT": f"{microsoft.url}/machine/identity", "IDENTITY_HEADER": "of-azure"}
    assert token(bot(app_managed_identity="yes"), microsoft, **azure) == "of-the-machine"
    assert microsoft.asked[-1] == {"metadata": ["of-azure"]}


def test_each_gap_is_told(tmp_path: Path, certificate: Path) -> None:
    own_certificate(tmp_path)
    only_certificate = tmp_path / "server.pem"
    for parts, gap in (
        ({}, say("settings.password_needed")),
        ({"app_certificate": only_certificate}, say("settings.bad_certificate", file=only_certificate)),
        ({"app_certificate": tmp_path / "none"}, say("settings.bad_certificate", file=tmp_path / "none")),
        ({"app_managed_identity": "yes", "app_tenant": ""}, say("settings.identity_needs_tenant")),
        ({"app_certificate": certificate, "desk_url": "https://a.example"}, say("settings.desk_needs_secret")),
    ):
        with pytest.raises(ValidationError) as refused:
            settings_with(**({"app_id": APP_ID, "tenants": TENANT, "app_tenant": TENANT, "keys": new_key()} | parts))
        assert gap in str(refused.value)


def test_when_it_ends(certificate: Path) -> None:
    assert bot(app_password="a-secret").proof_ends is None
    assert str(bot(app_password="a-secret", app_password_ends="2027-01-31").proof_ends) == "2027-01-31"
    assert bot(app_certificate=certificate).proof_ends == (datetime.now(UTC) + timedelta(days=2)).date()
    assert bot(app_managed_identity="yes", app_password_ends="2027-01-31").proof_ends is None


async def test_whoever_looks_after_it_hears_three_times_before(runtime: Runtime) -> None:
    """And `/readyz` counts the days, without being troubled by it."""
    last_day = runtime.clock().date() + timedelta(days=61)
    of = bot(app_password="a-secret", app_password_ends=f"{last_day}")
    told = []
    for days in (61, 60, 59, 31, 30, 29, 8, 7, 1, 0, -1):
        now = runtime.clock() + timedelta(days=61 - days)
        async with runtime.database.transaction(now) as tx:
            before = {one.id for one in await outbox.waiting_for(tx, "demo-admin")}
            await tell_admins(tx, of.proof_ends)
            told += [days for one in await outbox.waiting_for(tx, "demo-admin") if one.id not in before]
            assert await people.find(tx, "admin")
    assert told == [60, 30, 7]
    response = await Health(runtime, days_left=lambda _now: 5).ready(mock.Mock())
    assert '"secret_days": 5' in (response.text or "")
    assert response.status == 200

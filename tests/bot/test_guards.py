"""While there is no app id nobody is asked who they are: no web page in a browser here may talk to the bot."""

from typing import Any

import aiohttp
import pytest
from aiohttp.test_utils import TestServer

from bot.runtime import Runtime
from bot.web.app import build_app
from storage.database.vault import new_key
from tests.bot.conftest import Someone, settings_with
from tests.bot.pretend.behind_microsoft import APP_ID, TENANT
from tests.bot.pretend.pretend_teams import Person, PretendTeams


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.1:3978", "localhost:3978", "LOCALHOST", "[::1]:3978"])
async def test_a_program_on_this_machine_is_answered(someone: Someone, host: str) -> None:
    playground = someone(headers={"Host": host})
    assert len(await playground.says("hello")) == 1


WEB_PAGES: list[dict[str, str]] = [
    {"Host": "evil.example"},
    {"Host": "evil.example:3978"},
    {"Host": "127.0.0.1.evil.example:3978"},
    {"Host": "localhost@evil.example"},
    {"Host": "192.0.2.7:3978"},
    {"Host": ""},
    {"Host": "[::1"},
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Origin": "http://127.0.0.1:3978"},
]


@pytest.mark.parametrize("headers", WEB_PAGES, ids=str)
async def test_a_web_page_is_refused_and_nothing_is_said(someone: Someone, headers: dict[str, str]) -> None:
    page = someone(headers=headers)
    assert await page.says("hello") == []
    assert page.status == 403


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
async def test_a_web_page_learns_nothing_of_our_health(bot: TestServer, http: aiohttp.ClientSession, path: str) -> None:
    async with http.get(bot.make_url(path), headers={"Host": "evil.example"}) as answer:
        assert answer.status == 403


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"])
async def test_what_a_page_may_post_elsewhere_without_asking_is_no_activity(
    bot: TestServer, http: aiohttp.ClientSession, worker: Person, kind: str
) -> None:
    """Browsers send these three without asking first; for JSON they ask, and we never say yes."""
    url = bot.make_url("/api/messages")
    async with http.post(url, data=b"{}", headers={"Content-Type": kind}) as answer:
        assert answer.status == 415
    async with http.options(url, headers={"Access-Control-Request-Method": "POST"}) as answer:
        assert answer.status == 405
        assert "Access-Control-Allow-Origin" not in answer.headers


async def test_with_an_app_id_the_token_decides_and_the_name_is_the_councils(
    runtime: Runtime, http: aiohttp.ClientSession, teams: PretendTeams, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def nothing(*_: Any, **__: Any) -> None:
        """The demo organisation is refused with an app id, which is not what is asked here."""

    monkeypatch.setattr("bot.web.app._begin", nothing)
    real = settings_with(app_id=APP_ID, app_password="x", keys=new_key(), tenants=TENANT)
    server = TestServer(build_app(real, runtime))
    await server.start_server()
    try:
        person = Person(teams, http, str(server.make_url("/api/messages")), headers={"Host": "bot.council.example"})
        await person.says("hello")
        assert person.status == 401
    finally:
        await server.close()

"""The repairs of botbuilder 4.17.1: each shown on the stock adapter first, then mended on ours.

Where a stock part of a test fails, the SDK has changed, and the repair may go.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from botbuilder.core import ActivityHandler, Bot, MessageFactory, TurnContext
from botbuilder.integration.aiohttp import CloudAdapter, ConfigurationBotFrameworkAuthentication
from botbuilder.schema import AdaptiveCardInvokeResponse, AdaptiveCardInvokeValue
from botframework.connector.aio import ConnectorClient
from botframework.connector.auth import ChannelValidation

from bot.settings import Settings
from bot.teams import connector, endpoint
from bot.teams.authentication import signing_keys
from bot.teams.transport import Pool
from storage.database.vault import new_key
from tests.bot.conftest import settings_with
from tests.bot.pretend.behind_microsoft import APP_ID, TENANT
from tests.bot.pretend.fake_microsoft import FakeMicrosoft
from tests.bot.pretend.pretend_teams import Person, PretendTeams

NO_APP = SimpleNamespace(APP_ID="", APP_PASSWORD="", APP_TYPE="MultiTenant", APP_TENANTID="")


class Echo(ActivityHandler):
    """Says back what it hears, and notes which tenant it came from."""

    def __init__(self) -> None:
        self.tenants: list[str | None] = []

    async def on_message_activity(self, context: TurnContext) -> None:
        self.tenants.append(context.activity.conversation.tenant_id)
        if context.activity.text == "forbidden":
            raise PermissionError("of the bot's own")
        await context.send_activity(MessageFactory.text(f"echo {context.activity.text}"))

    async def on_adaptive_card_invoke(
        self, context: TurnContext, invoke_value: AdaptiveCardInvokeValue
    ) -> AdaptiveCardInvokeResponse:
        return AdaptiveCardInvokeResponse(status_code=200, type="text", value={"done": True})


@asynccontextmanager
async def running(adapter: CloudAdapter, bot: Bot) -> AsyncIterator[str]:
    async def messages(request: web.Request) -> Any:
        return await adapter.process(request, bot)

    app = web.Application()
    app.router.add_post("/", messages)
    server = TestServer(app)
    await server.start_server()
    try:
        yield str(server.make_url("/"))
    finally:
        await server.close()


def stock() -> CloudAdapter:
    return CloudAdapter(ConfigurationBotFrameworkAuthentication(NO_APP))


@pytest.fixture
async def pool() -> AsyncIterator[Pool]:
    made = Pool()
    yield made
    await made.close()


Ask = Callable[..., Awaitable[tuple[int, int]]]


@pytest.fixture
def ask(teams: PretendTeams, http: aiohttp.ClientSession, pool: Pool, settings: Settings) -> Ask:
    """What the stock adapter and ours answer to the same request: two status codes."""

    async def post(data: Any = None, content_type: str = "application/json", **parts: Any) -> tuple[int, int]:
        person = Person(teams, http, "")
        made = person.activity(**parts)
        answers = []
        for adapter in (stock(), endpoint.adapter(settings, pool)):
            async with running(adapter, Echo()) as url:
                sent = {"json": made} if data is None else {"data": data, "headers": {"Content-Type": content_type}}
                async with http.post(url, **sent) as response:
                    answers.append(response.status)
        return answers[0], answers[1]

    return post


async def test_both_answer_a_message(ask: Ask) -> None:
    assert await ask(text="hello") == (201, 201)


async def test_an_answer_to_a_card_action_has_a_body(ask: Ask) -> None:
    action = {"action": {"type": "Action.Execute", "verb": "x", "data": {}}}
    assert await ask(type="invoke", name="adaptiveCard/action", value=action) == (500, 200)


async def test_a_card_action_that_is_refused_says_why(ask: Ask) -> None:
    action = {"action": {"type": "Action.OpenUrl"}}
    assert await ask(type="invoke", name="adaptiveCard/action", value=action) == (500, 400)


@pytest.mark.parametrize(
    "body",
    [
        b"{nope",
        b"",
        b"[1]",
        b'"text"',
        b"null",
        b"{}",
        b'{"type": "message"}',
        b'{"type": 5, "conversation": []}',
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"type": "x", "channelId": "x", "serviceUrl": "x", "conversation": "a", "from": {}, "recipient": {}}',
        b'{"type": "x", "channelId": "x", "serviceUrl": "x", "conversation": {}, "from": 1, "recipient": 2}',
    ],
    ids=lambda body: body[:20].decode("ascii", "replace"),
)
async def test_a_body_that_is_no_activity_is_refused(ask: Ask, body: bytes) -> None:
    _, ours = await ask(data=body)
    assert ours == 400


async def test_stock_fails_on_bodies_that_are_no_activity(ask: Ask) -> None:
    assert (await ask(data=b"{nope"))[0] == 500
    assert (await ask(data=b"[1]"))[0] == 500


@pytest.mark.parametrize("kind", ["text/plain", "multipart/form-data", "application/xml"])
async def test_another_kind_of_body_is_refused(ask: Ask, kind: str) -> None:
    _, ours = await ask(data=b"{}", content_type=kind)
    assert ours == 415


async def test_an_error_of_our_own_is_not_mistaken_for_a_bad_token(ask: Ask) -> None:
    assert await ask(text="forbidden") == (401, 500)


async def test_the_tenant_is_known(teams: PretendTeams, http: aiohttp.ClientSession, pool: Pool) -> None:
    heard = {}
    for name, adapter in (("stock", stock()), ("ours", endpoint.adapter(settings_with(), pool))):
        echo = Echo()
        async with running(adapter, echo) as url:
            await Person(teams, http, url, tenant="contoso").says("hello")
        heard[name] = echo.tenants
    assert heard == {"stock": [None], "ours": ["contoso"]}


async def test_a_reply_that_teams_refuses_is_an_error(
    teams: PretendTeams, http: aiohttp.ClientSession, pool: Pool
) -> None:
    async def refuse(_method: str, _activity: dict[str, Any]) -> web.Response:
        return web.json_response({"error": {"code": "Nope"}}, status=403)

    teams.answers = refuse
    async with running(endpoint.adapter(settings_with(), pool), Echo()) as url:
        person = Person(teams, http, url)
        await person.says("hello")
    assert person.status == 500


async def test_no_client_of_the_sdk_is_made(
    teams: PretendTeams, http: aiohttp.ClientSession, pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = []

    def counted(self: ConnectorClient, *args: Any, **kwargs: Any) -> None:
        made.append(self)
        plain(self, *args, **kwargs)

    plain = ConnectorClient.__init__
    monkeypatch.setattr(ConnectorClient, "__init__", counted)
    counts = []
    for adapter in (stock(), endpoint.adapter(settings_with(), pool)):
        made.clear()
        async with running(adapter, Echo()) as url:
            for _ in range(3):
                await Person(teams, http, url).says("hello")
        counts.append(len(made))
    assert counts == [3, 0]


async def test_clients_of_many_places_are_not_kept_for_ever(pool: Pool, settings: Settings) -> None:
    adapter = endpoint.adapter(settings, pool)
    factory: Any = adapter.bot_framework_authentication.create_connector_factory(adapter.create_claims_identity(""))
    for number in range(connector.MOST_CLIENTS * 2):
        await factory.create(f"http://127.0.0.1/{number}")
    authentication: Any = adapter.bot_framework_authentication
    assert len(authentication._clients) <= connector.MOST_CLIENTS


@pytest.mark.parametrize(
    "wrong",
    [{"rogue": True}, {"kid": "unknown"}, {"kid": None}, {"exp": 1}],
    ids=["signature", "key", "no key", "over"],
)
async def test_a_bad_token_is_no_error_of_ours(
    wrong: dict[str, Any],
    teams: PretendTeams,
    http: aiohttp.ClientSession,
    pool: Pool,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    microsoft = await asyncio.to_thread(FakeMicrosoft, tmp_path)
    keys = f"{microsoft.url}/v1/.well-known/openidconfiguration"
    monkeypatch.setattr(ChannelValidation, "open_id_metadata_endpoint", keys)
    monkeypatch.setattr(signing_keys, "METADATA", keys)
    with_app = SimpleNamespace(APP_ID=APP_ID, APP_PASSWORD="x", APP_TYPE="MultiTenant", APP_TENANTID="")
    real = settings_with(app_id=APP_ID, app_password="x", keys=new_key(), tenants=TENANT)
    token = microsoft.token(APP_ID, serviceurl=teams.service_url, **wrong)
    answers = []
    stock_one = CloudAdapter(ConfigurationBotFrameworkAuthentication(with_app))
    for adapter in (stock_one, endpoint.adapter(real, pool)):
        async with running(adapter, Echo()) as url:
            person = Person(teams, http, url, headers={"Authorization": f"Bearer {token}"})
            await person.says("hello")
            answers.append(person.status)
    await asyncio.to_thread(microsoft.close)
    assert answers == [500, 401]

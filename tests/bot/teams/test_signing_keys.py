"""Microsoft's signing keys: fetched once for everybody, renewed beside the turns, used for a while without it."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.teams.authentication import signing_keys
from bot.teams.authentication.signing_keys import KeysOutOfReach, SigningKeys
from tests.bot.pretend.fake_microsoft import KEY_ID, FakeMicrosoft


class Publisher:
    """Where the keys are published. `said` is the answer as it is; `let_through` can be cleared to keep all waiting."""

    def __init__(self, keys: list[dict[str, Any]]) -> None:
        self.keys, self.said, self.asked = keys, "", 0
        self.let_through = asyncio.Event()
        self.let_through.set()

    async def metadata(self, request: web.Request) -> web.Response:
        self.asked += 1
        await self.let_through.wait()
        return web.json_response({"jwks_uri": str(request.url.with_path("/keys"))})

    async def published(self, _: web.Request) -> web.Response:
        if self.said == "broken":
            return web.Response(status=500)
        return web.Response(text=self.said or json.dumps({"keys": self.keys}), content_type="text/plain")


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    fake = FakeMicrosoft(tmp_path_factory.mktemp("microsoft"))
    published: list[dict[str, Any]] = fake.answer("GET", "/keys", fake.url, {}, b"")[1]["keys"]
    fake.close()
    return published


@pytest.fixture
async def publisher(known: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Publisher]:
    made = Publisher(list(known))
    app = web.Application()
    app.router.add_get("/metadata", made.metadata)
    app.router.add_get("/keys", made.published)
    server = TestServer(app)
    await server.start_server()
    monkeypatch.setattr(signing_keys, "METADATA", str(server.make_url("/metadata")))
    yield made
    made.let_through.set()
    await server.close()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def keys(http: aiohttp.ClientSession, clock: Clock) -> AsyncIterator[SigningKeys]:
    made = SigningKeys(lambda: http, clock)
    yield made
    await made.close()


async def test_many_at_once_ask_once(publisher: Publisher, keys: SigningKeys) -> None:
    found = await asyncio.gather(*(keys.find(KEY_ID) for _ in range(50)), keys.to_be_had())
    assert all(found)
    assert publisher.asked == 1


async def test_only_keys_that_may_speak_for_teams_count(publisher: Publisher, keys: SigningKeys) -> None:
    published = {key["kid"]: await keys.find(key["kid"]) is not None for key in publisher.keys}
    assert len(published) > 3
    assert [name for name, counts in published.items() if counts] == [KEY_ID]


async def test_a_key_that_nobody_knows_is_looked_for_now_and_then(
    publisher: Publisher, keys: SigningKeys, clock: Clock
) -> None:
    for number in range(20):
        assert await keys.find(f"made up {number}") is None
    assert publisher.asked == 1
    publisher.keys.append({**publisher.keys[1], "kid": "new"})
    assert await keys.find("new") is None
    clock.now += signing_keys.LOOK_AGAIN
    assert await keys.find("new") is not None
    assert publisher.asked == 2


async def test_nobody_waits_while_keys_are_renewed(publisher: Publisher, keys: SigningKeys, clock: Clock) -> None:
    await keys.find(KEY_ID)
    publisher.let_through.clear()
    clock.now += signing_keys.FRESH_FOR
    assert await keys.find(KEY_ID) is not None
    assert await keys.find(KEY_ID) is not None
    publisher.let_through.set()
    assert await keys.find("made up") is None
    assert publisher.asked == 2


async def test_what_is_there_is_used_for_a_while_without_microsoft(
    publisher: Publisher, keys: SigningKeys, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    await keys.find(KEY_ID)
    publisher.said = "broken"
    for _ in range(3):
        clock.now += signing_keys.FRESH_FOR
        assert await keys.find(KEY_ID) is not None
        assert await keys.to_be_had()
        with pytest.raises(KeysOutOfReach):
            await keys.find("made up")
    clock.now += signing_keys.FRESH_FOR
    with pytest.raises(KeysOutOfReach):
        await keys.find(KEY_ID)
    assert not await keys.to_be_had()
    assert len(caplog.records) == 1
    publisher.said = ""
    clock.now += signing_keys.TRY_AGAIN
    assert await keys.find(KEY_ID) is not None


@pytest.mark.parametrize("said", ["broken", "{nope", "[]", "{}", '{"keys": []}', '{"keys": [5]}', '{"keys": {"a": 1}}'])
async def test_an_odd_answer_is_as_good_as_none(publisher: Publisher, keys: SigningKeys, said: str) -> None:
    publisher.said = said
    with pytest.raises(KeysOutOfReach):
        await keys.find(KEY_ID)
    assert not await keys.to_be_had()
    assert publisher.asked == 1, "and it is not asked again at once"


async def test_microsoft_is_not_waited_for_for_ever(
    publisher: Publisher, keys: SigningKeys, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signing_keys, "FETCH_SECONDS", 0.05)
    publisher.let_through.clear()
    async with asyncio.timeout(30):
        with pytest.raises(KeysOutOfReach):
            await keys.find(KEY_ID)


async def test_closing_waits_for_nobody(publisher: Publisher, keys: SigningKeys, tmp_path: Path) -> None:
    publisher.let_through.clear()
    keys.renew()
    async with asyncio.timeout(30):
        await keys.close()

"""Only Teams may write to the bot: each way in which a token can be wrong is refused, and none is an error of ours."""

import asyncio
import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import aiohttp
import jwt
import pytest

from storage.engine import Database
from storage.people import Role, add, add_setting
from storage.vault import Vault, new_key
from tests.bot.fake_microsoft import FakeMicrosoft
from tests.bot.pretend_teams import BOT
from tests.bot.served import Served
from tests.databases import upgrade_now

APP_ID = "11111111-2222-3333-4444-555555555555"
TENANT = "99999999-8888-7777-6666-555555555555"
PERSON = "aad-of-the-test"


@pytest.fixture(scope="module")
def microsoft(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FakeMicrosoft]:
    fake = FakeMicrosoft(tmp_path_factory.mktemp("microsoft"))
    yield fake
    fake.close()


@pytest.fixture(scope="module")
def bot(tmp_path_factory: pytest.TempPathFactory, microsoft: FakeMicrosoft) -> Iterator[Served]:
    folder, key = tmp_path_factory.mktemp("bot"), new_key()
    url = f"sqlite:///{folder / 'waymark.db'}"
    upgrade_now(url)
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, one_worker(url, key)).result()
    served = Served(
        folder,
        microsoft.environment,
        keys=key,
        app_id=APP_ID,
        app_password="secret",
        app_tenant=TENANT,
        tenants=TENANT,
    )
    yield served
    assert served.stop() == 0


async def one_worker(url: str, key: str) -> None:
    database = Database(url, Vault([key]))
    async with database.transaction(datetime.now(UTC)) as tx:
        school = await add_setting(tx, "A school", "primary_school", {})
        await add(tx, "A worker", school.id, [Role.WORKER], tenant=TENANT, object_id=PERSON)
    await database.close()


def activity(microsoft: FakeMicrosoft, **parts: Any) -> dict[str, Any]:
    return {
        "type": "message",
        "id": f"{time.monotonic_ns()}",
        "text": "hello",
        "channelId": "msteams",
        "serviceUrl": microsoft.service_url,
        "from": {"id": "29:x", "aadObjectId": PERSON},
        "recipient": BOT,
        "conversation": {"id": "a:x", "conversationType": "personal", "tenantId": TENANT},
        "channelData": {"tenant": {"id": TENANT}},
        **parts,
    }


async def post(bot: Served, sent: dict[str, Any], authorization: str | None) -> int:
    headers = {} if authorization is None else {"Authorization": authorization}
    async with (
        aiohttp.ClientSession() as http,
        http.post(bot.messages, json=sent, headers=headers) as response,
    ):
        return response.status


async def test_a_message_with_teams_own_token_is_answered(bot: Served, microsoft: FakeMicrosoft) -> None:
    before = len(microsoft.sent)
    assert await post(bot, activity(microsoft), f"Bearer {microsoft.token(APP_ID)}") == 201
    answers = microsoft.sent[before:]
    assert "Waymark" in json.dumps(answers[0]["activity"])
    assert {a["authorization"] for a in answers} == {"Bearer given-1"}


HOUR = 3600
BAD_TOKENS: dict[str, dict[str, Any]] = {
    "signed by somebody else": {"rogue": True},
    "a key that nobody knows": {"kid": "unknown"},
    "no key named": {"kid": None},
    "for another bot": {"aud": "another"},
    "for nobody": {"drop": "aud"},
    "from another issuer": {"iss": "https://example.org"},
    "from nobody": {"drop": "iss"},
    "over for an hour": {"exp": int(time.time()) - HOUR},
    "not yet": {"nbf": int(time.time()) + HOUR},
    "for another place": {"serviceurl": "https://example.org/"},
    "for no place": {"drop": "serviceurl"},
}


@pytest.mark.parametrize("wrong", BAD_TOKENS.values(), ids=BAD_TOKENS.keys())
async def test_a_bad_token_is_refused(bot: Served, microsoft: FakeMicrosoft, wrong: dict[str, Any]) -> None:
    before = len(microsoft.sent)
    assert await post(bot, activity(microsoft), f"Bearer {microsoft.token(APP_ID, **wrong)}") == 401
    assert microsoft.sent[before:] == []


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "Bearer",
        "Bearer ",
        "Bearer abc",
        "Bearer a.b.c",
        "Basic dTpw",
        "Bearer " + jwt.encode({"iss": "https://api.botframework.com", "aud": APP_ID}, "x" * 64, algorithm="HS256"),
        "Bearer " + jwt.encode({"iss": "https://api.botframework.com", "aud": APP_ID}, "", algorithm="none"),
    ],
    ids=lambda header: str(header)[:14],
)
async def test_what_is_no_token_is_refused(bot: Served, microsoft: FakeMicrosoft, header: str | None) -> None:
    assert await post(bot, activity(microsoft), header) == 401


async def test_another_channel_is_not_endorsed(bot: Served, microsoft: FakeMicrosoft) -> None:
    sent = activity(microsoft, channelId="webchat")
    assert await post(bot, sent, f"Bearer {microsoft.token(APP_ID)}") == 401


async def test_another_organisation_is_told_so_and_nothing_is_kept(bot: Served, microsoft: FakeMicrosoft) -> None:
    before = len(microsoft.sent)
    sent = activity(microsoft, channelData={"tenant": {"id": "somewhere-else"}})
    assert await post(bot, sent, f"Bearer {microsoft.token(APP_ID)}") == 201
    assert "isn’t set up for your organisation" in str(microsoft.sent[before]["activity"])


async def test_a_bad_body_with_a_good_token_is_refused(bot: Served, microsoft: FakeMicrosoft) -> None:
    assert await post(bot, {"type": "message"}, f"Bearer {microsoft.token(APP_ID)}") == 400


async def test_a_token_is_fetched_once_for_many_messages(bot: Served, microsoft: FakeMicrosoft) -> None:
    for _ in range(5):
        await post(bot, activity(microsoft), f"Bearer {microsoft.token(APP_ID)}")
    assert microsoft.tokens_given == 1


async def test_none_of_it_was_an_error_of_ours_or_is_in_the_log(bot: Served, microsoft: FakeMicrosoft) -> None:
    token = microsoft.token(APP_ID, rogue=True)
    await post(bot, activity(microsoft, text="Marmaduke Plantagenet"), f"Bearer {token}")
    assert '"level": "error"' not in bot.log
    assert token not in bot.log
    assert "Marmaduke" not in bot.log

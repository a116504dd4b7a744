"""Whatever a request carries: 201, 400, 401, 413, 415 or 501, decided by the token first and by the body after it."""

import asyncio
import gzip
import json
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp.test_utils import TestServer

from bot.runtime import Runtime
from bot.teams import adapter as edge
from dialogs.turn import Reply
from storage.people import addresses
from tests.bot.conftest import Someone
from tests.bot.pretend.behind_microsoft import DSL, TENANT, Behind
from tests.bot.pretend.fake_microsoft import FakeMicrosoft

JSON = {"Content_Type": "application/json"}
BIG = b" " * 300_000


def packed(body: bytes) -> dict[str, Any]:
    return {"body": body, "Content_Encoding": "gzip"}


def sent_as(kind: str, encoding: str = "utf-8") -> Callable[[bytes], dict[str, Any]]:
    return lambda good: {"body": good.decode().encode(encoding), "Content_Type": kind}


BODIES: dict[str, tuple[int, Callable[[bytes], dict[str, Any]]]] = {
    "an activity": (201, lambda good: {"body": good}),
    "in UTF-8": (201, sent_as("application/json; charset=utf-8")),
    "in UTF-8, in capitals": (201, sent_as("application/json; charset=UTF-8")),
    "packed": (201, lambda good: packed(gzip.compress(good))),
    "deflated": (201, lambda good: {"body": zlib.compress(good), "Content_Encoding": "deflate"}),
    "spaces around it": (201, lambda good: {"body": b"  " + good + b"\n\n"}),
    "no number": (201, lambda good: {"body": good[:-1] + b', "value": NaN}'}),
    "said twice": (201, lambda good: {"body": b'{"text": "x", ' + good[1:]}),
    "in Klingon": (400, sent_as("application/json; charset=klingon")),
    "in hexadecimal": (400, sent_as("application/json; charset=hex")),
    "in UTF-16": (400, sent_as("application/json; charset=utf-16", "utf-16")),
    "in UTF-16, unsaid": (400, sent_as("application/json", "utf-16")),
    "with a mark before it": (400, sent_as("application/json", "utf-8-sig")),
    "packed badly": (400, lambda good: packed(good)),
    "packed and broken": (400, lambda good: packed(gzip.compress(good)[:20] + b"xxxxxxxxxxxx")),
    "packed and cut off": (400, lambda good: packed(gzip.compress(good)[:-20])),
    "deflated badly": (400, lambda good: {"body": good, "Content_Encoding": "deflate"}),
    "packed as Klingon": (201, lambda good: {"body": good, "Content_Encoding": "klingon"}),
    "too large": (413, lambda good: {"body": good + BIG}),
    "too large once unpacked": (413, lambda good: packed(gzip.compress(good + BIG))),
    "far too large once unpacked": (413, lambda good: packed(gzip.compress(BIG * 100))),
    "as text": (415, sent_as("text/plain")),
    "as a form": (415, sent_as("application/x-www-form-urlencoded")),
    "as many parts": (415, sent_as("multipart/form-data; boundary=x")),
    "as XML": (415, sent_as("application/xml")),
    "as another JSON": (415, sent_as("application/activity+json")),
    "as nothing": (415, sent_as("")),
}  # fmt: skip


NO_ACTIVITIES = [
    *(b"", b"{nope", b"[1]", b'"text"', b"null", b"7", b"{}", b'{"type": "message"}', b"\xff\xfe", b"\0", b"{'a': 1}"),
    *(b"[" * 100_000, b'{"a":' * 20_000, b"[" + b"1" * 5000 + b"]", b'{"text": "\n"}'),
]


@pytest.mark.parametrize("body", NO_ACTIVITIES, ids=lambda body: repr(body[:12]))
async def test_what_is_no_activity(behind: Behind, body: bytes) -> None:
    assert await behind.post(body, f"Bearer {behind.token()}", **JSON) == 400
    assert await behind.post(body, f"Bearer {behind.token(ends=-400)}", **JSON) == 401


@pytest.mark.parametrize(("status", "made"), BODIES.values(), ids=BODIES.keys())
async def test_a_body(behind: Behind, status: int, made: Callable[[bytes], dict[str, Any]]) -> None:
    request = JSON | made(json.dumps(behind.activity()).encode())
    assert await behind.post(request.pop("body"), f"Bearer {behind.token()}", **request) == status


@pytest.mark.parametrize("made", [made for _, made in BODIES.values()], ids=BODIES.keys())
async def test_the_token_is_asked_for_before_any_body_is_looked_at(
    behind: Behind, made: Callable[[bytes], dict[str, Any]]
) -> None:
    request = JSON | made(json.dumps(behind.activity()).encode())
    body = request.pop("body")
    assert await behind.post(body, f"Bearer {behind.token(rogue=True)}", **request) == 401
    assert await behind.post(body, None, **request) == 401


IN_PRIVATE = {"id": "a:dsl", "conversationType": "personal", "tenantId": TENANT}
ACTIVITIES: dict[str, tuple[int, dict[str, Any]]] = {
    **{f"without {part}": (400, {part: None})
       for part in ("type", "channelId", "serviceUrl", "conversation", "from", "recipient")},
    **{f"a {part} of another kind": (400, {part: value})
       for part, value in {"type": 5, "id": 5, "text": ["x"], "name": {}, "serviceUrl": 5, "channelId": [],
                           "conversation": "a", "from": [], "recipient": 2, "channelData": "x", "attachments": {},
                           "entities": "x", "membersAdded": {}, "membersRemoved": 1}.items()},
    "attachments of another kind": (400, {"attachments": [5]}),
    **{f"a {kind}": (201, {"type": kind})
       for kind in ("conversationUpdate", "installationUpdate", "typing", "messageReaction", "messageUpdate", "trace",
                    "messageDelete", "endOfConversation", "event", "handoff", "contactRelationUpdate", "unheard", "")},
    **{f"an invoke of {name or 'nothing'}": (501, {"type": "invoke", "name": name})
       for name in ("task/fetch", "composeExtension/query", "signin/verifyState", "fileConsent/invoke", "x", None)},
    **{f"asking for {mode}": (201, {"deliveryMode": mode})
       for mode in ("normal", "notification", "expectReplies", "ephemeral", "stream", "unheard")},
    "an invoke asking for replies": (501, {"type": "invoke", "name": "task/fetch", "deliveryMode": "expectReplies"}),
    **{f"in a {kind}": (201, {"conversation": {**IN_PRIVATE, "conversationType": kind}})
       for kind in ("groupChat", "channel", "unheard")},
    "in a chat without an id": (400, {"conversation": {**IN_PRIVATE, "id": None}}),
    "in a chat with an empty id": (400, {"conversation": {**IN_PRIVATE, "id": ""}}),
    "in a chat with an odd id": (400, {"conversation": {**IN_PRIVATE, "id": "../../v3?x=\0#"}}),
    "in a chat with a list for an id": (400, {"conversation": {**IN_PRIVATE, "id": ["a"]}}),
    "from nobody": (201, {"from": {}}),
    "from somebody without an id of Entra's": (201, {"from": {"id": "29:dsl"}}),
    "from somebody unknown": (201, {"from": {"id": "29:x", "aadObjectId": "00000000-0000-4000-8000-000000000000"}}),
    "from a number": (201, {"from": {"id": "29:dsl", "aadObjectId": 5}}),
    "from the bot itself": (201, {"from": {"id": "28:waymark", "aadObjectId": DSL}}),
    "to nobody": (201, {"recipient": {}}),
    "without text": (201, {"text": None}),
    "with half a character": (201, {"text": "\ud83d"}),
    "with a character of code 0": (201, {"text": "in\0box"}),
    "without an id": (201, {"id": None}),
    "with a long id": (201, {"id": "x" * 5000}),
    "with an odd time": (400, {"timestamp": "yesterday"}),
    "with odd answers": (201, {"value": {"asked": 5, "answer": [None]}}),
}  # fmt: skip


@pytest.mark.parametrize(("status", "parts"), ACTIVITIES.values(), ids=ACTIVITIES.keys())
async def test_an_activity(behind: Behind, status: int, parts: dict[str, Any]) -> None:
    assert await behind.post(behind.activity(**parts), f"Bearer {behind.token()}") == status


async def test_a_header_in_no_text_at_all(behind: Behind) -> None:
    """As bytes that are neither English nor UTF-8, which no client sends of its own accord."""
    reader, writer = await asyncio.open_connection("127.0.0.1", behind.served.port)
    writer.write(b"POST /api/messages HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                 b"Authorization: Bearer \xe9\xff.a.b\r\nContent-Length: 2\r\n\r\n{}")  # fmt: skip
    assert b" 401 " in await reader.readline()
    writer.close()


async def test_a_body_that_never_comes_is_not_waited_for(bot: TestServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(edge, "BODY_SECONDS", 0.05)
    head = b"POST /api/messages HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"

    async def stalled() -> bytes:
        reader, writer = await asyncio.open_connection("127.0.0.1", bot.port)
        writer.write(head + b"Content-Length: 99\r\n\r\n{")
        said = await reader.readline()
        writer.close()
        return said

    async with asyncio.timeout(30):
        answers = await asyncio.gather(*(stalled() for _ in range(200)))
    assert {answer.split()[1] for answer in answers} == {b"400"}


async def test_who_asks_for_the_replies_gets_them_in_the_chat_and_later_turns_are_well(
    someone: Someone, caplog: pytest.LogCaptureFixture
) -> None:
    """A card that went into the answer instead had no id, and could never be cleared: each later turn tried in vain."""
    worker = someone()
    asked = await worker.says("report", deliveryMode="expectReplies")
    assert (worker.status, worker.body) == (201, None)
    assert any(shown.card for shown in asked)
    await worker.says("cancel")
    await worker.says("hello")
    assert [line.message for line in caplog.records if line.levelname in ("WARNING", "ERROR")] == []


async def test_a_card_that_was_kept_without_an_id_is_given_up(
    someone: Someone, runtime: Runtime, caplog: pytest.LogCaptureFixture
) -> None:
    async with runtime.database.transaction(runtime.clock()) as tx:
        card = {"id": None, "reply": Reply("x", "Shall I?").as_json(), "before": ""}
        await addresses.change_open_cards(tx, "demo-worker", shown=[card])
    await someone().says("hello")
    await someone().says("hello again")  # writes down what was cleared after the turn before
    async with runtime.database.transaction(runtime.clock()) as tx:
        assert [card for card in (await addresses.get(tx, "demo-worker")).open_cards if card["id"] is None] == []
    assert [line.message for line in caplog.records if line.levelname in ("WARNING", "ERROR")] == []


@pytest.fixture
def out_of_reach(tmp_path: Path) -> Iterator[FakeMicrosoft]:
    fake = FakeMicrosoft(tmp_path)
    fake.keys_are_out = True
    yield fake
    fake.close()


async def test_without_microsofts_keys_nobody_is_believed_and_it_says_so(
    out_of_reach: FakeMicrosoft, tmp_path: Path
) -> None:
    """503, so that Teams may try again; once they are to be had, all is well without a restart."""
    (folder := tmp_path / "bot").mkdir()
    bot = Behind(folder, out_of_reach)
    assert await bot.post(bot.activity(), f"Bearer {bot.token()}") == 503
    assert await bot.post(bot.activity(), "Bearer x") == 401
    status, said = await bot.health()
    assert (status, said["ready"], said["sign_in"]) == (503, False, "no_keys")
    out_of_reach.keys_are_out = False
    async with asyncio.timeout(60):
        while (await bot.health())[0] == 503:  # noqa: ASYNC110  of another process
            await asyncio.sleep(0.1)
    assert await bot.post(bot.activity(), f"Bearer {bot.token()}") == 201
    assert bot.served.stop() == 0
    assert '"level": "error"' not in bot.served.log
    assert bot.served.log.count("signing keys could not be fetched") == 1

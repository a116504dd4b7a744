"""Teams as a load: people who each write one message after another, and a connector that takes the replies.

Everything is on 127.0.0.1. A turn lasts from the moment its activity is posted until the bot has answered the request
with 2xx, and at least one message has come by then; `reply` is when the first one came.
"""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from ssl import SSLContext
from typing import Any

from aiohttp import ClientSession, TCPConnector, web
from aiohttp.test_utils import TestServer

from storage.administration import demo
from tests.bot.pretend.pretend_teams import BOT, connector

LONGEST = 120.0
"""Seconds for one run, whatever happens."""


@dataclass
class Run:
    """What was measured, in seconds. `wrong` turns had no reply, or not 2xx, or not the words that were expected."""

    turns: list[float] = field(default_factory=list)
    replies: list[float] = field(default_factory=list)
    wrong: int = 0
    took: float = 0.0


@dataclass(frozen=True)
class Message:
    """`expects` must be in a reply to it."""

    text: str
    expects: str = ""


class Connector:
    """Takes what the bot sends. `came` holds, by chat, when the first message of this turn came and all their words."""

    def __init__(self, *, seconds: float = 0.0, tls: SSLContext | None = None) -> None:
        """`seconds` are taken over each message; with `tls` it is reached by https."""
        self.service_url = ""
        self._seconds, self._tls = seconds, tls
        self._number = 0
        self.came: dict[str, tuple[float, list[bytes]]] = {}

    async def start(self) -> TestServer:
        server = await connector(self._take, self._tls)
        # the certificate is for the name
        self.service_url = str(server.make_url("/")).replace("127.0.0.1", "localhost" if self._tls else "127.0.0.1")
        return server

    async def _take(self, request: web.Request) -> web.Response:
        body = await request.read()
        if self._seconds:
            await asyncio.sleep(self._seconds)
        if request.method == "POST":
            self.came.setdefault(request.match_info["chat"], (time.perf_counter(), []))[1].append(body)
        self._number += 1
        return web.json_response({"id": f"m{self._number}"}, status=201)


async def run(
    url: str, connector: Connector, script: Sequence[Message], people: int, turns: int, *, first: int = 0
) -> Run:
    """`people` at once, about `turns` in all: each person goes through the whole script, once or several times. They
    are counted from `first`.
    """
    measured = Run()
    rounds = max(1, round(turns / people / len(script)))
    async with ClientSession(connector=TCPConnector(limit=0)) as http:
        begun = time.perf_counter()
        each = [_person(http, url, connector, script, who, rounds, measured) for who in range(first, first + people)]
        async with asyncio.timeout(LONGEST):
            await asyncio.gather(*each)
        measured.took = time.perf_counter() - begun
    return measured


async def _person(
    http: ClientSession,
    url: str,
    connector: Connector,
    script: Sequence[Message],
    who: int,
    rounds: int,
    measured: Run,
) -> None:
    chat = f"a:bench-{who}"
    for message in list(script) * rounds:
        connector.came.pop(chat, None)
        begun = time.perf_counter()
        async with http.post(url, json=_activity(connector, who, message.text)) as response:
            await response.read()
        ended = time.perf_counter()
        first, bodies = connector.came.get(chat, (0.0, []))
        if response.status // 100 != 2 or not bodies or message.expects.encode() not in b"".join(bodies):
            measured.wrong += 1
            continue
        measured.turns.append(ended - begun)
        measured.replies.append(first - begun)


def _activity(connector: Connector, who: int, text: str) -> dict[str, Any]:
    return {
        "type": "message",
        "id": f"{time.time_ns()}-{who}",
        "text": text,
        "textFormat": "plain",
        "channelId": "msteams",
        "serviceUrl": connector.service_url,
        "from": {"id": f"29:bench-{who}", "name": "Invented", "aadObjectId": f"bench-{who}"},
        "recipient": BOT,
        "conversation": {"id": f"a:bench-{who}", "conversationType": "personal", "tenantId": demo.TENANT},
        "channelData": {"tenant": {"id": demo.TENANT}},
    }

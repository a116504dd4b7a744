"""`waymark serve` as a council runs it, behind the fake Microsoft, and a server elsewhere that must hear nothing."""

import asyncio
import threading
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, TypeVar

import aiohttp

from storage.database.engine import Database, Tx
from storage.database.vault import Vault, new_key
from storage.people.people import KnownAs, Role, add
from storage.people.settings import add_setting
from tests.bot.pretend.fake_microsoft import FakeMicrosoft
from tests.bot.pretend.pretend_teams import BOT
from tests.bot.served import Served
from tests.support.databases import upgrade_now

APP_ID = "11111111-aaaa-4333-8444-555555555555"
TENANT = "99999999-bbbb-4777-8666-555555555555"
WORKER = "aaaaaaaa-1111-4222-8333-444444444444"
DSL = "dddddddd-1111-4222-8333-444444444444"

T = TypeVar("T")


class Behind:
    """The bot, with a worker and the DSL of one school. `messages` is where Teams posts."""

    def __init__(self, folder: Path, microsoft: FakeMicrosoft, **settings: str) -> None:
        self.microsoft, self.key = microsoft, new_key()
        self._database = f"sqlite:///{folder / 'waymark.db'}"
        upgrade_now(self._database)
        self.changes(_two_people)
        given = {"keys": self.key, "app_id": APP_ID, "app_password": "secret", "app_tenant": TENANT, "tenants": TENANT}
        self.served = Served(folder, microsoft.environment, **(given | settings))
        self.messages = self.served.messages

    def changes(self, work: Callable[[Tx], Awaitable[T]]) -> T:
        """Something else done to the database, or asked of it."""

        async def in_transaction() -> T:
            database = Database(self._database, Vault([self.key]))
            try:
                async with database.transaction(datetime.now(UTC)) as tx:
                    return await work(tx)
            finally:
                await database.close()

        with ThreadPoolExecutor(1) as thread:
            return thread.submit(asyncio.run, in_transaction()).result()

    def token(self, **parts: Any) -> str:
        return self.microsoft.token(APP_ID, **parts)

    def activity(self, **parts: Any) -> dict[str, Any]:
        """What the DSL writes in their private chat. A part that is None is left out."""
        made = {
            "type": "message",
            "id": f"{time.monotonic_ns()}",
            "text": "inbox",
            "channelId": "msteams",
            "serviceUrl": self.microsoft.service_url,
            "from": {"id": "29:dsl", "aadObjectId": DSL},
            "recipient": BOT,
            "conversation": {"id": "a:dsl", "conversationType": "personal", "tenantId": TENANT},
            "channelData": {"tenant": {"id": TENANT}},
            **parts,
        }
        return {name: value for name, value in made.items() if value is not None}

    async def post(self, sent: dict[str, Any] | bytes, authorization: Any = (), **headers: str) -> int:
        """The status of the answer. `authorization` is the header, or each of several."""
        all_of_them = [(name.replace("_", "-"), value) for name, value in headers.items()]
        listed = [authorization] if isinstance(authorization, str) else authorization or ()
        all_of_them += [("Authorization", value) for value in listed]
        body: dict[str, Any] = {"data": sent} if isinstance(sent, bytes) else {"json": sent}
        async with aiohttp.ClientSession() as http, http.post(self.messages, headers=all_of_them, **body) as response:
            return response.status

    async def health(self) -> tuple[int, dict[str, Any]]:
        async with aiohttp.ClientSession() as http, http.get(f"{self.served.url}/readyz") as response:
            return response.status, await response.json()


async def _two_people(tx: Tx) -> None:
    school = await add_setting(tx, "A school", "primary_school", {})
    await add(tx, "A worker", school.id, [Role.WORKER], KnownAs(tenant=TENANT, object_id=WORKER))
    await add(tx, "A lead", school.id, [Role.DSL], KnownAs(tenant=TENANT, object_id=DSL), id="dsl")


class Elsewhere:
    """A server that is not Teams. `heard` is all that ever reached it."""

    def __init__(self) -> None:
        heard: list[tuple[str, str, str]] = []
        self.heard = heard

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *_: Any) -> None:
                """Quiet."""

            def do_POST(self) -> None:
                heard.append((self.command, self.path, self.headers.get("Authorization", "")))
                self.send_response(201)
                self.send_header("Content-Length", "0")
                self.end_headers()

            do_GET = do_PUT = do_DELETE = do_POST

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self._server.server_port}/"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

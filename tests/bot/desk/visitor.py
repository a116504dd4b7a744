"""Somebody at the desk, as a browser would have it: cookies kept, a form sent with what its page gave it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from aiohttp import ClientResponse, ClientSession, DummyCookieJar
from aiohttp.test_utils import TestServer


@dataclass
class Visitor:
    """One browser. `text` is the last page, `status` and `headers` those of the last answer. `server`: it, or where it
    listens; `public`: the address by which the browser knows it, where that is another; `at`: where the browser is.
    """

    server: TestServer | str
    public: str = ""
    at: str = ""
    cookies: dict[str, str] = field(default_factory=dict)
    status: int = 0
    text: str = ""
    headers: Any = None
    set_cookies: list[str] = field(default_factory=list)
    content: bytes = b""

    @property
    def origin(self) -> str:
        return self.public or self.listens

    @property
    def listens(self) -> str:
        return self.server if isinstance(self.server, str) else str(self.server.make_url("/")).rstrip("/")

    async def signs_in(self, login: str = "dsl") -> "Visitor":
        """As one of the demo's people."""
        return await self.sends("/sign-in/demo", person=login)

    async def opens(self, path: str, **headers: str) -> "Visitor":
        return await self.asks("GET", path, headers=headers)

    async def sends(self, path: str, headers: Mapping[str, str | None] | None = None, **fields: Any) -> "Visitor":
        """A form of the page that was opened last, with its token unless another is given. A header that is None is
        left out.
        """
        if "token" not in fields and self.token:
            fields["token"] = self.token
        given = {name: value for name, value in fields.items() if value is not None}
        sent = {"Origin": self.origin, **(headers or {})}
        kept = {name: value for name, value in sent.items() if value is not None}
        return await self.asks("POST", path, headers=kept, data=given)

    @property
    def token(self) -> str:
        found = re.search(r'name="token" value="([0-9a-f]+)"', self.text)
        return found[1] if found else ""

    @property
    def goes_to(self) -> str:
        return str(self.headers.get("Location", ""))

    async def asks(self, method: str, path: str, *, headers: dict[str, str] | None = None, **more: Any) -> "Visitor":
        """`path` begins after /desk."""
        sent = dict(headers or {})
        if self.at:
            sent["X-Forwarded-For"] = self.at
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        async with (
            ClientSession(cookie_jar=DummyCookieJar()) as http,
            http.request(method, f"{self.listens}/desk{path}", headers=sent, allow_redirects=False, **more) as answer,
        ):
            await self._take(answer)
        return self

    async def _take(self, answer: ClientResponse) -> None:
        content = self.content = await answer.read()
        self.status, self.headers = answer.status, answer.headers
        self.set_cookies = answer.headers.getall("Set-Cookie", [])
        for cookie in self.set_cookies:
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies.pop(name, None)
            if value:
                self.cookies[name] = value
        if answer.content_type == "text/html":
            self.text = content.decode()
        elif content:
            self.text = content.decode("utf-8", "replace")

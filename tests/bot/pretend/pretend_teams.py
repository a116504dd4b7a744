"""Teams as the bot sees it: posts activities over HTTP, takes the replies, shows cards and lets them be pressed."""

import itertools
import ssl
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer

from storage.administration import demo

CARD = "application/vnd.microsoft.card.adaptive"
BOT = {"id": "28:waymark", "name": "Waymark"}


@dataclass
class Shown:
    """One message in a chat as it stands now, after any update."""

    id: str
    activity: dict[str, Any]
    updates: int = 0

    @property
    def card(self) -> dict[str, Any] | None:
        for attachment in self.activity.get("attachments") or ():
            if attachment["contentType"] == CARD:
                card: dict[str, Any] = attachment["content"]
                return card
        return None

    @property
    def text(self) -> str:
        """Everything that can be read in it."""
        parts = [self.activity.get("text") or ""]
        if self.card:
            parts += [str(e["text"]) for e in elements(self.card) if e.get("type") in ("TextRun", "TextBlock")]
        return "\n".join(part for part in parts if part)

    @property
    def buttons(self) -> list[str]:
        suggested = (self.activity.get("suggestedActions") or {}).get("actions") or []
        return [a["title"] for a in (self.card or {}).get("actions", [])] + [a["title"] for a in suggested]


def elements(node: Any) -> list[dict[str, Any]]:
    """Every object with a type in a card, however deep."""
    if isinstance(node, list):
        return [e for child in node for e in elements(child)]
    if isinstance(node, dict):
        mine = [node] if "type" in node else []
        return mine + [e for child in node.values() for e in elements(child)]
    return []


async def connector(
    takes: Callable[[web.Request], Awaitable[web.Response]], tls: ssl.SSLContext | None = None
) -> TestServer:
    """Where a bot sends its messages and updates, running. `takes` answers each; by https with `tls`."""
    app = web.Application(client_max_size=10**7)
    app.router.add_route("*", "/v3/conversations/{chat}/activities", takes)
    app.router.add_route("*", "/v3/conversations/{chat}/activities/{id}", takes)
    server = TestServer(app, scheme="https" if tls else "http")
    await server.start_server(ssl=tls)
    return server


@dataclass
class PretendTeams:
    """The connector at `service_url`. `answers` can make it refuse: it gets a request, returns a status or None."""

    service_url: str = ""
    chats: dict[str, list[Shown]] = field(default_factory=dict)
    typing: list[str] = field(default_factory=list)
    requests: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)
    answers: Callable[[str, dict[str, Any]], Awaitable[web.Response | None]] | None = None
    _ids: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    async def start(self) -> TestServer:
        server = await connector(self._take)
        self.service_url = str(server.make_url("/"))
        return server

    async def _take(self, request: web.Request) -> web.Response:
        activity = await request.json()
        self.requests.append((request.method, request.path, dict(request.headers)))
        if self.answers and (refused := await self.answers(request.method, activity)):
            return refused
        chat = self.chats.setdefault(request.match_info["chat"], [])
        if request.method == "PUT":
            shown = next((m for m in chat if m.id == request.match_info["id"]), None)
            if shown is None:
                return web.json_response({"error": {"code": "ActivityNotFoundInConversation"}}, status=404)
            shown.activity, shown.updates = activity, shown.updates + 1
            return web.json_response({"id": shown.id})
        if activity["type"] == "typing":
            self.typing.append(request.match_info["chat"])
            return web.json_response({"id": "typing"})
        shown = Shown(f"m{next(self._ids)}", activity)
        chat.append(shown)
        return web.json_response({"id": shown.id}, status=201)


@dataclass
class Person:
    """Somebody in Teams, in their private chat with the bot."""

    teams: PretendTeams
    http: ClientSession
    bot_url: str
    object_id: str = "demo-worker"
    tenant: str = demo.TENANT
    conversation: str = ""
    kind: str = "personal"
    headers: dict[str, str] = field(default_factory=dict)
    status: int = 0
    body: Any = None

    def __post_init__(self) -> None:
        self.conversation = self.conversation or f"a:{self.object_id}"

    @property
    def chat(self) -> list[Shown]:
        return self.teams.chats.setdefault(self.conversation, [])

    def activity(self, **parts: Any) -> dict[str, Any]:
        made = {
            "type": "message",
            "id": f"in-{next(self.teams._ids)}",
            "channelId": "msteams",
            "serviceUrl": self.teams.service_url,
            "from": {"id": f"29:{self.object_id}", "name": "Invented", "aadObjectId": self.object_id},
            "recipient": BOT,
            "conversation": {"id": self.conversation, "conversationType": self.kind, "tenantId": self.tenant},
            "channelData": {"tenant": {"id": self.tenant}},
        }
        return {key: value for key, value in {**made, **parts}.items() if value is not None}

    async def posts(self, activity: dict[str, Any]) -> list[Shown]:
        """What is new in the chat after it."""
        before = len(self.chat)
        async with self.http.post(self.bot_url, json=activity, headers=self.headers) as response:
            self.status = response.status
            self.body = await response.json() if response.content_type == "application/json" else None
        return self.chat[before:]

    async def says(self, text: str, **parts: Any) -> list[Shown]:
        return await self.posts(self.activity(text=text, textFormat="plain", **parts))

    async def opens(self) -> list[Shown]:
        """The bot is added: Teams sends two activities, either of them first."""
        before = len(self.chat)
        await self.posts(self.activity(type="installationUpdate", action="add"))
        await self.posts(self.activity(type="conversationUpdate", membersAdded=[BOT]))
        return self.chat[before:]

    def last_with(self, title: str) -> Shown:
        return next(m for m in reversed(self.chat) if title in m.buttons)

    async def presses(self, title: str, on: Shown | None = None, **inputs: str) -> list[Shown]:
        """Press a card's button, or a suggested answer; a card's inputs go with it."""
        shown = on or self.last_with(title)
        for action in (shown.card or {}).get("actions", []):
            if action["title"] == title:
                value = action["data"] if action.get("associatedInputs") == "none" else {**inputs, **action["data"]}
                return await self.posts(self.activity(value=value, replyToId=shown.id))
        for suggested in shown.activity["suggestedActions"]["actions"]:
            if suggested["title"] == title:
                return await self.says(suggested["value"])
        raise AssertionError(f"no {title} in {shown.buttons}")

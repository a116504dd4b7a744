"""A bot that says back what it hears, on botbuilder's adapter, on ours, or on a bare aiohttp handler: `python -m
tests.bench.echo ours 4000`.
"""

import sys
from types import SimpleNamespace
from urllib.parse import quote

from aiohttp import ClientSession, TCPConnector, web
from botbuilder.core import ActivityHandler, MessageFactory, TurnContext
from botbuilder.integration.aiohttp import CloudAdapter, ConfigurationBotFrameworkAuthentication

from bot.settings import Settings
from bot.teams import endpoint
from bot.teams.transport import Pool, trusted


class Echo(ActivityHandler):
    async def on_message_activity(self, context: TurnContext) -> None:
        await context.send_activity(MessageFactory.text(f"echo {context.activity.text}"))


def adapter(which: str) -> CloudAdapter:
    if which == "ours":
        return endpoint.adapter(Settings.model_validate({}), Pool())
    nobody = SimpleNamespace(APP_ID="", APP_PASSWORD="", APP_TYPE="MultiTenant", APP_TENANTID="")
    return CloudAdapter(ConfigurationBotFrameworkAuthentication(nobody))


class Bare:
    """No more than has to be done: the activity read as JSON, and one message sent back."""

    def __init__(self) -> None:
        self._session: ClientSession | None = None

    async def process(self, request: web.Request, _echo: Echo) -> web.Response:
        heard = await request.json()
        self._session = self._session or ClientSession(connector=TCPConnector(ssl=trusted()))
        url = f"{heard['serviceUrl']}v3/conversations/{quote(heard['conversation']['id'])}/activities/{heard['id']}"
        answer = {"type": "message", "text": f"echo {heard['text']}", "from": heard["recipient"], "id": None}
        async with self._session.post(url, json=answer) as response:
            await response.read()
        return web.Response(status=201)


async def alive(_request: web.Request) -> web.Response:
    return web.json_response({"status": "ok"})


def main() -> None:
    which, port = sys.argv[1:]
    made: CloudAdapter | Bare = Bare() if which == "bare" else adapter(which)
    echo = Echo()

    async def messages(request: web.Request) -> web.StreamResponse:
        answered = await made.process(request, echo)
        return answered or web.Response(status=201)

    app = web.Application()
    app.router.add_post("/api/messages", messages)
    app.router.add_get("/healthz", alive)
    web.run_app(app, host="127.0.0.1", port=int(port), print=None, access_log=None)


if __name__ == "__main__":
    main()

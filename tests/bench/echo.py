"""A bot that says back what it hears, on botbuilder's adapter or on ours: `python -m tests.bench.echo ours 4000`."""

import sys
from types import SimpleNamespace

from aiohttp import web
from botbuilder.core import ActivityHandler, MessageFactory, TurnContext
from botbuilder.integration.aiohttp import CloudAdapter, ConfigurationBotFrameworkAuthentication

from bot.settings import Settings
from bot.teams import channel
from bot.teams.transport import Pool


class Echo(ActivityHandler):
    async def on_message_activity(self, context: TurnContext) -> None:
        await context.send_activity(MessageFactory.text(f"echo {context.activity.text}"))


def adapter(which: str) -> CloudAdapter:
    if which == "ours":
        return channel.adapter(Settings.model_validate({}), Pool())
    nobody = SimpleNamespace(APP_ID="", APP_PASSWORD="", APP_TYPE="MultiTenant", APP_TENANTID="")
    return CloudAdapter(ConfigurationBotFrameworkAuthentication(nobody))


async def alive(_request: web.Request) -> web.Response:
    return web.json_response({"status": "ok"})


def main() -> None:
    which, port = sys.argv[1:]
    made, echo = adapter(which), Echo()

    async def messages(request: web.Request) -> web.StreamResponse:
        answered = await made.process(request, echo)
        return answered or web.Response(status=201)

    app = web.Application()
    app.router.add_post("/api/messages", messages)
    app.router.add_get("/healthz", alive)
    web.run_app(app, host="127.0.0.1", port=int(port), print=None, access_log=None)


if __name__ == "__main__":
    main()

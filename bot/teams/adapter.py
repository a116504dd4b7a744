"""Botbuilder's CloudAdapter with the defects of 4.17.1 repaired, each by a function that says what it mends.

4.17.1 is the last release of that SDK: no repair will come from there.
"""

import asyncio
import json
from collections.abc import Callable
from typing import Any

from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError
from botbuilder.core import Bot, InvokeResponse
from botbuilder.integration.aiohttp import CloudAdapter
from botbuilder.schema import Activity
from msrest.serialization import Model

from bot.teams.authentication.signing_keys import KeysOutOfReach
from bot.teams.authentication.token_check import NotFromTeams, TokenCheck
from bot.teams.connector import EconomicalAuthentication
from bot.teams.schema import as_json, from_json
from storage.people.entra import entra_id

BODY_SECONDS = 10.0
"""For a whole body to come in, which Teams sends at once."""

ALWAYS = ("type", "channelId", "serviceUrl", "conversation", "from", "recipient")
PARTS = {
    **dict.fromkeys(("type", "id", "text", "name", "serviceUrl", "channelId"), str),
    **dict.fromkeys(("conversation", "from", "recipient", "channelData"), dict),
    **dict.fromkeys(("attachments", "entities", "membersAdded", "membersRemoved"), list),
}
"""Of what kind the parts of an activity are, where they are there at all."""


class TeamsAdapter(CloudAdapter):
    """Takes Teams' requests and sends replies. Errors of a turn are raised to the caller, never swallowed."""

    def __init__(
        self, authentication: EconomicalAuthentication, app_id_of: Callable[[str], str], check: TokenCheck | None
    ) -> None:
        """`app_id_of`: the registration by which people of a tenant are spoken to. `check` wherever there is one;
        without it nothing is signed, and only this machine is listened to.
        """
        super().__init__(authentication)
        self._authentication, self.app_id_of, self.check = authentication, app_id_of, check

    async def process(
        self,
        request: web.Request,
        bot: Bot,
        ws_response: web.WebSocketResponse | None = None,
    ) -> web.Response:
        """Raises aiohttp’s HTTP errors for a request that is refused, before anything of it is taken."""
        if self.check is None:
            activity, app_id = await read_activity(request), self.app_id_of("")
        else:
            activity, app_id = await _from_teams(request, self.check)
        always_send(activity)
        admitted = self._authentication.admitted(app_id)
        return response_to_invoke(await self.process_activity(admitted, activity, bot.on_turn))


async def _from_teams(request: web.Request, check: TokenCheck) -> tuple[Activity, str]:
    """The activity of a request with a good token, which is looked at before anything of the body is; and the app id
    that it was sent to.
    """
    try:
        claims = await check.claims(request.headers.getall("Authorization", []))
        activity = await read_activity(request)
        app_id = check.admit(claims, activity)
    except NotFromTeams as refused:
        check.refusals.note(refused.reason)
        raise web.HTTPUnauthorized from None
    except KeysOutOfReach:
        raise web.HTTPServiceUnavailable from None
    return activity, app_id


async def read_activity(request: web.Request) -> Activity:
    """Stock: a body that is not an activity is answered with 500, and one that never ends is waited for for ever."""
    if request.content_type != "application/json":
        raise web.HTTPUnsupportedMediaType(text="An activity is JSON.")
    body = await _json(request)
    if not _is_activity(body):
        raise web.HTTPBadRequest(text="This is not an activity.")
    try:
        activity = from_json(Activity, body)
    except (TypeError, ValueError):
        raise web.HTTPBadRequest(text="This is not an activity.") from None
    keep_tenant(activity)
    return activity


async def _json(request: web.Request) -> Any:
    """UTF-8, as JSON between machines is (RFC 8259, 8.1). What was packed badly or broken off is refused too."""
    if (request.charset or "utf-8").lower() not in ("utf-8", "utf8"):
        raise web.HTTPBadRequest(text="JSON is UTF-8.")
    try:
        async with asyncio.timeout(BODY_SECONDS):
            return json.loads((await request.read()).decode())
    except TimeoutError:
        raise web.HTTPBadRequest(text="The body did not come in time.") from None
    except (OSError, web.RequestPayloadError, HttpProcessingError):
        raise web.HTTPBadRequest(text="The body cannot be read.") from None
    except (ValueError, RecursionError):
        raise web.HTTPBadRequest(text="This is not JSON.") from None


def _is_activity(body: Any) -> bool:
    """An object with the parts that every activity has, each part of its kind, from a chat that can be written to."""
    if not isinstance(body, dict) or any(body.get(part) is None for part in ALWAYS):
        return False
    if not all(isinstance(body[part], kind) for part, kind in PARTS.items() if body.get(part) is not None):
        return False
    chat = body["conversation"].get("id")
    return isinstance(chat, str) and chat != "" and chat.isprintable()


def keep_tenant(activity: Activity) -> None:
    """Stock: the tenant is lost, since it is looked for as `tenantID` and Teams says `tenantId`.

    What Teams says in the channel's data is taken, and is then kept with the address of the chat. An activity that
    names two tenants is from none.
    """
    conversation = activity.conversation
    if conversation is not None:
        channel = activity.channel_data if isinstance(activity.channel_data, dict) else {}
        said = channel.get("tenant")
        said = said.get("id") if isinstance(said, dict) else None
        also = conversation.additional_properties.pop("tenantId", None)
        agree = not (said and also) or entra_id(str(said)) == entra_id(str(also))
        conversation.tenant_id = (said or also) if agree else None


def always_send(activity: Activity) -> None:
    """Stock: with `expectReplies`, replies go into the answer, and get no id by which their cards are cleared later.

    Waymark sends every reply by itself, in whatever way somebody asks to have it delivered.
    """
    activity.delivery_mode = None


def response_to_invoke(answer: InvokeResponse | None) -> web.Response:
    """Stock: the body of an answer is serialised a second time, hence 500 for every answer that has one."""
    if answer is None:
        return web.Response(status=201)
    body = answer.body
    if isinstance(body, Model):
        say_why_refused(body)
        body = as_json(body)
    return web.json_response(body, status=int(answer.status))


def say_why_refused(body: Any) -> None:
    """Stock: the refusal of a card action carries an Exception, which is not JSON, hence 500."""
    error = getattr(body, "value", None)
    if isinstance(error, Exception):
        code, message = (*map(str, error.args), "", "")[:2]
        body.value = {"code": code, "message": message}

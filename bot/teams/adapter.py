"""Botbuilder's CloudAdapter with the defects of 4.17.1 repaired, each by a function that says what it mends.

4.17.1 is the last release of that SDK: no repair will come from there.
"""

from typing import Any

import jwt
from aiohttp import web
from botbuilder.core import Bot, InvokeResponse, serializer_helper
from botbuilder.integration.aiohttp import CloudAdapter
from botbuilder.schema import Activity
from botframework.connector.auth import AuthenticateRequestResult, BotFrameworkAuthentication
from msrest.exceptions import ClientException
from msrest.serialization import Model

ALWAYS = ("type", "channelId", "serviceUrl", "conversation", "from", "recipient")
PARTS = {
    **dict.fromkeys(("type", "id", "text", "name", "serviceUrl", "channelId"), str),
    **dict.fromkeys(("conversation", "from", "recipient", "channelData"), dict),
    **dict.fromkeys(("attachments", "entities", "membersAdded", "membersRemoved"), list),
}
"""Of what kind the parts of an activity are, where they are there at all."""


class TeamsAdapter(CloudAdapter):
    """Takes Teams' requests and sends replies. Errors of a turn are raised to the caller, never swallowed."""

    def __init__(self, authentication: BotFrameworkAuthentication, *, signed: bool) -> None:
        """`signed`: whether requests must carry Microsoft's token: wherever there is an app id."""
        super().__init__(authentication)
        self._signed = signed

    async def process(
        self,
        request: web.Request,
        bot: Bot,
        ws_response: web.WebSocketResponse | None = None,
    ) -> web.Response:
        activity = await read_activity(request)
        sender = await self._check_token(request.headers.get("Authorization", ""), activity)
        keep_tenant(activity)
        return response_to_invoke(await self.process_activity(sender, activity, bot.on_turn))

    async def _check_token(self, header: str, activity: Activity) -> AuthenticateRequestResult:
        if self._signed and not header:
            raise web.HTTPUnauthorized
        try:
            return await self.bot_framework_authentication.authenticate_request(activity, header)
        except Exception as error:
            if is_about_the_token(error):
                raise web.HTTPUnauthorized from None
            raise


async def read_activity(request: web.Request) -> Activity:
    """Stock: a body that is not an activity is answered with 500."""
    if request.content_type != "application/json":
        raise web.HTTPUnsupportedMediaType(text="An activity is JSON.")
    try:
        body = await request.json()
    except (ValueError, RecursionError):
        raise web.HTTPBadRequest(text="This is not JSON.") from None
    if not _is_activity(body):
        raise web.HTTPBadRequest(text="This is not an activity.")
    try:
        activity: Activity = Activity.deserialize(body)  # type: ignore[no-untyped-call]
        return activity
    except (ClientException, AttributeError, TypeError, ValueError, KeyError):
        raise web.HTTPBadRequest(text="This is not an activity.") from None


def _is_activity(body: Any) -> bool:
    """An object with the parts that every activity has, and each part of its kind."""
    if not isinstance(body, dict) or any(body.get(part) is None for part in ALWAYS):
        return False
    return all(isinstance(body[part], kind) for part, kind in PARTS.items() if body.get(part) is not None)


def is_about_the_token(error: Exception) -> bool:
    """Stock: most ways in which a token can be bad raise something else than PermissionError, hence 500.

    A wrong or missing key id is an Index-, Key- or AttributeError; a wrong endorsement a bare Exception.
    """
    return (
        isinstance(error, PermissionError | jwt.PyJWTError | KeyError | IndexError | AttributeError)
        or type(error) is Exception
    )


def keep_tenant(activity: Activity) -> None:
    """Stock: the tenant is lost, since it is looked for as `tenantID` and Teams says `tenantId`.

    What Teams says in the channel's data is taken, and is then kept with the address of the chat.
    """
    conversation = activity.conversation
    if conversation is not None:
        channel = activity.channel_data if isinstance(activity.channel_data, dict) else {}
        said = channel.get("tenant")
        said = said.get("id") if isinstance(said, dict) else None
        conversation.tenant_id = said or conversation.additional_properties.pop("tenantId", None)


def response_to_invoke(answer: InvokeResponse | None) -> web.Response:
    """Stock: the body of an answer is serialised a second time, hence 500 for every answer that has one."""
    if answer is None:
        return web.Response(status=201)
    body = answer.body
    if isinstance(body, Model):
        say_why_refused(body)
        body = serializer_helper(body)
    return web.json_response(body, status=int(answer.status))


def say_why_refused(body: Any) -> None:
    """Stock: the refusal of a card action carries an Exception, which is not JSON, hence 500."""
    error = getattr(body, "value", None)
    if isinstance(error, Exception):
        code, message = (*map(str, error.args), "", "")[:2]
        body.value = {"code": code, "message": message}

"""Sends to Teams: our own client in the place of botbuilder's, which makes two for each turn, has every message checked
field by field and sends in threads.
"""

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from botbuilder.core import TurnContext
from botbuilder.core.bot_adapter import BotAdapter
from botbuilder.schema import Activity, CallerIdConstants, ResourceResponse
from botframework.connector.auth import AuthenticationConstants, BotFrameworkAuthentication, ClaimsIdentity
from botframework.connector.auth.authenticate_request_result import AuthenticateRequestResult
from botframework.connector.auth.connector_factory import ConnectorFactory
from botframework.connector.auth.user_token_client import UserTokenClient

from bot.teams.authentication.tokens import OwnToken
from bot.teams.schema import as_json
from bot.teams.transport import Pool

MOST_CLIENTS = 64

CredentialsFor = Callable[[str, str], Any]
"""With what a registration (its app id) asks for a token for an audience."""


class Connector:
    """Sends to the chats of one service address. Botbuilder asks its client for `conversations`: this is both.

    Raises Refused where Teams says no, TryLater where it asks to wait for too long, and what aiohttp raises where it is
    out of reach.
    """

    def __init__(self, service_url: str, token: OwnToken, pool: Pool) -> None:
        self._chats = f"{service_url.rstrip('/')}/v3/conversations"
        self._token, self._pool = token, pool

    @property
    def conversations(self) -> "Connector":
        """Itself: botbuilder looks here for what follows."""
        return self

    async def send_to_conversation(self, chat: str, activity: Activity) -> ResourceResponse:
        """A new message in that chat; what Teams answers holds its id."""
        return await self._send("POST", self._of(chat), activity)

    async def reply_to_activity(self, chat: str, activity_id: str, activity: Activity) -> ResourceResponse:
        """The same, under a message that is there."""
        return await self._send("POST", self._of(chat, activity_id), activity)

    async def update_activity(self, chat: str, activity_id: str, activity: Activity) -> ResourceResponse:
        """Puts this in the place of a message that was sent."""
        return await self._send("PUT", self._of(chat, activity_id), activity)

    def _of(self, chat: str, *activity_id: str) -> str:
        return "/".join(
            (self._chats, quote(chat, safe=""), "activities", *(quote(part, safe="") for part in activity_id))
        )

    async def _send(self, method: str, url: str, activity: Activity) -> ResourceResponse:
        answer = await self._pool.send(method, url, as_json(activity), await self._token.headers())
        return ResourceResponse(id=str(answer.get("id") or ""))


async def send(context: TurnContext, activity: Activity) -> str | None:
    """A message into the chat of a turn; the id by which it can be replaced. Stock, it is copied through and through,
    and handed round to listeners that nobody has.
    """
    _address(context, activity)
    client: Any = context.turn_state[BotAdapter.BOT_CONNECTOR_CLIENT_KEY]
    if activity.reply_to_id:
        sent = await client.reply_to_activity(activity.conversation.id, activity.reply_to_id, activity)
    else:
        sent = await client.send_to_conversation(activity.conversation.id, activity)
    return str(sent.id) or None


async def update(context: TurnContext, activity: Activity) -> None:
    """The message with this id becomes another one."""
    _address(context, activity)
    client: Any = context.turn_state[BotAdapter.BOT_CONNECTOR_CLIENT_KEY]
    await client.update_activity(activity.conversation.id, activity.id, activity)


def _address(context: TurnContext, activity: Activity) -> None:
    TurnContext.apply_conversation_reference(activity, TurnContext.get_conversation_reference(context.activity))
    activity.input_hint = "acceptingInput"


class OneClientForEachPlace(ConnectorFactory):
    """Hands out the client for a service address, made once."""

    def __init__(
        self, stock: Any, clients: dict[tuple[str, str, str], Connector], pool: Pool, credentials: CredentialsFor
    ) -> None:
        self._stock, self._clients, self._pool, self._credentials = stock, clients, pool, credentials

    async def create(self, service_url: str, audience: str | None = None) -> Any:
        """The client for an address; `audience` is whom our token is for, Teams where none is named."""
        # an alert names no audience, and goes to the same as a reply
        audience = audience or self._stock._to_channel_from_bot_oauth_scope
        app_id = self._stock._app_id or ""
        key = (app_id, service_url, audience)
        if key not in self._clients:
            if len(self._clients) >= MOST_CLIENTS:
                self._clients.clear()
            token = OwnToken(self._credentials(app_id, audience), self._pool)
            self._clients[key] = Connector(service_url, token, self._pool)
        return self._clients[key]


class NoUserTokens(UserTokenClient):
    """Stock: a second client for each turn, for signing people in elsewhere, which Waymark never does."""

    async def _never(self, *_: Any, **__: Any) -> Any:
        raise NotImplementedError("Waymark signs nobody in")

    get_user_token = get_sign_in_resource = sign_out_user = _never
    get_token_status = get_aad_tokens = exchange_token = _never


class EconomicalAuthentication(BotFrameworkAuthentication):
    """Clients made once instead of for every turn. Botbuilder's own checks, which are looser than those of
    `bot/teams/authentication/token_check.py`, are never asked.
    """

    def __init__(self, stock: BotFrameworkAuthentication, pool: Pool, credentials: CredentialsFor) -> None:
        self._stock, self._pool, self._credentials = stock, pool, credentials
        self._clients: dict[tuple[str, str, str], Connector] = {}

    def admitted(self, app_id: str) -> AuthenticateRequestResult:
        """What botbuilder wants to know about a request that may come in. Without an app id, nothing is signed."""
        result = AuthenticateRequestResult()
        result.claims_identity = ClaimsIdentity({AuthenticationConstants.AUDIENCE_CLAIM: app_id}, True)
        result.audience = self.get_originating_audience()
        result.caller_id = CallerIdConstants.public_azure_channel
        result.connector_factory = self.create_connector_factory(result.claims_identity)
        return result

    def create_connector_factory(self, claims_identity: ClaimsIdentity) -> ConnectorFactory:
        """Gives the one client of each service address, where botbuilder's would make a new one."""
        stock = self._stock.create_connector_factory(claims_identity)
        return OneClientForEachPlace(stock, self._clients, self._pool, self._credentials)

    async def create_user_token_client(self, claims_identity: ClaimsIdentity) -> UserTokenClient:
        """One that keeps nobody's token: Waymark asks for none."""
        return NoUserTokens()

    def get_originating_audience(self) -> str:
        """Whom our own token is for, as botbuilder has it."""
        audience: str = self._stock.get_originating_audience()
        return audience

    async def _never(self, *_: Any, **__: Any) -> Any:
        raise NotImplementedError("Waymark checks tokens itself")

    authenticate_request = authenticate_streaming_request = authenticate_channel_request = _never

    def create_bot_framework_client(self) -> Any:
        """Raises NotImplementedError, always: it would be for calling another bot."""
        raise NotImplementedError("Waymark calls no other bot")

"""The clients that send to Teams, made once for each place.

Stock, botbuilder builds two for every turn, which takes most of the turn's time.
"""

from typing import Any

from botbuilder.schema import CallerIdConstants
from botframework.connector import AsyncBfPipeline
from botframework.connector.aio import ConnectorClient
from botframework.connector.auth import AuthenticationConstants, BotFrameworkAuthentication, ClaimsIdentity
from botframework.connector.auth.authenticate_request_result import AuthenticateRequestResult
from botframework.connector.auth.connector_factory import ConnectorFactory
from botframework.connector.auth.user_token_client import UserTokenClient
from msrest.universal_http.requests import ClientRetryPolicy

from bot.teams.authentication.tokens import Signature
from bot.teams.transport import Pool, Sender

MOST_CLIENTS = 64


def look_codes_up_in_a_set() -> None:
    """Stock: each client asks of 999 status codes whether they are in a list of 500."""
    codes: Any = frozenset(ClientRetryPolicy.safe_codes)
    ClientRetryPolicy.safe_codes = codes


class OneClientForEachPlace(ConnectorFactory):
    """Hands out the client for a service address, made once."""

    def __init__(self, stock: Any, clients: dict[tuple[str, str, str], ConnectorClient], pool: Pool) -> None:
        self._stock, self._clients, self._pool = stock, clients, pool

    async def create(self, service_url: str, audience: str | None = None) -> ConnectorClient:
        """The client for an address; `audience` is whom our token is for, Teams where none is named."""
        # an alert names no audience, and goes to the same as a reply
        audience = audience or self._stock._to_channel_from_bot_oauth_scope
        key = (self._stock._app_id or "", service_url, audience)
        if key not in self._clients:
            if len(self._clients) >= MOST_CLIENTS:
                self._clients.clear()
            self._clients[key] = await self._make(service_url, audience)
        return self._clients[key]

    async def _make(self, service_url: str, audience: str) -> ConnectorClient:
        stock = self._stock
        credentials = await stock._credential_factory.create_credentials(
            stock._app_id,
            audience,
            stock._login_endpoint,
            stock._validate_authority,
        )
        client = ConnectorClient(Signature(credentials, self._pool), base_url=service_url, sender=Sender(self._pool))
        # only now: the client's own pipeline, which sends in threads, would take the signature over otherwise
        client._client.config.pipeline = AsyncBfPipeline(client.config)
        return client


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

    def __init__(self, stock: BotFrameworkAuthentication, pool: Pool) -> None:
        self._stock, self._pool = stock, pool
        self._clients: dict[tuple[str, str, str], ConnectorClient] = {}

    def admitted(self, app_id: str) -> AuthenticateRequestResult:
        """What botbuilder wants to know about a request that may come in. Without an app id, nothing is signed."""
        result = AuthenticateRequestResult()
        result.claims_identity = ClaimsIdentity({AuthenticationConstants.AUDIENCE_CLAIM: app_id}, True)
        result.audience = self.get_originating_audience()
        result.caller_id = CallerIdConstants.public_azure_channel
        result.connector_factory = self.create_connector_factory(result.claims_identity)
        return result

    def create_connector_factory(self, claims_identity: ClaimsIdentity) -> ConnectorFactory:
        return OneClientForEachPlace(self._stock.create_connector_factory(claims_identity), self._clients, self._pool)

    async def create_user_token_client(self, claims_identity: ClaimsIdentity) -> UserTokenClient:
        return NoUserTokens()

    def get_originating_audience(self) -> str:
        audience: str = self._stock.get_originating_audience()
        return audience

    async def _never(self, *_: Any, **__: Any) -> Any:
        raise NotImplementedError("Waymark checks tokens itself")

    authenticate_request = authenticate_streaming_request = authenticate_channel_request = _never

    def create_bot_framework_client(self) -> Any:
        raise NotImplementedError("Waymark calls no other bot")

"""All that `bot/app.py` needs of Teams: where activities come in, how alerts and late replies go out."""

from types import SimpleNamespace

from aiohttp import web
from botbuilder.integration.aiohttp import ConfigurationBotFrameworkAuthentication
from botframework.connector.auth import AuthenticationConstants, ChannelValidation

from bot.outbox import ToChat
from bot.settings import Settings
from bot.teams.adapter import TeamsAdapter
from bot.teams.chats import alerts
from bot.teams.connector import EconomicalAuthentication, look_codes_up_in_a_set
from bot.teams.handler import TeamsBot
from bot.teams.late import deliver_all_that_is_late
from bot.teams.sending import Pool
from bot.teams.signing import fetch_keys_off_the_loop
from bot.turns import House


class Door:
    """One process has one: its adapter, its bot, its pool of connections."""

    def __init__(self, settings: Settings, house: House) -> None:
        self._app_id, self._house = settings.app_id, house
        self._pool = Pool()
        self._adapter = adapter(settings, self._pool)
        self._bot = TeamsBot(house, settings)

    async def messages(self, request: web.Request) -> web.Response:
        """`POST /api/messages`."""
        return await self._adapter.process(request, self._bot)

    @property
    def to_chat(self) -> ToChat:
        return alerts(self._adapter, self._app_id)

    async def deliver_what_is_late(self) -> None:
        await deliver_all_that_is_late(self._house, self._adapter, self._app_id)

    @property
    def trouble(self) -> str:
        """Why nothing can be sent just now, in a word; empty where there is no trouble."""
        return self._pool.trouble

    async def close(self) -> None:
        await self._pool.close()


def adapter(settings: Settings, pool: Pool) -> TeamsAdapter:
    look_codes_up_in_a_set()
    fetch_keys_off_the_loop(
        ChannelValidation.open_id_metadata_endpoint or AuthenticationConstants.TO_BOT_FROM_CHANNEL_OPENID_METADATA_URL
    )
    # the Emulator's tokens never pass, yet its keys would be fetched, on the loop, to find that out
    fetch_keys_off_the_loop(AuthenticationConstants.TO_BOT_FROM_EMULATOR_OPENID_METADATA_URL)
    known_to_sdk = SimpleNamespace(
        APP_ID=settings.app_id,
        APP_PASSWORD=settings.app_password.get_secret_value(),
        APP_TYPE="SingleTenant" if settings.app_tenant else "MultiTenant",
        APP_TENANTID=settings.app_tenant,
    )
    stock = ConfigurationBotFrameworkAuthentication(known_to_sdk)
    return TeamsAdapter(EconomicalAuthentication(stock, pool), signed=bool(settings.app_id))

"""All that `bot/web/app.py` needs of Teams: where activities come in, how alerts and late replies go out."""

import time
from collections.abc import Callable
from types import SimpleNamespace

from aiohttp import web
from botbuilder.integration.aiohttp import ConfigurationBotFrameworkAuthentication

from bot.delivery.outbox import ToChat
from bot.runtime import Runtime
from bot.settings import Settings
from bot.teams.adapter import TeamsAdapter
from bot.teams.authentication.credentials import OwnCredentials
from bot.teams.authentication.signing_keys import SigningKeys
from bot.teams.authentication.token_check import TokenCheck
from bot.teams.chats import alerts
from bot.teams.closing_records import put_away_what_is_over
from bot.teams.connector import EconomicalAuthentication
from bot.teams.handler import TeamsBot
from bot.teams.redelivery import deliver_all_that_is_late
from bot.teams.transport import Pool
from bot.web.guards import Refusals
from bot.web.health import SignIns


class Channel:
    """One process has one: its adapter, its bot, its pool of connections."""

    def __init__(self, settings: Settings, runtime: Runtime) -> None:
        self._runtime = runtime
        self._pool = Pool()
        self._adapter = adapter(settings, self._pool)
        self._check = self._adapter.check
        self._bot = TeamsBot(runtime, settings)

    def tell_of_sending(self, sent: Callable[[float, int], None]) -> None:
        """Called with the seconds and the status of each request to Teams from now on."""
        self._pool.sent = sent

    async def messages(self, request: web.Request) -> web.Response:
        """`POST /api/messages`."""
        return await self._adapter.process(request, self._bot)

    @property
    def to_chat(self) -> ToChat:
        """How an alert is sent to a person’s private chat."""
        return alerts(self._adapter)

    async def deliver_what_is_late(self) -> None:
        """What was kept with a turn and could not be sent then, to everyone."""
        await deliver_all_that_is_late(self._runtime, self._bot.cleared, self._adapter)

    async def put_away(self) -> None:
        """Records that have stood in a chat for long enough."""
        await put_away_what_is_over(self._runtime, self._bot.cleared, self._adapter)

    async def write_down(self) -> None:
        """Which cards were cleared since, of everyone."""
        await self._bot.cleared.write(self._runtime)

    @property
    def trouble(self) -> str:
        """Why nothing can be sent just now, in a word; empty where there is no trouble."""
        return self._pool.trouble

    @property
    def refusals(self) -> Refusals | None:
        """Who was not let in. None without an app id, where nothing is signed."""
        return self._check.refusals if self._check else None

    def token_age(self) -> float | None:
        """Seconds since our own token was asked for and given; None where it has not been yet."""
        return None if self._pool.token_at is None else time.monotonic() - self._pool.token_at

    def renew_keys(self) -> None:
        """Microsoft's, in the background, where it is time."""
        if self._check is not None:
            self._check.keys.renew()

    async def sign_ins(self) -> SignIns | None:
        """Whether Teams can be told from others just now. None without an app id, where nothing is signed."""
        if self._check is None:
            return None
        return SignIns(await self._check.keys.to_be_had(), self._check.refusals.count)

    async def close(self) -> None:
        """Ends what is under way in the background, and the connections."""
        if self._check is not None:
            await self._check.keys.close()
        await self._pool.close()


def adapter(settings: Settings, pool: Pool) -> TeamsAdapter:
    """Botbuilder’s adapter with our token check; without an app id nothing is signed, and nothing is checked."""
    known_to_sdk = SimpleNamespace(
        APP_ID=settings.app_id,
        # tokens are ours to fetch (authentication/credentials.py): botbuilder only wants to see that there is something
        APP_PASSWORD="ours" if settings.app_id else "",
        APP_TYPE="SingleTenant" if settings.app_tenant else "MultiTenant",
        APP_TENANTID=settings.app_tenant,
    )
    stock = ConfigurationBotFrameworkAuthentication(known_to_sdk)
    registrations = {one.app_id: one for one in settings.every_registration}
    tenants = {one.app_id: one.tenants for one in registrations.values()}
    check = TokenCheck(tenants, SigningKeys(pool.session)) if settings.app_id else None

    def credentials(app_id: str, audience: str) -> OwnCredentials:
        return OwnCredentials(registrations[app_id], audience)

    def app_id_of(tenant: str) -> str:
        return settings.registration_of(tenant).app_id

    return TeamsAdapter(EconomicalAuthentication(stock, pool, credentials), app_id_of, check)

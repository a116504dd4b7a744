"""Microsoft: its signing keys, a token for the bot, the place that messages are sent to, and by it what time it is."""

import asyncio
from collections.abc import Callable, Collection
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import aiohttp

from bot.doctor.findings import Finding, finding
from bot.registrations import Registration
from bot.settings import Settings
from bot.teams.authentication import signing_keys
from bot.teams.authentication.credentials import OwnCredentials, TokenRefused
from bot.teams.authentication.signing_keys import SigningKeys
from bot.teams.transport import Pool
from storage.administration.endings import STEPS, days_left

CONNECTOR = "https://smba.trafficmanager.net/uk/"
"""Where messages for Teams go in this country, as long as nobody has written and Teams has not said where."""
CLOCK_WRONG = timedelta(seconds=60)
"""Tokens are refused from five minutes on; a clock that is a minute off is on its way there."""


async def check(of: Settings, service_urls: Collection[str], clock: Callable[[], datetime]) -> list[Finding]:
    """`service_urls`: where the people's chats are. `clock`: this machine's, in UTC."""
    pool = Pool()
    try:
        found = [] if await SigningKeys(pool.session).to_be_had() else [finding("live_no_keys")]
        found += await _clock(pool, clock)
        for one in of.every_registration:
            found += await _token(one)
        for address in sorted(service_urls or {CONNECTOR}):
            if not await _answers(pool, address):
                found.append(finding("live_connector", address=address))
        return [*found, *(end for one in of.every_registration for end in ends(one, clock()))]
    finally:
        await pool.close()


async def _clock(pool: Pool, clock: Callable[[], datetime]) -> list[Finding]:
    """By the moment in Microsoft's answer."""
    try:
        async with pool.session().get(signing_keys.METADATA) as answer:
            theirs = parsedate_to_datetime(answer.headers.get("Date", "")).astimezone(UTC)
    except (aiohttp.ClientError, OSError, TimeoutError, ValueError):
        return []  # said by `live_no_keys`
    off = abs(theirs - clock())
    return [finding("live_clock", seconds=int(off.total_seconds()))] if off > CLOCK_WRONG else []


async def _token(of: Registration) -> list[Finding]:
    try:
        await asyncio.to_thread(OwnCredentials(of).get_access_token)
    except TokenRefused as refused:
        return [finding("live_token_refused", code=refused.code or "-")]
    except Exception:  # requests' and MSAL's own, of many kinds: no token could be asked for
        return [finding("live_token")]
    return []


async def _answers(pool: Pool, address: str) -> bool:
    """Whether something is there that answers, whatever it says: without a chat there is nothing to ask it."""
    try:
        async with pool.session().get(f"{address.rstrip('/')}/v3/conversations"):
            return True
    except (aiohttp.ClientError, OSError, TimeoutError):
        return False


def ends(of: Registration, now: datetime) -> list[Finding]:
    """The last day of the bot's secret or certificate."""
    if of.app_managed_identity:
        return []
    days = days_left(of.proof_ends, now)
    if days is None:
        return [finding("live_end_unknown")]
    if days < 0:
        return [finding("live_ended", day=of.proof_ends)]
    return [finding("live_ends", day=of.proof_ends, days=days)] if days <= max(STEPS) else []

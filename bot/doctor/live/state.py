"""What the database says of itself, of the people in it, and of what waits for somebody who is not there."""

from datetime import datetime, timedelta

from bot.doctor.findings import Finding, finding
from bot.job_kinds import AUDIENCES
from bot.settings import Settings
from storage.administration import joining, staff
from storage.clocks import running
from storage.database import server
from storage.database.engine import Tx
from storage.people import addresses
from storage.problems import NotFound

OLDEST_BACKUP = timedelta(days=2)
"""A backup is made every night; one that failed is noticed the day after. The project's own figure."""
LONG_UNANSWERED = timedelta(days=2)
"""That somebody asked to join. The project's own figure."""
OLDEST_POSTGRESQL = 13
"""Older ones get no repairs any more from those who make it."""


async def check(of: Settings, tx: Tx, last_backup: datetime | None) -> list[Finding]:
    """Everything that is asked in one transaction."""
    return [
        *await _server(tx),
        *_settings(of, tx.now),
        *_backup(tx.now, last_backup),
        *await _people(of, tx),
        *await _clocks(tx),
    ]


async def service_urls(tx: Tx) -> set[str]:
    """Where the chats of people are, as Teams said it."""
    return {str(chat["service_url"]) for chat in await addresses.every_chat(tx) if chat.get("service_url")}


async def _server(tx: Tx) -> list[Finding]:
    at = await server.look(tx)
    found = []
    if at.kind == "postgresql" and at.version < OLDEST_POSTGRESQL:
        found.append(finding("live_database_old", version=at.version, oldest=OLDEST_POSTGRESQL))
    if not at.is_here and not at.is_encrypted:
        found.append(finding("live_database_open"))
    return found


def _settings(of: Settings, now: datetime) -> list[Finding]:
    found = []
    if len(of.keys) > 1:
        found.append(finding("live_old_keys", count=len(of.keys) - 1))
    if not any(day >= now.date() for day in of.closed_days):
        found.append(finding("live_no_closed_days"))
    return found


def _backup(now: datetime, last: datetime | None) -> list[Finding]:
    if last is None:
        return [finding("live_no_backup")]
    if now - last <= OLDEST_BACKUP:
        return []
    return [finding("live_old_backup", days=(now - last).days)]


async def _people(of: Settings, tx: Tx) -> list[Finding]:
    found = []
    if of.tenants and (elsewhere := await staff.of_other_tenants(tx, of.tenants)):
        found.append(finding("live_other_tenants", count=elsewhere))
    never = [one for one in await staff.everyone(tx) if one.person.roles and not one.opened]
    if never:
        found.append(finding("live_never_opened", count=len(never)))
    if waiting := await joining.unanswered(tx, tx.now - LONG_UNANSWERED):
        found.append(finding("live_join_waits", count=waiting, days=LONG_UNANSWERED.days))
    return found


async def _clocks(tx: Tx) -> list[Finding]:
    """Those that run and have nobody left whom any of their steps would tell."""
    silent = [one.reference for one in await running.every(tx) if not await _hear(tx, one)]
    return [finding("live_clock_without", references=", ".join(sorted(set(silent))))] if silent else []


async def _hear(tx: Tx, one: running.Running) -> bool:
    parts = sorted({*one.clock.tell, *one.clock.escalate})
    try:
        return any([await AUDIENCES[one.about.kind](tx, one, part) for part in parts])
    except NotFound:
        # what it is about is gone
        return False

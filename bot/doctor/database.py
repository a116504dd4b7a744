"""The keys and the database: there, current, open to writing, and nothing waiting in it that should have gone."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

from bot.cli.times import in_words
from bot.doctor.findings import Finding, finding
from bot.settings import Settings, SettingsProblem
from storage import audit
from storage.administration import checking_history, demo, reindexing
from storage.database.engine import Database, Tx
from storage.database.signing_keys import Signer
from storage.database.status import status, takes_writes
from storage.database.vault import Vault
from storage.problems import WrongKey
from storage.queues import jobs, outbox

LATE = timedelta(minutes=15)
"""An alert goes out within seconds while `waymark serve` runs."""
REFUSALS = timedelta(days=30)


def keys(of: Settings) -> tuple[Vault | None, list[Finding]]:
    """The vault, or why there is none. Makes no key: a key of today opens no database of yesterday."""
    if not of.keys and not of.development_key_file.exists():
        return None, [finding("key_missing", file=of.development_key_file)]
    try:
        return Vault(of.vault_keys), []
    except (WrongKey, SettingsProblem):
        return None, [finding("key_malformed", file=of.development_key_file)]


def signer(of: Settings) -> Signer | None:
    """What checks the history; like the vault's, no key is made here."""
    if not of.signing_keys and not of.development_signing_key_file.exists():
        return None
    try:
        return of.signer
    except SettingsProblem:
        return None


async def state(of: Settings) -> list[Finding]:
    """Empty where the tables are those of this version. Raises DatabaseProblem."""
    found = await status(of.url)
    if found.state == "missing":
        return [finding("no_database")]
    return [] if found.state == "current" else [finding(found.state, at=found.at, expected=found.expected)]


@asynccontextmanager
async def opened(of: Settings, vault: Vault, now: datetime) -> AsyncIterator[Tx]:
    """A transaction in which something was written: a row onto itself. Raises DatabaseProblem where that fails."""
    database = Database(of.url, vault, closed=of.closed_days, signer=signer(of))
    try:
        async with database.transaction(now) as tx:
            await takes_writes(tx)
        # begun anew, so that the write has reached the disk
        async with database.transaction(now) as tx:
            yield tx
    finally:
        await database.close()


async def history(of: Settings, vault: Vault, now: datetime) -> list[Finding]:
    """Of the history what came since the last head that was verified at night, with the heads and the triggers."""
    database = Database(of.url, vault, closed=of.closed_days, signer=signer(of))
    try:
        checked = await checking_history.check(database, now, new_only=True)
    finally:
        await database.close()
    return [] if checked.whole else [finding("history_not_whole", count=len(checked.faults))]


async def contents(of: Settings, tx: Tx) -> list[Finding]:
    """Demo or real, and what waits."""
    found: list[Finding] = []
    is_demo = await demo.is_demo(tx)
    if is_demo and of.app_id:
        found.append(finding("demo_in_use"))
    if not is_demo and not of.app_id:
        found.append(finding("no_app_id"))
    if not is_demo and not of.keys:
        found.append(finding("development_key"))
    if not is_demo and not of.signing_keys:
        found.append(finding("signing_key_missing"))
    elif not is_demo and not of.audit_heads:
        found.append(finding("heads_stay_here"))
    if behind := await reindexing.left(tx):
        found.append(finding("names_behind", count=behind))
    backlog = await outbox.backlog(tx, tx.now - LATE)
    if backlog.oldest is not None:
        found.append(finding("alerts_waiting", count=backlog.late, since=in_words(backlog.oldest)))
    if backlog.given_up:
        found.append(finding("alerts_given_up", count=backlog.given_up))
    if overdue := await jobs.overdue(tx, tx.now - LATE):
        found.append(finding("jobs_overdue", count=overdue))
    if refused := await audit.how_often(tx, audit.AuditAction.REFUSED_READ, tx.now - REFUSALS):
        found.append(finding("refused_reads", count=refused, days=REFUSALS.days))
    return found

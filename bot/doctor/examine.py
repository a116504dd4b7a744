"""Everything that the doctor looks at, in the order in which it would be put right."""

import time
from datetime import datetime, timedelta

from bot.doctor import database, machine, organisation
from bot.doctor.findings import Finding, finding
from bot.doctor.live import entra, mail, microsoft, state
from bot.settings import Settings, SettingsProblem, load
from storage.administration import last_done
from storage.problems import DatabaseProblem


async def examine(now: datetime, *, live: bool = False) -> list[Finding]:
    """Never raises for what is wrong: that is what it is for. With `live` everything is tried as well, outside too."""
    begun = time.monotonic()
    try:
        of = load()
    except SettingsProblem as problem:
        # without settings there is no telling which database it would be
        return [finding("settings", gap=line) for line in str(problem).splitlines()]
    found = [*machine.settings(of), *machine.files(of), *machine.guidance(of, now), *machine.programs()]
    places: set[str] = set()
    if "folder" not in {one.key for one in found}:
        found += await _of_database(of, now, places if live else None)
    if live:
        found += await mail.check(of)
        if of.app_id:
            found += await microsoft.check(of, places, lambda: now + timedelta(seconds=time.monotonic() - begun))
            found += await entra.check(of, now)
    return sorted(found, key=lambda one: not one.stops)


async def _of_database(of: Settings, now: datetime, places: set[str] | None) -> list[Finding]:
    """`places`: to be filled with where people's chats are; None where nothing is to be tried."""
    vault, findings = database.keys(of)
    if vault is None:
        return findings
    try:
        findings = await database.state(of)
        if findings:
            return findings
        async with database.opened(of, vault, now) as tx:
            found = [*await database.contents(of, tx), *await organisation.check(of, tx)]
            if places is not None:
                places |= await state.service_urls(tx)
                found += await state.check(of, tx, last_done.last(of.data_dir, last_done.Done.BACKUP))
        return [*found, *await database.history(of, vault, now)]
    except DatabaseProblem as problem:
        return [finding(str(problem.trouble))]

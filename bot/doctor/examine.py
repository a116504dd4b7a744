"""Everything that the doctor looks at, in the order in which it would be put right."""

from datetime import datetime

from bot.doctor import database, machine, organisation
from bot.doctor.findings import Finding, finding
from bot.settings import Settings, SettingsProblem, load
from storage.problems import DatabaseProblem


async def examine(now: datetime) -> list[Finding]:
    """Never raises for what is wrong: that is what it is for."""
    try:
        of = load()
    except SettingsProblem as problem:
        # without settings there is no telling which database it would be
        return [finding("settings", gap=line) for line in str(problem).splitlines()]
    found = [*machine.settings(of), *machine.files(of), *machine.guidance(of, now), *machine.programs()]
    if "folder" not in {one.key for one in found}:
        found += await _of_database(of, now)
    return sorted(found, key=lambda one: not one.stops)


async def _of_database(of: Settings, now: datetime) -> list[Finding]:
    vault, findings = database.keys(of)
    if vault is None:
        return findings
    try:
        findings = await database.state(of)
        if findings:
            return findings
        async with database.opened(of, vault, now) as tx:
            return [*await database.contents(of, tx), *await organisation.check(of, tx)]
    except DatabaseProblem as problem:
        return [finding(str(problem.trouble))]

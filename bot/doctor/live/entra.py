"""The groups in Entra that people are taken from: asked for one of each tenant, and when all were asked last."""

from datetime import datetime, timedelta

from bot.doctor.findings import Finding, finding
from bot.settings import Settings
from dialogs.words import say
from storage.administration import last_done

OLDEST_RUN = timedelta(days=2)
"""It runs every night; one that failed is noticed the day after. The project's own figure."""


async def check(of: Settings, now: datetime) -> list[Finding]:
    """Empty where no table of groups is set."""
    if of.entra_groups is None:
        return []
    last = last_done.last(of.data_dir, last_done.Done.PEOPLE)
    found = [] if last and now - last <= OLDEST_RUN else [finding("live_people_not_taken", days=OLDEST_RUN.days)]
    return [*found, *await _tried(of)]


async def _tried(of: Settings) -> list[Finding]:
    from bot.cli.table import Columns, NotATable, rows_in
    from bot.entra import groups as table
    from bot.entra.ask import asking
    from bot.entra.graph import GraphProblem

    assert of.entra_groups is not None  # noqa: S101 asked by `check`
    try:
        rows = rows_in(of.entra_groups, Columns(table.NEEDED, table.ALSO, table.PASSED_OVER))
    except (OSError, NotATable):
        return [finding("live_entra_table", file=of.entra_groups)]
    groups, wrong = table.read(rows, of.tenants)
    if wrong:
        return [finding("live_entra_table", file=of.entra_groups)]
    found = []
    async with asking(of) as members_of:
        for tenant, group in {one.tenant: one.id for one in reversed(groups)}.items():
            try:
                await members_of(tenant, group)
            except GraphProblem as problem:
                why = say(f"entra.problems.{problem.reason}", **problem.params)
                found.append(finding("live_entra", tenant=tenant, why=why))
    return found

"""`waymark people from-entra`: everybody in the council's groups in Entra, by the table of WAYMARK_ENTRA_GROUPS."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.console import Json, database, real_clock, run, settings, show, stop, tell
from bot.commands.people.lists import in_words, report_as_json, why_not

if TYPE_CHECKING:
    from bot.entra.groups import Gathered, Group, Wrong
    from bot.settings import Settings
    from storage.administration.people_import.take import Progress, Report

app = typer.Typer()


@app.command("from-entra")
def from_entra(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would come of it, and store nothing")] = False,
    many_leave: Annotated[bool, typer.Option("--many-leave", help="More than a tenth of the people may leave")] = False,
    as_json: Json = False,
) -> None:
    """Take in who is in which group of Entra: for each tenant all of it, or nothing. Nothing is written in Entra."""
    from bot.cli.progress import shown
    from bot.entra.graph import GraphProblem
    from dialogs.words import say
    from storage.administration import last_done

    of = settings()
    groups = _groups(of)
    try:
        with shown(say("entra.reading")) as progress:
            lists = run(lambda: _gathered(of, groups, progress))
    except GraphProblem as problem:
        raise stop(say(f"entra.problems.{problem.reason}", **problem.params)) from None
    refused = []
    for tenant, gathered in lists.items():
        with shown(say("people_import.progress")) as progress:
            report = run(lambda: _taken(of, tenant, gathered, (dry_run, many_leave), progress))  # noqa: B023 run at once
        _tell(tenant, gathered, report, dry_run=dry_run, as_json=as_json)
        if not (report.stored or (dry_run and not report.faults)):
            refused.append(say("entra.refused", tenant=tenant, why=why_not(report, by_row=False)))
    if refused:
        raise stop("\n".join(refused))
    if not dry_run:
        last_done.note(of.data_dir, last_done.Done.PEOPLE, real_clock())


def _groups(of: "Settings") -> "list[Group]":
    """Ends the command with a line for each row that can't be taken."""
    from bot.cli.table import Columns, read
    from bot.entra import groups as table
    from dialogs.words import say
    from storage.people.people import Role

    if of.entra_groups is None:
        raise stop(say("entra.no_table"))
    groups, wrong = table.read(read(of.entra_groups, Columns(table.NEEDED, table.ALSO, table.PASSED_OVER)), of.tenants)

    def fault(one: "Wrong") -> str:
        return say("entra.fault", row=one.number, why=say(f"entra.wrong.{one.why}", roles=", ".join(Role)))

    if wrong or not groups:
        raise stop(say("entra.wrong_table", file=of.entra_groups, faults="\n".join(map(fault, wrong))).strip())
    return groups


async def _gathered(of: "Settings", groups: "list[Group]", progress: "Progress") -> "Mapping[str, Gathered]":
    """Raises GraphProblem."""
    from bot.entra.ask import asking
    from bot.entra.groups import gather

    async with asking(of) as members_of:
        return await gather(groups, members_of, progress)


async def _taken(
    of: "Settings", tenant: str, gathered: "Gathered", wishes: tuple[bool, bool], progress: "Progress"
) -> "Report":
    from storage.administration.people_import.take import Wishes, take

    async with database(of) as opened, opened.transaction(real_clock()) as tx:
        return await take(tx, gathered.rows, Wishes((tenant,), *wishes), progress)


def _tell(tenant: str, gathered: "Gathered", report: "Report", *, dry_run: bool, as_json: bool) -> None:
    from dialogs.words import say

    if as_json:
        show({"tenant": tenant, "empty_groups": [one.id for one in gathered.empty], **report_as_json(report)})
        return
    tell(say("entra.tenant", tenant=tenant, count=len({row["entra"] for row in gathered.rows})))
    for one in gathered.empty:
        tell(say("entra.empty", row=one.number, setting=one.setting, roles=", ".join(one.roles)))
    for line in in_words(report, dry_run=dry_run):
        tell(line)

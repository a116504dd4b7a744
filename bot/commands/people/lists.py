"""`waymark people import`: everybody at once, from a spreadsheet."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.console import Json, database, real_clock, run, settings, show, stop, tell

if TYPE_CHECKING:
    from storage.administration.people_import.rows import Fault
    from storage.administration.people_import.take import Progress, Report

app = typer.Typer()


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="A table (.csv): name, setting, roles, and login or entra")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would come of it, and store nothing")] = False,
    many_leave: Annotated[bool, typer.Option("--many-leave", help="More than a tenth of the people may leave")] = False,
    as_json: Json = False,
) -> None:
    """Take in a list of everybody in its settings: all of it, or nothing. The same list again changes nothing."""
    from bot.cli.progress import shown
    from bot.cli.table import Columns, read
    from dialogs.words import say
    from storage.administration.people_import import rows as said
    from storage.administration.people_import.take import Wishes, take

    rows, of = read(file, Columns(said.NEEDED, said.ALSO, said.PASSED_OVER, said.MOST_ROWS)), settings()
    wishes = Wishes(of.tenants, dry_run, many_leave)

    async def taken(progress: "Progress") -> "Report":
        async with database(of) as opened, opened.transaction(real_clock()) as tx:
            return await take(tx, rows, wishes, progress)

    with shown(say("people_import.progress")) as progress:
        report = run(lambda: taken(progress))
    if as_json:
        show(report_as_json(report))
    else:
        for line in in_words(report, dry_run=dry_run):
            tell(line)
    if not (report.stored or (dry_run and not report.faults)):
        raise stop(why_not(report))


def in_words(report: "Report", *, dry_run: bool) -> Iterator[str]:
    """The receipt, a line each; none where nothing of the list could be tried."""
    from bot.commands.people.receipts import Receipt
    from dialogs.words import say

    if report.faults:
        return
    if report.stored or dry_run:
        numbers = {"joined": len(report.joined), "changed": len(report.changed), "left": len(report.left)}
        yield say(f"people_import.{'stored' if report.stored else 'would_be'}", **numbers, same=report.as_before)
    yield from (say("people_import.setting", name=name) for name in report.new_settings)
    yield from (say("people_import.joined", name=name) for name in report.joined)
    for name, what in report.changed:
        yield say("people_import.changed", name=name, what=", ".join(say(f"people_import.what.{key}") for key in what))
    yield from (say("people_import.left", name=name) for name in report.left)
    if report.elsewhere:
        yield say("people_import.elsewhere", count=report.elsewhere)
    yield from Receipt(report.passed).in_words()


def why_not(report: "Report", *, by_row: bool = True) -> str:
    """Why nothing was stored, with every fault; not `by_row` where nobody has seen the rows."""
    from dialogs.words import say

    if report.faults:
        faults = [_fault(one) for one in report.faults] if by_row else list(_by_kind(report.faults))
        return say("people_import.not_stored", faults="\n".join(faults))
    return say("people_import.too_many_leave", left=len(report.left))


def _by_kind(faults: "Sequence[Fault]") -> Iterator[str]:
    """The same fault of many people is one line."""
    from dialogs.words import say

    for wrong in dict.fromkeys(one.wrong for one in faults):
        alike = [one for one in faults if one.wrong is wrong]
        yield say("people_import.fault_of_many", who=alike[0].who, count=len(alike), why=_why(alike[0]))


def _why(one: "Fault") -> str:
    from dialogs.words import say
    from storage.people.people import Role
    from storage.people.settings import SETTING_KINDS

    return say(f"people_import.wrong.{one.wrong}", roles=", ".join(Role), kinds=", ".join(sorted(SETTING_KINDS)))


def _fault(one: "Fault") -> str:
    from dialogs.words import say

    why = _why(one)
    if one.row is None:
        return say("people_import.fault_missing", who=one.who, why=why)
    key = "people_import.fault" if one.who else "people_import.fault_of_nobody"
    return say(key, row=one.row, who=one.who, why=why)


def report_as_json(report: "Report") -> dict[str, Any]:
    """The whole report as plain JSON, for `--json`: the same numbers and faults that are said in words."""
    from bot.commands.people.receipts import Receipt

    return {
        "stored": report.stored,
        "faults": [{"row": one.row, "who": one.who, "wrong": one.wrong} for one in report.faults],
        "new_settings": report.new_settings,
        "joined": report.joined,
        "changed": [{"name": name, "what": list(what)} for name, what in report.changed],
        "left": report.left,
        "as_before": report.as_before,
        "elsewhere": report.elsewhere,
        "too_many_leave": report.too_many_leave,
        "passed_on": Receipt(report.passed).as_json(),
    }

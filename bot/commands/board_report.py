"""`waymark board-report`: which reports are signed, and one as a document, exact or to pass on."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli import new_file
from bot.cli.console import As, Json, database, real_clock, refused, run, settings, show, tell

if TYPE_CHECKING:
    from storage.oversight.board_report.editions import Edition
    from storage.oversight.board_report.period import Period

app = typer.Typer(name="board-report", help="The report that boards read: list, write.", no_args_is_help=True)

OfPeriod = Annotated[str, typer.Option("--period", help="Such as 2026-27, or 2026-27-Q2; the last one signed without")]
PassOn = Annotated[bool, typer.Option("--to-pass-on", help="Without small numbers, for anybody; of a year only")]
TABLE = "csv"


@app.command("list")
def list_reports(who: As, as_json: Json = False) -> None:
    """Which years and quarters have a signed report, with its newest edition."""
    of = settings()

    async def found() -> "list[tuple[Period, int]]":
        from bot.cli.acting_as import named
        from storage.oversight.board_report import editions
        from storage.problems import NotAllowed

        async with database(of) as opened, opened.transaction(real_clock()) as tx:
            if not (await named(tx, who)).roles & editions.READERS:
                raise NotAllowed
            return await editions.signed_periods(tx)

    rows = run(found)
    for period, edition in rows:
        if as_json:
            show({"period": str(period), "edition": edition})
        else:
            _tell("row", period=period, edition=edition)
    if not rows and not as_json:
        _tell("none")


@app.command()
def write(
    who: As,
    out: Annotated[Path, typer.Option(help="The file to make (.html, .pdf, .docx, .csv); never one that is there")],
    period: OfPeriod = "",
    edition: Annotated[int | None, typer.Option(min=1, help="An earlier one; the newest where it is left out")] = None,
    to_pass_on: PassOn = False,
) -> None:
    """Write a signed report as a document: exact for named readers, or without small numbers."""
    from bot.cli.acting_as import named
    from bot.exports.exporting import write_what_is_noted
    from storage import audit
    from storage.documents import FORMATS
    from storage.oversight.board_report import editions
    from storage.oversight.board_report.period import read
    from storage.problems import NotFound

    of, kind = settings(), out.suffix[1:]
    if kind not in (*FORMATS, TABLE):
        raise refused("board_reports.not_a_kind", file=out, allowed=", ".join(f".{one}" for one in (*FORMATS, TABLE)))

    async def written() -> "Edition":
        async with database(of) as opened:
            async with opened.transaction(real_clock()) as tx:
                person = await named(tx, who)
                try:
                    one = await editions.read(tx, person, read(period) if period else None, edition)
                except NotFound:
                    raise refused("board_reports.not_signed") from None
                if not editions.is_whole(one):
                    raise refused("board_reports.not_whole", period=one.period, edition=one.edition)
                if to_pass_on and one.content.passed_on is None:
                    raise refused("board_reports.only_years")
                new_file.refuse_where_it_cannot_go(out)
                made = _made(one, kind, to_pass_on=to_pass_on)
                what = f"{'to_pass_on' if to_pass_on else 'internal'} {one.edition} {kind}"
                action = audit.AuditAction.BOARD_REPORT_EXPORTED
                await audit.note(tx, editions.about(one.period), person.id, action, what)
            await write_what_is_noted(opened, out, made, editions.about(one.period), person)
            return one

    one = run(written)
    _tell("written", file=out, period=one.period, edition=one.edition)


def _made(one: "Edition", kind: str, *, to_pass_on: bool) -> bytes:
    from bot.exports import spreadsheet
    from bot.exports.exporting import document
    from dialogs.oversight import board_document, board_table

    if kind == TABLE:
        rows = board_table.to_pass_on(one) if to_pass_on else board_table.internal(one)
        return spreadsheet.table(board_table.COLUMNS, rows)
    return document((board_document.to_pass_on if to_pass_on else board_document.internal)(one), kind)


def _tell(key: str, **params: object) -> None:
    from dialogs.words import say

    tell(say(f"operations.board_reports.{key}", **params))

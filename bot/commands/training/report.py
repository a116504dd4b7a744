"""`waymark training report` and `matrix`: the signed yearly report as a document, and the figures by service area."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli import new_file
from bot.cli.console import As, Json, database, real_clock, refused, run, settings, show, tell

if TYPE_CHECKING:
    from collections.abc import Sequence

    from storage.reporting.small_numbers import Group
    from storage.training.figures import Figures
    from storage.training.reports import Signed

Year = Annotated[int | None, typer.Option(min=2020, max=2100, help="Of the census; the last one where it is left out")]
PassOn = Annotated[bool, typer.Option("--to-pass-on", help="Without small numbers, for anybody")]


def report(
    who: As,
    out: Annotated[Path, typer.Option(help="The file to make (.html, .pdf or .docx); never one that is there already")],
    year: Year = None,
    to_pass_on: PassOn = False,
) -> None:
    """The signed yearly report as a document: exact for named readers, or without small numbers."""
    from bot.cli.acting_as import named
    from bot.exports.exporting import document, write_what_is_noted
    from dialogs.training import report as in_words
    from dialogs.words import say
    from storage import audit
    from storage.documents import FORMATS
    from storage.training import reports

    of, kind = settings(), out.suffix[1:]
    if kind not in FORMATS:
        raise refused("courses.not_a_kind", file=out, allowed=", ".join(f".{kind}" for kind in FORMATS))

    async def written() -> "Signed":
        async with database(of) as opened:
            async with opened.transaction(real_clock()) as tx:
                person = await named(tx, who)
                signed = await reports.read(tx, person, year)
                if signed is None:
                    raise refused("courses.no_report")
                if not reports.is_whole(signed):
                    raise refused("courses.not_whole", year=signed.year, edition=signed.edition)
                new_file.refuse_where_it_cannot_go(out)
                made = document((in_words.to_pass_on if to_pass_on else in_words.internal)(signed), kind)
                what = f"report {'to_pass_on' if to_pass_on else 'internal'} {signed.year}-{signed.edition}"
                own = audit.of_person(person.id)
                await audit.note(tx, own, person.id, audit.AuditAction.TRAINING_EXPORTED, what)
            await write_what_is_noted(opened, out, made, own, person)
            return signed

    signed = run(written)
    tell(say("operations.courses.report_written", file=out, year=signed.year, edition=signed.edition))


def matrix(
    who: As,
    year: Year = None,
    to_pass_on: PassOn = False,
    out: Annotated[Path | None, typer.Option(help="A table (.csv) to make; never one that is there")] = None,
    as_json: Json = False,
) -> None:
    """Who is trained and what was done, by service area: exact for heads of service, or without small numbers."""
    from bot.cli.acting_as import named
    from bot.exports.exporting import write_what_is_noted
    from dialogs.training import report as in_words
    from dialogs.training.annual import SEE_MATRIX
    from dialogs.words import say
    from storage import audit
    from storage.problems import NotAllowed
    from storage.training import census, figures, reports

    of = settings()

    async def found() -> "tuple[Figures, tuple[Group, ...]]":
        async with database(of) as opened:
            async with opened.transaction(real_clock()) as tx:
                person = await named(tx, who)
                if not person.roles & SEE_MATRIX:
                    raise NotAllowed
                if out is not None:
                    new_file.refuse_where_it_cannot_go(out)
                # only what is signed is passed on: of figures that move, two that differ would tell small numbers
                signed = await reports.read(tx, person, year) if to_pass_on else None
                if to_pass_on and signed is None:
                    raise refused("courses.no_report")
                of_year = signed.year if signed else year or await census.last_year(tx) or tx.now.year
                figured = signed.figures if signed else await figures.of_year(tx, of_year)
                joined = figures.passed_on(figured, signed.joined if signed else ()).completed
                own = audit.of_person(person.id)
                action = audit.AuditAction.TRAINING_SHOWN if out is None else audit.AuditAction.TRAINING_EXPORTED
                await audit.note(tx, own, person.id, action, f"matrix {of_year}")
            if out is not None:
                made = _joined_as_csv(joined) if to_pass_on else _as_csv(figured)
                await write_what_is_noted(opened, out, made, own, person)
            return figured, joined

    figured, joined = run(found)
    if out is not None:
        tell(say("operations.courses.matrix_written", file=out))
        return
    if as_json:
        rows = [{"areas": group.labels, "completed": group.count} for group in joined]
        for row in rows if to_pass_on else figured.as_json()["rows"]:
            show(row)
        return
    lines = map(in_words.joined, joined) if to_pass_on else map(in_words.matrix_row, figured.rows)
    for line in list(lines) or [say("training_report.too_few" if figured.rows else "training_report.matrix_none")]:
        tell(line)


def _joined_as_csv(groups: "Sequence[Group]") -> bytes:
    from bot.exports import spreadsheet

    return spreadsheet.table(("areas", "completed"), [[" or ".join(one.labels), one.count] for one in groups])


def _as_csv(figured: "Figures") -> bytes:
    from bot.exports import spreadsheet
    from storage.training import figures

    columns = [name for name in figures.Row.__dataclass_fields__ if name != "reasons"]
    rows: list[list[object]] = [[getattr(row, name) for name in columns] for row in figured.rows]
    return spreadsheet.table(columns, rows)

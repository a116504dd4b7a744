"""`waymark assessments`: what a member of a case may list and export."""

from pathlib import Path
from typing import Annotated

import typer

from bot.cli import documents
from bot.cli.console import As, Json, database, real_clock, refused, run, settings, show, tell

app = typer.Typer(name="assessments", help="Assessments: list, export.", no_args_is_help=True)

Out = Annotated[Path | None, typer.Option("--out", help="A new file, for nobody else's eyes on this machine")]
Reference = Annotated[str, typer.Argument(metavar="REF", help="Such as WA-7K3F-2Q")]


@app.command("list")
def list_assessments(who: As, as_json: Json = False) -> None:
    """Those that this person is part of, the fewest days left first. No child is named."""
    from bot.cli.acting_as import named
    from dialogs.words import say
    from storage import audit
    from storage.audit import AuditAction
    from storage.casework import board

    of = settings()

    async def theirs() -> list[board.Row]:
        async with database(of) as opened, opened.transaction(real_clock()) as tx:
            person = await named(tx, who)
            found = await board.rows(tx, person)
            await audit.note(tx, audit.of_person(person.id), person.id, AuditAction.ASSESSMENTS_LISTED)
            return found

    for row in run(theirs):
        one = row.assessment
        if as_json:
            show(
                {"reference": one.reference, "state": one.state, "tool": one.tool, "lead": one.lead_id,
                 "asked_at": one.asked_at.isoformat(), "days_left": row.days_left, "in_the_way": len(row.in_the_way)}
            )  # fmt: skip
            continue
        left = "" if row.days_left is None else str(row.days_left)
        state = say(f"assessment.states.{one.state}")
        tell(say("operations.assessments.row", reference=one.reference, state=state, left=left, lead=row.lead_name))


@app.command()
def export(
    reference: Reference,
    who: As,
    what: Annotated[
        str, typer.Option("--what", help="status, skeleton (outline of the report), review, everything")
    ] = "status",
    as_html: documents.AsHtml = False,
    as_pdf: documents.AsPdf = False,
    as_docx: documents.AsWord = False,
    out: Out = None,
) -> None:
    """Write a document of an assessment, as somebody who is part of it. The export is kept in its history."""
    from bot.exports import assessment
    from bot.exports.exporting import Wanted

    if what not in assessment.WHAT:
        raise refused("assessments.not_a_document", name=what, allowed=", ".join(assessment.WHAT))
    kind = documents.the_one(html=as_html, pdf=as_pdf, docx=as_docx)
    kind = "json" if what == "everything" else kind
    documents.written(out, kind, lambda of: assessment.export(of, reference, who, Wanted(kind, out, what)))

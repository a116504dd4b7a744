"""`waymark interventions`: an intervention plan as a document, for a member of its case."""

from pathlib import Path
from typing import Annotated

import typer

from bot.cli import documents
from bot.cli.console import As, refused

app = typer.Typer(name="interventions", help="Intervention plans: export.", no_args_is_help=True)

Out = Annotated[Path | None, typer.Option("--out", help="A new file, for nobody else's eyes on this machine")]
Reference = Annotated[str, typer.Argument(metavar="REF", help="Of the case, such as WC-7K3F-2Q")]


@app.command()
def export(
    reference: Reference,
    who: As,
    what: Annotated[str, typer.Option("--what", help="page, family (their own), diary (a week), everything")] = "page",
    as_html: documents.AsHtml = False,
    as_pdf: documents.AsPdf = False,
    as_docx: documents.AsWord = False,
    out: Out = None,
) -> None:
    """Write a plan as a document, as somebody who is part of the case. The export is kept in its history."""
    from bot.exports import intervention
    from bot.exports.exporting import Wanted

    if what not in intervention.WHAT:
        raise refused("assessments.not_a_document", name=what, allowed=", ".join(intervention.WHAT))
    kind = documents.the_one(html=as_html, pdf=as_pdf, docx=as_docx)
    kind = "json" if what == "everything" else kind
    wanted = Wanted(kind, out, what)
    documents.written(out, kind, lambda of: intervention.export(of, reference, who, wanted))

"""`waymark self-audit`: the seventeen items with their ratings, as a document."""

from pathlib import Path
from typing import Annotated

import typer

from bot.cli import documents
from bot.cli.console import As

app = typer.Typer(name="self-audit", help="The self-audit: export.", no_args_is_help=True)

Out = Annotated[Path | None, typer.Option("--out", help="A new file, for nobody else's eyes on this machine")]


@app.command()
def export(
    who: As,
    as_html: documents.AsHtml = False,
    as_pdf: documents.AsPdf = False,
    as_docx: documents.AsWord = False,
    out: Out = None,
) -> None:
    """Write the open self-audit, or the last, with its seventeen rows of shapes."""
    from bot.exports import audits
    from bot.exports.exporting import Wanted

    kind = documents.the_one(html=as_html, pdf=as_pdf, docx=as_docx)
    documents.written(out, kind, lambda of: audits.export_self(of, who, Wanted(kind, out)))

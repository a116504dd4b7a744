"""`waymark talks`: an informal talk as a document, for whoever may read it."""

from pathlib import Path
from typing import Annotated

import typer

from bot.cli import documents
from bot.cli.console import As

Out = Annotated[Path | None, typer.Option("--out", help="A new file, for nobody else's eyes on this machine")]

app = typer.Typer(name="talks", help="Informal talks: export.", no_args_is_help=True)


@app.callback()
def talks() -> None:
    """Informal talks: export."""


@app.command()
def export(
    reference: Annotated[str, typer.Argument(metavar="REF", help="Such as WT-7K3F-2Q")],
    who: As,
    as_html: documents.AsHtml = False,
    as_pdf: documents.AsPdf = False,
    as_docx: documents.AsWord = False,
    everything: Annotated[bool, typer.Option("--everything", help="What is kept of it, as JSON")] = False,
    out: Out = None,
) -> None:
    """Write a talk as a document, as whoever asked or is on duty. The export is kept in its history."""
    from bot.exports import talk
    from bot.exports.exporting import Wanted

    kind = documents.the_one(html=as_html, pdf=as_pdf, docx=as_docx)
    kind = "json" if everything else kind
    documents.written(out, kind, lambda of: talk.export(of, reference, who, Wanted(kind, out)))

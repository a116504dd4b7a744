"""`waymark case-audits`: a case audit as a document, and a sample drawn by lot."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli import documents
from bot.cli.console import As, Json, database, real_clock, refused, run, settings, show, tell

if TYPE_CHECKING:
    from storage.oversight.case_audits.sampling import Sample

app = typer.Typer(name="case-audits", help="Case audits: export, sample.", no_args_is_help=True)

Out = Annotated[Path | None, typer.Option("--out", help="A new file, for nobody else's eyes on this machine")]
Reference = Annotated[str, typer.Argument(metavar="REF", help="Of the case, such as WC-7K3F-2Q")]


@app.command()
def export(
    reference: Reference,
    who: As,
    as_html: documents.AsHtml = False,
    as_pdf: documents.AsPdf = False,
    as_docx: documents.AsWord = False,
    everything: Annotated[bool, typer.Option(help="All that is kept of every audit of the case, as JSON")] = False,
    out: Out = None,
) -> None:
    """Write the newest audit of a case as a document, for its members and whoever made it. No child is named."""
    from bot.exports import audits
    from bot.exports.exporting import Wanted

    kind = "json" if everything else documents.the_one(html=as_html, pdf=as_pdf, docx=as_docx)
    documents.written(out, kind, lambda of: audits.export_case(of, reference, who, Wanted(kind, out)))


@app.command()
def sample(
    size: Annotated[int, typer.Argument(help="How many cases, from 1 to 24")],
    who: As,
    seed: Annotated[int | None, typer.Option(help="As it was printed, to draw the same cases again")] = None,
    as_json: Json = False,
) -> None:
    """Draw cases by lot, of the settings that a manager manages or has staff in. Prints the seed."""
    from bot.cli.acting_as import named
    from dialogs.interview.parsing.dates import day_in_words
    from dialogs.words import say
    from storage.oversight.case_audits import sampling
    from storage.problems import NotAllowed, Problem

    of = settings()

    async def drawn() -> "Sample":
        async with database(of) as opened, opened.transaction(real_clock()) as tx:
            try:
                return await sampling.sample(tx, await named(tx, who), size, seed)
            except NotAllowed:
                raise
            except Problem as raised:
                raise refused(f"case_audits.{raised.reason}") from raised

    found = run(drawn)
    if as_json:
        listed = [
            {"reference": one.reference, "yours": one.is_theirs, "audited": one.is_audited} for one in found.cases
        ]
        show({"seed": found.seed, "before": found.before.isoformat(), "of": found.of, "cases": listed})
        return
    given = {"count": len(found.cases), "of": found.of, "day": day_in_words(found.before), "seed": found.seed}
    tell(say("operations.case_audits.sample", **given))
    for one in found.cases:
        state = "theirs" if one.is_theirs else "done" if one.is_audited else "open"
        tell(say(f"case_audit.drawn.{state}", reference=one.reference))

"""`waymark plans`: the documents of a safety plan."""

from pathlib import Path
from typing import Annotated

import typer

from bot.cli import documents
from bot.cli.console import As, refused

app = typer.Typer(name="plans", help="Safety plans: export.", no_args_is_help=True)


@app.command()
def export(
    reference: Annotated[str, typer.Argument(metavar="REF", help="Such as SP-7K3F-2Q")],
    who: As,
    what: Annotated[str, typer.Option("--what", help="plan, sheet, family, behaviour, everything")] = "plan",
    group: Annotated[str, typer.Option("--group", help="Of a sheet: teachers, lunch, transport ...")] = "",
    as_html: documents.AsHtml = False,
    as_pdf: documents.AsPdf = False,
    as_docx: documents.AsWord = False,
    out: Annotated[Path | None, typer.Option("--out", help="A new file, for nobody else's eyes here")] = None,
) -> None:
    """Write a document of a safety plan, as a lead who may read it. The export is kept in its history."""
    from bot.exports import plan
    from dialogs.plans.safety.sheets import group_in
    from storage.plans.plan import StaffGroup

    if what not in plan.WHAT:
        raise refused("safety_plans.not_a_document", name=what, allowed=", ".join(plan.WHAT))
    kind = documents.the_one(html=as_html, pdf=as_pdf, docx=as_docx)
    kind = "json" if what == "everything" else kind
    if what == "sheet" and group_in(group) is None:
        raise refused("safety_plans.no_such_group", name=group, allowed=", ".join(StaffGroup))
    documents.written(out, kind, lambda of: plan.export(of, reference, who, plan.Wanted(kind, out, what, group)))

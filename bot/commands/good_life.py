"""`waymark good-life`: the documents of a Good Life plan and of tracking, and the figures of a unit."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli import documents, new_file
from bot.cli.console import As, database, real_clock, refused, run, settings, tell

if TYPE_CHECKING:
    from storage.documents.layout import Form

app = typer.Typer(name="good-life", help="Good Life plans and tracking: export, report.", no_args_is_help=True)

Out = Annotated[Path | None, typer.Option("--out", help="A new file, for nobody else's eyes on this machine")]
Reference = Annotated[str, typer.Argument(metavar="REF", help="Of the case, such as WC-7K3F-2Q")]


@app.command()
def export(
    reference: Reference,
    who: As,
    what: Annotated[str, typer.Option("--what", help="easy, diary, college, plan, tracking, everything")] = "easy",
    to: Annotated[str, typer.Option("--to", help="Who is given it: family, supervising_officer, health ...")] = "",
    as_html: documents.AsHtml = False,
    as_pdf: documents.AsPdf = False,
    as_docx: documents.AsWord = False,
    out: Out = None,
) -> None:
    """Write a document of a plan, as somebody who is part of the case. The export is kept in its history."""
    from bot.exports import good_life
    from storage.plans.good_life.content import Recipient

    if what not in good_life.WHAT:
        raise refused("assessments.not_a_document", name=what, allowed=", ".join(good_life.WHAT))
    if to and to not in set(Recipient):
        raise refused("life_plans.nobody_to_give_it", name=to, allowed=", ".join(Recipient))
    kind = documents.the_one(html=as_html, pdf=as_pdf, docx=as_docx)
    kind = "json" if what == "everything" else kind
    wanted = good_life.Wanted(kind, out, what, Recipient(to) if to else None)
    documents.written(out, kind, lambda of: good_life.export(of, reference, who, wanted))


@app.command()
def report(
    who: As,
    out: Annotated[Path, typer.Option(help="The file to make (.html, .pdf or .docx); never one that is there already")],
    unit: Annotated[str, typer.Option("--unit", help="The setting's id; your own where it is left out")] = "",
    exact: Annotated[bool, typer.Option("--exact", help="For a manager of the unit: not to be passed on")] = False,
) -> None:
    """What became of those a unit worked with: without small numbers for a quarter that is over, or exact."""
    from bot.cli.acting_as import named
    from bot.exports import tracking
    from bot.exports.exporting import document, write_what_is_noted
    from dialogs.words import say
    from storage import audit
    from storage.documents import FORMATS
    from storage.documents.kinds.good_life import Head
    from storage.people import settings as of_settings
    from storage.tracking import reports

    of, kind = settings(), out.suffix[1:]
    if kind not in FORMATS:
        raise refused("courses.not_a_kind", file=out, allowed=", ".join(f".{kind}" for kind in FORMATS))

    async def written() -> "Form":
        async with database(of) as opened:
            async with opened.transaction(real_clock()) as tx:
                person = await named(tx, who)
                new_file.refuse_where_it_cannot_go(out)
                setting = await of_settings.setting(tx, unit or person.setting_id)
                if exact:
                    found = await reports.exact(tx, person, setting.id)
                    made = tracking.exact(found, Head(setting.name, ""))
                else:
                    quarter, shared = await reports.read(tx, person, setting.id)
                    made = tracking.to_pass_on(shared, Head(setting.name, quarter))
                own, which = audit.of_person(person.id), "exact" if exact else "to_pass_on"
                await audit.note(tx, own, person.id, audit.AuditAction.OUTCOMES_SHOWN, f"{which} {setting.id}")
            await write_what_is_noted(opened, out, document(made, kind), own, person)
            return made

    run(written)
    tell(say("operations.life_plans.report_written", file=out))

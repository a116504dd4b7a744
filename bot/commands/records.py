"""`waymark records`: what a DSL may list and export, and whether a record or an exported file is whole."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from storage.audit.tombstones import Tombstone

from bot.cli import documents
from bot.cli.console import As, Json, database, real_clock, refused, run, settings, show, tell

app = typer.Typer(name="records", help="Signed records: list, export, check.", no_args_is_help=True)

Out = Annotated[Path | None, typer.Option("--out", help="A new file, for nobody else's eyes on this machine")]
Reference = Annotated[str, typer.Argument(metavar="REF", help="Such as WM-7K3F-2Q")]


@app.command("list")
def list_records(who: As, as_json: Json = False) -> None:
    """What is not filed yet and may be read by this person: unread first, red on top. No content."""
    from bot.cli.acting_as import named
    from bot.cli.times import in_words
    from dialogs.interview.chat import SAFEGUARDING
    from dialogs.words import say
    from storage.problems import NotAllowed
    from storage.records import inbox as records_inbox

    of, now = settings(), real_clock()

    async def inbox() -> list[records_inbox.InboxRow]:
        async with database(of) as opened, opened.transaction(now) as tx:
            person = await named(tx, who)
            if not person.roles & SAFEGUARDING:
                raise NotAllowed
            return await records_inbox.inbox(tx, person)

    rows = run(inbox)
    for row in rows:
        if as_json:
            show({**row._asdict(), "signed_at": row.signed_at.isoformat()})
        else:
            tell(say("operations.records.row", reference=row.reference, colour=say(f"view.colours.{row.colour}"),
                     status=say(f"inbox.status.{row.status}"), who=row.from_name, setting=row.setting_name,
                     at=in_words(row.signed_at)))  # fmt: skip
    if not rows and not as_json:
        tell(say("operations.records.none"))


@app.command()
def export(
    reference: Reference,
    who: As,
    as_html: documents.AsHtml = False,
    as_pdf: documents.AsPdf = False,
    as_docx: documents.AsWord = False,
    as_json: Annotated[bool, typer.Option("--json", help="Everything in it, as one JSON value on one line")] = False,
    as_zip: Annotated[
        bool, typer.Option("--zip", help="The same with its history, signed: one file that anybody can check")
    ] = False,
    own_file: Annotated[
        bool, typer.Option("--own-file", help="With who is who, for the setting's own file only")
    ] = False,
    out: Out = None,
) -> None:
    """Write one record out, as somebody who may read it. The export is kept in its history, not as read by them."""
    from bot.exports import record

    kind = documents.the_one(html=as_html, pdf=as_pdf, docx=as_docx, json=as_json, zip=as_zip)
    documents.written(out, kind, lambda of: record.export(of, reference, who, kind, out, own_file=own_file))


@app.command()
def referral(
    reference: Reference,
    who: As,
    child: Annotated[str, typer.Option("--child", help="The child's letter: each child has a pack of their own")],
    as_html: documents.AsHtml = False,
    as_pdf: documents.AsPdf = False,
    as_docx: documents.AsWord = False,
    out: Out = None,
) -> None:
    """Write the referral pack for one child, once a decision is signed. No pack names another child."""
    from bot.exports import referral as referral_export

    kind = documents.the_one(html=as_html, pdf=as_pdf, docx=as_docx)
    documents.written(out, kind, lambda of: referral_export.refer(of, reference, who, child, kind, out))


@app.command()
def story(
    reference: Reference,
    who: As,
    child: Annotated[str, typer.Option("--child", help="The child's letter; left out, whom the record is about")] = "",
    as_html: documents.AsHtml = False,
    as_pdf: documents.AsPdf = False,
    as_docx: documents.AsWord = False,
    out: Out = None,
) -> None:
    """Write what is on record about one child as a timeline. No other child is named in it."""
    from bot.exports import chronology

    kind = documents.the_one(html=as_html, pdf=as_pdf, docx=as_docx)
    documents.written(out, kind, lambda of: chronology.tell(of, reference, who, child, kind, out))


@app.command()
def about(who: As, as_json: Json = False) -> None:
    """Every record of theirs in which a child appears, by name and date of birth: what is held, for whoever asks.

    Both are asked for, or read from standard input, a line each: never put them into the command itself.
    """
    from bot.cli.arguments import child_from
    from bot.exports.subject_access import about as held_about
    from dialogs.words import say

    of = settings()
    name, born = child_from()
    found = run(lambda: held_about(of, who, name, born))
    for one in found:
        show(one.as_json()) if as_json else tell(one.in_words())
    if not as_json:
        tell(say("operations.about.not_looked_at" if found else "operations.about.none"))


@app.command()
def verify(
    what: Annotated[str, typer.Argument(metavar="FILE_OR_REF", help="An exported file, or a reference")],
    as_json: Json = False,
) -> None:
    """Whether a record is whole as it was signed, and an exported file exactly as it was exported. No content."""
    file = Path(what)
    if file.is_file():
        _verify_file(file, as_json)
    else:
        _verify_record(what, as_json)


def _verify_record(reference: str, as_json: bool) -> None:
    from storage.audit import tombstones
    from storage.audit.tombstones import Tombstone
    from storage.records import integrity
    from storage.records.reference import tidy

    of = settings()

    async def asked() -> integrity.Verdict | Tombstone:
        async with database(of) as opened, opened.transaction(real_clock()) as tx:
            gone = await tombstones.of_reference(tx, tidy(reference))
            return gone or await integrity.verify(tx, reference)

    verdict = run(asked)
    if isinstance(verdict, Tombstone):
        _disposed(verdict, as_json)
        return
    parts = {"signed": verdict.signed, "additions": verdict.additions, "history": verdict.history,
             "state": verdict.state}  # fmt: skip
    if as_json:
        show({"reference": verdict.reference, "whole": verdict.whole, **parts})
    _whole_or_not(verdict.whole, as_json, "record", reference=verdict.reference,
                  parts=", ".join(name for name, well in parts.items() if not well))  # fmt: skip


def _disposed(gone: "Tombstone", as_json: bool) -> None:
    from bot.cli.times import in_words
    from dialogs.words import say

    if as_json:
        show({"reference": gone.reference, "disposed_at": gone.agreed_at.isoformat(), "asked_by": gone.asked_by,
              "agreed_by": gone.agreed_by})  # fmt: skip
        return
    tell(say("operations.retention.disposed", reference=gone.reference or gone.of_id, at=in_words(gone.agreed_at),
             asked=gone.asked_by, agreed=gone.agreed_by))  # fmt: skip


def _verify_file(file: Path, as_json: bool) -> None:
    from bot.cli.times import in_words
    from storage.records import integrity as records_integrity

    of = settings()
    try:
        content = file.read_bytes()
    except OSError:
        raise refused("records.unreadable", file=file) from None

    async def asked() -> tuple[list[tuple[str, Any]], records_integrity.Verdict | None]:
        async with database(of) as opened, opened.transaction(real_clock()) as tx:
            found = await records_integrity.exported_as(tx, content)
            return found, await records_integrity.verify(tx, found[0][0]) if found else None

    found, verdict = run(asked)
    whole = verdict is not None and verdict.whole
    if as_json:
        first = found[0] if found else None
        show({"file": str(file), "whole": whole, "reference": first and first[0],
              "exported_at": first and first[1].at.isoformat(), "record_whole": verdict and verdict.whole})  # fmt: skip
    if found and not whole:
        raise refused("records.file_of_damaged", code=1, reference=found[0][0])
    words = {"reference": found[0][0], "at": in_words(found[0][1].at)} if found else {}
    _whole_or_not(whole, as_json, "file", **words)


def _whole_or_not(whole: bool, as_json: bool, what: str, **params: object) -> None:
    from dialogs.words import say

    if not whole:
        raise refused(f"records.{what}_not_whole", code=1, **params)
    if not as_json:
        tell(say(f"operations.records.{what}_whole", **params))

"""`waymark audit`: is the history whole, and who has read something? Neither shows a word of a case."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.console import Json, database, real_clock, refused, run, settings, show, tell

if TYPE_CHECKING:
    from bot.settings import Settings
    from storage.audit.verifying import Fault

app = typer.Typer(name="audit", help="The history: is it whole, and who has read what?", no_args_is_help=True)


@app.command()
def verify(
    of_what: Annotated[str, typer.Argument(metavar="[REF]", help="One record, assessment or case; left out, all")] = "",
    new: Annotated[bool, typer.Option("--new", help="Only what came after the last head that was verified")] = False,
    heads: Annotated[
        Path | None, typer.Option("--heads", help="A file with signed heads that was kept elsewhere")
    ] = None,
    as_json: Json = False,
) -> None:
    """Whether the history is whole and everything is as it says, and where it is not. Ends with 1 where it is not."""
    from dialogs.words import say
    from storage.administration import checking_history

    of = settings()
    kept = _heads(heads) if heads else []
    if of_what:
        _verify_one(of_what, as_json)
        return

    async def checked() -> "tuple[checking_history.Checked, list[Fault]]":
        from storage.audit import INSTALLATION, AuditAction, note
        from storage.audit.heads import differing

        async with database(of) as opened:
            found = await checking_history.check(opened, real_clock(), new_only=new)
            async with opened.transaction(real_clock()) as tx:
                beside = await differing(tx, kept, tx.signer) if tx.signer else []
                count = len(found.faults) + len(beside)
                if tx.signer is None or tx.signer.can_sign:
                    await note(tx, INSTALLATION, None, AuditAction.HISTORY_VERIFIED, str(count))
            return found, beside

    found, beside = run(checked)
    faults = [*found.faults, *beside]
    _told(of, faults, as_json)
    if as_json:
        show({"whole": not faults, "entries": found.count, "position": found.position, "heads": len(kept),
              "disposed": found.disposed})  # fmt: skip
    if found.disposed and not as_json:
        tell(say("operations.audit.disposed", count=found.disposed))
    if faults:
        raise typer.Exit(1)
    if not as_json:
        tell(say("operations.audit.whole", count=f"{found.count:,}", position=found.position))
        if kept:
            tell(say("operations.audit.heads_agree", count=len(kept), day=max(head.day for head in kept)))
        if of.signer is None:
            tell(say("operations.audit.nobody_signs"))
        elif not of.signing_keys:
            tell(say("operations.audit.demo_key"))


@app.command("who-read")
def who_read(
    reference: Annotated[str, typer.Argument(metavar="REF", help="A record, an assessment or a case")],
    as_json: Json = False,
) -> None:
    """Who has read it, was shown it as part of something else, exported it, or asked for it in vain. Kept as well."""
    from bot.commands.history import line_of
    from dialogs.words import say
    from storage import audit
    from storage.administration.checking_history import subject_of
    from storage.audit.who_read import who_read as found_by

    of = settings()

    async def asked() -> list[Any]:
        async with database(of) as opened, opened.transaction(real_clock()) as tx:
            subject = await subject_of(tx, reference)
            found = [await line_of(tx, entry) for entry in await found_by(tx, subject)]
            await audit.note(tx, subject, None, audit.AuditAction.HISTORY_READ)
            return found

    lines = run(asked)
    for line in lines:
        show(line.as_json()) if as_json else tell(line.in_words())
    if not lines and not as_json:
        tell(say("operations.audit.nobody_read"))


def _verify_one(reference: str, as_json: bool) -> None:
    from dialogs.words import say
    from storage.administration.checking_history import subject_of
    from storage.audit import Kind
    from storage.audit.verifying import faults_of
    from storage.records import integrity

    of = settings()

    async def asked() -> "tuple[list[Fault], list[str]]":
        async with database(of) as opened, opened.transaction(real_clock()) as tx:
            subject = await subject_of(tx, reference)
            faults = await faults_of(tx, subject)
            if subject.kind is not Kind.RECORD:
                return faults, []
            verdict = await integrity.verify(tx, reference)
            parts = {"signed": verdict.signed, "additions": verdict.additions, "state": verdict.state}
            return faults, [name for name, well in parts.items() if not well]

    faults, parts = run(asked)
    _told(of, faults, as_json)
    if as_json:
        show({"whole": not faults and not parts, "reference": reference, "differs": parts})
    elif parts:
        raise refused("records.record_not_whole", code=1, reference=reference, parts=", ".join(parts))
    if faults or parts:
        raise typer.Exit(1)
    if not as_json:
        tell(say("operations.audit.one_whole", reference=reference))


def _heads(file: Path) -> list[Any]:
    from bot.delivery.history_heads import read_file

    try:
        found, _ = read_file(file)
    except (OSError, UnicodeDecodeError):
        raise refused("records.unreadable", file=file) from None
    if not found:
        raise refused("audit.no_heads", file=file)
    return list(found)


def _told(of: "Settings", faults: "list[Fault]", as_json: bool) -> None:
    from bot.cli.times import in_words
    from dialogs.words import say
    from storage.administration.checking_history import named

    async def names() -> list[str]:
        async with database(of) as opened, opened.transaction(real_clock()) as tx:
            return [await named(tx, one.about) if one.about else "" for one in faults]

    for one, about in zip(faults, run(names) if faults else (), strict=True):
        if as_json:
            show({"wrong": one.wrong, "about": about or None, "number": one.number, "position": one.position,
                  "at": one.at and one.at.isoformat(), "where": one.where or None})  # fmt: skip
            continue
        said = {"of": about, "number": one.number, "position": one.position, "at": one.at and in_words(one.at),
                "where": one.where}  # fmt: skip
        where = [say(f"operations.audit.{name}", value=value) for name, value in said.items() if value]
        tell(say(f"operations.audit.wrong.{one.wrong}", where=", ".join(where)))

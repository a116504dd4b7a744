"""`waymark training`: the register of who is trained, taken from a spreadsheet and given out as one."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli import new_file
from bot.cli.console import As, Json, database, real_clock, refused, run, settings, show, tell

if TYPE_CHECKING:
    from collections.abc import Sequence

    from storage.training.imports import Imported
    from storage.training.register import Entry

app = typer.Typer(name="training", help="Who is trained, and stays so.", no_args_is_help=True)

Out = Annotated[Path, typer.Option("--out", help="The file to make; never one that is there already")]
COLUMNS = ("person", "name", "area", "manager", "course", "trained_on", "mode", "left")


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="A table (.csv) with the columns person, course, trained_on")],
    who: As,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would come of it, and store nothing")] = False,
    as_json: Json = False,
) -> None:
    """Take a list of courses into the register: all rows, or none where one is wrong."""
    from bot.cli.acting_as import named
    from bot.cli.table import Columns, read
    from dialogs.words import say
    from storage.training import imports

    columns = Columns(imports.NEEDED, imports.ALSO, imports.PASSED_OVER, imports.MOST_ROWS)
    rows, of = read(file, columns), settings()

    async def taken() -> "Imported":
        async with database(of) as opened, opened.transaction(real_clock()) as tx:
            return await imports.take(tx, await named(tx, who), rows, dry_run=dry_run)

    found = run(taken)
    if as_json:
        show({
            "new": found.new, "there_already": found.there_already, "stored": not (dry_run or found.faults),
            "faults": [{"row": one.row, "wrong": one.wrong} for one in found.faults],
        })  # fmt: skip
    elif not found.faults:
        key = "operations.courses.would_take" if dry_run else "operations.courses.taken"
        tell(say(key, new=found.new, there=found.there_already))
    if found.faults:
        lines = [say("operations.courses.fault", row=one.row, why=say(f"operations.courses.wrong.{one.wrong}"))
                 for one in found.faults]  # fmt: skip
        raise refused("courses.not_taken", faults="\n".join(lines))


@app.command()
def register(
    who: As,
    out: Annotated[Path | None, typer.Option("--out", help="A table (.csv) to make; never one that is there")] = None,
    as_json: Json = False,
) -> None:
    """Who is trained in what, and whether that is current: all for the training team, a manager's own staff."""
    from bot.cli.acting_as import named
    from bot.exports.exporting import write_what_is_noted
    from dialogs.training.in_words import entry_in_words
    from dialogs.words import say
    from storage import audit
    from storage.audit import AuditAction
    from storage.people import people
    from storage.training import register as register_of_training

    of = settings()

    async def found() -> "Sequence[Entry]":
        async with database(of) as opened:
            async with opened.transaction(real_clock()) as tx:
                person = await named(tx, who)
                entries = await register_of_training.seen_by(tx, person)
                if out is not None:
                    new_file.refuse_where_it_cannot_go(out)
                own = audit.of_person(person.id)
                action = AuditAction.TRAINING_SHOWN if out is None else AuditAction.TRAINING_EXPORTED
                await audit.note(tx, own, person.id, action, "register")
                known = {one.id: one.login or one.id for one in await people.everyone(tx)}
            if out is not None:
                await write_what_is_noted(opened, out, _as_csv(entries, known), own, person)
            return entries

    entries = run(found)
    if out is not None:
        tell(say("operations.courses.exported", file=out, count=len(entries)))
        return
    for entry in entries:
        show(_as_json(entry)) if as_json else tell(entry_in_words(entry))
    if not entries and not as_json:
        tell(say("operations.courses.nobody"))


def _as_csv(entries: "Sequence[Entry]", known: "dict[str, str]") -> bytes:
    """As an import takes it again; a name or a login that begins like a formula does nothing in a spreadsheet."""
    from bot.exports import spreadsheet

    rows: list[list[object]] = []
    for entry in entries:
        one = entry.person
        left = "yes" if entry.has_left else ""
        head = [one.login or one.id, one.name, one.service_area or "", known.get(one.line_manager_id or "", "")]
        rows += [[*head, taken.course.value, f"{taken.trained_on}", taken.mode.value, left] for taken in entry.courses]
    return spreadsheet.table(COLUMNS, rows)


def _as_json(entry: "Entry") -> dict[str, Any]:
    return {
        "person": entry.person.login or entry.person.id,
        "name": entry.person.name,
        "area": entry.person.service_area,
        "courses": [{"course": one.course, "on": one.trained_on, "mode": one.mode} for one in entry.courses],
        "last": entry.last,
        "currency": entry.currency,
        "until": entry.until,
    }

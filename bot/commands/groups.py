"""`waymark groups`: the directory of groups, which whoever runs Waymark keeps, and referrals as documents."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli import documents
from bot.cli.console import As, Json, database, real_clock, run, settings, show, tell

if TYPE_CHECKING:
    from storage.database.engine import Tx
    from storage.groups.directory import Group

app = typer.Typer(name="groups", help="Groups of targeted prevention.", no_args_is_help=True)

Out = Annotated[Path | None, typer.Option("--out", help="A new file, for nobody else's eyes on this machine")]
OfGroup = Annotated[str, typer.Argument(metavar="REF", help="Such as WG-7K3F-2Q")]
OfReferral = Annotated[str, typer.Argument(metavar="REF", help="Such as WR-7K3F-2Q")]


@app.command()
def add(
    name: Annotated[str, typer.Argument(help="What the group is called")],
    youngest: Annotated[int, typer.Option("--from", min=0, max=18, help="The youngest age, in whole years")],
    oldest: Annotated[int, typer.Option("--to", min=0, max=18, help="The oldest age, in whole years")],
    place: Annotated[str, typer.Option(help="Where it meets")],
    capacity: Annotated[int, typer.Option(min=1, max=500, help="How many it takes")],
    lead: Annotated[str, typer.Option(help="Who leads it: a login or an id, with the role group_lead")] = "",
) -> None:
    """Add a group to the directory."""

    async def work(tx: "Tx") -> "Group":
        from storage.groups import directory

        person_id = await _who(tx, lead) if lead else None
        return await directory.add(tx, directory.NewGroup(name, youngest, oldest, place, capacity), person_id)

    _tell("added", _done(work))


@app.command("list")
def list_groups(as_json: Json = False) -> None:
    """Every group that is open, with its ages, places and lead. No child is named."""
    of = settings()

    async def found() -> "list[tuple[Group, str]]":
        from storage.groups import directory
        from storage.people import people

        async with database(of) as opened, opened.transaction(real_clock()) as tx:
            return [
                (one, (await people.get(tx, one.lead_id)).name if one.lead_id else "")
                for one in await directory.every(tx)
            ]

    for one, lead in run(found):
        if as_json:
            names = ("reference", "name", "youngest", "oldest", "place", "capacity", "taken", "lead_id")
            show({name: getattr(one, name) for name in names})
        else:
            _tell("row", one, lead=lead)


@app.command("lead")
def name_lead(reference: OfGroup, who: Annotated[str, typer.Argument(metavar="WHO", help="A login or an id")]) -> None:
    """Say who leads a group from now on."""

    async def work(tx: "Tx") -> "Group":
        from storage.groups import directory

        group = await directory.by_reference(tx, reference)
        return await directory.name_lead(tx, group.id, await _who(tx, who))

    _tell("led", _done(work))


@app.command()
def close(reference: OfGroup) -> None:
    """Nobody is referred to it any more; who is in it stays."""

    async def work(tx: "Tx") -> "Group":
        from storage.groups import directory

        return await directory.close(tx, (await directory.by_reference(tx, reference)).id)

    _tell("closed", _done(work))


@app.command()
def export(
    reference: OfReferral,
    who: As,
    as_html: documents.AsHtml = False,
    as_pdf: documents.AsPdf = False,
    as_docx: documents.AsWord = False,
    everything: Annotated[bool, typer.Option("--everything", help="All that is kept of it, as JSON")] = False,
    out: Out = None,
) -> None:
    """Write a referral as a document, as whoever referred or leads the group. The export is kept in its history."""
    from bot.exports import group_referral
    from bot.exports.exporting import Wanted

    kind = documents.the_one(html=as_html, pdf=as_pdf, docx=as_docx)
    kind = "json" if everything else kind
    documents.written(out, kind, lambda of: group_referral.export(of, reference, who, Wanted(kind, out)))


@app.command()
def about(who: As, as_json: Json = False) -> None:
    """Which referrals are held about a child, of those that this person may read.

    Name and date of birth are asked for, or read from standard input, a line each.
    """
    from bot.cli.arguments import child_from
    from bot.exports import group_referral
    from dialogs.words import say

    of = settings()
    name, born = child_from()
    found = run(lambda: group_referral.about(of, who, name, born))
    for one in found:
        if as_json:
            show({"reference": one.reference, "state": one.state, "sent_at": one.sent_at.isoformat()})
        else:
            tell(say("operations.groups.held", reference=one.reference, state=one.state))
    if not found and not as_json:
        tell(say("operations.groups.nothing_held" if born else "operations.groups.born_needed"))


async def _who(tx: "Tx", who: str) -> str:
    from storage.people import people

    known = await people.find(tx, who)
    return known.id if known else (await people.get(tx, who)).id


def _done(work: "Callable[[Tx], Awaitable[Group]]") -> "Group":
    of = settings()

    async def inside() -> "Group":
        async with database(of) as opened, opened.transaction(real_clock()) as tx:
            return await work(tx)

    return run(inside)


def _tell(key: str, one: "Group", **more: Any) -> None:
    from dialogs.words import say

    words = {name: getattr(one, name) for name in type(one).__dataclass_fields__}
    tell(say(f"operations.groups.{key}", **words, **more).strip())

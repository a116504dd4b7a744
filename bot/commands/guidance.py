"""`waymark guidance`: what a partnership's reviewer has to read, and their approval with role and date."""

from collections import Counter
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.console import Json, real_clock, refused, settings, show, stop, tell

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from knowledge.lookup.card import Card
    from knowledge.lookup.reviews import Approval, State

app = typer.Typer(name="guidance", help="The guidance cards: what is to be read, and approval.", no_args_is_help=True)

Subject = Annotated[str, typer.Option("--subject", help="Only one folder of cards, such as first_response")]


@app.callback()
def guidance() -> None:
    """The guidance cards: what is to be read, and approval."""


@app.command()
def review(
    card: Annotated[str, typer.Argument(help="One card, with all that a reviewer needs; none lists what is due")] = "",
    subject: Subject = "",
    whole: Annotated[
        bool, typer.Option("--whole", help="Each card that is to be read, whole, one after another")
    ] = False,
    as_json: Json = False,
) -> None:
    """What is to be read: cards that nobody has checked, that changed since, or that are due. National editions too."""
    from dialogs.words import say
    from knowledge.citations import due_for_review
    from knowledge.lookup.reviews import in_order, state

    cards, approved, day, _ = _loaded()
    if card:
        _show_one(_known(cards, [card])[0], approved, day, as_json)
        return
    states = {one.id: state(one, approved, day) for one in in_order(cards.values()) if subject in ("", one.subject)}
    if not states:
        raise refused("reviews.no_subject", subject=subject, subjects=", ".join(_subjects(cards)))
    if whole:
        for id in (id for id, how in states.items() if how != "checked"):
            _show_one(cards[id], approved, day, as_json)
    elif as_json:
        for id, how in states.items():
            show({"card": id, "subject": cards[id].subject, "title": cards[id].title, "state": how})
    else:
        _list(cards, states, by_folder=not subject)
    if as_json:
        return
    for edition in due_for_review(day):
        tell(say("operations.reviews.edition", title=edition.title, edition=edition.edition, note=edition.note or "-"))
    done = sum(how == "checked" for how in states.values())
    tell(say("operations.reviews.sum", checked=done, total=len(states)))


@app.command()
def approve(
    by: Annotated[str, typer.Option("--by", help="The role of whoever read them, such as 'head of safeguarding'")],
    cards: Annotated[list[str] | None, typer.Argument(help="The cards that were read")] = None,
    subject: Subject = "",
    on: Annotated[str, typer.Option("--on", help="The day on which they were read, 2026-12-01; none is today")] = "",
) -> None:
    """Say that these cards, as they are today, were read and approved. The role and the day are kept, no name."""
    from bot.cli.times import day_from
    from dialogs.words import say
    from knowledge.lookup import reviews

    known, _, today, folder = _loaded()
    day = day_from(on) if on else today
    if day > today:
        raise refused("reviews.to_come", on=day.isoformat())
    if folder is None:
        raise refused("reviews.no_folder")
    of_subject = [one for one in known.values() if subject and one.subject == subject]
    if subject and not of_subject:
        raise refused("reviews.no_subject", subject=subject, subjects=", ".join(_subjects(known)))
    read = [*_known(known, cards or []), *of_subject]
    role = " ".join(by.split())
    if not read or not 3 <= len(role) <= 60:
        raise refused("reviews.nothing" if not read else "reviews.role")
    try:
        reviews.approve(folder, read, by=role, on=day)
    except OSError as problem:
        raise refused("reviews.not_written", folder=folder, reason=problem.strerror) from None
    tell(say("operations.reviews.approved", count=len(read), by=role, on=day.isoformat(), file=folder / reviews.NAME))


def _loaded() -> "tuple[dict[str, Card], dict[str, Approval], date, Path | None]":
    """The cards, the approvals, today in London, and the council's own folder."""
    from dialogs.interview.parsing.days import today
    from knowledge.lookup.cards import GuidanceProblem, load_cards
    from knowledge.lookup.reviews import approvals

    folder = settings().guidance_dir
    try:
        return load_cards(overlay=folder), approvals(folder), today(real_clock()), folder
    except GuidanceProblem as problem:
        raise stop(str(problem)) from None


def _known(cards: "dict[str, Card]", ids: list[str]) -> "list[Card]":
    for id in ids:
        if id not in cards:
            raise refused("reviews.no_card", id=id)
    return [cards[id] for id in ids]


def _subjects(cards: "dict[str, Card]") -> list[str]:
    return sorted({card.subject for card in cards.values()})


def _list(cards: "dict[str, Card]", states: "dict[str, State]", *, by_folder: bool) -> None:
    """A line a card; with `by_folder`, of those that nobody has read only how many each folder has."""
    from dialogs.words import say

    unread = Counter(cards[id].subject for id, how in states.items() if how == "never_checked")
    for id, how in states.items():
        if how != "checked" and not (by_folder and how == "never_checked"):
            why = say(f"operations.reviews.{how}", by=cards[id].reviewed_by, on=cards[id].last_reviewed)
            tell(say("operations.reviews.row", subject=cards[id].subject, id=id, title=cards[id].title, why=why))
    for subject, count in unread.items() if by_folder else ():
        tell(say("operations.reviews.folder", subject=subject, count=count))
    if by_folder and unread:
        tell(say("operations.reviews.how_to_read", subject=next(iter(unread))))


def _show_one(card: "Card", approved: "dict[str, Approval]", day: "date", as_json: bool) -> None:
    """The card as people see it, what it rests on with how sure that is, and what is said about it."""
    from dialogs.words import say
    from knowledge.citations import citation
    from knowledge.lookup.reviews import changes, state

    how = state(card, approved, day)
    since = changes(card, approved[card.id]) if how == "changed_since" else []
    sources = [citation(id) for id in card.citations]
    if as_json:
        rests: list[dict[str, Any]] = [{"id": one.id, "title": one.title, "sure": one.confidence} for one in sources]
        show({"card": card.id, "title": card.title, "text": card.text, "rests_on": rests, "state": how, "since": since})
        return
    tell(f"{card.title}\n\n{card.text}\n")
    for one in sources:
        key = "operations.reviews.rests_on_sure" if one.confidence else "operations.reviews.rests_on"
        words = {"confidence": one.confidence} if one.confidence else {}
        tell(say(key, id=one.id, title=one.title, document=one.document, **words))
    for note in card.notes(day):
        tell(note)
    tell(say(f"operations.reviews.{how}", by=card.reviewed_by, on=card.last_reviewed))
    tell(say("operations.reviews.file", file=card.path))
    if how == "changed_since":
        before = approved[card.id]
        tell(say("operations.reviews.approved_before", by=before.by, on=before.on.isoformat()))
    for which, line in since:
        tell("  " + say(f"operations.reviews.{which}", line=line))
    tell("")

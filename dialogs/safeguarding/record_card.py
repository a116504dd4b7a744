"""A record in the chat: one screen of it as a card, and each of its parts as another.

Each closes when something is said, by its button, and by itself after a while (`bot/teams/closing_records.py`).
"""

from collections.abc import Sequence

from dialogs.interview.parsing.days import day_in_words, moment_in_words
from dialogs.safeguarding.at_a_glance import Glance, shortened
from dialogs.safeguarding.shown_record import PARTS, Shown
from dialogs.turn import JSON, Card, Choice, Link, Reply
from dialogs.words import say
from storage.records.signing import Record


def first_screen(record: Record, glance: Glance, desk: str) -> Reply:
    """What one must know of it, with its parts, what can be done, and where there is a desk, its page and documents."""
    actions = [say("inbox.action", what=one.what, who=one.who, day=day_in_words(one.due_on)) for one in glance.actions]
    second = [say("record_page.second", colour=say(f"view.colours.{glance.second}"))] if glance.second else []
    sections = [
        {"title": say("record_page.who"), "rows": [{"label": label, "text": told} for label, told in glance.who]},
        _section("record_page.why", [*second, *map(shortened, glance.reasons)] or [say("record_page.no_reason")]),
        _section("inbox.account", [shortened("; ".join(glance.account)) or say("inbox.nothing_there")]),
        _section("record_page.due", [*glance.due, *actions] or [say("record_page.nothing_due")]),
    ]
    theirs = [name for name in PARTS if name != "had" or not glance.elsewhere]
    parts = tuple(Choice(f"read {record.reference} {name}", say(f"inbox.parts.{name}")) for name in theirs)
    address = f"{desk}/record/{record.reference}"
    pages = (Link(say("inbox.open_desk"), address), Link(say("inbox.documents"), f"{address}/documents"))
    said = say("inbox.record", reference=record.reference, signed=moment_in_words(record.signed_at))
    colour = say(f"view.colours.{record.colour}")
    data = {
        "title": say("inbox.title", reference=record.reference),
        "text": say("inbox.signed", signed=moment_in_words(record.signed_at)),
        "colour": record.colour,
        "colour_words": colour,
        "sections": sections,
        "parts": [{"title": choice.title, "data": {"say": choice.value}} for choice in parts],
    }
    return Reply(
        "inbox.record",
        _in_words([said, colour], sections),
        choices=(*_next(record, glance), *parts),
        card=Card("record", data),
        links=pages if desk else (),
    )


def part(record: Record, name: str, sections: Sequence[Shown]) -> Reply:
    """One part of it; its buttons lead back, and close it."""
    title = say("inbox.title_of_part", reference=record.reference, part=say(f"inbox.parts.{name}"))
    shown = sections or [_section("", [say("inbox.nothing_there")])]
    back = Choice(f"read {record.reference}", say("inbox.back_to", reference=record.reference))
    card = Card("record", {"title": title, "sections": shown})
    return Reply(f"inbox.parts.{name}", _in_words([title], shown), choices=(back, _close()), card=card)


def part_in(typed: str) -> str:
    """Which part somebody asked for behind the reference, by its name or as its button says it; '' for none."""
    words = " ".join(typed.casefold().split()[1:]).removeprefix("the ")
    return next((name for name in PARTS if words in (name, say(f"inbox.parts.{name}").casefold())), "")


def _section(key: str, texts: Sequence[str]) -> Shown:
    return {"title": say(key) if key else "", "rows": [{"label": "", "text": text} for text in texts]}


def _in_words(lines: Sequence[str], sections: Sequence[JSON]) -> str:
    """The same for whoever sees no card."""
    said = list(lines)
    for one in sections:
        said += ["", one["title"], *(f"{row['label']}: {row['text']}".removeprefix(": ") for row in one["rows"])]
    return "\n".join(said)


def _next(record: Record, glance: Glance) -> tuple[Choice, ...]:
    """What can be done with a record now; filing once there is a decision, with those that there are now."""
    from dialogs.safeguarding.decision import to_file

    file = to_file(record.reference, len(glance.decided))
    filing = (Choice(file.value, say("inbox.file")),) if glance.to_file else ()
    decide = Choice(f"decide {record.reference}", say("inbox.decide"))
    add = Choice(f"add to {record.reference}", say("inbox.add"))
    return (*filing, decide, add, _close())


def _close() -> Choice:
    return Choice("close", say("inbox.close"))

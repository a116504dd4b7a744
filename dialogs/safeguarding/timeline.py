"""'Timeline WM-...': what is on record about the same child, in order, and what it shows. Safeguarding roles only.

No child is named: they have letters, as in the record itself. An uncertain match is confirmed by a person here.
"""

from typing import Any

from dialogs.consultations.advice import on_record
from dialogs.incident.second_view import look_back, seen_by
from dialogs.interview.chat import Chat
from dialogs.interview.parsing.days import day_in_words
from dialogs.safeguarding.which_record import which
from dialogs.turn import Card, Choice, Reply
from dialogs.words import reply, say
from storage import traces
from storage.audit import AuditAction
from storage.database.engine import Tx
from storage.history import chronology, matching
from storage.history.chronology import Chronology, Entry
from storage.history.matching import Match, Sureness
from storage.history.patterns import Pattern, patterns
from storage.history.second_views import SecondView
from storage.people.people import Person
from storage.plans import due as plans_due
from storage.problems import NotFound
from storage.records import inbox
from storage.records.signing import Record

UNANSWERED = "unanswered"
"""What a button says after two records: nobody had said yet whether it is the same child. Who types it means to."""


async def timeline(chat: Chat, rest: str) -> list[Reply]:
    """A child's records in order, what they show together, and which may be the same child. Each record is noted as
    shown.
    """
    if not rest:
        return await which(chat, "timeline")
    try:
        record = await inbox.open_for(chat.tx, chat.person, rest, AuditAction.OPENED)
    except NotFound:
        return [reply("inbox.not_found")]
    story = await chronology.of(chat.tx, record, person=chat.person)
    await traces.shown(chat.tx, chat.person.id, story.references, within=record.reference, by="timeline")
    return [_shown(record, story), *await on_record(chat, record.id), *asked(record, story)]


def _shown(record: Record, story: Chronology) -> Reply:
    sections = sections_of(story)
    key = "timeline.story" if len(story.entries) > 1 else "timeline.nothing_earlier"
    lines = [say(key, reference=record.reference, count=len(story.entries))]
    for part in sections:
        lines += ["", part["title"], *(f"• {row['text']}" for row in part["rows"])]
    data = {"title": lines[0], "sections": sections}
    return Reply(key, "\n".join(lines), card=Card("record", data))


def sections_of(story: Chronology) -> list[dict[str, Any]]:
    """The entries, then what they show together; nothing where there is only one."""
    if len(story.entries) < 2:
        return []
    rows = [{"text": in_words(entry)} for entry in story.entries]
    found = [
        {"text": say("timeline.pattern", shows=shows(one), references=", ".join(one.references))}
        for one in patterns(story.entries)
    ]
    sections: list[dict[str, Any]] = [{"title": say("timeline.in_order"), "rows": rows}]
    if found:
        sections.append({"title": say("timeline.together"), "rows": found})
    return sections


def in_words(entry: Entry) -> str:
    """A record as one line: the day, what the child's part was, the view; and that it is likely, where it is."""
    part = "displayed" if entry.displayed else "targeted"
    text = say(
        f"timeline.{part}", day=day_in_words(entry.day), reference=entry.record.reference,
        colour=say(f"view.colours.{entry.record.colour}"),
    )  # fmt: skip
    return text if entry.sureness is Sureness.SURE else f"{text} {say('timeline.likely')}"


def shows(pattern: Pattern) -> str:
    """What several records show, without the records."""
    shared = say(f"timeline.parts_of_day.{pattern.shared}") if pattern.kind == "same_time" else pattern.shared
    return say(f"timeline.patterns.{pattern.kind}", shared=shared)


def second_view(second: SecondView) -> list[str]:
    """The view with earlier records counted: its colour, whether it is higher, and what it rests on."""
    compared = say("timeline.second_higher" if second.is_higher else "timeline.second_same")
    rests_on = say("timeline.second_rests_on", references=", ".join(second.rests_on))
    return [say(f"view.colours.{second.colour}"), compared, rests_on, *(r["text"] for r in second.view["reasons"])]


def asked(record: Record, story: Chronology) -> list[Reply]:
    """Uncertain matches, each with the two answers that a person may give."""
    if not story.uncertain:
        return []
    listed = "\n".join(f"• {match.reference}" for match in story.uncertain)
    choices = [_said(record, match, word) for match in story.uncertain[:3] for word in ("same", "another")]
    return [Reply("timeline.uncertain", f"{say('timeline.uncertain')}\n{listed}", choices=tuple(choices))]


def _said(record: Record, match: Match, word: str) -> Choice:
    words = f"{word} child {record.reference} {match.reference} {UNANSWERED}"
    return Choice(words, say(f"timeline.{word}", reference=match.reference))


async def same_child(chat: Chat, rest: str) -> list[Reply]:
    """'It is the same child': the records count for each other from now on."""
    return await _judge(chat, rest, is_same=True)


async def another_child(chat: Chat, rest: str) -> list[Reply]:
    """'It is another child': the records are never put together again."""
    return await _judge(chat, rest, is_same=False)


async def _is_open(tx: Tx, person: Person, record: Record, other: Record) -> bool:
    """Whether nobody has said of two records whether it is the same child."""
    story = await chronology.of(tx, record, person=person)
    return any(match.record_id == other.id for match in story.uncertain)


async def _judge(chat: Chat, rest: str, *, is_same: bool) -> list[Reply]:
    """'same child WM-... WM-...': the child whom the first record is about appears in the second."""
    first, _, second = rest.replace(",", " ").replace(" and ", " ").upper().partition(" ")
    second, _, made_for = second.strip().partition(" ")
    only_if_open = made_for == UNANSWERED.upper()
    try:
        return await judge(chat.tx, chat.person, first, second, is_same=is_same, only_if_open=only_if_open)
    except NotFound:
        return [reply("inbox.not_found")]


async def judge(tx: Tx, person: Person, first: str, second: str, *, is_same: bool, only_if_open: bool) -> list[Reply]:
    """A person's word on whether the child of one record appears in another. Raises NotFound where they may not read
    both. `only_if_open`: nothing is changed where somebody has said so meanwhile.
    """
    record = await inbox.open_for(tx, person, first, AuditAction.OPENED)
    other = await inbox.open_for(tx, person, second, AuditAction.OPENED)
    found = await matching.about(tx, record.id, record.child_label, other.id, person=person)
    if found is None:
        return [reply("timeline.no_match")]
    if only_if_open and not await _is_open(tx, person, record, other):
        return [reply("timeline.answered_meanwhile")]
    await matching.confirm(tx, person, record.id, record.child_label, found, is_same=is_same)
    later = max(record, other, key=lambda one: one.signed_at)
    said = [reply("timeline.kept_same" if is_same else "timeline.kept_another")]
    if is_same:
        await plans_due.noticed(tx, later.id, found.label if later.id == other.id else record.child_label)
        await look_back(tx, later, person.id)
        seen = await seen_by(tx, later, person)
        said += [reply("timeline.now_higher", reference=later.reference)] if seen and seen.is_higher else []
    return said

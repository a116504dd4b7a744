"""The DSL's side: what has come in, reading it, saying that it has arrived. And the worker's: has it arrived?"""

from typing import Any

from dialogs.contacts import in_role
from dialogs.incident.second_view import seen_by
from dialogs.interview.chat import Chat
from dialogs.interview.days import moment_in_words
from dialogs.safeguarding import timeline
from dialogs.turn import Card, Choice, Reply
from dialogs.words import reply, say
from storage import traces
from storage.database.engine import Tx
from storage.documents.layout import lay_out
from storage.history import chronology, matching, same_incident
from storage.history.chronology import Chronology
from storage.people import people, settings
from storage.problems import NotFound
from storage.records import access, addenda, decisions, responsibility, signing
from storage.records import inbox as records_inbox
from storage.records.inbox import InboxRow
from storage.records.signing import Record
from storage.records.tables import Status


async def inbox(chat: Chat, rest: str) -> list[Reply]:
    """The records that this person answers for and has not filed."""
    rows = await records_inbox.inbox(chat.tx, chat.person)
    if not rows:
        return [reply("inbox.empty")]
    text = "\n".join([say("inbox.list", count=len(rows)), *(f"• {_row(row)}" for row in rows)])
    shown = [
        {"text": _row(row), "colour": row.colour, "colour_words": say(f"view.colours.{row.colour}")} for row in rows
    ]
    read = tuple(Choice(f"read {row.reference}", say("inbox.read", reference=row.reference)) for row in rows[:5])
    card = Card("inbox", {"text": say("inbox.list", count=len(rows)), "rows": shown})
    return [Reply("inbox.list", text, choices=read, card=card)]


def _row(row: InboxRow) -> str:
    """Content-free: colour, reference, state, from whom and when."""
    return say(
        "inbox.row", colour=say(f"view.colours.{row.colour}"), reference=row.reference,
        status=say(f"inbox.status.{row.status}"), who=row.from_name, setting=row.setting_name,
        when=moment_in_words(row.signed_at),
    )  # fmt: skip


async def read(chat: Chat, rest: str) -> list[Reply]:
    """One record in full. From now on it has been read, which its author is told."""
    try:
        record = await records_inbox.read(chat.tx, chat.person, rest)
    except NotFound:
        return [reply("inbox.not_found")]
    story = await chronology.of(chat.tx, record, person=chat.person)
    return [
        _record(record, await _since(chat, record, story), await decisions.count(chat.tx, record.reference)),
        *timeline.asked(record, story),
    ]


async def _since(chat: Chat, record: Record, story: Chronology) -> list[dict[str, Any]]:
    """What came after signing: decisions, what was added, who has had it."""
    sections = await _earlier(chat, record, story)
    for made in await decisions.of(chat.tx, record.id):
        who = await people.get(chat.tx, made.author_id)
        title = say("decision.heading", number=made.number, when=moment_in_words(made.decided_at), who=who.name)
        signed = {"label": "", "text": say("decision.signed_by", name=made.signed_name, hash=made.hash)}
        sections.append({"title": title, "rows": [*made.content["rows"], signed]})
    for added in await addenda.addenda_of(chat.tx, record.id):
        who = await people.get(chat.tx, added.author_id)
        title = say("addition.heading", number=added.number, when=moment_in_words(added.added_at), who=who.name)
        text = say("addition.row", text=added.text, reason=added.reason)
        sections.append({"title": title, "rows": [{"label": "", "text": text}]})
    if await access.comes_by_handover(chat.tx, chat.person, record.id):
        # who had it and when is the other setting's own affair, and would tell how pressing it was there
        return sections
    had = [await _had(chat, step) for step in await responsibility.steps_of(chat.tx, record.id)]
    return [*sections, {"title": say("inbox.had"), "rows": [{"label": "", "text": text} for text in had]}]


async def _earlier(chat: Chat, record: Record, story: Chronology) -> list[dict[str, Any]]:
    """What came before: the second view, the story that it rests on, and what may be the same incident."""
    sections: list[dict[str, Any]] = []
    second = await seen_by(chat.tx, record, chat.person)
    if second is not None:
        colour, *lines = timeline.second_view(second)
        title = say("timeline.second", colour=colour)
        sections.append({"title": title, "rows": [{"label": "", "text": line} for line in lines]})
    for section in timeline.sections_of(story):
        sections.append({**section, "rows": [{"label": "", **row} for row in section["rows"]]})
    alike = await _alike(chat, record)
    if alike:
        sections.append({"title": say("inbox.alike"), "rows": [{"label": "", "text": text} for text in alike.values()]})
    others = [*story.references, *(second.rests_on if second else ()), *alike]
    await traces.shown(chat.tx, chat.person.id, others, within=record.reference, by="read")
    return sections


async def _alike(chat: Chat, record: Record) -> dict[str, str]:
    """What may be the same incident, in words by reference: signed the same day about a child of this one, or said to
    be so by who signed.
    """
    said = await same_incident.of(chat.tx, record.id, chat.person)
    that_day = [match.reference for match in await matching.same_day(chat.tx, record, chat.person)]
    told = {ref: say(f"timeline.same_incident.{answer}", reference=ref) for ref, answer in sorted(said.items())}
    return told | {ref: say("timeline.same_day", reference=ref) for ref in that_day if ref not in told}


async def _had(chat: Chat, step: responsibility.Step) -> str:
    who = await people.get(chat.tx, step.person_id)
    return say("inbox.had_row", who=who.name, when=moment_in_words(step.since), why=say(f"inbox.causes.{step.cause}"))


def _record(record: Record, since: list[dict[str, Any]], decided: int) -> Reply:
    """The recording form as one card that closes again: every field, in the form's own order."""
    form = lay_out(record.content)
    sections: list[dict[str, Any]] = []
    lines = [say("inbox.record", reference=record.reference, signed=moment_in_words(record.signed_at))]
    for section in form.sections:
        rows = [
            {
                "label": f"{entry.label} ({entry.mark})" if entry.mark else entry.label,
                "text": "\n".join(line for lines in entry.paragraphs for line in lines),
            }
            for entry in section.entries
        ]
        sections.append({"title": section.heading, "rows": rows})
    sections += since
    for part in sections:
        lines += ["", part["title"], *(f"{row['label']}: {row['text']}".removeprefix(": ") for row in part["rows"])]
    data = {
        "title": lines[0],
        "colour": record.colour,
        "colour_words": say(f"view.colours.{record.colour}"),
        "sections": sections,
    }
    return Reply("inbox.record", "\n".join(lines), choices=_next(record, decided), card=Card("record", data))


def _next(record: Record, decided: int) -> tuple[Choice, ...]:
    """What can be done with a record now; filing once there is a decision, with those that there are now."""
    from dialogs.safeguarding.decision import to_file

    file = to_file(record.reference, decided)
    decide = Choice(f"decide {record.reference}", say("decision.decide", reference=record.reference))
    add = Choice(f"add to {record.reference}", say("addition.choice", reference=record.reference))
    before = Choice(f"timeline {record.reference}", say("inbox.timeline"))
    return ((file,) if record.status is Status.DECIDED else ()) + (decide, add, before)


async def mine(chat: Chat, rest: str) -> list[Reply]:
    """What the worker may know of what they sent: its state, never its content."""
    sent = await records_inbox.sent_by(chat.tx, chat.person)
    if not sent:
        return [reply("record.mine_none", choices=("report",))]
    rows = []
    for one in sent:
        status = say(f"record.status.{one.status}")
        rows.append(say("record.mine_row", reference=one.reference, status=status, when=moment_in_words(one.when)))
        rows += await passed_on(chat.tx, one.reference)
    return [Reply("record.mine", "\n".join([say("record.mine"), *rows]))]


async def passed_on(tx: Tx, reference: str) -> list[str]:
    """Each time it passed on, and to whom by their role: the worker can go and speak to them."""
    record = await signing.by_reference(tx, reference)
    setting = await settings.setting(tx, record.setting_id)
    found = []
    for step in (await responsibility.steps_of(tx, record.id))[1:]:
        who = in_role(await people.get(tx, step.person_id), setting)
        why = say(f"inbox.causes.{step.cause}")
        found.append(say("record.mine_passed_on", who=who, when=moment_in_words(step.since), why=why))
    return found

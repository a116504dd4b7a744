"""The DSL's side: what has come in, reading it, saying that it has arrived. And the worker's: has it arrived?"""

from typing import Any

from dialogs.chat import Chat
from dialogs.turn import Card, Choice, Reply
from dialogs.when import LONDON, day_in_words
from dialogs.words import reply, say
from storage import records
from storage.form.layout import lay_out
from storage.problems import NotFound
from storage.records import InboxRow, Record


def _when(moment: Any) -> str:
    local = moment.astimezone(LONDON)
    return f"{day_in_words(local.date())}, {local:%H:%M}"


async def inbox(chat: Chat, rest: str) -> list[Reply]:
    rows = await records.inbox(chat.tx, chat.person)
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
        when=_when(row.signed_at),
    )  # fmt: skip


async def read(chat: Chat, rest: str) -> list[Reply]:
    try:
        record = await records.read(chat.tx, chat.person, rest)
    except NotFound:
        return [reply("inbox.not_found")]
    return [_record(record)]


def _record(record: Record) -> Reply:
    """The recording form as one card that closes again: every field, in the form's own order."""
    form = lay_out(record.content)
    sections: list[dict[str, Any]] = []
    lines = [say("inbox.record", reference=record.reference, signed=_when(record.signed_at))]
    for section in form.sections:
        rows = [
            {
                "label": f"{entry.label} ({entry.mark})" if entry.mark else entry.label,
                "text": "\n".join(line for lines in entry.paragraphs for line in lines),
            }
            for entry in section.entries
        ]
        sections.append({"title": section.heading, "rows": rows})
        lines += ["", section.heading, *(f"{row['label']}: {row['text']}" for row in rows)]
    data = {
        "title": lines[0],
        "colour": record.colour,
        "colour_words": say(f"view.colours.{record.colour}"),
        "sections": sections,
    }
    received = Choice(f"received {record.reference}", say("inbox.receive"))
    return Reply("inbox.record", "\n".join(lines), choices=(received,), card=Card("record", data))


async def received(chat: Chat, rest: str) -> list[Reply]:
    try:
        await records.receive(chat.tx, chat.person, rest)
    except NotFound:
        return [reply("inbox.not_found")]
    return [reply("inbox.received", choices=("inbox",))]


async def mine(chat: Chat, rest: str) -> list[Reply]:
    """What the worker may know of what they sent: its state, never its content."""
    sent = await records.sent_by(chat.tx, chat.person)
    if not sent:
        return [reply("record.mine_none", choices=("report",))]
    rows = [
        say("record.mine_row", reference=s.reference, status=say(f"record.status.{s.status}"), when=_when(s.when))
        for s in sent
    ]
    return [Reply("record.mine", "\n".join([say("record.mine"), *rows]))]

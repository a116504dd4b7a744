"""The DSL's side: what has come in, reading it, saying that it has arrived. And the worker's: has it arrived?"""

from dialogs.contacts import in_role
from dialogs.interview.chat import Chat
from dialogs.interview.parsing.days import moment_in_words
from dialogs.safeguarding import shown_record, timeline
from dialogs.safeguarding.shown_record import Shown
from dialogs.safeguarding.which_record import row_of, which
from dialogs.turn import Card, Choice, Reply
from dialogs.words import passing_the_dsl_by, reply, say
from storage.database.engine import Tx
from storage.history import chronology
from storage.people import people, settings
from storage.problems import NotFound
from storage.records import decisions, responsibility, signing
from storage.records import inbox as records_inbox
from storage.records.signing import Record
from storage.records.tables import Status


async def inbox(chat: Chat, rest: str) -> list[Reply]:
    """The records that this person answers for and has not filed."""
    rows = await records_inbox.inbox(chat.tx, chat.person)
    if not rows:
        return [reply("inbox.empty")]
    text = "\n".join([say("inbox.list", count=len(rows)), *(f"• {row_of(row)}" for row in rows)])
    shown = [
        {"text": row_of(row), "colour": row.colour, "colour_words": say(f"view.colours.{row.colour}")} for row in rows
    ]
    read = tuple(Choice(f"read {row.reference}", say("inbox.read", reference=row.reference)) for row in rows[:5])
    card = Card("inbox", {"text": say("inbox.list", count=len(rows)), "rows": shown})
    return [Reply("inbox.list", text, choices=read, card=card)]


async def read(chat: Chat, rest: str) -> list[Reply]:
    """One record in full. From now on it has been read, which its author is told."""
    if not rest:
        return await which(chat, "read")
    try:
        record = await records_inbox.read(chat.tx, chat.person, rest)
    except NotFound:
        return [reply("inbox.not_found")]
    story = await chronology.of(chat.tx, record, person=chat.person)
    shown = await shown_record.sections(chat.tx, chat.person, record, story)
    decided = await decisions.count(chat.tx, record.reference)
    return [_record(record, shown, decided), *timeline.asked(record, story)]


def _record(record: Record, sections: list[Shown], decided: int) -> Reply:
    """The recording form and what belongs to it, as one card that closes again."""
    lines = [say("inbox.record", reference=record.reference, signed=moment_in_words(record.signed_at))]
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


async def close(chat: Chat, rest: str) -> list[Reply]:
    """'close': a record that was shown is put away by whatever is said next, so nothing is left to do."""
    return [reply("inbox.closed")]


async def mine(chat: Chat, rest: str) -> list[Reply]:
    """What the worker may know of what they sent: its state, never its content."""
    sent = await records_inbox.sent_by(chat.tx, chat.person)
    if not sent:
        return [reply("record.mine_none", choices=("report",))]
    rows = []
    for one in sent:
        with passing_the_dsl_by(one.concern_about_dsl):
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

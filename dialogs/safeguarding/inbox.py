"""The DSL's side: what has come in, reading it, saying that it has arrived. And the worker's: has it arrived?"""

from dialogs.contacts import in_role
from dialogs.interview.chat import Chat
from dialogs.interview.parsing.days import moment_in_words
from dialogs.interview.shown import Item
from dialogs.safeguarding import at_a_glance, record_card, shown_record, timeline
from dialogs.safeguarding.which_record import INBOX, row_of, which
from dialogs.turn import Card, Choice, Reply
from dialogs.words import passing_the_dsl_by, reply, say
from storage import traces
from storage.database.engine import Tx
from storage.history import chronology
from storage.people import people, settings
from storage.problems import NotFound
from storage.records import inbox as records_inbox
from storage.records import responsibility, signing
from storage.records.reference import first_reference


async def inbox(chat: Chat, rest: str) -> list[Reply]:
    """The records that this person answers for and has not filed."""
    rows = await records_inbox.inbox(chat.tx, chat.person)
    if not rows:
        return [reply("inbox.empty")]
    chat.shown.keep(INBOX, (Item(row.reference) for row in rows))
    text = "\n".join([say("inbox.list", count=len(rows)), *(f"• {row_of(row)}" for row in rows)])
    shown = [
        {"text": row_of(row), "colour": row.colour, "colour_words": say(f"view.colours.{row.colour}")} for row in rows
    ]
    read = tuple(Choice(f"read {row.reference}", say("inbox.read", reference=row.reference)) for row in rows[:5])
    card = Card("inbox", {"text": say("inbox.list", count=len(rows)), "rows": shown})
    return [Reply("inbox.list", text, choices=read, card=card)]


async def read(chat: Chat, rest: str) -> list[Reply]:
    """One record on one screen, or the part of it that was asked for. It has been read, which its author is told."""
    if not rest:
        return await which(chat, "read")
    reference = first_reference(rest)
    try:
        record = await records_inbox.read(chat.tx, chat.person, reference or rest)
    except NotFound:
        return [reply("inbox.not_found")]
    story = await chronology.of(chat.tx, record, person=chat.person)
    wanted = record_card.part_in(rest)
    if wanted:
        rows = await shown_record.part(chat.tx, chat.person, record, story, wanted)
        return [record_card.part(record, wanted, rows)]
    glance = await at_a_glance.of(chat.tx, chat.person, record, story)
    uncertain = [match.reference for match in story.uncertain]
    await traces.shown(chat.tx, chat.person.id, uncertain, within=record.reference, by="read")
    return [record_card.first_screen(record, glance, chat.desk), *timeline.asked(record, story)]


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

"""What an adult did goes into a short signed note, for one person: it is no matter for the form about children, and
must not be lost. The names are in a form, never in the chat.
"""

from collections.abc import Mapping
from datetime import date, datetime

from dialogs import concern, contacts
from dialogs.contacts import role_in_words
from dialogs.interview.answers import Answers, Refusal
from dialogs.interview.chat import Chat
from dialogs.interview.forms import Form, a_name
from dialogs.interview.parsing.dates import day_in_words
from dialogs.interview.parsing.days import moment_in_words
from dialogs.turn import Card, Choice, Field, Reply
from dialogs.words import reply, say
from storage.database.engine import Tx
from storage.people import people
from storage.people.people import Person, Role
from storage.people.responsible import CHAIN
from storage.problems import NotFound
from storage.records import adult_note_steps as steps
from storage.records import adult_notes
from storage.records.adult_notes import AdultNote

LONGEST = 2_000
ROWS = ("adult", "what", "by_whom", "when")
"""The note's own fields, in the order in which it is read."""


def _some_words(value: str, now: datetime) -> str | Refusal:
    """Names may be among them: only the recipient reads it."""
    return value if any(map(str.isalnum, value)) and len(value) <= LONGEST else Refusal("note_wrong")


FORM = Form(
    (
        Field("adult", "adult", required=True, error="note_wrong", max_length=200),
        Field("what", "what", "long_text", required=True, error="note_wrong", max_length=LONGEST),
        Field("by_whom", "by_whom", required=True, error="note_wrong", max_length=200),
        Field("when", "when", required=True, error="note_wrong", max_length=200),
        Field("signed_name", "signed_name", required=True, error="signature_missing", max_length=120),
    ),
    {**dict.fromkeys(ROWS, _some_words), "signed_name": a_name("signature_missing")},
)


async def recipient(chat: Chat, answers: Answers) -> Person | None:
    """To whom it would go, by who the adult is and what was said of whose concern it is."""
    who = str(answers["adult_who"])
    return await adult_notes.recipient(chat.tx, chat.person.setting_id, chat.person.id, who, **_about(answers))


def goes_to(chat: Chat, answers: Answers) -> Role | None:
    """The role that it goes to, before it is looked up who has it; None where it can be nobody's of them."""
    never = adult_notes.roles_it_is_about(str(answers["adult_who"]), **_about(answers))
    own = {role for role in CHAIN if chat.person.has(role, chat.setting.id)}
    return next((role for role in adult_notes.TO[str(answers["adult_who"])] if role not in never | own), None)


def _about(answers: Answers) -> adult_notes.About:
    concerns = concern.of(answers)
    return {"about_dsl": concern.passes_the_dsl_by(concerns), "also": concern.others(concerns)}


async def offered(chat: Chat, answers: Answers) -> Reply:
    """Before it is asked for: to whom it goes, and to nobody else."""
    to = await recipient(chat, answers)
    if to is None:
        return reply("adult_note.offer_nobody", lado=lado(chat))
    return reply("adult_note.offer", who=contacts.in_role(to, chat.setting), lado=lado(chat))


async def sign(chat: Chat, answers: Answers) -> Reply:
    """Signed, dated and sent, or kept for its writer where there is nobody to send it to."""
    to = await recipient(chat, answers)
    form: Mapping[str, str] = answers["adult_note"]
    who = say(f"adult_note.adults.{answers['adult_who']}")
    content = {**{name: form[name] for name in (*ROWS, "signed_name")}, "adult_is": who}
    content |= {"setting": chat.setting.name, "writer_role": role_in_words(chat.person.roles)}
    note = await adult_notes.sign(chat.tx, chat.person, chat.person.setting_id, to, content)
    if to is None:
        return reply("adult_note.kept", reference=note.reference, lado=lado(chat))
    return reply("adult_note.signed", reference=note.reference, who=contacts.in_role(to, chat.setting), lado=lado(chat))


async def notes(chat: Chat, _rest: str = "") -> list[Reply]:
    """'notes': those that this person wrote or was sent, nothing of what is in them."""
    found = await adult_notes.listed(chat.tx, chat.person)
    if not found:
        return [reply("adult_note.none")]
    rows = [
        say(
            f"adult_note.row_{'own' if one.is_own else 'sent'}",
            reference=one.reference,
            when=moment_in_words(one.signed_at),
            read=say(f"adult_note.{'read' if one.read_at else 'not_read'}"),
        )
        for one in found
    ]
    choices = tuple(
        Choice(f"read note {one.reference}", say("adult_note.open", reference=one.reference)) for one in found
    )
    return [Reply("adult_note.list", "\n".join([say("adult_note.list"), *rows]), choices=choices)]


async def note(chat: Chat, rest: str = "") -> list[Reply]:
    """'read note' and its reference: for its writer and its recipient, and nobody else."""
    if not rest.strip():
        return await notes(chat)
    try:
        found = await adult_notes.read(chat.tx, chat.person, rest)
    except NotFound:
        return [reply("adult_note.not_found")]
    return [await _shown(chat, found)]


async def _shown(chat: Chat, found: AdultNote) -> Reply:
    by, to = await adult_notes.writer_and_recipient(chat.tx, found)
    of = found.content
    rows = [{"label": label, "text": words} for label, words in rows_of(found)]
    signed = say(
        "adult_note.signed_by",
        name=of["signed_name"],
        account=by.name,
        role=of["writer_role"],
        setting=of["setting"],
        when=moment_in_words(found.signed_at),
        to=to.name if to else say("adult_note.nobody_to"),
        hash=found.hash,
    )
    heading = say("adult_note.heading", reference=found.reference)
    lines = [f"{row['label']}: {row['text']}" for row in rows]
    done = [{"text": one} for one in await done_with(chat.tx, chat.person, found)]
    lines += [one["text"] for one in done]
    card = Card("record", {"title": heading, "sections": [{"title": "", "rows": [*rows, {"text": signed}, *done]}]})
    return Reply(
        "adult_note.heading", "\n".join([heading, *lines, signed]), choices=_offers(chat.person, found), card=card
    )


def rows_of(found: AdultNote) -> list[tuple[str, str]]:
    """Label and text of what is in a note, in the order in which it is read."""
    return [(say(f"adult_note.rows.{name}"), found.content[name]) for name in (ROWS[0], "adult_is", *ROWS[1:])]


async def done_with(tx: Tx, person: Person, found: AdultNote) -> list[str]:
    """What was done with a note, a line each. Its writer sees that it was received, and whether it is closed: what came
    of it is for whoever has it, and never in the writer's hands.
    """
    lines = []
    for one in await steps.of(tx, found):
        about = {"when": moment_in_words(one.at), "name": (await people.get(tx, one.person_id)).name}
        if one.step is steps.Step.RECEIVED:
            lines.append(say("adult_note.done.received", **about))
        elif not steps.may_act(person, found):
            if one.step is steps.Step.DECIDED:
                lines.append(say("adult_note.done.closed", **about))
        elif one.step is steps.Step.PASSED_ON:
            to, on = say(f"adult_note.passed_to.{one.said['to']}"), day_in_words(date.fromisoformat(one.said["on"]))
            lines.append(say("adult_note.done.passed_on", to=to, on=on, how=one.said["how"], **about))
        else:
            outcome = say(f"adult_note.outcomes.{one.said['outcome']}")
            lines.append(say("adult_note.done.decided", outcome=outcome, reason=one.said["reason"], **about))
            lines.append(kept_in_words(one.keep_until))
    return lines


def kept_in_words(until: date | None) -> str:
    """Until when a note is kept; None: that no day is fixed yet."""
    return say("adult_note.kept_until", day=day_in_words(until)) if until else say("adult_note.kept_for_now")


def _offers(person: Person, found: AdultNote) -> tuple[Choice, ...]:
    """What whoever has it can do with it; anybody may close it."""
    names = ("received_note", "pass_note", "decide_note") if steps.may_act(person, found) else ()
    acts = [
        Choice(f"{say(f'adult_note.typed.{one}')} {found.reference}", say(f"adult_note.offers.{one}")) for one in names
    ]
    return (*acts, Choice("close", say("adult_note.close")))


def lado(chat: Chat) -> str:
    """Whom to ring at the local authority, with the number where there is one."""
    return contacts.in_words(chat.setting.contacts.get("lado", {})) or say("adult_note.lado")

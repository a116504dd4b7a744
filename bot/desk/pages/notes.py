"""Notes about an adult at the desk: those that somebody wrote or was sent, and what is done with one.

Only its writer and whoever it was sent to ever see one; of anybody else's nobody can tell that it is there.
"""

from collections.abc import Mapping

from bot.desk.page import EVERYBODY, SAFEGUARDING, Answer, File, Goto, Page, Reader, Shown
from bot.exports import adult_note as export
from bot.exports.exporting import Exported, document
from dialogs.incident import adult_note
from dialogs.incident.adult_note_steps import DECIDED, PASSED_ON, decided_as
from dialogs.interview.answers import Refusal
from dialogs.interview.choice_form import Paper
from dialogs.words import say
from storage import audit
from storage.audit import AuditAction
from storage.documents import FORMATS
from storage.problems import NotFound
from storage.records import adult_note_steps as steps
from storage.records import adult_notes
from storage.records.adult_note_steps import NotePeriod
from storage.records.adult_notes import AdultNote
from storage.records.integrity import export_detail

FORMS: Mapping[str, Paper] = {"pass_note": PASSED_ON, "decide_note": DECIDED}


async def all_of_them(reader: Reader) -> Answer:
    """`GET /desk/notes`: nothing of what is in them."""
    return Shown("notes/notes", "notes_page.title", {"listed": await adult_notes.listed(reader.tx, reader.person)})


async def one(reader: Reader) -> Answer:
    """`GET /desk/notes/{which}`: everything that would leave with it, before anything does."""
    try:
        found = await adult_notes.read(reader.tx, reader.person, reader.asked.parts["which"])
    except NotFound:
        return _nothing()
    return await _shown(reader, found)


async def received(reader: Reader) -> Answer:
    """`POST /desk/notes/{which}/received`: its writer is told that somebody has it."""
    try:
        found = await steps.receive(reader.tx, reader.person, reader.asked.parts["which"])
    except NotFound:
        return _nothing()
    return Goto(f"/notes/{found.reference}", "note_received")


async def done(reader: Reader) -> Answer:
    """`POST /desk/notes/{which}/done`: it was passed on, or decided; read by the forms of the chat."""
    try:
        found = await adult_notes.read(reader.tx, reader.person, reader.asked.parts["which"], noted=False)
    except NotFound:
        return _nothing()
    what = reader.asked.typed("what")
    if what not in FORMS or not steps.may_act(reader.person, found):
        return _nothing()
    typed = {field.name: reader.asked.typed(field.name) for field in FORMS[what].fields()}
    read = FORMS[what].filled_in(what, typed, {}, reader.now)
    if isinstance(read, Refusal):
        return await _shown(reader, found, typed, say(f"refusals.{read.key}", **read.params))
    said = read.answers[what]
    try:
        if what == "pass_note":
            await steps.pass_on(reader.tx, reader.person, found.reference, said)
        else:
            await steps.decide(reader.tx, reader.person, found.reference, *decided_as(said))
    except NotePeriod:
        return await _shown(reader, found, typed, say("problems.note_period"))
    return Goto(f"/notes/{found.reference}", "note_kept")


async def file(reader: Reader) -> Answer:
    """`POST /desk/notes/{which}/document`: what leaves, as a file. It is in the note's history first."""
    kind = reader.asked.typed("kind")
    try:
        found = await adult_notes.read(reader.tx, reader.person, reader.asked.parts["which"])
    except NotFound:
        return _nothing()
    if kind not in FORMATS or not steps.may_act(reader.person, found):
        return _nothing()
    made = Exported(document(await export.form(reader.tx, reader.person, found), kind))
    detail = export_detail(kind, made.content)
    await audit.note(reader.tx, audit.of_adult_note(found.id), reader.person.id, AuditAction.EXPORTED, detail)
    return File(made.content, FORMATS[kind], f"{found.reference}.{kind}")


def _nothing() -> Shown:
    return Shown("notes/none", "notes_page.title", status=404)


async def _shown(reader: Reader, found: AdultNote, typed: Mapping[str, str] | None = None, refused: str = "") -> Shown:
    acts = steps.may_act(reader.person, found)
    data = {
        "one": found,
        "form": await export.form(reader.tx, reader.person, found),
        "done_with": await adult_note.done_with(reader.tx, reader.person, found),
        "forms": {name: paper.fields() for name, paper in FORMS.items()} if acts else {},
        "formats": tuple(FORMATS) if acts else (),
        "typed": typed or {},
        "refused": refused,
    }
    return Shown("notes/note", "notes_page.one", data, 422 if refused else 200)


PAGES = (
    Page("/notes", SAFEGUARDING, all_of_them, menu="notes_page.menu"),
    Page("/notes/{which}", EVERYBODY, one),
    Page("/notes/{which}/received", EVERYBODY, received, changes=True),
    Page("/notes/{which}/done", EVERYBODY, done, changes=True),
    Page("/notes/{which}/document", EVERYBODY, file, changes=True),
)

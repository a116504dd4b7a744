"""A note about an adult as a document, for whoever has it: what leaves is what was signed, and nothing else."""

from dialogs.incident import adult_note
from dialogs.interview.parsing.days import moment_in_words
from dialogs.words import say
from storage.database.engine import Tx
from storage.documents.kinds.adult_note import lay_out_note
from storage.documents.layout import Form
from storage.people.people import Person
from storage.records import adult_notes
from storage.records.adult_notes import AdultNote


async def form(tx: Tx, person: Person, note: AdultNote) -> Form:
    """`person` is for whom it is made. How it came to them and what was decided stay here."""
    by, to = await adult_notes.writer_and_recipient(tx, note)
    signed = {
        "name": note.content["signed_name"],
        "account": by.name,
        "role": note.content["writer_role"],
        "setting": note.content["setting"],
        "when": moment_in_words(note.signed_at),
        "checksum": note.hash,
    }
    sent = to.name if to else say("adult_note.nobody_to")
    passed = {"sent": sent, "by": person.name, "at": moment_in_words(tx.now)}
    return lay_out_note(adult_note.rows_of(note), signed, passed, reference=note.reference)

"""One record: on one screen who is who, the view and why, what was done and what is due; below it everything.

Reading it is what 'read' is in the chat: it stands in the record's history, and where somebody is responsible for it,
it has been read from now on. What is shown is what the chat shows (`dialogs/safeguarding/shown_record.py`).
"""

from collections.abc import Sequence
from typing import Any

from bot.desk import writing
from bot.desk.page import SAFEGUARDING, Answer, Page, Reader, Shown
from bot.desk.pages import write
from bot.desk.when import how_soon
from dialogs.consultations import advice
from dialogs.safeguarding import at_a_glance, decision, handover, shown_record
from dialogs.words import say
from storage import audit
from storage.audit import AuditAction
from storage.history import chronology
from storage.people import people
from storage.records import access, inbox, lifecycle
from storage.records.lifecycle import Transition
from storage.records.signing import Record

MOST_ROWS = 3
MOST_ENTRIES = 100
SHOWN_IN_HISTORY = frozenset(
    {
        AuditAction.SIGNED, AuditAction.RECEIVED, AuditAction.READ, AuditAction.DECIDED,
        AuditAction.DECISION, AuditAction.FILED, AuditAction.ADDENDUM, AuditAction.PASSED_ON, AuditAction.HANDED_OVER,
        AuditAction.HANDOVER_RECEIVED, AuditAction.PACK_SENT, AuditAction.PACK_READ, AuditAction.CONSULTED,
        AuditAction.CONSULTATION_MISSED, AuditAction.EXPORTED,
    }
)  # fmt: skip
"""What was done with the record itself. What tells of other records, or may have been for their sake (opened), is left
out: this reader may not know of them.
"""

READING = frozenset({AuditAction.READ, AuditAction.EXPORTED, AuditAction.PACK_READ})
"""Of these, what brought its words before somebody."""


async def record(reader: Reader) -> Answer:
    """`GET /desk/record/{reference}`."""
    tx, person = reader.tx, reader.person
    read = await inbox.read(tx, person, reader.asked.parts["reference"])
    story = await chronology.of(tx, read, person=person)
    glance = await at_a_glance.of(tx, person, read, story)
    came = [] if glance.elsewhere else await lifecycle.transitions_of(tx, read.id)
    history = [] if glance.elsewhere else await _history(reader, read)
    data: dict[str, Any] = {
        "record": read,
        "glance": glance,
        "letters": [label.split()[-1] for label, _ in glance.who],
        "decided": glance.decided[-1].content["rows"][:MOST_ROWS] if glance.decided else (),
        "actions": [(action, how_soon(action.due_on, reader.now)) for action in glance.actions],
        "came": came,
        "names": await _names(reader, came),
        # who is who stands above already
        "sections": (await shown_record.sections(tx, person, read, story))[0 if glance.elsewhere else 1 :],
        "consulted": [advice.section(one) for one in glance.consulted[::-1]],
        "readers": [one for one in history if one["action"] in READING],
        "history": history,
        "uncertain": bool(story.uncertain),
        "seen": len(glance.decided),
    }
    return Shown("records/record", "record_page.title", data)


async def received(reader: Reader) -> Answer:
    """`POST /desk/record/{reference}/received`: it has arrived, here or by a handover."""
    return await _as_in_the_chat(reader, handover.received, "")


async def file(reader: Reader) -> Answer:
    """`POST /desk/record/{reference}/file`: with the decisions that there were when the button was shown."""
    seen = reader.asked.typed("seen")
    typed = f" decision {seen if seen.isdecimal() else 0} {reader.asked.typed('reason')[:500]}"
    return await _as_in_the_chat(reader, decision.file, typed)


async def _as_in_the_chat(reader: Reader, command: Any, rest: str) -> Answer:
    """One of the chat's own commands about a record. Raises NotFound as every page does."""
    reference = reader.asked.parts["reference"].upper()
    await access.row_for(reader.tx, reader.person, reference)
    said = await command(writing.chat_of(reader), f"{reference}{rest}")
    return write.ended(writing.Standing(said, is_open=False), f"/record/{reference}")


async def _names(reader: Reader, came: Sequence[Transition]) -> dict[str, str]:
    """Of those who brought it to its states."""
    ids = {step.person_id for step in came}
    return {one: (await people.get(reader.tx, one)).name for one in sorted(ids)}


async def _history(reader: Reader, read: Record) -> list[dict[str, Any]]:
    """Who did what with it and when, the newest first."""
    entries = [one for one in await audit.entries(reader.tx, read.id) if one.what in SHOWN_IN_HISTORY]
    names: dict[str | None, str] = {None: say("record_page.by_itself")}
    shown = []
    for entry in entries[::-1][:MOST_ENTRIES]:
        if entry.person_id is not None and entry.person_id not in names:
            names[entry.person_id] = (await people.get(reader.tx, entry.person_id)).name
        what = say(f"operations.history.actions.{entry.what}")
        shown.append({"at": entry.at, "action": entry.what, "who": names[entry.person_id], "what": what})
    return shown


PAGES = (
    Page("/record/{reference}", SAFEGUARDING, record),
    Page("/record/{reference}/received", SAFEGUARDING, received, changes=True),
    Page("/record/{reference}/file", SAFEGUARDING, file, changes=True),
)

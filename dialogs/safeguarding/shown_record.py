"""What a signed record shows to somebody who may read it: one place, for the card in the chat and for the desk.

The form in its own order, who is who, what came before, what was decided and added since, and who has had it. Whoever
calls this has read the record by that person's right (`storage.records.inbox`), which is noted there. What of it fits
on one screen is `at_a_glance.py`.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from dialogs.incident.second_view import seen_by
from dialogs.interview.parsing.days import moment_in_words
from dialogs.safeguarding import timeline
from dialogs.words import say
from storage import traces
from storage.database.engine import Tx
from storage.documents import who_is_who
from storage.documents.layout import Section, lay_out
from storage.history import matching, same_incident
from storage.history.chronology import Chronology
from storage.people import people
from storage.people.people import Person
from storage.records import access, addenda, decisions, responsibility, signing
from storage.records.signing import Record

Shown = dict[str, Any]
"""{"title", "rows": [{"label", "text"}]}"""

OF_THE_FORM: Mapping[str, Sequence[str]] = {
    "happened": ("child", "incident", "behaviour", "said", "context", "relationship"),
    "responses": ("other_children", "child_response", "boundaries", "parents", "background", "actions"),
    "view": ("view", "signature", "file"),
}
"""The sections of the form that each part of a record in the chat shows."""
PARTS = (*OF_THE_FORM, "before", "since", "had")
"""What is asked for one at a time in the chat; their names are `inbox.parts`."""


async def sections(tx: Tx, person: Person, record: Record, story: Chronology) -> list[Shown]:
    """Everything, in order. A record that was handed over names its own child only. Who had it, and when, is the other
    setting's own affair, and would tell how pressing it was there.
    """
    elsewhere = await access.comes_by_handover(tx, person, record.id)
    who = [] if elsewhere else [_as_shown(who_is_who.section(record.children, record.observations))]
    form = [_as_shown(section) for section in lay_out(record.content).sections]
    since = [*await _before(tx, person, record, story), *await _decided(tx, record), *await _added(tx, record)]
    return [*who, *form, *since, *([] if elsewhere else [await _had_it(tx, record)])]


async def part(tx: Tx, person: Person, record: Record, story: Chronology, name: str) -> list[Shown]:
    """One of the PARTS, so that what is shown, and noted as shown, is only that."""
    if name in OF_THE_FORM:
        form = {section.key: section for section in lay_out(record.content).sections}
        return [_as_shown(form[key]) for key in OF_THE_FORM[name] if key in form]
    if name == "before":
        return await _before(tx, person, record, story)
    if name == "since":
        return [*await _decided(tx, record), *await _added(tx, record)]
    return [] if await access.comes_by_handover(tx, person, record.id) else [await _had_it(tx, record)]


async def who(tx: Tx, person: Person, record: Record) -> str:
    """'Child A: Zed Inventedname, ...; Child B: ...', for whoever decides on a record of their own setting; else ''."""
    if await access.comes_by_handover(tx, person, record.id):
        return ""
    return who_is_who.line(record.children, record.observations)


def _as_shown(section: Section) -> Shown:
    rows = [
        {
            "label": f"{entry.label} ({entry.mark})" if entry.mark else entry.label,
            "text": "\n".join(line for lines in entry.paragraphs for line in lines),
        }
        for entry in section.entries
    ]
    return {"title": section.heading, "rows": rows}


async def _decided(tx: Tx, record: Record) -> list[Shown]:
    shown = []
    for made in await decisions.of(tx, record.id):
        by = await people.get(tx, made.author_id)
        title = say("decision.heading", number=made.number, when=moment_in_words(made.decided_at), who=by.name)
        signed = {"label": "", "text": say("decision.signed_by", name=made.signed_name, hash=made.hash)}
        shown.append({"title": title, "rows": [*made.content["rows"], signed]})
    return shown


async def _added(tx: Tx, record: Record) -> list[Shown]:
    shown = []
    for added in await addenda.addenda_of(tx, record.id):
        by = await people.get(tx, added.author_id)
        title = say("addition.heading", number=added.number, when=moment_in_words(added.added_at), who=by.name)
        text = say("addition.row", text=added.text, reason=added.reason)
        shown.append({"title": title, "rows": [{"label": "", "text": text}]})
    return shown


async def _before(tx: Tx, person: Person, record: Record, story: Chronology) -> list[Shown]:
    """What came before: the second view, the story that it rests on, and what may be the same incident."""
    shown: list[Shown] = []
    together = await _signed_together(tx, person, record)
    if together:
        rows = [{"label": "", "text": say("inbox.one_incident_row", reference=reference)} for reference in together]
        shown.append({"title": say("inbox.one_incident"), "rows": rows})
    second = await seen_by(tx, record, person)
    if second is not None:
        colour, *lines = timeline.second_view(second)
        title = say("timeline.second", colour=colour)
        shown.append({"title": title, "rows": [{"label": "", "text": text} for text in lines]})
    for part in timeline.sections_of(story):
        shown.append({**part, "rows": [{"label": "", **row} for row in part["rows"]]})
    alike = await _alike(tx, person, record)
    if alike:
        shown.append({"title": say("inbox.alike"), "rows": [{"label": "", "text": text} for text in alike.values()]})
    others = [*story.references, *(second.rests_on if second else ()), *alike, *together]
    await traces.shown(tx, person.id, others, within=record.reference, by="read")
    return shown


async def _signed_together(tx: Tx, person: Person, record: Record) -> list[str]:
    """The other records of this incident: one for each child who displayed the behaviour."""
    references = await signing.signed_together(tx, record.id)
    known = await access.known(tx, person, references)
    return [reference for reference in references if reference in known]


async def _alike(tx: Tx, person: Person, record: Record) -> dict[str, str]:
    """What may be the same incident, in words by reference: signed the same day about a child of this one, or said to
    be so by who signed.
    """
    said = await same_incident.of(tx, record.id, person)
    that_day = [match.reference for match in await matching.same_day(tx, record, person)]
    told = {ref: say(f"timeline.same_incident.{answer}", reference=ref) for ref, answer in sorted(said.items())}
    return told | {ref: say("timeline.same_day", reference=ref) for ref in that_day if ref not in told}


async def _had_it(tx: Tx, record: Record) -> Shown:
    rows = []
    for step in await responsibility.steps_of(tx, record.id):
        had = await people.get(tx, step.person_id)
        why = say(f"inbox.causes.{step.cause}")
        text = say("inbox.had_row", who=had.name, when=moment_in_words(step.since), why=why)
        rows.append({"label": "", "text": text})
    return {"title": say("inbox.had"), "rows": rows}

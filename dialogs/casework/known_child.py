"""Who the child is, where that is known already: from a case, from an assessment that is made, from a signed record.

A record is copied from only by somebody who may read it or who signed it; that it was opened for it is in its history.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from dialogs.interview.chat import Chat
from dialogs.turn import Reply
from dialogs.words import reply
from storage import audit
from storage.audit import AuditAction
from storage.casework import assessments, cases
from storage.casework.assessments import Assessment
from storage.casework.cases import Case, Child
from storage.casework.parts import Side, State
from storage.casework.reference import REFERENCE
from storage.people import settings
from storage.problems import NotFound
from storage.records import access, signing
from storage.records.reference import first_reference

UPDATED = frozenset({State.COMPLETED, State.SHARED, State.CLOSED})
"""An assessment is made again only once it was made [DC-context]."""


@dataclass(frozen=True)
class KnownChild:
    """`given` as the form of the child has it, what is not known left empty. `case` where there is one already;
    `incident_key` of a record; `follows` is the assessment that is updated.
    """

    given: Mapping[str, str] = field(default_factory=dict)
    case: Case | None = None
    incident_key: str = ""
    follows: Assessment | None = None


async def find(chat: Chat, about: str, side: Side = Side.DISPLAYED) -> KnownChild | Reply:
    """By what was typed after the command; nothing is known where no reference stands there. What to say where there is
    nothing of it for this person.
    """
    named, record = REFERENCE.search(about), first_reference(about)
    try:
        if named and named[0].upper().startswith("WA"):
            return await _of_assessment(chat, named[0])
        if named:
            case = await cases.read(chat.tx, chat.person, named[0], action=AuditAction.OPENED)
            return KnownChild(_given(case.child), case)
    except NotFound:
        return reply("case.not_found")
    return await _of_record(chat, record, side) if record else KnownChild()


async def _of_assessment(chat: Chat, reference: str) -> KnownChild | Reply:
    one = await assessments.read(chat.tx, chat.person, reference, action=AuditAction.OPENED)
    if one.state not in UPDATED:
        return reply("ask_assessment.not_made_yet", reference=one.reference, choices=("assessments",))
    case = await cases.get(chat.tx, one.case_id)
    return KnownChild(_given(case.child), case, follows=one)


async def _of_record(chat: Chat, reference: str, side: Side) -> KnownChild | Reply:
    if not await access.is_theirs(chat.tx, chat.person, reference):
        await access.note_refusal(chat.tx, chat.person, reference)
        return reply("inbox.not_found")
    record = await signing.by_reference(chat.tx, reference)
    await audit.note(chat.tx, record.id, chat.person.id, AuditAction.OPENED)
    theirs = [
        child
        for child in record.children
        if (child["label"] == record.child_label if side is Side.DISPLAYED else not child["displayed"])
    ]
    if side is Side.TARGETED and await access.comes_by_handover(chat.tx, chat.person, record.id):
        theirs = []
    if not theirs:
        return reply("open_case.no_such_child")
    kind = (await settings.setting(chat.tx, record.setting_id)).kind
    school = {"primary_school": "primary", "secondary_school": "secondary"}.get(kind, "not_known")
    # of several who were targeted nobody is guessed: the form is empty, and says who
    one = theirs[0] if len(theirs) == 1 else {}
    given = {"name": str(one.get("name") or ""), "born": str(one.get("date_of_birth") or ""), "school": school}
    return KnownChild(given, incident_key=await signing.submission_of(chat.tx, record.id))


def _given(child: Child) -> dict[str, str]:
    return {
        "name": child.name,
        "born": child.born.isoformat(),
        "sex": child.sex or "not_known",
        "school": child.school or "not_known",
    }


__all__ = ["KnownChild", "find"]

"""What is known for a child's plan already: from the first plan in the record, from the decision, from another setting.

What was written about the other child has no place in it: of a record's first plan, the plan of a child who was
targeted takes over only what was written for them, and only where nobody else was targeted (NY-1).
"""

from collections.abc import Iterable, Mapping
from typing import Any

from dialogs.words import say
from knowledge.safety_plan import parts_for, safety_plan
from storage.database.engine import Tx
from storage.people.people import Person
from storage.plans import access
from storage.plans.plan import Content, Row, Side, StaffGroup
from storage.records import decisions
from storage.records.signing import Record


async def content(tx: Tx, person: Person, record: Record, label: str, side: Side) -> Content:
    """The rows that are known, each with the staff groups that are proposed for it; nobody does any of them yet."""
    before = await access.elsewhere(tx, person, record.id, label)
    if before is not None:
        kept = {part.id for part in parts_for(side)}
        return Content({name: row for name, row in before.rows.items() if name in kept}, before.attends)
    first = _from_record(record.content.get("safety_plan") or [])
    for made in await decisions.of(tx, record.id):
        first |= _from_decision(made.content)
    return Content({part: row(part, text) for part, text in first.items() if part in _own(record, side)})


def row(part: str, text: str, who: str = "") -> Row:
    """A new row, with the staff groups that the skeleton proposes."""
    sees = next(one.sees for one in safety_plan() if one.id == part)
    return Row(text, who, tuple(StaffGroup(one) for one in sees))


def _own(record: Record, side: Side) -> set[str]:
    """The parts of the record's plan that are about this child."""
    if side is Side.DISPLAYED:
        return {part.id for part in parts_for(side)}
    alone = sum(not child["displayed"] for child in record.children) == 1
    return {part.id for part in safety_plan() if part.side == side} if alone else set()


def _from_record(kept: Iterable[str]) -> dict[str, str]:
    """The record has its plan as it was signed, a line a part: each begins with the part's question."""
    found = {}
    for said in kept:
        for part in safety_plan():
            start = say("plan.row", label=part.label, text="")
            if said.startswith(start):
                found[part.id] = said.removeprefix(start).strip()
    return found


def _from_decision(decided: Mapping[str, Any]) -> dict[str, str]:
    plan = decided.get("answers", {}).get("safety_plan")
    known = {part.id for part in safety_plan()}
    return {part: str(text) for part, text in plan.items() if part in known} if isinstance(plan, dict) else {}

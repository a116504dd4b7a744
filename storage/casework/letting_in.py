"""Who is let into a case beside those whom its work brings in, and let out again: by name, as people know each other.

Whoever leads in it or manages says so; that is the project's own choice. What belongs to leading an assessment or a
plan is named there (`leading.py`), and ends there.
"""

from storage.casework import members
from storage.casework.cases import Case
from storage.casework.parts import Part
from storage.database.engine import Tx
from storage.names.folding import normalised
from storage.people import people
from storage.people.people import Person, Role
from storage.problems import NotAllowed, NotFound, Problem

LET_IN = (Part.SOCIAL_WORKER, Part.YJS_WORKER, Part.SCHOOL_DSL, Part.HEALTH, Part.POLICE, Part.KEY_WORKER,
          Part.REVIEWER, Part.LINE_MANAGER)  # fmt: skip
"""In which part somebody may be let in; a line manager is somebody who manages."""
LEADS = (Part.LINE_MANAGER, Part.LEAD, Part.LEAD_PRACTITIONER, Part.SOCIAL_WORKER, Part.YJS_WORKER, Part.KEY_WORKER)
"""Whose word it is."""
NAMED_ELSEWHERE = frozenset({Part.LEAD, Part.CO_WORKER, Part.LEAD_PRACTITIONER})


class NotSomebodyHere(Problem):
    """There is nobody of that name who may take part in a case, or more than one."""

    reason = "not_somebody_here"


class NotAManager(Problem):
    """That part is for somebody who manages."""

    reason = "not_a_manager"


class StillLeads(Problem):
    """They lead something in the case, or are the last who manages it: somebody else is named first."""

    reason = "still_leads"


async def somebody(tx: Tx, name: str, *roles: Role) -> Person:
    """Whoever is of that name and may take part in a case, and has one of these roles. Raises NotSomebodyHere."""
    wanted, allowed = normalised(name), frozenset(roles) or members.MAY_TAKE_PART
    found = [one for one in await people.everyone(tx) if normalised(one.name) == wanted and one.roles & allowed]
    if len(found) != 1:
        raise NotSomebodyHere
    return found[0]


async def let_in(tx: Tx, by: Person, case: Case, name: str, part: Part, *, why_in_both: str = "") -> Person:
    """Whoever is of that name is a member from now on. Raises CaseClosed, NotAllowed, NotSomebodyHere, NotAManager, and
    InBothCases, unless `by` manages in the case and has said why.
    """
    case.check_open()
    if part not in LET_IN or not await members.is_in(tx, by, case.id, *LEADS):
        raise NotAllowed
    person = await somebody(tx, name)
    if part is Part.LINE_MANAGER and Role.MANAGER not in person.roles:
        raise NotAManager
    manages = await members.manages(tx, by, case.id)
    await members.add(tx, case.id, person.id, part, by.id, why_in_both=why_in_both if manages else "")
    return person


async def let_out(tx: Tx, by: Person, case: Case, name: str) -> Person:
    """Whoever is of that name is no member any more: said by who leads in it, or of oneself. Raises NotFound where they
    are none, NotAllowed, StillLeads.
    """
    theirs = [one for one in await members.of_case(tx, case.id) if one.until is None]
    known = await people.names(tx, {one.person_id for one in theirs})
    found = {one.person_id for one in theirs if normalised(known[one.person_id]) == normalised(name)}
    if len(found) != 1:
        raise NotFound("member")
    person = await people.get(tx, found.pop())
    if person.id != by.id and not await members.is_in(tx, by, case.id, *LEADS):
        raise NotAllowed
    parts = {one.part for one in theirs if one.person_id == person.id}
    managing = {one.person_id for one in theirs if one.part is Part.LINE_MANAGER}
    if parts & NAMED_ELSEWHERE or managing == {person.id}:
        raise StillLeads
    await members.end(tx, case.id, person.id, by.id)
    return person

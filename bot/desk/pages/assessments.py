"""Assessments at the desk: the board of those that somebody is part of, and one of them. Neither names a child."""

from bot.desk.drawing import tracks
from bot.desk.page import EVERYBODY, Answer, Page, Reader, Shown
from bot.exports.assessment import form
from dialogs.interview.parsing.days import today
from storage import audit
from storage.audit import AuditAction
from storage.casework import assessments, barriers, board
from storage.people.people import Role
from storage.problems import NotFound

MANAGES = frozenset({Role.MANAGER, Role.YOUTH_JUSTICE})
"""In whose menu the board is. Whoever leads one finds theirs by its address, or in the chat."""


async def all_of_them(reader: Reader) -> Answer:
    """`GET /desk/assessments`: a row each, drawn over the weeks, and the same as a table."""
    rows = await board.rows(reader.tx, reader.person)
    await audit.note(reader.tx, audit.of_person(reader.person.id), reader.person.id, AuditAction.ASSESSMENTS_LISTED)
    drawn = tracks.board(rows, today(reader.now))
    return Shown("assessments/assessments", "assessments_page.title", {"rows": rows, "picture": drawn})


async def one(reader: Reader) -> Answer:
    """`GET /desk/assessments/{which}`: where it stands. Somebody else's is answered as one that is not there; that it
    was refused is kept in its history, so nothing is raised here.
    """
    try:
        found = await assessments.read(reader.tx, reader.person, reader.asked.parts["which"])
    except NotFound:
        return Shown("assessments/none", "assessments_page.title", status=404)
    reported = [barrier.reported_at for barrier in await barriers.of_assessment(reader.tx, found)]
    until = found.completed_on or today(reader.now)
    drawn = tracks.track(found.asked_at, await assessments.steps_of(reader.tx, found), reported, until)
    data = {"one": found, "form": await form(reader.tx, found, "status"), "picture": drawn}
    return Shown("assessments/assessment", "assessments_page.one", data)


PAGES = (
    Page("/assessments", MANAGES, all_of_them, menu="assessments_page.menu"),
    Page("/assessments/{which}", EVERYBODY, one),
)

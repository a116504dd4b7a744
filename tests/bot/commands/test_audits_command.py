"""Case audits and the self-audit as documents: for whom, what is in them, and what stands in the history."""

import json
from datetime import date

from bot.exports import audits
from storage.casework import cases
from storage.casework.cases import Child, NewCase
from storage.casework.meetings import AT_MEETING, Meeting, Seat
from storage.casework.parts import Agency, Happened, Part, Precision
from storage.database.engine import Tx
from storage.documents import printed
from storage.oversight.case_audits import auditing
from storage.oversight.case_audits.auditing import Given
from storage.oversight.case_audits.days import in_month
from storage.oversight.case_audits.findings import AuditedCase
from storage.oversight.case_audits.questions import Said, content
from storage.oversight.self_audit import ratings, rounds
from storage.oversight.self_audit.items import items
from storage.oversight.self_audit.ratings import Rating
from tests.storage.conftest import At, at, filling, who

__all__ = ["at", "filling"]

PLANTED = "Plantedword: the file of the school"


async def audited(tx: Tx) -> AuditedCase:
    new = NewCase(Child("Zed Inventedname", date(2012, 5, 1)), "demo-school", "social_care", Part.SOCIAL_WORKER)
    case = await cases.open_case(tx, await who(tx, "worker"), new)
    seats = dict.fromkeys(AT_MEETING, Seat.NOT_INVITED) | dict.fromkeys((Agency.POLICE, Agency.SOCIAL_CARE), Seat.CAME)
    answers = dict.fromkeys(content().questions, Said.NOT_KNOWN) | {"siblings_considered": Said.NO}
    days = {Happened.DISCLOSED: in_month(2010, 6), Happened.SENTENCED: in_month(2011, 9)}
    given = Given(answers, days, (Meeting(date(2010, 7, 1), Precision.DAY, seats),), {"before": PLANTED})
    return await auditing.keep(tx, await who(tx, "manager"), case.reference, given)


async def test_a_case_audit_says_what_was_found_and_names_no_child(at: At) -> None:
    async with at() as tx:
        case = await audited(tx)
        form = await audits.of_case(tx, case)
        held = json.loads(await audits.everything(tx, case))
    assert held["audits"][0]["why"] == {"before": PLANTED}
    assert held["audits"][0]["answers"]["siblings_considered"] == "no"
    page = printed(form, "html").decode()
    for wanted in (
        "between 428 and 486 days",
        "HM-3.5",
        "limited to police and social care",
        "HM-3.7",
        PLANTED,
        "June 2010",
    ):
        assert wanted in page, wanted
    assert "Zed" not in page
    assert "whether the school was told" in page, "what nobody knows stands apart"
    assert "Nobody acted" not in page
    assert printed(form, "pdf").startswith(b"%PDF")


async def test_the_self_audit_has_seventeen_rows_of_shapes_that_differ_without_colour(at: At) -> None:
    async with at() as tx:
        manager = await who(tx, "manager")
        for number, name in enumerate(items().items):
            rating = list(Rating)[number % len(Rating)]
            given = ratings.Given(rating, PLANTED, "Head of service", "Look at six cases", date(2026, 12, 1))
            await rounds.rate(tx, manager, name, given)
        await rounds.close(tx, manager)
        one = await rounds.rate(tx, manager, "early_help", ratings.Given(Rating.IN_PLACE_CHECKED, "Seen"))
        form = await audits.of_self(tx, manager, one)
    grid = form.sections[0].grid
    assert grid is not None
    assert len(grid.rows) == len(form.sections[0].entries) == 17
    assert len({shape for shape, _ in grid.key}) == len(Rating)
    before, now = zip(*[cells for _, cells in grid.rows], strict=True)
    assert set(before) == {shape for shape, _ in grid.key}
    assert [shape for shape in now if shape] == ["completed"]
    page = printed(form, "html").decode()
    assert page.count("HM-recommendations") >= 17
    assert "To do: Look at six cases. Head of service, by" not in page, "of last time only the rating"
    assert "Before: not known" in page
    assert printed(form, "pdf").startswith(b"%PDF")

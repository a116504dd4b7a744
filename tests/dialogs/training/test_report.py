"""The yearly report and the matrix: four contents in order, signed as shown, and on paper in two editions."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.runtime import Runtime
from dialogs.training import report
from dialogs.words import say
from storage.documents import printed
from storage.people import people
from storage.people.people import KnownAs, Role
from storage.training import census, reports
from storage.training.figures import Reason, Row
from storage.training.reports import Signed
from tests.conversation import TUESDAY, at, someone
from tests.storage.training.test_figures import EARLY_HELP, SOCIAL_CARE, YOUTH_JUSTICE, a_year, answered, year

MARCH = datetime(2027, 3, 1, 10, tzinfo=UTC)
FEBRUARY = datetime(2027, 2, 1, 9, tzinfo=UTC)
HEADINGS = [
    "1. Staff reporting an assessment",
    "2. Staff engaged in a refresher",
    "3. Staff who used group learning",
    "4. Currency, and whether more training is needed",
]
ROWS = (
    Row(SOCIAL_CARE, completed=7, trained=5, current=5, requests=9),
    Row(YOUTH_JUSTICE, completed=6, requests=5, current=1, trained=1,
        reasons=(Reason.FEWER_THAN_TWO, Reason.MORE_THAN_FOUR_EACH)),
    Row(EARLY_HELP, completed=3),
)  # fmt: skip
FIGURES = replace(year(*ROWS), steps=(6, 6, 5, *(2,) * 22), attendance=(0, 3, *(0,) * 10))
SIGNED = Signed(2027, 1, FIGURES, frozenset(), "Tess Inventedname", "tess", MARCH, "0" * 64)


def test_four_of_five_who_answered_and_four_headings() -> None:
    """Scenario 7 of the design."""
    heads = [heading for heading, _ in report.contents(year())]
    assert [f"{number}. {heading}" for number, heading in enumerate(heads, start=1)] == HEADINGS
    assert report.contents(year())[0][1] == ["4 of 5 who answered; 1 has not answered"]


def test_the_recommendation_shows_its_sums() -> None:
    assert report.recommendation(ROWS[1]) == (
        "youth justice: more training, since fewer than 2 are current; there are more than 4 requests for each. "
        "(Requests in the year: 5; current: 1; requests for each: 5; no trained person found: 0.)"
    )
    enough = report.recommendation(replace(ROWS[1], current=2, reasons=()))
    assert enough.startswith("youth justice: enough.")
    assert "requests for each: 2.5" in enough


@pytest.mark.parametrize("kind", ["html", "pdf", "docx"])
def test_both_editions_can_be_printed(kind: str) -> None:
    for form in (report.internal(SIGNED), report.to_pass_on(SIGNED)):
        assert printed(form, kind)[:5] in (b"<!DOC", b"%PDF-", b"PK\x03\x04\x14")


def test_inside_it_is_exact_and_what_is_passed_on_holds_no_small_number() -> None:
    inside, outside = (printed(form(SIGNED), "html").decode() for form in (report.internal, report.to_pass_on))
    assert "internal, not to be passed on" in inside
    assert "trained 0; current 0, of whom a refresher is due for 0; lapsed 0. Assessments completed 3" in inside
    assert inside.count("<rect") == 25 + 12, "who is current, and who came, with the numbers below each picture"
    assert "March 2026: 3" in inside
    assert "now: 6" in inside
    assert "in 2 months: 5" in inside
    assert "child protection" not in inside + outside, "it is no file about a child"
    assert "youth justice or early help: 9" in outside
    assert "In all: 16" in outside
    assert "requests for each" not in outside, "an area's reasons would say how few are current"
    assert "too few to be said" in outside
    assert SIGNED.hash in inside
    assert SIGNED.hash not in outside, "small numbers could be tried out until it fits"
    for form in (inside, outside):
        assert [heading for heading in HEADINGS if heading not in form] == []
        assert form.index(HEADINGS[0]) < form.index(HEADINGS[1]) < form.index(HEADINGS[2]) < form.index(HEADINGS[3])


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
async def test_it_is_shown_then_signed_as_shown_and_read_by_a_head_of_service(runtime: Runtime) -> None:
    async with runtime.database.transaction(TUESDAY) as tx:
        await a_year(tx)
        for id, role in (("team", Role.TRAINING), ("reads", Role.READER)):
            await people.add(tx, f"{id} Inventedname", "demo-service", [role], KnownAs(login=id))
    async with runtime.database.transaction(FEBRUARY) as tx:
        await answered(tx)
    at(runtime, MARCH)
    team, reader, worker = await someone(runtime, "team"), await someone(runtime, "reads"), await someone(runtime)
    await reader.says("annual report")
    assert reader.keys[-1] == "training_report.none"
    await team.says("annual report")
    draft = team.reply("training_report.draft").text
    assert [line for line in draft.splitlines() if line in HEADINGS] == HEADINGS
    await team.says("sign it")
    await team.sends({"signed_name": "Team Inventedname"})
    assert team.keys == ["training_report.signed_now"]
    await reader.says("annual report")
    assert "edition 1. Internal: not to be passed on." in reader.text
    await reader.says("matrix")
    assert "social care: trained 3; current 0" in reader.text
    await team.says("annual report")
    assert team.keys[-1] == "training_report.as_it_was"
    await worker.says("hi")
    for typed in ("annual report", "matrix"):
        await worker.says(typed)
        assert worker.keys == ["guidance.card"], typed
    assert say("training_report.none") not in worker.text


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
async def test_figures_that_changed_meanwhile_are_not_signed(runtime: Runtime) -> None:
    async with runtime.database.transaction(TUESDAY) as tx:
        await a_year(tx)
        await people.add(tx, "Team Inventedname", "demo-service", [Role.TRAINING], KnownAs(login="team"))
    async with runtime.database.transaction(FEBRUARY) as tx:
        await answered(tx)
    at(runtime, FEBRUARY)
    team = await someone(runtime, "team")
    await team.says("annual report")
    await team.says("sign it")
    async with runtime.database.transaction(FEBRUARY) as tx:
        (one, *_) = await census.standing(tx, 2027)
        assert one.answer
        said = replace(one.answer, counts=replace(one.answer.counts, completed=9))
        await census.answer(tx, await people.get(tx, one.person_id), 2027, one.person_id, said)
    await team.sends({"signed_name": "Team Inventedname"})
    assert team.keys == ["training_report.changed"]
    async with runtime.database.transaction(FEBRUARY) as tx:
        assert await reports.read(tx, await people.get(tx, team.person.id)) is None

"""`board report`: shown, signed as shown, read by whom it is for; on paper exact, or without small numbers."""

import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.runtime import Runtime
from dialogs.oversight import board_document, board_table
from storage.documents import printed
from storage.oversight.board_report import content, figures, passing_on
from storage.oversight.board_report.content import Change, Content
from storage.oversight.board_report.editions import Edition
from storage.people import people
from storage.people.people import KnownAs, Role
from tests.conversation import TUESDAY, at, someone
from tests.storage.oversight.board_report import inspected
from tests.support import county
from tests.support.county_kept import put

APRIL = datetime(2027, 4, 6, 10, tzinfo=UTC)
INSPECTED = figures.of_cases(inspected.cases(), inspected.PERIOD)


def edition(of: figures.Figures = INSPECTED, number: int = 1) -> Edition:
    made = Content(of, passing_on.of(of) if of.period.is_year else None, content.rated([]), (), "Said to the board")
    return Edition(of.period, number, made, "Manager Inventedname", "manager", APRIL, "ab" * 32)


@pytest.mark.parametrize("kind", ["html", "pdf", "docx"])
def test_both_editions_can_be_printed(kind: str) -> None:
    for form in (board_document.internal(edition()), board_document.to_pass_on(edition())):
        assert printed(form, kind)[:5] in (b"<!DOC", b"%PDF-", b"PK\x03\x04\x14")


def test_the_inspections_sample_is_exact_inside_and_its_single_reconviction_left_out_outside() -> None:
    """Scenario 6 of the design."""
    inside, outside = (
        printed(form(edition()), "html").decode() for form in (board_document.internal, board_document.to_pass_on)
    )
    assert "not to be passed on" in inside
    assert "yes: 1; no: 23; not known: 0" in inside
    assert "The inspection: yes in 11 of 24 (24 boys, 2012, not a target). [HM-summary]" in inside
    assert "The inspection: 8 months on average" in inside
    assert "yes: 11; no: 13; not known: 0" in outside
    assert "yes: 1;" not in outside
    assert "no: 23" not in outside
    for left_in in ("Said to the board", "ab" * 32, "Audited"):
        assert left_in in inside
        assert left_in not in outside, "words, a checksum of exact figures, and who was audited, stay inside"
    assert "child protection" not in inside + outside, "it is no file about a child"


def test_each_picture_can_be_told_without_colour_and_stands_in_words_below() -> None:
    of = figures.of_cases([], inspected.PERIOD)
    assert "<svg" in printed(board_document.internal(edition(of)), "html").decode(), "with nothing to count, too"
    page = printed(board_document.internal(edition()), "html").decode()
    assert 'fill="url(#hatched-agencies' in page
    assert "inspection: 8 months, 24 boys, 2012" in page
    assert "Apr–Jun 26" in page
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))


def test_an_edition_that_was_replaced_says_so_and_the_next_what_changed() -> None:
    old = replace(edition(), superseded_by=2)
    assert "Edition 2 has replaced this one." in printed(board_document.internal(old), "html").decode()
    changed = replace(edition(number=2).content, changes=(Change("school_told", "no", "3", "4"),))
    new = replace(edition(number=2), content=changed)
    assert "The school was told, no: 3, now 4" in printed(board_document.internal(new), "html").decode()
    outside = printed(board_document.to_pass_on(new), "html").decode()
    assert "now 4" not in outside
    assert "is said as it was there" in outside


def test_the_table_holds_no_small_number_outside() -> None:
    inside, outside = list(board_table.internal(edition())), list(board_table.to_pass_on(edition()))
    assert ("Outcomes", "Convicted of a further sexual offence", "yes", 1, 1, "HM-6.4") in inside
    assert [row for row in outside if isinstance(row[3], int) and 0 < row[3] < 5] == []
    with pytest.raises(ValueError, match="only a year"):
        list(board_table.to_pass_on(edition(figures.of_cases([], next(inspected.PERIOD.quarters())))))


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
async def test_a_manager_signs_and_a_reader_reads_and_nobody_else(runtime: Runtime) -> None:
    """Scenario 10 of the design with it: a reader reads signed reports, and no record."""
    async with runtime.database.transaction(TUESDAY) as tx:
        await people.add(tx, "Board Inventedname", "demo-service", [Role.READER], KnownAs(login="board"))
        await put(tx, list(county.cases(40)))
    at(runtime, APRIL)
    manager, reader, worker = await someone(runtime, "manager"), await someone(runtime, "board"), await someone(runtime)
    await reader.says("board report")
    assert reader.keys[-1] == "board_report.refused.not_found"
    await manager.says("board report 2027-28")
    assert manager.keys[-1] == "board_report.refused.period_not_over"
    await manager.says("board report 2026-29")
    assert manager.keys[-1] == "board_report.refused.no_such_period"
    await manager.says("board report")
    draft = manager.reply("board_report.draft").text
    assert "2026-27, 1 April 2026 to 31 March 2027" in draft
    await manager.says("sign it")
    await manager.sends({"text": "", "signed_name": "Manager Inventedname"})
    assert manager.keys == ["board_report.signed_now"]
    await reader.says("board report")
    assert "edition 1, signed by Manager Inventedname" in reader.text
    assert draft.split("\n\n")[1] in reader.text, "what was signed is what was shown"
    await reader.says("read WM-7K2P-QX")
    assert reader.keys[-1] == "menu.not_for_you"
    await worker.says("hi")
    await worker.says("board report")
    assert worker.keys == ["guidance.card"]
    await manager.says("board report")
    assert manager.keys[-1] == "board_report.as_it_was"

"""The story of a child as a document: in order, drawn, the same on the page and in the PDF, and about nobody else."""

import io
import re
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from pypdf import PdfReader

from storage.documents import drawing, html, pdf
from storage.documents.kinds import chronology
from storage.documents.kinds.chronology import Event, Together, Told
from storage.documents.layout import Form
from tests.storage.documents.examples import (
    ADDITIONS,
    CHECKSUM,
    LONG_TEXT,
    as_html,
    as_pdf,
    html_tags,
    html_text,
    pdf_text,
    whole_form,
)
from tests.storage.documents.test_pdf import roles, squeezed

FIRST = date(2026, 3, 3)


def event(number: int, days: int, colour: str = "amber", **parts: Any) -> Event:
    given: dict[str, Any] = {"day_known": True, "displayed": True, "likely": False, "place": "The yard"}
    return Event(f"WM-AAA{number}-22", FIRST + timedelta(days=days), colour=colour, **(given | parts))


EVENTS = (
    event(1, 0, "green", time="morning break", acts=["Talk or gestures"], others={"Quill Madeup": "Child B"}),
    event(2, 7, time="after lunch", place="Corridor, near Quill’s locker", others={"Ash Imagined": "Child B"}),
    event(3, 50, "not_enough_information", displayed=False, others={"Kim Pretend": "Child A"}, setting_name="A home"),
    event(4, 150, likely=True, day_known=False, place=""),
    event(5, 259, "red", level="harmful", acts=["Touch over clothing", "Went on after a no"]),
)
TOLD = Told(
    "Zed Inventedname",
    "2014-03-04",
    EVENTS,
    together=(Together("It has happened before", ["WM-AAA1-22", "WM-AAA2-22", "WM-AAA5-22"]),
              Together("The same place (“quill”)", ["WM-AAA1-22", "WM-AAA2-22"])),
    second_view=("Red", "Higher than the view that was signed."),
    uncertain=("WM-FFF7-77",),
)  # fmt: skip


def document(told: Told = TOLD) -> Form:
    return chronology.lay_out_chronology(
        told,
        setting_name="Larkfield Demo School",
        reference="WM-AAA5-22, Child A",
        made_at="2026-11-17T15:30:00+00:00",
        made_for="Jo Marlowe (demo)",
    )


def many(count: int) -> Told:
    return Told("Zed Inventedname", "", [event(n % 10, n * 9, "red" if n % 3 else "amber") for n in range(count)])


STORIES = {
    "whole": TOLD,
    "one": Told("Zed Inventedname", "", EVENTS[:1]),
    "same_day": Told("Zed Inventedname", "", [event(1, 0), event(2, 0), event(3, 0)]),
    "many": many(45),
    "unusual": Told("Łukasz עברית", "", [event(1, 0, place="مرحبا بكم"), event(2, 1, place="x" * 3000)]),
    "long": Told("Zed Inventedname", "", [event(1, 0, place=LONG_TEXT), event(2, 400, place=LONG_TEXT)]),
}


@pytest.mark.parametrize("told", STORIES.values(), ids=STORIES)
def test_page_and_pdf_tell_the_same_in_the_same_order(told: Told) -> None:
    form = document(told)
    printed, page = pdf_text(pdf.render(form)), html_text(html.render(form))
    if told is STORIES["unusual"]:  # text from right to left is read out of a PDF backwards
        assert "[" not in printed
    else:
        assert squeezed(printed) == squeezed(page)


@pytest.mark.parametrize(
    ("days", "said"),
    [(0, "The same day"), (1, "1 day"), (2, "2 days"), (27, "27 days"), (28, "4 weeks"), (89, "13 weeks"),
     (90, "3 months")],
)  # fmt: skip
def test_how_long_after_the_one_before(days: int, said: str) -> None:
    page = html_text(html.render(document(Told("Zed Inventedname", "", [event(1, 0), event(2, days)]))))
    assert said.casefold() in page.casefold(), page


def test_it_tells_each_incident_with_its_day_and_how_long_after_the_one_before() -> None:
    said = html_text(html.render(document()))
    told = [
        "1. Tuesday 3 March 2026 Green. This child displayed the behaviour. What: Talk or gestures When: morning break",
        "2. Tuesday 10 March 2026 7 days later Amber. This child displayed the behaviour.",
        "3. Wednesday 22 April 2026 About 6 weeks later Not enough information. This child was targeted.",
        "Setting: A home No decision is signed yet. Record WM-AAA3-22",
        "4. Friday 31 July 2026 About 3 months later Amber.",
        "The day it happened is not known; this is the day it was signed.",
        "5. Tuesday 17 November 2026 About 4 months later Red. This child displayed the behaviour.",
        "Decided: Sexually harmful Record WM-AAA5-22",
    ]
    places = [said.index(" ".join(line.split())) for line in told]
    assert places == sorted(places)
    assert "Same name; a date of birth is missing." in said


def test_what_they_show_together_stands_before_them_with_the_records_it_rests_on() -> None:
    said = html_text(html.render(document()))
    assert "It has happened before 1, 2 and 5 (WM-AAA1-22, WM-AAA2-22, WM-AAA5-22)" in said
    assert "The view with earlier records counted Red What it rests on Higher than the view that was signed." in said
    assert said.index("What they show together") < said.index("In the order in which it happened")
    assert said.index("Perhaps the same child") < said.index("WM-FFF7-77")


@pytest.mark.parametrize("name", ["Quill", "Madeup", "Ash", "Imagined", "Kim", "Pretend"])
def test_no_other_child_is_named_wherever_it_was_typed(name: str) -> None:
    page = html.render(document())
    assert not re.search(rf"\b{name}\b", page, re.IGNORECASE)
    assert "Corridor, near [another child]’s locker" in page
    assert "The same place (“[another child]”)" in page


def test_a_child_of_that_record_has_their_letter() -> None:
    there = event(1, 0, place="Beside Quill", others={"Quill Madeup": "Child B"})
    assert "Beside [Child B]" in html.render(document(Told("Zed Inventedname", "", [there])))


def test_the_drawing_is_to_scale_with_a_shape_for_each_colour() -> None:
    page = html.render(document())
    svg = page[page.index("<svg") : page.index("</svg>")]
    found = re.findall(r'<text x="([\d.]+)" y="[\d.]+"[^>]*>(\d+)</text>', svg)
    assert [number for _, number in found] == ["1", "2", "3", "4", "5"]
    at = [float(x) for x, _ in found]
    assert at[1] - at[0] == pytest.approx((at[4] - at[0]) * 7 / 259, abs=0.1)
    assert 60 <= min(at) <= max(at) <= 580, "with room for the days that are written below"
    assert svg.count("<rect") == 1, "red is a square"
    assert svg.count("l15 15l-15 15l-15 -15z") == 2, "amber is a diamond"
    assert svg.count("stroke-dasharray") == 1, "not enough information is a broken circle"
    key = html_text(page[page.index('<ul class="key">') : page.index("</ul>", page.index('<ul class="key">'))])
    assert key == "Green Not enough information Amber Red"


def test_a_reader_who_does_not_see_the_drawing_has_a_numbered_list() -> None:
    page = html.render(document())
    assert [tag for tag, _ in html_tags(page)].count("ol") == 1
    assert page.count("<svg") == page.count('aria-hidden="true"')
    root: Any = PdfReader(io.BytesIO(pdf.render(document()))).trailer["/Root"]
    found = roles(root["/StructTreeRoot"])
    assert found.count("/H1") == 1
    assert found.count("/H2") == 4
    assert found.count("/LI") >= 5
    assert root["/MarkInfo"]["/Marked"]


def test_marks_never_cover_each_other_and_stand_on_the_side_of_the_childs_part() -> None:
    days = [FIRST, FIRST, FIRST + timedelta(days=1), FIRST + timedelta(days=100)]
    made = drawing.marks(days, ["red"] * 4, [True, True, False, True])
    assert [(mark.row, mark.above) for mark in made] == [(0, True), (1, True), (0, False), (0, True)]
    crowd = drawing.marks([FIRST + timedelta(days=n) for n in range(30)], ["red"] * 30, [True] * 30)
    for row in range(drawing.rows(crowd, above=True)):
        places = [mark.at for mark in crowd if mark.row == row]
        assert all(after - before >= drawing.WIDTH for before, after in pairwise(places))


def test_the_newest_are_drawn_where_there_are_too_many_and_the_list_has_them_all() -> None:
    page = html.render(document(many(45)))
    assert "Only the newest 30 are drawn; the list holds all." in page
    assert page.count('<p class="when">') == 45


@pytest.mark.parametrize(
    ("days", "written"),
    [
        (0, ["3 Mar 2026"]),
        (14, ["3 Mar 2026", "17 Mar 2026"]),
        (100, ["Apr 2026", "May 2026", "Jun 2026"]),
        (365, ["Apr 2026", "Jun 2026", "Aug 2026", "Oct 2026", "Dec 2026", "Feb 2027"]),
        (3653, ["Apr 2026", "Apr 2028", "Apr 2030", "Apr 2032", "Apr 2034"]),
    ],
)
def test_what_is_written_along_the_line(days: int, written: list[str]) -> None:
    made = drawing.ticks([FIRST, FIRST + timedelta(days=days)])
    assert [tick.label for tick in made] == written
    assert all(0 <= tick.at <= 1 for tick in made)


def test_it_is_appended_to_the_form_in_both_and_changes_nothing_above() -> None:
    sections = chronology.chronology_sections(TOLD)
    page = as_html(whole_form(), additions=ADDITIONS, checksum=CHECKSUM, story=sections)
    said = html_text(page)
    assert squeezed(pdf_text(as_pdf(whole_form(), additions=ADDITIONS, checksum=CHECKSUM, story=sections))) == squeezed(
        said
    )
    before = html_text(as_html(whole_form(), additions=ADDITIONS))
    assert said.startswith(before[: before.index("Nothing is attached to this form")])
    assert said.index("Added after signing") < said.index("What they show together")


def test_nothing_runs_and_markup_stays_text() -> None:
    nasty = "</style><script>alert(1)</script>"
    page = html.render(document(Told(nasty, "", [event(1, 0, place=nasty, time=nasty, acts=[nasty])])))
    assert "<script" not in page
    assert html_text(page).count(nasty) == 4

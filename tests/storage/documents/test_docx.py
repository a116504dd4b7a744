"""A document as a Word file: the words of the page in its order, with headings and heads of tables; no author."""

import io
import re
import time
import zipfile
from typing import Any

import docx
import pytest
from docx.document import Document
from docx.oxml.ns import qn
from docx.shared import Mm
from hypothesis import given
from hypothesis import strategies as st

from storage.documents import lay_out, printed
from storage.documents.layout import Form
from tests.storage.documents.examples import (
    ADDITIONS,
    CHECKSUM,
    DECISION,
    as_docx,
    as_html,
    docx_text,
    html_text,
    whole_form,
)
from tests.storage.documents.test_chronology import document as chronology
from tests.storage.documents.test_pdf import FORMS
from tests.support.examples import examples

LATER: dict[str, Any] = {"additions": ADDITIONS, "checksum": CHECKSUM, "decisions": [DECISION]}


def opened(document: bytes) -> Document:
    return docx.Document(io.BytesIO(document))


def parts(document: bytes) -> dict[str, str]:
    """Every part of the file as text."""
    with zipfile.ZipFile(io.BytesIO(document)) as whole:
        return {name: whole.read(name).decode() for name in whole.namelist()}


def test_page_and_word_file_say_the_same_in_the_same_order() -> None:
    said = {name: (docx_text(as_docx(content)), html_text(as_html(content))) for name, content in FORMS.items()}
    assert [name for name, (word, page) in said.items() if word != page] == []
    assert docx_text(as_docx(whole_form(), **LATER)) == html_text(as_html(whole_form(), **LATER))


def test_a_childs_records_stand_in_order_in_words() -> None:
    form = chronology()
    said = docx_text(printed(form, "docx"))
    for section in form.sections:
        for entry in section.entries:
            assert entry.label in said
            assert " ".join(line for lines in entry.paragraphs for line in lines) in said
    assert "Drawn to scale" not in said, "there is no drawing in it"


def test_each_part_has_a_heading_and_each_table_a_head_that_is_repeated() -> None:
    document = opened(as_docx(whole_form(), **LATER))
    headings = [p for p in document.paragraphs if ((p.style and p.style.name) or "").startswith("Heading")]
    assert [p.style and p.style.name for p in headings] == ["Heading 1", *["Heading 2"] * (len(headings) - 1)]
    assert headings[0].text == "Recording form: sexual behaviour"
    named = [t._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val")) for t in document.tables]
    assert named == [p.text for p in headings[1:]]
    for table in document.tables:
        assert [part.tag for part in table.rows[0]._tr.iter(qn("w:tblHeader"))] == [qn("w:tblHeader")]
        assert table._tbl.tblPr.find(qn("w:tblLook")).get(qn("w:firstRow")) == "1"


def test_marking_reference_setting_and_page_run_along_every_page() -> None:
    (section,) = opened(as_docx(whole_form())).sections
    assert section.header.paragraphs[0].text == "Confidential: child protection file\tWM-7K3F-2Q"
    assert section.footer.paragraphs[0].text == "Harbour Lane School (demo)\tPage  of "
    fields = [f.get(qn("w:instr")) for f in section.footer.paragraphs[0]._p.iter(qn("w:fldSimple"))]
    assert fields == ["PAGE", "NUMPAGES"]
    assert [round((side or 0) / Mm(1)) for side in (section.page_width, section.page_height)] == [210, 297]


def test_it_is_in_english_and_says_nothing_of_who_made_it_with_what_and_when() -> None:
    document = as_docx(whole_form())
    about = opened(document).core_properties
    assert (about.title, about.language) == ("Recording form: sexual behaviour, WM-7K3F-2Q", "en-GB")
    assert (about.author, about.comments, about.last_modified_by, about.created, about.modified) == (
        "", "", "", None, None)  # fmt: skip
    said = parts(document)
    languages = set(re.findall(r'<w:(?:lang|themeFontLang) [^>]*w:val="([^"]+)"', "".join(said.values())))
    assert languages == {"en-GB"}
    assert not [name for name in said if "app.xml" in name or "customXml" in name or "thumbnail" in name]
    assert not re.search("python-docx|Macintosh", "".join(said.values()))


def test_nothing_that_was_typed_is_worked_out_or_leads_elsewhere() -> None:
    said = parts(as_docx(whole_form(child_words='=1+1 {PAGE} <w:fldSimple w:instr="DDE"/> https://bad.example')))
    assert said["word/document.xml"].count("w:fldSimple") == said["word/document.xml"].count("&lt;w:fldSimple")
    assert "=1+1 {PAGE}" in said["word/document.xml"]
    assert not [name for name, part in said.items() if "TargetMode" in part], "no address"


def test_the_same_content_gives_the_same_bytes_later_too(monkeypatch: pytest.MonkeyPatch) -> None:
    first = as_docx(whole_form(), **LATER)
    monkeypatch.setattr(time, "time", lambda: 1_900_000_000.0)
    assert as_docx(whole_form(), **LATER) == first
    assert as_docx(whole_form(place="Elsewhere"), **LATER) != first


def test_what_a_person_must_read_stands_out() -> None:
    form: Form = lay_out(whole_form(child_words="Will said so."), others={"Will Madeup": "Child B"})
    assert form.read_through
    document = opened(printed(form, "docx"))
    shown = [run.text for t in document.tables for row in t.rows for p in row.cells[1].paragraphs for run in p.runs
             if run.font.highlight_color]  # fmt: skip
    assert shown
    assert all(re.fullmatch(r"\[.+\?\]", text) for text in shown)
    assert form.read_through[0] in docx_text(printed(form, "docx"))


def test_a_line_that_runs_from_the_right_is_set_so() -> None:
    document = parts(as_docx(whole_form(child_words="שלום עליכם")))["word/document.xml"]
    assert document.count("<w:bidi/>") == 1


@given(st.text(max_size=300))
@examples(20, 200)
def test_every_text_can_be_printed(typed: str) -> None:
    content = whole_form(child_words=typed, child_name=typed, behaviour=[typed])
    assert docx_text(as_docx(content)) == html_text(as_html(content))

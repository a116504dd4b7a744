"""The form as a PDF: the same words in the same order as the page, tagged, and with fonts of its own."""

import io
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import typst
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from storage.documents import pdf
from tests.storage.documents.examples import (
    ADDITIONS,
    CHECKSUM,
    DECISION,
    LONG_TEXT,
    Content,
    as_html,
    as_pdf,
    html_text,
    pdf_text,
    view,
    whole_form,
)
from tests.support.examples import examples

BARE: Content = {"setting_name": "Harbour Lane School (demo)", "reference": "WM-7K3F-2Q"}
FORMS: dict[str, Content] = {
    "whole": whole_form(),
    "bare": BARE,
    "green": whole_form(view=view(colour="green", reasons=[], unknowns=[])),
    "both_flags": whole_form(view=view(take_advice_today=True, adult_pathway=True)),
    "long": whole_form(behaviour_words=LONG_TEXT, child_words=LONG_TEXT),
    "one_long_word": whole_form(child_words="x" * 10_000),
    "typst_markup": whole_form(child_words='#panic("x") *bold* $x$ = Heading \\ <label> @ref', place="- list"),
    "html_markup": whole_form(child_words="<b>bold</b> & <script>alert(1)</script>"),
    "accents": whole_form(child_name="Zoë Łęcka", child_words="Größe, naïve, Ελληνικά, Привет"),
    "many_points": whole_form(behaviour=[f"Point number {n}" for n in range(60)]),
}


def squeezed(text: str) -> str:
    """Without room between words, since a PDF breaks lines where it must."""
    return "".join(text.replace(pdf.BREAK_HERE, "").split())


def read(document: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(document))


@pytest.mark.parametrize("content", FORMS.values(), ids=FORMS)
def test_page_and_pdf_say_the_same_in_the_same_order(content: Content) -> None:
    assert squeezed(pdf_text(as_pdf(content))) == squeezed(html_text(as_html(content)))


def test_what_was_added_and_decided_after_signing_is_the_same_in_both() -> None:
    later: dict[str, Any] = {"additions": ADDITIONS, "checksum": CHECKSUM, "decisions": [DECISION]}
    printed = squeezed(pdf_text(as_pdf(whole_form(), **later)))
    assert printed == squeezed(html_text(as_html(whole_form(), **later)))
    assert printed.endswith(CHECKSUM)


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("fine 🙂", "fine [slightly smiling face]"),
        ("你", "[cjk unified ideograph-4f60]"),
        ("ok 👍🏽 bye", "[thumbs up sign]"),
    ],
)
def test_a_letter_no_font_has_is_printed_as_its_name(typed: str, printed: str) -> None:
    assert squeezed(printed) in squeezed(pdf_text(as_pdf(whole_form(child_words=typed))))


def test_a_fall_inside_typst_is_an_error_like_any_other(monkeypatch: pytest.MonkeyPatch) -> None:
    class PanicException(BaseException): ...

    class Falling:
        def __init__(self, *_: object, **__: object) -> None: ...

        def compile(self, **_: object) -> bytes:
            raise PanicException("inside 'something typed'")

    monkeypatch.setattr(typst, "Compiler", Falling)
    with pytest.raises(RuntimeError, match="the HTML form holds the same") as problem:
        as_pdf(whole_form())
    assert problem.value.__cause__ is None


@given(st.text(max_size=300))
@examples(20, 200)
def test_every_text_can_be_printed(typed: str) -> None:
    assert as_pdf(whole_form(child_words=typed, child_name=typed, behaviour=[typed])).startswith(b"%PDF")
    assert "</html>" in as_html(whole_form(child_words=typed, child_name=typed, behaviour=[typed]))


def test_letters_that_are_only_missed_beside_each_other_are_printed_too() -> None:
    scripts = "".join(map(chr, [*range(0x600, 0x700), *range(0x900, 0x980), *range(0x1780, 0x17E0)]))
    assert "[arabic sign misra]" in pdf_text(as_pdf(whole_form(child_words=" ".join(scripts))))
    assert "[khmer" in pdf_text(as_pdf(whole_form(child_words=scripts)))


@pytest.mark.parametrize("typed", ["שלום עליכם", "مرحبا بكم"])
def test_right_to_left_text_is_set_with_a_font_that_has_it(typed: str) -> None:
    document = as_pdf(whole_form(child_words=typed))
    assert all(page.extract_text() for page in read(document).pages)
    assert "[" not in pdf_text(document)


def test_a_word_without_end_does_not_run_off_the_page() -> None:
    lines = [
        line
        for page in read(as_pdf(whole_form(child_words="x" * 5000, behaviour=["y" * 500]))).pages
        for line in page.extract_text().splitlines()
    ]
    for letter in "xy":
        assert max(line.count(letter) for line in lines) <= 2 * pdf.LONGEST_WORD


def test_it_is_tagged_titled_and_in_english() -> None:
    root: Any = read(as_pdf(whole_form())).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en-GB"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert b"pdfuaid" in root["/Metadata"].get_data()


def test_its_title_is_a_reference_and_never_a_name() -> None:
    about = read(as_pdf(whole_form())).metadata
    assert about is not None
    assert about.title == "Recording form: sexual behaviour, WM-7K3F-2Q"
    assert "Example Child" not in str(dict(about))
    assert about.creation_date is None, "the moment of printing would make every copy another file"


def roles(node: Any) -> list[str]:
    """The roles in a PDF's tree of tags, from the top, depth first."""
    node = node.get_object()
    if not isinstance(node, DictionaryObject):
        return []
    below = node.get("/K", [])
    below = below.get_object() if hasattr(below, "get_object") else below
    found = [str(node["/S"])] if "/S" in node else []
    return found + [role for part in (below if isinstance(below, list) else [below]) for role in roles(part)]


def test_headings_labels_and_own_words_are_tagged_as_such() -> None:
    root: Any = read(as_pdf(whole_form())).trailer["/Root"]
    found = roles(root["/StructTreeRoot"])
    assert found.count("/H1") == 1
    assert found.count("/H2") == 15
    assert found.count("/BlockQuote") == 1
    assert found.count("/Lbl") == found.count("/LI") >= 39


def test_every_page_is_a4_and_every_font_travels_with_it() -> None:
    for page in read(as_pdf(whole_form())).pages:
        assert [round(float(side)) for side in page.mediabox[2:]] == [595, 842]
        resources: Any = page["/Resources"]
        for font in resources["/Font"].values():
            described = font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
            assert str(described["/FontName"]).split("+")[1].startswith(("LibertinusSerif", "DejaVuSansMono"))
            assert {"/FontFile2", "/FontFile3"} & set(described)


def test_the_same_content_gives_the_same_bytes() -> None:
    assert as_pdf(whole_form()) == as_pdf(whole_form())


def test_an_error_that_is_not_about_letters_is_raised(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "form.typ").write_text("#set document(title: [T])\n#out-of-paper")
    monkeypatch.setattr(pdf, "TEMPLATES", tmp_path)
    monkeypatch.setattr(pdf, "SOURCE", ("form.typ",))
    with pytest.raises(typst.TypstError, match="out-of-paper"):
        as_pdf(whole_form())


def test_the_printers_are_loaded_only_when_something_is_printed() -> None:
    asked = "import sys, storage.documents; print(sorted({'typst', 'jinja2', 'docx'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"

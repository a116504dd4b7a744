"""One child's form never carries another child's name, even where somebody typed it."""

import pytest

from storage.form import Addition, as_html, as_pdf
from storage.form.names import hiding
from tests.storage.form.examples import html_text, pdf_text, view, whole_form

OTHERS = {"Ann-Marie Sample": "Child B", "Will Sample": "Child C", "Jo Li": "Child D"}


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("Ann-Marie Sample left.", "[Child B] left."),
        ("ann-marie  SAMPLE left.", "[Child B] left."),
        ("then Ann-Marie's bag", "then [Child B]'s bag"),
        ("then Will left", "then [Child C] left"),
        ("they will leave", "they will leave"),
        ("willing, goodwill, Willow", "willing, goodwill, Willow"),
        ("Jo Li left", "[Child D] left"),
        ("a joke, alive", "a joke, alive"),
        ("one of the Samples, a Sample", "one of the Samples, a [another child]"),
        ("nobody else", "nobody else"),
    ],
)
def test_a_typed_name_becomes_a_letter(typed: str, printed: str) -> None:
    assert hiding(OTHERS, "Example Child")(typed) == printed


def test_a_surname_that_brothers_share_is_not_taken_for_the_other_one() -> None:
    hide = hiding({"Tom Child": "Child B"}, "Example Child")
    assert hide("Example Child and Tom Child; Child went home with Tom.") == (
        "Example Child and [Child B]; Child went home with [Child B]."
    )


def test_a_name_with_signs_in_it_is_only_a_name() -> None:
    assert hiding({"An.* (Bo)": "Child B"}, "")("Another with An.* (Bo)") == "Another with [Child B]"


def test_a_child_of_the_very_same_name_keeps_the_form_readable() -> None:
    assert hiding({"Example Child": "Child B"}, "example child")("Example Child left") == "Example Child left"


def test_an_unknown_name_hides_nothing() -> None:
    assert hiding({"": "Child B", " ": "Child C"}, "")("as it was") == "as it was"


def test_neither_document_names_another_child_wherever_it_was_typed() -> None:
    content = whole_form(
        behaviour_words="Ann-Marie moved away.",
        behaviour=["Said something to Ann-Marie"],
        child_words="It was Ann-Marie who began.",
        disagreement="Ann-Marie was fine.",
        view=view(unknowns=["How Ann-Marie feels"]),
    )
    added = [Addition("Ann-Marie Worker", "2026-11-20T09:05:00+00:00", "Ann-Marie came", "Ann-Marie is well.")]
    page = html_text(as_html(content, additions=added, others=OTHERS))
    printed = pdf_text(as_pdf(content, additions=added, others=OTHERS))
    for text in (page, printed):
        assert text.count("Ann-Marie") == 1, "only the adult of that name, who wrote the addition"
        assert text.count("[Child B]") == 7


def test_names_where_names_belong_stay() -> None:
    same = {"Example Worker": "Child B", "Harbour Lane": "Child C"}
    page = html_text(as_html(whole_form(), others=same))
    assert "Form completed by Example Worker" in page
    assert "Signed (typed name) Example Worker" in page
    assert "Setting Harbour Lane School (demo)" in page

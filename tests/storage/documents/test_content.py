"""What content the form takes, and what it says about content that it does not take."""

from typing import Any

import pytest

from storage.documents import FormProblem, check
from tests.storage.documents.examples import as_html, as_pdf, view, whole_form


def test_the_whole_form_fits() -> None:
    check(whole_form())


@pytest.mark.parametrize("print_form", [as_html, as_pdf])
def test_an_unknown_key_is_refused_by_name(print_form: Any) -> None:
    with pytest.raises(FormProblem, match="favourite_colour: no such field"):
        print_form(whole_form(favourite_colour="a private answer"))


def test_every_problem_is_named_at_once_and_nothing_typed_is_repeated() -> None:
    content = whole_form(favourite_colour="private", behaviour="private", reference=" ", place=["private"])
    with pytest.raises(FormProblem) as problem:
        check(content)
    said = str(problem.value)
    assert [part.split(":")[0] for part in said.split("; ")] == [
        "favourite_colour",
        "reference",
        "place",
        "behaviour",
    ]
    assert "private" not in said


WRONG: dict[str, dict[str, Any]] = {
    "extra": {"extra": "x"},
    "reference": {"reference": ""},
    "setting_name": {"setting_name": None},
    "child_words": {"child_words": ["a list"]},
    "behaviour": {"behaviour": "one line"},
    "ages[1]": {"ages": ["12", 9]},
    "view": {"view": "red"},
    "view.colour": {"view": view(colour="blue")},
    "view.mood": {"view": view(mood="grey")},
    "view.reasons[0].citations": {"view": view(reasons=[{"text": "It went on."}])},
    "view.reasons[0].text": {"view": view(reasons=[{"text": 7, "citations": []}])},
    "view.adult_pathway": {"view": view(adult_pathway="no")},
}


@pytest.mark.parametrize(("named", "changes"), WRONG.items(), ids=WRONG)
def test_what_has_the_wrong_shape_is_named(named: str, changes: dict[str, Any]) -> None:
    content = whole_form(**changes)
    with pytest.raises(FormProblem) as problem:
        check(content)
    assert str(problem.value).startswith(f"{named}: ")


def test_a_view_without_a_colour_is_no_view() -> None:
    colourless = view()
    del colourless["colour"]
    with pytest.raises(FormProblem, match=r"view\.colour: needed"):
        check(whole_form(view=colourless))


@pytest.mark.parametrize("empty", [None, "not_asked", "not_known", "not_told", "does_not_apply"])
def test_any_answer_may_be_empty_but_setting_and_reference(empty: str | None) -> None:
    needed = {"setting_name", "reference"}
    content = {key: value if key in needed else empty for key, value in whole_form().items()}
    check(content)

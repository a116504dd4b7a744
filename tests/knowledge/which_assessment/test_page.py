"""docs/assessment.md is made from the rules."""

from knowledge.which_assessment.page import PAGE, page


def test_the_page_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run `make assessment-page`"

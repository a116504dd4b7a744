"""The page of situations shows what the rules and the steps say now."""

from tests.knowledge.situations import situations
from tests.knowledge.situations_page import PAGE, page


def test_the_page_in_the_docs_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run `make situations`"


def test_it_shows_sixty_situations_and_no_more_than_seven_steps_of_each() -> None:
    told, shown = situations(), page()
    assert len(told) >= 60
    assert all(f"## {one.name.replace('_', ' ')}" in shown for one in told)
    assert "\n8. " not in shown

"""The page that a safeguarding board signs off is the rules as they are."""

from knowledge.criteria import criteria
from knowledge.rules_page import PAGE, page
from knowledge.worked_examples import worked_examples


def test_the_page_in_the_docs_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run `make rules-page`"


def test_the_page_shows_every_criterion_and_every_worked_example() -> None:
    shown = page()
    assert all(f"**{name}**" in shown and entry.words in shown for name, entry in criteria().items())
    assert all(example.says in shown for example in worked_examples())


def test_the_page_never_claims_that_somebody_has_signed_it_off() -> None:
    assert "Nobody has signed these rules off yet." in page()

"""Every card through Microsoft's own renderer, in a real browser as narrow as a telephone."""

import json
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from dialogs import cards
from dialogs.turn import Reply
from tests.dialogs.test_cards import NASTY, every_card, with_text
from tests.support.from_npm import from_npm

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

NARROW = {"width": 320, "height": 900}
SHOW = """source => {
    const context = new AdaptiveCards.SerializationContext(AdaptiveCards.Versions.v1_5);
    const card = new AdaptiveCards.AdaptiveCard();
    card.parse(source, context);
    const said = [];
    for (let n = 0; n < context.eventCount; n++) said.push(context.getEventAt(n).message);
    for (const wrong of card.validateProperties().validationEvents) said.push(wrong.message);
    document.body.replaceChildren(card.render());
    return said;
}"""


@pytest.fixture(scope="module")
def page(browser: Browser) -> Page:
    renderer = from_npm("adaptivecards/dist/adaptivecards.min.js")
    opened = browser.new_page(viewport={"width": NARROW["width"], "height": NARROW["height"]})
    opened.set_content("<!doctype html><html lang=en><title>cards</title><body style='margin:8px'></body></html>")
    opened.add_script_tag(path=renderer)
    return opened


def shown(page: Page, reply: Reply) -> dict[str, Any]:
    """The card, shown in the page without a complaint."""
    card = cards.render(reply)
    assert card is not None
    assert page.evaluate(SHOW, card) == []
    return card


@pytest.mark.parametrize("reply", every_card(), ids=cards.shape)
def test_a_card_fits_a_narrow_telephone(page: Page, reply: Reply) -> None:
    shown(page, reply)
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= NARROW["width"]


@pytest.mark.parametrize("reply", every_card(), ids=cards.shape)
def test_every_input_has_a_name_for_a_screen_reader(page: Page, reply: Reply) -> None:
    card = shown(page, reply)
    labels = [e["label"] for e in card["body"] if e["type"].startswith("Input.")]
    for label in labels:
        assert page.get_by_label(label).count() + page.get_by_role("group", name=label).count() > 0, label


@pytest.mark.parametrize("typed", NASTY, ids=range(len(NASTY)))
def test_what_is_typed_becomes_neither_a_link_nor_a_picture_nor_code(page: Page, typed: str) -> None:
    for reply in with_text(typed):
        shown(page, reply)
        assert page.locator(".ac-adaptiveCard :is(a, img, script, b)").count() == 0
        for line in typed.splitlines():
            assert " ".join(line.split())[:40] in " ".join(page.locator("body").inner_text().split())


def test_a_required_answer_that_is_missing_is_asked_for_in_words(page: Page) -> None:
    reply = next(r for r in every_card() if r.dialog)
    card = shown(page, reply)
    page.get_by_role("button", name=card["actions"][0]["title"]).click()
    errors = [e["errorMessage"] for e in card["body"] if e.get("isRequired")]
    assert json.dumps(errors) == json.dumps([e for e in errors if page.get_by_text(e).first.is_visible()])

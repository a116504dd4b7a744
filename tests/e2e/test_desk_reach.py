"""Whether everybody can use the desk: axe on every page, light and dark; the keyboard alone; forced colours; print.

axe-core is the checker that browsers' own tools use; what it calls serious or critical fails here.
"""

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from bot.desk.pages import PAGES
from dialogs.words import say
from tests.bot.served import Served
from tests.support.from_npm import from_npm

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

SERIOUS = {"serious", "critical"}
CHECK = """async rules => (await axe.run({resultTypes: ['violations'], ...(rules && {runOnly: rules})}))
    .violations.map(v => [v.id, v.impact, v.nodes.map(n => n.html.slice(0, 120))])"""
HEAVY = 60_000
"""Bytes of a page without what it draws on."""
COLOURS = ["color-contrast", "link-in-text-block"]
"""What a dark page can have wrong that the same page in light has not."""


def signed_in(browser: Browser, served: Served, login: str, **how: Any) -> Page:
    # the checker is put into the page from here, which the page's own policy would not allow
    page = browser.new_context(bypass_csp=True, **how).new_page()
    page.goto(f"{served.url}/desk/")
    page.locator(f'button[value="{login}"]').click()
    page.locator("[data-cover]").wait_for(state="attached")
    return page


def addresses(page: Page, served: Served) -> list[str]:
    """Of every page that somebody may open, with the record that is there in its place."""
    page.goto(f"{served.url}/desk/")
    found = re.search(r"/desk/record/(WM-[0-9A-Z-]+)", page.content())
    reference = found[1] if found else "WM-2222-22"
    paths = [page.path for page in PAGES if not page.changes]
    return [path.replace("{reference}", reference).replace("{letter}", "A") for path in paths]


def findings(page: Page, rules: list[str] | None = None) -> list[Any]:
    """What is serious on this page as it stands: by all rules, or by these."""
    page.add_script_tag(path=from_npm("axe-core/axe.min.js"))
    return [found for found in page.evaluate(CHECK, rules) if found[1] in SERIOUS]


@pytest.mark.parametrize(
    ("login", "scheme"),
    [("dsl", "light"), ("dsl", "dark"), ("worker", "light"), ("consultation", "light"), ("admin", "light")],
)
def test_no_page_has_a_serious_finding(browser: Browser, served: Served, login: str, scheme: Any) -> None:
    """All that this person is shown, and one page that says that something is not for them. Each page is light, too."""
    page = signed_in(browser, served, login, color_scheme=scheme)
    wrong: dict[str, Any] = {}
    refused = False
    for path in ["/none", *addresses(page, served), "/register?view=red&state=filed"]:
        answer = page.goto(f"{served.url}/desk{path}")
        assert answer is not None
        if (size := len(answer.body())) > HEAVY:
            wrong[f"{path}, bytes"] = size
        if not answer.ok and refused:
            continue
        refused = refused or not answer.ok
        page.evaluate("document.querySelectorAll('main details').forEach(element => element.open = true)")
        if found := findings(page, COLOURS if scheme == "dark" else None):
            wrong[path] = found
    page.context.close()
    assert wrong == {}


def test_signing_in_and_the_questions_of_a_decision_have_none_either(browser: Browser, served: Served) -> None:
    page = browser.new_context(bypass_csp=True).new_page()
    page.goto(f"{served.url}/desk/sign-in")
    assert findings(page) == []
    page.context.close()
    page = signed_in(browser, served, "deputy")
    page.locator("a.reference").first.click()
    page.get_by_role("button", name=say("record_page.decide")).click()
    assert findings(page) == []
    for _ in range(2):
        page.get_by_role("button", name=say("write.skip")).click()
    assert page.get_by_role("radio").count() > 1
    assert findings(page) == []
    page.get_by_role("button", name=say("write.drop")).click()
    page.context.close()


def test_the_keyboard_alone_is_enough(browser: Browser, served: Served) -> None:
    """From the first page to a child's records: Tab, Enter and typing, and one always sees where one is."""
    page = signed_in(browser, served, "dsl")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"
    for _ in range(40):
        page.keyboard.press("Tab")
        where = page.evaluate("document.activeElement.getAttribute('href')")
        outlined = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outlined != "none"
        if where and where.startswith("/desk/record/"):
            break
    page.keyboard.press("Enter")
    page.get_by_text(say("record_page.who"), exact=True).first.wait_for()
    page.context.close()


def test_with_forced_colours_a_view_has_its_shape_and_its_word(browser: Browser, served: Served) -> None:
    page = signed_in(browser, served, "dsl", forced_colors="active")
    view = page.locator(".view").first
    assert view.locator("svg.shape").is_visible()
    assert view.inner_text().strip() in {say(f"view.colours.{name}") for name in ("red", "amber", "green")}
    page.context.close()


def test_printed_there_is_the_record_and_nothing_to_press(browser: Browser, served: Served) -> None:
    page = signed_in(browser, served, "dsl")
    page.locator("a.reference").first.click()
    page.get_by_text(say("record_page.who"), exact=True).first.wait_for()
    page.emulate_media(media="print")
    assert page.locator("header").is_hidden()
    assert page.get_by_role("button").count() == 0
    assert page.get_by_text("Zed Inventedname").first.is_visible()
    page.context.close()

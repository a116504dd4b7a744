"""The desk in a real browser: its policy lets its own script run and nothing else, and it fits any screen."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from dialogs.words import say
from tests.bot.served import Served

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

WIDTHS = (390, 768, 1280, 1600)


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    opened = browser.new_context(viewport={"width": 1280, "height": 900}, timezone_id="Europe/London")
    yield opened
    opened.close()


@pytest.fixture
def page(context: BrowserContext, served: Served) -> Page:
    """The first page of the DSL."""
    opened = context.new_page()
    opened.goto(f"{served.url}/desk/")
    opened.locator("button[value=dsl]").click()
    opened.get_by_role("heading", name=say("today.title"), level=1).wait_for()
    return opened


def test_one_signs_in_finds_a_child_and_signs_out(page: Page, served: Served) -> None:
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.get_by_role("link", name=say("register.menu")).click()
    page.get_by_label(say("register.child.name")).fill("Zedd Inventedname")
    page.get_by_role("button", name=say("register.child.find"), exact=True).click()
    page.get_by_text(say("register.child.count", count=1)).wait_for()
    assert "Zedd" not in page.url
    assert "Zedd" not in page.title()
    page.get_by_role("link", name=say("register.back")).click()
    page.get_by_text(say("desk.sign_out.menu"), exact=True).click()
    page.get_by_role("button", name=say("desk.sign_out.here")).click()
    page.get_by_role("heading", name=say("sign_in.title")).wait_for()
    page.go_back()
    assert page.get_by_role("heading", name=say("sign_in.title")).count() == 1, "nothing is shown from what was kept"
    assert complaints in ([], ["Failed to load resource: the server responded with a status of 401 (Unauthorized)"])
    assert "Zedd" not in served.log


def test_a_key_hides_the_page_and_shows_it_again(page: Page) -> None:
    page.keyboard.press("Escape")
    assert page.get_by_role("dialog", name=say("desk.hidden")).is_visible()
    assert page.locator("main").evaluate("element => element.inert")
    page.keyboard.press("Escape")
    assert page.get_by_role("dialog").count() == 0
    page.get_by_role("button", name=say("desk.hide")).click()
    page.get_by_role("button", name=say("desk.show")).click()
    assert page.get_by_role("heading", level=1).is_visible()


@pytest.mark.parametrize("path", ["/desk/", "/desk/register?view=red&state=signed", "/desk/sign-in", "/desk/none"])
def test_every_page_fits_every_width_and_can_be_read_at_twice_the_size(page: Page, served: Served, path: str) -> None:
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(f"{served.url}{path}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{path} at {width}"
    page.add_init_script("document.addEventListener('DOMContentLoaded', () => "
                         "{ document.documentElement.style.fontSize = '200%'; })")  # fmt: skip
    page.set_viewport_size({"width": 780, "height": 900})
    page.goto(f"{served.url}{path}")
    assert page.evaluate("document.documentElement.scrollWidth") <= 780


def test_nothing_that_is_not_ours_runs_on_a_page(page: Page) -> None:
    page.evaluate("window.ran = false")
    page.evaluate("""() => {
        const script = document.createElement('script');
        script.textContent = 'window.ran = true';
        document.body.append(script);
        const link = document.createElement('img');
        link.setAttribute('onerror', 'window.ran = true');
        link.src = 'https://example.org/none.png';
        document.body.append(link);
    }""")
    page.wait_for_timeout(300)
    assert page.evaluate("window.ran") is False

"""One incident and one booking by the worker, and what the DSL makes of it, in a real browser."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from dialogs.words import say
from tests.e2e.playground import Running, Someone, chromium, need_browser
from tests.e2e.story import book_a_consultation, decide_and_file, describe_an_incident, read_the_record, sign

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    need_browser()
    started = Running(tmp_path_factory.mktemp("data"))
    yield started
    assert started.stop() == 0


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    need_browser()
    with sync_playwright() as playwright:
        opened = chromium(playwright)
        yield opened
        opened.close()


def test_an_incident_goes_from_the_first_question_to_the_file(running: Running, browser: Browser) -> None:
    worker = Someone.at(browser, running.worker)
    dsl = Someone.at(browser, running.dsl)
    describe_an_incident(worker)
    sign(worker)
    dsl.sees("signed and sent to you")
    record = read_the_record(dsl)
    assert "Zed Inventedname" in record.inner_text()
    assert "get off" in record.inner_text()
    receipt = decide_and_file(dsl)
    assert re.search(r"Checksum of the record:\s*[0-9a-f]{64}", receipt.inner_text())
    dsl.says("inbox")
    dsl.sees(say("inbox.empty").strip().splitlines()[0])
    dsl.sees(say("cards.put_away"))
    worker.says("my records")
    worker.sees("filed")
    for person in (worker, dsl):
        assert "Zed Inventedname" not in person.page.locator("body").inner_text()


def test_a_consultation_is_booked_on_another_visit(running: Running, browser: Browser) -> None:
    """The page of the first visit is gone, and with it every card that the bot clears now."""
    worker = Someone.at(browser, running.worker)
    book_a_consultation(worker)
    worker.says("my bookings")
    worker.sees(say("booking.mine"))


def test_a_page_that_is_loaded_again_goes_on_with_the_question(running: Running, browser: Browser) -> None:
    worker = Someone.at(browser, running.worker)
    worker.says("report")
    question = say("incident.questions.danger_now.ask").strip().splitlines()[0]
    worker.sees(question)
    for _ in range(2):
        worker.loads_again()
        worker.says("hello")
        worker.sees(question)
    worker.card.get_by_role("button").first.click()
    worker.sees(say("incident.questions.about.ask").strip().splitlines()[0])


def test_in_a_group_it_only_points_to_the_private_chat(running: Running, browser: Browser) -> None:
    worker = Someone.at(browser, running.worker)
    worker.page.get_by_role("treeitem", name="Group chat").click()
    worker.page.get_by_role("textbox").last.click()
    worker.page.keyboard.type("@Way")
    worker.page.get_by_role("menuitem", name="Waymark").first.click()
    worker.page.keyboard.type(" a child told me something")
    worker.page.get_by_role("button", name="Send Message").click()
    worker.sees("I only talk in a private chat")

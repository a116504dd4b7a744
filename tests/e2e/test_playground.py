"""One incident and one booking by the worker, and what the DSL makes of it, in a real browser."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.e2e.playground import Running, Someone, chromium, need_browser
from tests.e2e.story import book_a_consultation, describe_an_incident, read_the_record, sign

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


def test_an_incident_goes_from_the_first_question_to_the_dsl(running: Running, browser: Browser) -> None:
    worker = Someone.at(browser, running.worker)
    describe_an_incident(worker)
    sign(worker)
    dsl = Someone.at(browser, running.dsl)
    read_the_record(dsl)

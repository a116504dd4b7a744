"""One browser for each file of tests."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.e2e.playground import chromium, need_browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    need_browser()
    with sync_playwright() as playwright:
        opened = chromium(playwright)
        yield opened
        opened.close()

"""The pictures of a consultation show what they are of, and are the same each time they are taken."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.e2e.consultation_pictures import take_all
from tests.e2e.playground import chromium, need_browser

pytestmark = pytest.mark.browser


@pytest.fixture
def browser() -> Iterator[Browser]:
    need_browser()
    with sync_playwright() as playwright:
        opened = chromium(playwright)
        yield opened
        opened.close()


def test_the_same_pictures_each_time(browser: Browser, tmp_path: Path) -> None:
    taken = []
    for name in ("once", "again"):
        folder = tmp_path / name
        folder.mkdir()
        pictures = take_all(browser, folder)
        taken.append({picture: (folder / f"{picture}.png").read_bytes() for picture in pictures})
    assert list(taken[0]) == [
        "10-free-times", "11-booked", "12-what-to-leave-out", "13-what-is-sent", "14-waiting-list", "15-the-month",
    ]  # fmt: skip
    assert taken[0] == taken[1]

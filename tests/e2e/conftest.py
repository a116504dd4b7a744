"""One browser for each file of tests, and the demo as it is served, with one record in it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.bot.office import Office
from tests.bot.served import Served, ServedCopy
from tests.conversation import SCHOOL_CASE
from tests.e2e.playground import chromium, need_browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    need_browser()
    with sync_playwright() as playwright:
        opened = chromium(playwright)
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def served(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("desk")
    (folder / "waymark.db").write_bytes(sqlite_template.read_bytes())
    office = Office(folder).open_demo()
    office.plays(SCHOOL_CASE)
    running = ServedCopy(folder, keys=office.key)
    yield running
    running.stop()

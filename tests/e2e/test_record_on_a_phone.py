"""A record in the chat, as wide as a telephone: what one must know of it is on one screen."""

import asyncio
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from bot.runtime import Runtime
from dialogs.words import say
from storage.database.engine import Database
from storage.database.vault import Vault, new_key
from tests.conversation import SCHOOL_CASE, demo_runtime, someone
from tests.e2e.consultation_pictures import Filmed, Shown, draw
from tests.support.databases import upgrade_now

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

PHONE = {"width": 390, "height": 844}
DESK = "https://desk.example/desk"


async def _play(url: str) -> list[Shown]:
    database = Database(url, Vault([new_key()]))
    try:
        runtime: Runtime = await demo_runtime(database)
        runtime.desk = DESK
        worker, dsl = await someone(runtime), Filmed(runtime, (await someone(runtime, "dsl")).person)
        await worker.says("report")
        await worker.answers(SCHOOL_CASE)
        await dsl.says("inbox")
        dsl.seen = []
        await dsl.says(next(c.value for c in dsl.replies[-1].choices if c.value.startswith("read ")))
        return dsl.seen
    finally:
        await database.close()


def test_a_record_is_one_screen(browser: Browser, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'waymark.db'}"
    upgrade_now(url)
    # playwright has an event loop of its own in this thread
    with ThreadPoolExecutor(1) as thread:
        seen = thread.submit(lambda: asyncio.run(_play(url))).result()
    page = browser.new_page(viewport={"width": PHONE["width"], "height": PHONE["height"]})
    draw(page, seen)
    if folder := os.environ.get("WAYMARK_PICTURES"):
        page.screenshot(path=Path(folder) / "record-in-the-chat.png", full_page=True)
    (card,) = page.locator(".ac-adaptiveCard").all()
    for words in ("inbox.parts.happened", "inbox.parts.had", "inbox.open_desk", "inbox.documents", "inbox.close"):
        assert card.get_by_text(say(words), exact=True).is_visible(), words
    box = card.bounding_box()
    assert box is not None
    assert box["height"] <= PHONE["height"]
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]

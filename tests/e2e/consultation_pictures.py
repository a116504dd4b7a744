"""The consultation in pictures, as wide as a telephone: booked, sent on, waited for, and the service's month.

The conversation is played at a fixed moment over a database of its own, so the pictures are the same on every day; what
is shown are the activities that Teams would get, drawn by Microsoft's own card renderer in a real browser.
"""

import asyncio
import json
import tempfile
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from botbuilder.schema import Activity
from playwright.sync_api import Browser, Page

from bot.runtime import Runtime
from bot.teams.activities import outgoing
from storage.database.engine import Database
from storage.database.vault import Vault, new_key
from tests.conversation import SCHOOL_CASE, Conversation, demo_runtime, someone
from tests.support.databases import upgrade_now
from tests.support.from_npm import from_npm

WIDTH = 400
DETAILS = {
    "manager_name": "Kit Orchard",
    "manager_agreed_on": "yesterday",
    "role": "Class teacher",
    "help_wanted": "How to keep both children safe at lunch.",
}
PAGE = """<!doctype html><html lang=en><title>Waymark</title><style>
  body { margin: 0; padding: 12px; background: #f5f5f5; font: 14px/1.4 "Segoe UI", "DejaVu Sans", sans-serif }
  .you { margin: 0 0 10px auto; max-width: 75%; width: fit-content; background: #e8ebfa }
  .waymark { margin: 0 0 10px; background: #fff; white-space: pre-line }
  .you, .waymark { padding: 10px 12px; border-radius: 6px }
  .waymark .ac-adaptiveCard { padding: 0 !important; white-space: normal }
  .waymark button { font: inherit; padding: 5px 10px; border: 1px solid #bbb; border-radius: 4px; background: #fff }
</style><body>"""
ADD = """([who, text, card]) => {
  const bubble = document.createElement('div');
  bubble.className = who;
  if (card) {
    const drawn = new AdaptiveCards.AdaptiveCard();
    drawn.hostConfig = new AdaptiveCards.HostConfig({fontFamily: 'inherit', actions: {actionsOrientation: 'vertical'}});
    drawn.parse(card, new AdaptiveCards.SerializationContext(AdaptiveCards.Versions.v1_5));
    bubble.append(drawn.render());
  } else bubble.textContent = text;
  document.body.append(bubble);
}"""

Shown = tuple[str, str, Any]
"""Who says it, the words, and the card where there is one."""


class Filmed(Conversation):
    """A conversation that keeps what is seen of it since `cut`."""

    def __init__(self, runtime: Runtime, person: Any) -> None:
        super().__init__(runtime, person)
        self.seen: list[Shown] = []

    async def _take(self, id: str, **message: Any) -> "Conversation":
        if message.get("text"):
            self.seen.append(("you", message["text"], None))
        await super()._take(id, **message)
        self.seen += [_shown(one.activity) for one in outgoing(self.replies)]
        return self


def _shown(activity: Activity) -> Shown:
    for attachment in activity.attachments or ():
        return "waymark", "", json.loads(json.dumps(attachment.content))
    return "waymark", str(activity.text).strip(), None


def take_all(browser: Browser, folder: Path) -> list[str]:
    """The names of the pictures that were taken."""
    # playwright has an event loop of its own in this thread
    with ThreadPoolExecutor(1) as thread:
        pictures = thread.submit(lambda: asyncio.run(_play())).result()
    page = browser.new_page(viewport={"width": WIDTH, "height": 300}, device_scale_factor=2)
    for name, seen in pictures.items():
        draw(page, seen)
        page.screenshot(path=folder / f"{name}.png", full_page=True)
    page.close()
    return list(pictures)


def draw(page: Page, seen: list[Shown]) -> None:
    page.set_content(PAGE)
    page.add_script_tag(path=from_npm("adaptivecards/dist/adaptivecards.min.js"))
    for one in seen:
        page.evaluate(ADD, list(one))


async def _play() -> dict[str, list[Shown]]:
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'waymark.db'}"
        upgrade_now(url)
        database = Database(url, Vault([new_key()]))
        try:
            return await _story(await demo_runtime(database))
        finally:
            await database.close()


async def _story(runtime: Runtime) -> dict[str, list[Shown]]:
    """One worker books at the end of an incident and sends a summary, the others take the rest, and one waits."""
    pictures: dict[str, list[Shown]] = {}

    async def film(name: str, person: Filmed, *turns: Callable[[], Awaitable[Any]]) -> None:
        person.seen = []
        for turn in turns:
            await turn()
        pictures[name] = list(person.seen)

    worker, colleague, foster, service = [
        Filmed(runtime, (await someone(runtime, login)).person)
        for login in ("worker", "worker2", "foster", "consultation")
    ]
    for person in (worker, colleague, foster, service):
        await person.says("hi")
    await worker.says("report")
    await worker.answers(SCHOOL_CASE, wants_slot="yes", slot="3", details=DETAILS)
    await film("10-free-times", colleague, lambda: colleague.says("book"))
    await colleague.says("1")
    await film("11-booked", colleague, lambda: colleague.sends(DETAILS), lambda: colleague.says("my bookings"))
    await film("12-what-to-leave-out", worker, lambda: worker.says("send summary"))
    await film("13-what-is-sent", worker, lambda: worker.says(_line(worker, "trousers")))
    await worker.says("send it")
    for _ in range(4):
        await colleague.says("book")
        await colleague.says("1")
        await colleague.sends(DETAILS)
    await foster.says("book")
    await foster.says("from month to month")
    await foster.sends(DETAILS)
    await colleague.says("my bookings")
    await colleague.says("cancel booking 2")
    await colleague.says("yes")
    await film("14-waiting-list", foster, lambda: foster.says("waiting list"))
    await film("15-the-month", service, lambda: service.says("month"))
    return pictures


def _line(worker: Conversation, word: str) -> str:
    """The number of the line with this word, as the worker types it."""
    return next(str(n) for n, choice in enumerate(worker.replies[-1].choices, 1) if word in choice.title)

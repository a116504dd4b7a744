"""Waymark in Microsoft's Agents Playground, in a real browser: started, driven and ended by the tests."""

import os
import re
import shutil
import signal
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Locator, Page, Playwright, Route
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from tests.bot.served import free_port
from tests.support.from_npm import from_npm
from tests.support.left_out import leave_out

ROOT = Path(__file__).parents[2]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def need_browser() -> str:
    """Where Chromium is. Leaves the test out, or fails it under CI, where it or Node is missing."""
    if CHROMIUM is None:
        leave_out("Chromium", "apt-get install chromium")
    if shutil.which("npm") is None or shutil.which("node") is None:
        leave_out("Node", "apt-get install nodejs npm")
    return CHROMIUM


def chromium(playwright: Playwright) -> Browser:
    return playwright.chromium.launch(executable_path=need_browser(), headless=True, args=ARGUMENTS)


class Running:
    """`make run` as it would be started by hand. `worker` and `dsl` are the addresses that it printed."""

    def __init__(self, data_dir: Path) -> None:
        self.data_dir = data_dir
        from_npm("@microsoft/m365agentsplayground/cli.js")
        kept = {k: v for k, v in os.environ.items() if not k.startswith("WAYMARK_")}
        given = {"WAYMARK_DATA_DIR": str(data_dir), "WAYMARK_PORT": str(free_port()), "PYTHONUNBUFFERED": "1"}
        given["WAYMARK_MESSAGES_A_MINUTE"] = "1000"  # a script answers faster than any worker
        self.process = subprocess.Popen(
            [sys.executable, "-m", "bot.playground"],
            cwd=ROOT,
            env=kept | given,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.said: list[str] = []
        self._ready = threading.Event()
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()
        self._ready.wait(120)
        addresses = re.findall(r"http://127\.0\.0\.1:\d+", "".join(self.said))
        assert len(addresses) == 4, self.said
        self.worker, self.dsl, _desk, self.bot = addresses
        self.ports = [int(address.rpartition(":")[2]) for address in (self.worker, self.dsl, self.bot)]

    def _listen(self) -> None:
        assert self.process.stdout is not None
        with self.process.stdout as lines:
            for line in lines:
                self.said.append(line)
                if "Ctrl-C" in line:
                    self._ready.set()
        self._ready.set()

    def stop(self) -> int:
        self.process.send_signal(signal.SIGINT)
        ended = self.process.wait(30)
        self._listener.join(10)
        return ended


@dataclass
class Someone:
    """A person before their Playground."""

    page: Page

    @classmethod
    def at(cls, browser: Browser, address: str, *, width: int = 1500, height: int = 1000) -> "Someone":
        context: BrowserContext = browser.new_context(
            viewport={"width": width, "height": height}, timezone_id="Europe/London"
        )
        context.route(lambda url: "127.0.0.1" not in url and "localhost" not in url, _refuse)
        someone = cls(context.new_page())
        someone.page.goto(address)
        someone.comes_in()
        return someone

    def comes_in(self) -> None:
        """Until the page that has been opened, or loaded again, is ready to be used.

        The Playground looks for the bot for 15 seconds at each load and then gives up for good. On a busy machine
        that is not always enough, and a person would load the page again.
        """
        connected = self.page.get_by_text("Connected.").first
        for _ in range(2):
            try:
                connected.wait_for(timeout=20_000)
            except PlaywrightTimeout:
                self.page.reload()
        connected.wait_for(timeout=30_000)

    def loads_again(self) -> None:
        """The Playground's page forgets all that it showed, and the bot is not to mind."""
        self.page.reload()
        self.comes_in()

    def says(self, text: str) -> None:
        self.page.get_by_role("textbox").last.click()
        self.page.keyboard.insert_text(text)
        self.page.get_by_role("button", name="Send Message").click()

    def sees(self, text: str) -> Locator:
        """The newest message of the bot with these words."""
        found = self.page.locator(".fai-OutputCard", has_text=text).last
        found.wait_for(timeout=30_000)
        return found

    def presses(self, title: str) -> None:
        """A card's button or a suggested answer, the newest of that name."""
        self.page.get_by_role("button", name=title, exact=True).last.click()

    @property
    def card(self) -> Locator:
        return self.page.locator(".ac-adaptiveCard").last

    @property
    def messages(self) -> Locator:
        """The bot's."""
        return self.page.locator(".fai-OutputCard")

    def show(self, text: str) -> None:
        """Scrolls to the newest message with these words: its top is what is seen."""
        self.sees(text).evaluate("element => element.scrollIntoView({block: 'start'})")

    def settle(self) -> None:
        """Until no further message has come for a moment: a turn may bring several."""
        count = -1
        while count != self.messages.count():
            count = self.messages.count()
            self.page.wait_for_timeout(400)


def _refuse(route: Route) -> None:
    """Nothing but this machine is asked for anything: fonts and pictures from elsewhere stay away."""
    route.abort()

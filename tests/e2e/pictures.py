"""Takes the README's pictures: the story of the tests, in a real browser. `make pictures`."""

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import FloatRect, sync_playwright

from dialogs.words import say
from tests.e2e import consultation_pictures
from tests.e2e.playground import ROOT, Running, Someone, chromium
from tests.e2e.story import (
    INCIDENT,
    NAMES,
    SIGNATURE,
    answer_all,
    book_a_consultation,
    decide_and_file,
    read_the_record,
)

FOLDER = ROOT / "docs" / "pictures"
WIDE = {"width": 1400, "height": 900}
CHAT = FloatRect(x=330, y=50, width=740, height=850)
"""What Teams itself would show, without the Playground around it."""
UP_TO = ("view_opinion", "wants_plan", "wants_slot")
"""The questions that come after the view."""


def take(person: Someone, name: str) -> None:
    person.settle()
    person.page.screenshot(path=FOLDER / f"{name}.png", clip=CHAT)
    sys.stdout.write(f"{FOLDER.relative_to(ROOT)}/{name}.png\n")


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    running = Running(Path(tempfile.mkdtemp(prefix="waymark-pictures-")))
    try:
        with sync_playwright() as playwright:
            browser = chromium(playwright)
            dsl = Someone.at(browser, running.dsl, **WIDE)
            worker = Someone.at(browser, running.worker, **WIDE)
            the_worker(worker)
            the_dsl(dsl)
            for name in consultation_pictures.take_all(browser, FOLDER):
                sys.stdout.write(f"{FOLDER.relative_to(ROOT)}/{name}.png\n")
            browser.close()
    finally:
        running.stop()


def the_worker(worker: Someone) -> None:
    worker.sees("Waymark")
    take(worker, "1-hello")
    worker.presses(say("menu.choices.report"))
    worker.sees(say("incident.questions.danger_now.ask").strip())
    before_view = {name: answer for name, answer in INCIDENT.items() if name not in UP_TO}
    acts = list(before_view).index("context")
    answer_all(worker, "incident", dict(list(before_view.items())[:acts]))
    take(worker, "2-a-question")
    answer_all(worker, "incident", dict(list(before_view.items())[acts:]))
    worker.show(say("view.title"))
    take(worker, "3-the-view")
    answer_all(worker, "incident", {name: INCIDENT[name] for name in UP_TO})
    take(worker, "4-names-in-a-form")
    answer_all(worker, "incident", NAMES)
    answer_all(worker, "incident", SIGNATURE)
    take(worker, "5-signed")
    book_a_consultation(worker)
    take(worker, "6-booked")


def the_dsl(dsl: Someone) -> None:
    dsl.sees(say("alerts.record_arrived", count=1, soon="now").strip().split("\n")[0][:40])
    take(dsl, "7-the-dsl-is-told")
    read_the_record(dsl)
    dsl.show(say("record_page.who"))
    take(dsl, "8-the-record")
    decide_and_file(dsl)
    take(dsl, "9-filed")


if __name__ == "__main__":
    main()

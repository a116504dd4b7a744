"""Takes pictures of the desk: with a folder, of every page, wide and on a phone, light and dark (`make gallery`);
without one, the few that the README shows, into docs/pictures (`make pictures` takes these too).
"""

import sys
import tempfile
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from bot.runtime import Runtime
from dialogs.words import say
from storage.administration.demo_cases import every
from storage.oversight.case_audits import sampling
from storage.people import people
from storage.records import adult_notes
from tests.cases.cases import CHANGING_ROOM, LUNCH_QUEUE
from tests.conversation import TUESDAY, at
from tests.e2e.at_the_desk import AtTheDesk
from tests.e2e.playground import ROOT, chromium
from tests.roles.busy_month import busy_month
from tests.support.databases import upgrade_now

FOLDER = ROOT / "docs" / "pictures"
SCREENS: dict[str, dict[str, Any]] = {
    "wide": {"viewport": {"width": 1280, "height": 800}},
    "phone": {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2},
}
Listed = Sequence[tuple[str, str, str]]
SHOWN = {
    ("today", "wide", "light"): "desk-1-today",
    ("record", "wide", "light"): "desk-2-record",
    ("child", "wide", "light"): "desk-3-child",
    ("service", "wide", "light"): "desk-4-consultations",
    ("record", "phone", "dark"): "desk-5-on-a-phone",
}
"""What the README shows, and as what."""


PLANS = (
    ("plans", "foster_dsl", "/plans"),
    ("plan", "foster_dsl", "!plan"),
    ("plan-review", "foster_dsl", "!review"),
    ("intervention", "yj", "!intervention"),
    ("groups", "group_lead", "/groups"),
    ("group", "group_lead", "!group"),
    ("today-of-a-lead", "foster_dsl", "/"),
    ("life", "key_worker", "!life"),
    ("life-step", "key_worker", "!life-step"),
    ("plans-of-a-key-worker", "key_worker", "/plans"),
    ("training", "training", "/training"),
    ("training-hold", "training", "!hold"),
    ("training-mine", "yj", "/training/mine"),
    ("audits", "service_manager", "/audits"),
    ("audit", "service_manager", "!audit"),
    ("audit-sample", "manager", "!sample"),
    ("audit-of-a-case", "service_manager", "!audit-case"),
    ("assessments", "manager", "/assessments"),
    ("assessment", "manager", "!assessment"),
    ("talks", "yj", "/talks"),
    ("talk", "yj", "!talk"),
    ("notes", "head", "/notes"),
    ("note", "head", "!note"),
    ("today-of-a-manager", "manager", "/"),
    ("board-reports", "head_of_service", "/board-report"),
    ("board-report", "head_of_service", "!board-report"),
)
"""The same, where the demo's own plans, groups and board report are."""
LISTED = {
    "!plan": ("/plans", "a.button"), "!review": ("/plans", "a.button"), "!intervention": ("/plans", "a.button"),
    "!group": ("/groups", "a.button"), "!board-report": ("/board-report", "a.button"), "!talk": ("/talks", "a.button"),
    "!life": ("/plans", "#life ~ ul a.button"), "!life-step": ("/plans", "#life ~ ul a.button"),
    "!audit": ("/audits", "a.reference"), "!assessment": ("/assessments", "th a"), "!note": ("/notes", "a.reference"),
}  # fmt: skip
"""What is opened from its list: the first of it that is there."""
THEN = {
    "!review": say("plans_page.review"), "!life-step": say("life_page.step_done"),
}  # fmt: skip
"""The button that is pressed then."""


def pages(reference: str) -> Iterator[tuple[str, str, str]]:
    """(name, login, address). What begins with '!' is begun by a button on the page before."""
    yield from (
        ("today", "dsl", "/"),
        ("register", "dsl", "/register"),
        ("register-filtered", "dsl", "/register?view=amber&sort=view"),
        ("register-child", "dsl", "!child"),
        ("record", "dsl", f"/record/{reference}"),
        ("documents", "dsl", f"/record/{reference}/documents"),
        ("child", "dsl", f"/record/{reference}/child/A"),
        ("decide", "dsl", f"!decide|{reference}"),
        ("overview", "dsl", "/overview"),
        ("mine", "worker", "/mine"),
        ("today-of-a-worker", "worker", "/"),
        ("service", "consultation", "/service"),
        ("slots", "consultation", "/service/slots"),
        ("slots-change", "consultation", "!slot"),
        ("people", "admin", "/people"),
        ("person", "admin", "/people/person?id=demo-dsl"),
        ("contacts", "admin", "/people/setting?id=demo-school"),
        ("not-there", "dsl", "/record/WM-2222-22"),
        ("sign-in", "", "/sign-in"),
    )


def filled(office: AtTheDesk) -> str:
    """A school in the middle of its work: three records, the last of which is looked at. Its reference."""
    for login, script, days in (("worker2", CHANGING_ROOM, 14), ("worker", LUNCH_QUEUE, 7)):
        at(office.runtime, TUESDAY - timedelta(days=days))
        one = office.does(office.play.person(login))
        office.does(one.says("report"))
        office.does(one.answers(script))
    at(office.runtime, TUESDAY)
    return office.does(busy_month(office.runtime))


NOTE = {
    "adult": "Mx Zed Inventedname, supply teacher",
    "adult_is": "someone who works with children",
    "what": "After the last lesson they were in the store room with a pupil, the door shut. The same twice in October.",
    "by_whom": "Seen by me, from the corridor",
    "when": "Tuesday 17 November 2026, about half past three",
    "signed_name": "Robin Ashdown",
    "setting": "Larkfield Demo School",
    "writer_role": "worker",
}


async def fill_cases(runtime: Runtime) -> None:
    """The demo's invented cases, and a note about an adult that the worker has sent to the head."""
    async with runtime.database.transaction(runtime.clock()) as tx:
        await every.fill(tx)
        worker, head = await people.get(tx, "demo-worker"), await people.get(tx, "demo-head")
        await adult_notes.sign(tx, worker, worker.setting_id, head, NOTE)


def opens(page: Page, office: AtTheDesk, address: str) -> None:
    """A page by its address, or by what is pressed and typed before it."""
    if address in LISTED:
        of_list, link = LISTED[address]
        page.goto(f"{office.url}/desk{of_list}")
        page.locator(link).first.click()
        if address in THEN:
            page.get_by_text(THEN[address], exact=True).first.click()
        page.wait_for_load_state()
        return
    address, _, reference = address.partition("|")
    if not address.startswith("!"):
        page.goto(f"{office.url}/desk{address}")
        return
    before, button = {
        "!child": ("/register", say("register.child.find")),
        "!decide": (f"/record/{reference}", say("record_page.decide")),
        "!slot": ("/service/slots", say("service_slots.questions.task.choices.add_pattern")),
        "!hold": ("/training", say("training_page.hold")),
        "!sample": ("/audits", say("audits_page.draw_it")),
        "!audit-case": ("/audits", say("audits_page.begin")),
    }[address]
    page.goto(f"{office.url}/desk{before}")
    if address == "!child":
        page.get_by_label(say("register.child.name")).fill("Inventedname")
    if address == "!sample":
        page.get_by_label(say("audits_page.size", most=sampling.MOST)).fill("3")
    if address == "!audit-case":
        page.get_by_label(say("audits_page.case")).fill(page.locator("a.reference").first.inner_text())
    page.get_by_role("button", name=button, exact=True).first.click()
    page.wait_for_load_state()


def take_all(browser: Browser, folder: Path, *, everything: bool) -> Iterator[str]:
    """Into the folder; the name of each as it is there."""
    with tempfile.TemporaryDirectory(prefix="waymark-desk-") as data:
        upgrade_now(f"sqlite:///{Path(data) / 'waymark.db'}")
        office = AtTheDesk(Path(data) / "waymark.db", TUESDAY)
        reference = filled(office)
        upgrade_now(f"sqlite:///{Path(data) / 'plans.db'}")
        planned = AtTheDesk(Path(data) / "plans.db", TUESDAY)
        planned.does(fill_cases(planned.runtime))
        for screen, how in SCREENS.items():
            for scheme in ("light", "dark"):
                for at_work, listed in ((office, tuple(pages(reference))), (planned, PLANS)):
                    yield from _of(browser, at_work, folder, listed, (screen, how, scheme), everything)
        office.stop()
        planned.stop()


def _of(
    browser: Browser, office: AtTheDesk, folder: Path, listed: Listed, screen: tuple[str, Any, Any], everything: bool
) -> Iterator[str]:
    size, how, scheme = screen
    open_for: dict[str, Page] = {}
    for name, login, address in listed:
        shown = f"{name}-{size}-{scheme}" if everything else SHOWN.get((name, size, scheme), "")
        if not shown:
            continue
        if login not in open_for:
            page = browser.new_context(**how, color_scheme=scheme, locale="en-GB").new_page()
            page.goto(f"{office.url}/desk/sign-in")
            if login:
                page.locator(f'button[value="{login}"]').click()
            open_for[login] = page
        page = open_for[login]
        opens(page, office, address)
        page.screenshot(path=folder / f"{shown}.png", full_page=everything)
        yield shown
    for page in open_for.values():
        page.context.close()


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = chromium(playwright)
        for name in take_all(browser, folder, everything=len(sys.argv) > 1):
            sys.stdout.write(f"{folder / name}.png\n")
        browser.close()


if __name__ == "__main__":
    main()

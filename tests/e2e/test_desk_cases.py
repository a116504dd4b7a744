"""The three cases of tests/cases, played to the file at the desk, in a real browser.

Whoever works with the children describes in the chat what happened, as in Teams. Whoever leads safeguarding reads,
decides, files and takes the documents at the desk; the consultation service records there what it advised.
"""

import logging
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Response

from dialogs.words import say
from tests.cases.cases import (
    CHANGING_ROOM,
    CONCERNING,
    FIRST_SIGN,
    HARMFUL_HOME,
    HARMFUL_SCHOOL,
    LANDING,
    LUNCH_QUEUE,
)
from tests.cases.play import BEGINS, REFERENCES, Speaking, fixed_references
from tests.conversation import at
from tests.e2e.at_the_desk import AtTheDesk

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

ADVICE = "Keep an adult at the lunch queue until the end of term."
TO_DO = "Look at the seating plan"
BOOKING = {"manager_name": "Kit Orchard", "manager_agreed_on": "yesterday", "help_wanted": "How to keep lunch calm."}
NAMES = re.compile("Zed|Inventedname|Quill|Madeup|Ivo|Nia|Jan|Pretendson|Kim|Makebelieve|Gus|Hal")
"""Of the children in the three cases."""


@pytest.fixture(autouse=True)
def nothing_in_the_log(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    with caplog.at_level(logging.INFO):
        yield
    assert not NAMES.search("\n".join(f"{one.getMessage()} {one.__dict__}" for one in caplog.records))


@pytest.fixture(scope="module")
def office(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[AtTheDesk]:
    file = tmp_path_factory.mktemp("cases") / "waymark.db"
    file.write_bytes(sqlite_template.read_bytes())
    with fixed_references((*REFERENCES, "WM-6666-6E")):
        running = AtTheDesk(file)
        running.does(running.play.open_home())
        yield running
        running.stop()


class AtTheirDesk:
    """Somebody before a browser."""

    def __init__(self, browser: Browser, office: AtTheDesk, login: str) -> None:
        self.page: Page = browser.new_context(accept_downloads=True).new_page()
        self.page.set_default_timeout(10_000)
        self.url, self.login = office.url, login
        self.complaints: list[str] = []
        self.answered: list[Response] = []
        self.page.on("response", lambda answer: self.answered.append(answer))
        self.page.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)
        self.signs_in()

    def signs_in(self) -> None:
        """Also after a while, when the session has ended."""
        self.opens("/sign-in")
        # the home of one case is not among those that the demo's page offers
        one = self.page.locator('button[name="person"]').first
        one.evaluate("(button, login) => { button.value = login; }", self.login)
        one.click()
        self.sees(say("today.title"))

    def leaves(self) -> None:
        """Nobody's name went anywhere but into a page: not into an address, a header, a title or what is kept."""
        assert self.complaints == []
        assert len(self.answered) > 5
        for answer in self.answered:
            asked = answer.request.headers
            around = f"{answer.url} {asked} {answer.headers} {self.page.title()}"
            assert not NAMES.search(around.replace("+", " "))
            assert asked.get("referer", self.url).startswith(self.url)
            assert answer.headers["referrer-policy"] == "same-origin"
            kept = "immutable" if "/static/" in answer.url else "no-store"
            assert kept in answer.headers["cache-control"]
        self.page.context.close()

    def opens(self, path: str) -> None:
        self.page.goto(f"{self.url}/desk{path}")

    def sees(self, words: str) -> None:
        self.page.get_by_text(words).first.wait_for()

    def presses(self, words: str) -> None:
        self.page.get_by_role("button", name=words, exact=True).first.click()

    @property
    def text(self) -> str:
        return self.page.locator("main").inner_text()

    def opens_from_today(self, reference: str) -> None:
        """As it is found: on the first page, by its reference."""
        self.opens("/")
        self.page.get_by_role("link", name=reference).first.click()
        self.sees(say("record_page.who"))

    def decides(self, answers: Mapping[str, Any]) -> None:
        """Every question of a decision, a page for each, until it is signed."""
        self.presses(say("record_page.decide"))
        for _ in range(20):
            if self.page.get_by_role("heading", name=say("write.ended"), level=1).count():
                return
            name = str(self.page.locator('input[name="asked"]').first.get_attribute("value")).rpartition(".")[2]
            self.answers(answers.get(name))
        raise AssertionError(f"it does not end: {self.text}")

    def answers(self, answer: Any) -> None:
        """The question that is open: a form by its fields, one choice by its value; what has none is left out."""
        form = self.page.locator("form.field")
        if answer is None:
            self.presses(say("write.skip"))
            return
        if isinstance(answer, str):
            form.locator(f'input[name="answer"][value="{answer}"]').check()
        else:
            for name, typed in answer.items():
                form.locator(f'[name="{name}"]').fill(typed)
        form.locator("button").last.click()

    def files(self, reason: str = "") -> None:
        self.page.get_by_label(say("record_page.file_reason")).fill(reason)
        self.presses(say("record_page.file"))
        self.sees("Receipt.")

    def takes(self, reference: str, what: str, kind: str, child: str = "") -> str:
        """A document as a file; what stands in it where it is a page."""
        self.opens(f"/record/{reference}/documents")
        form = self.page.locator("form", has=self.page.locator(f'input[name="what"][value="{what}"]'))
        if child:
            form = form.filter(has=self.page.locator(f'input[name="child"][value="{child}"]'))
        with self.page.expect_download() as taken:
            form.locator(f'button[value="{kind}"]').click()
        assert reference in taken.value.suggested_filename
        return Path(taken.value.path()).read_bytes().decode("utf-8", "replace")


def describes(office: AtTheDesk, login: str, script: Mapping[str, Any]) -> tuple[Speaking, str]:
    """In the chat, from the first question to the signature; and the reference, the first where there are more."""
    worker = office.does(office.play.person(login))
    office.does(worker.says("my records"))
    before = worker.text
    office.does(worker.says("report"))
    office.does(worker.answers(script))
    office.does(worker.says("my records"))
    return worker, min(one for one in re.findall(r"WM-\d{4}-\d[A-Z]", worker.text) if one not in before)


def later(office: AtTheDesk, **passed: float) -> None:
    office.does(office.play.later(**passed))


def test_an_amber_case_in_a_school_with_a_consultation(browser: Browser, office: AtTheDesk) -> None:
    at(office.runtime, BEGINS)
    worker, reference = describes(office, "worker", LUNCH_QUEUE)
    later(office, minutes=20)
    dsl = AtTheirDesk(browser, office, "dsl")
    dsl.opens_from_today(reference)
    assert "Zed Inventedname" in dsl.text
    dsl.opens("/register")
    dsl.page.get_by_label(say("register.child.name")).fill("Zed Inventedname")
    dsl.presses(say("register.child.find"))
    dsl.sees(say("register.child.count", count=1))
    dsl.page.get_by_role("link", name=reference).click()
    dsl.decides({**CONCERNING, "level": "concerning", "referral": "not_made", "view_opinion": "agree"})
    dsl.opens_from_today(reference)
    dsl.files("both homes told, plan begun")
    office.does(worker.says("my records"))
    assert "filed" in worker.text

    # a consultation about it, and what came of it
    office.does(worker.says("book"))
    office.does(worker.answers({"about": "1", "slot": "1", "details": BOOKING}))
    later(office, days=25)
    service = AtTheirDesk(browser, office, "consultation")
    service.opens("/service")
    service.page.get_by_role("link", name=say("service.record_it")).first.click()
    service.page.get_by_label(say("service.outcome.came"), exact=True).check()
    service.page.locator('[name="advice"]').fill(ADVICE)
    for name, typed in (("what_1", TO_DO), ("who_1", "The form tutor"), ("due_1", "2026-12-04")):
        service.page.locator(f'[name="{name}"]').fill(typed)
    service.presses(say("service.outcome.save"))
    service.sees(say("desk.done.recorded"))
    assert not re.search("Zed|Inventedname|Quill|Madeup|WM-", service.page.content())

    # who wrote it sees how far it has come and what was advised, and says what is done
    wrote = AtTheirDesk(browser, office, "worker")
    wrote.opens("/mine")
    wrote.sees(ADVICE)
    assert say("record.status.filed") in wrote.text
    assert "Zed" not in wrote.page.content()
    wrote.page.get_by_role("button", name=say("mine.done_of", what=TO_DO)).click()
    wrote.sees(say("desk.done.action_done"))
    dsl.leaves()
    dsl = AtTheirDesk(browser, office, "dsl")
    dsl.opens("/record/WM-2222-2A")
    assert ADVICE in dsl.text
    form = dsl.takes(reference, "own_file", "html")
    for said in ("Zed Inventedname", "One touch over clothing that ended with a no.", "Jo Marlowe"):
        assert said in form
    for someone in (dsl, service, wrote):
        someone.leaves()


def test_the_deputy_decides_and_neither_referral_names_the_other(browser: Browser, office: AtTheDesk) -> None:
    at(office.runtime, BEGINS)
    _, reference = describes(office, "worker2", CHANGING_ROOM)
    later(office, hours=1, minutes=5)
    deputy = AtTheirDesk(browser, office, "deputy")
    deputy.opens_from_today(reference)
    later(office, minutes=30)

    # the worker remembers something, at the desk
    wrote = AtTheirDesk(browser, office, "worker2")
    wrote.opens("/mine")
    wrote.presses(say("mine.add_of", reference=reference))
    wrote.answers({"text": "Child C came to say that they saw it from the bench.", "reason": "Told to me at 15:10."})
    wrote.sees(say("addition.added", reference=reference))
    assert "Gus" not in wrote.page.content()

    deputy.signs_in()
    deputy.opens_from_today(reference)
    deputy.sees("Child C came to say")
    deputy.decides({**HARMFUL_SCHOOL, "level": "harmful", "referral": "made", "view_opinion": "agree"})
    deputy.opens_from_today(reference)
    deputy.files("referrals made")
    a = deputy.takes(reference, "referral", "html", "A")
    b = deputy.takes(reference, "referral", "html", "B")
    assert "Gus Inventedname" in a
    assert not re.search("Hal|Madeup|reference 12", a)
    assert "Hal Madeup" in b
    assert not re.search("Gus|Inventedname|reference 11", b)
    assert deputy.takes(reference, "own_file", "pdf").startswith("%PDF")
    deputy.leaves()
    wrote.leaves()


def test_a_red_case_in_a_home_whose_earlier_record_counts(browser: Browser, office: AtTheDesk) -> None:
    at(office.runtime, BEGINS)
    _, earlier = describes(office, "home_worker", FIRST_SIGN)
    later(office, days=20)
    _, reference = describes(office, "home_worker", LANDING)
    later(office, minutes=10)
    dsl = AtTheirDesk(browser, office, "home_dsl")
    dsl.opens_from_today(reference)
    dsl.page.get_by_role("link", name=say("record_page.child", letter="A")).click()
    dsl.sees("Ivo Inventedname")
    assert earlier in dsl.text
    assert not re.search("Jan|Pretendson|Kim|Makebelieve|Nia|Madeup", dsl.text)
    dsl.opens_from_today(reference)
    dsl.decides({**HARMFUL_HOME, "level": "harmful"})
    dsl.opens_from_today(reference)
    dsl.files()
    form = dsl.takes(reference, "record", "html")
    assert "The view with earlier records counted" in form
    assert not re.search("Jan|Pretendson|Kim|Makebelieve|Nia|Madeup", form)
    dsl.leaves()

"""One incident and one booking by the worker, and what the DSL makes of it, in a real browser."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from dialogs.words import say
from tests.e2e.playground import ROOT, Running, Someone, need_browser
from tests.e2e.story import book_a_consultation, decide_and_file, describe_an_incident, read_the_record, sign

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    need_browser()
    started = Running(tmp_path_factory.mktemp("data"))
    yield started
    assert started.stop() == 0
    assert [port for port in started.ports if listens_at(port)] == [], "Ctrl-C ends everything"


def test_an_incident_goes_from_the_first_question_to_the_file(running: Running, browser: Browser) -> None:
    worker = Someone.at(browser, running.worker)
    dsl = Someone.at(browser, running.dsl)
    describe_an_incident(worker)
    sign(worker)
    dsl.sees("signed and sent to you")
    record = read_the_record(dsl)
    assert "Zed Inventedname" in record.inner_text()
    assert "get off" in record.inner_text()
    receipt = decide_and_file(dsl)
    assert re.search(r"Checksum of the record:\s*[0-9a-f]{64}", receipt.inner_text())
    dsl.says("inbox")
    dsl.sees(say("inbox.empty").strip().splitlines()[0])
    dsl.sees(say("cards.put_away"))
    worker.says("my records")
    worker.sees("filed")
    for person in (worker, dsl):
        assert "Zed Inventedname" not in person.page.locator("body").inner_text()


def test_a_consultation_is_booked_on_another_visit(running: Running, browser: Browser) -> None:
    """The page of the first visit is gone, and with it every card that the bot clears now."""
    worker = Someone.at(browser, running.worker)
    book_a_consultation(worker)
    worker.says("my bookings")
    worker.sees(say("booking.mine"))


def test_a_page_that_is_loaded_again_goes_on_with_the_question(running: Running, browser: Browser) -> None:
    worker = Someone.at(browser, running.worker)
    worker.says("report")
    question = say("incident.questions.danger_now.ask").strip().splitlines()[0]
    worker.sees(question)
    for _ in range(2):
        worker.loads_again()
        worker.says("hello")
        worker.sees(question)
    worker.card.get_by_role("button").first.click()
    worker.sees(say("incident.questions.about.ask").strip().splitlines()[0])


def test_in_a_group_it_only_points_to_the_private_chat(running: Running, browser: Browser) -> None:
    worker = Someone.at(browser, running.worker)
    worker.page.get_by_role("treeitem", name="Group chat").click()
    worker.page.get_by_role("textbox").last.click()
    worker.page.keyboard.type("@Way")
    worker.page.get_by_role("menuitem", name="Waymark").first.click()
    worker.page.keyboard.type(" a child told me something")
    worker.page.get_by_role("button", name="Send Message").click()
    worker.sees("I only talk in a private chat")


def test_it_is_for_this_machine_only_and_writes_down_nothing_that_was_typed(running: Running, browser: Browser) -> None:
    """Left to itself, the Playground listens on every network, and can record what it hears."""
    assert {port: listens_at(port) for port in running.ports} == {port: {LOOPBACK} for port in running.ports}
    worker = Someone.at(browser, running.worker)
    worker.says("what about zanzibarred behaviour")
    worker.settle()
    written = [file for file in running.data_dir.rglob("*") if file.is_file()]
    assert {"bot.log", "worker.log", "waymark.db"} <= {file.name for file in written}
    assert [file for file in written if b"zanzibarred" in file.read_bytes()] == []
    assert not (ROOT / "devTools").exists()


LOOPBACK = "0100007F"
LISTENING = "0A"


def listens_at(port: int) -> set[str]:
    """The addresses, as Linux writes them, at which something on this machine listens at a port."""
    rows = [row.split() for kind in ("tcp", "tcp6") for row in Path(f"/proc/net/{kind}").read_text().splitlines()[1:]]
    local = [row[1].split(":") for row in rows if row[3] == LISTENING]
    return {address for address, at in local if int(at, 16) == port}

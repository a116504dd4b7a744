"""The conversation at a keyboard: numbers for what is offered, forms line by line, no sign that moves the cursor."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from bot.terminal import BadLine, read_line
from storage import conversations
from storage.consultations import bookings
from storage.database.engine import Tx
from storage.people import people
from storage.queues import outbox
from tests.bot.office import Office

MENU_BOOK = "2"
FIRST_SLOT = "1"


def squeezed(text: str) -> str:
    """Without the line breaks of a narrow terminal."""
    return re.sub(r"\s+", " ", text)


def test_it_greets_answers_and_says_goodbye(office: Office) -> None:
    said = office.says("chat", typed="help\n")
    assert (said.code, said.err) == (0, "")
    assert "Practice data only" in squeezed(said.out)
    assert "Robin Ashdown (demo)" in said.out
    assert said.out.rstrip().endswith("Goodbye. Everything is kept.")


def booked(office: Office) -> list[str]:
    async def mine(tx: Tx) -> list[str]:
        worker = await people.get(tx, "demo-worker")
        return [one.manager_name for one in await bookings.my_bookings(tx, worker)]

    return office.changes(mine)


def test_a_number_stands_for_what_is_offered_and_a_form_is_filled_in_line_by_line(office: Office) -> None:
    lines = [MENU_BOOK, FIRST_SLOT, "Dana Thorley", "yesterday", "School nurse", "a plan for break times"]
    office.says("chat", typed="\n".join(lines) + "\n")
    assert booked(office) == ["Dana Thorley"]


def test_a_form_that_is_left_sends_nothing(office: Office) -> None:
    said = office.says("chat", typed="\n".join([MENU_BOOK, FIRST_SLOT, "Dana Thorley", "/leave", "help"]) + "\n")
    assert said.code == 0
    assert booked(office) == []


def test_odd_signs_are_answered_and_not_sent_back(office: Office) -> None:
    said = office.says("chat", typed="\x1b[2J\x07[bold]\n\n🙂 مرحبا\n²\n" + "9" * 100_000 + "\n")
    assert said.code == 0
    assert "\x07" not in said.out
    assert "\x1b[2J" not in said.out


def test_what_has_come_due_is_done_before_the_next_answer(office: Office) -> None:
    """Two hours of silence after the urgent steps: the DSL hears of it, in the terminal as in Teams."""
    office.says("chat --at 2026-11-17T09:00 --json", typed='{"text": "report"}\n{"text": "2"}\n')
    office.says("chat --at 2026-11-17T11:30 --json --as foster", typed='{"text": "help"}\n')

    async def alerts(tx: Tx) -> list[str]:
        return [message.key for message in await outbox.waiting_for(tx, "demo-dsl")]

    assert office.changes(alerts) == ["safety_alert"]


@pytest.mark.parametrize("line", ['{"text": "a", "id": "7", "attachments": 2}', '{"value": {"event": "opened"}}'])
def test_a_good_line(line: str) -> None:
    assert set(read_line(line)) == {"activity_id", "text", "value", "attachments"}


@pytest.mark.parametrize(
    "line", ['{"text": "a", "attachments": true}', '{"text": "a", "id": 7}', '{"text": "\\udc80"}']
)
def test_a_bad_line_repeats_nothing(line: str) -> None:
    with pytest.raises(BadLine) as caught:
        read_line(line)
    assert '"a"' not in str(caught.value)


def test_what_is_past_its_time_is_deleted_when_it_starts(office: Office) -> None:
    async def a_turn_of_last_month(tx: Tx) -> None:
        await conversations.keep_turn(tx, "demo-worker", "old", [])

    async def is_kept(tx: Tx) -> bool:
        return await conversations.stored_turn(tx, "demo-worker", "old") is not None

    office.changes(a_turn_of_last_month, datetime.now(UTC) - timedelta(days=30))
    assert office.changes(is_kept)
    office.says("chat --json", typed="")
    assert not office.changes(is_kept)

"""Where the menu's limits are: the last that is taken as one thing, and the first that is another."""

from datetime import timedelta

import pytest

from bot.runtime import Runtime
from dialogs.menu.commands import LONGEST, as_command
from dialogs.menu.menu import LONGEST_MESSAGE
from dialogs.menu.state import AWAY
from tests.conversation import SCHOOL_CASE, TUESDAY, Conversation, at, someone

INSTANT = timedelta(microseconds=1)


@pytest.mark.parametrize(("letters", "too_long"), [(LONGEST_MESSAGE, False), (LONGEST_MESSAGE + 1, True)])
async def test_a_message_is_so_long_and_no_longer(runtime: Runtime, letters: int, too_long: bool) -> None:
    worker = await someone(runtime)
    await worker.says("x" * letters)
    assert ("menu.message_too_long" in worker.keys) is too_long
    await worker.says("report")
    await worker.answers(SCHOOL_CASE, until="place")
    await worker.says("x" * letters)
    assert ("menu.message_too_long" in worker.keys) is too_long
    assert worker.asked == "place", worker.keys


@pytest.mark.parametrize(("after", "said"), [(AWAY, False), (AWAY + INSTANT, True)])
async def test_who_was_away_is_told_where_we_were(runtime: Runtime, after: timedelta, said: bool) -> None:
    worker = await someone(runtime)
    await worker.says("report")
    at(runtime, TUESDAY + after)
    await worker.says("no")
    assert ("menu.where_we_were" in worker.keys) is said, worker.transcript


async def test_of_two_drafts_the_first_and_the_second_can_be_meant(runtime: Runtime) -> None:
    worker = await someone(runtime)
    for _ in range(2):
        await worker.says("report")
        await worker.says("save")
    for which, asked in (("1", "danger_now"), ("2", "danger_now"), ("0", ""), ("3", "")):
        await worker.says(f"carry on with {which}")
        assert worker.asked == asked, worker.transcript
        assert ("menu.which_draft" in worker.keys) is not bool(asked)
        await worker.says("save")


def test_a_command_is_so_long_and_no_longer() -> None:
    longest = "ask " + "x" * (LONGEST - len("ask "))
    assert as_command(longest) == ("ask", "x" * (LONGEST - len("ask ")))
    assert as_command(longest + "x") is None


async def test_so_few_answers_are_shown_as_buttons(worker: Conversation) -> None:
    """Six have a button each, seven have none."""
    await worker.says("report")
    buttons = {}
    for _ in range(9):
        await worker.says(SCHOOL_CASE[worker.asked])
        await worker.says("change zebra")
        said = worker.reply("menu.change_none")
        buttons[said.text.partition("change:")[2].count(",") + 1] = len(said.choices)
    assert (buttons[6], buttons[7]) == (6, 0)

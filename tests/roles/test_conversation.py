"""Every command of the conversation and every role, as `conversation.txt` says.

A command that is new fails here until it has a row, and a row fails when its command is gone.
"""

from contextlib import suppress

import pytest

from bot.runtime import Runtime
from dialogs.interview.chat import Chat
from dialogs.menu import menu
from dialogs.menu.registry import registry
from dialogs.turn import Reply, State, Turn
from dialogs.words import names
from storage.people import people, settings
from tests.conversation import LIBRARY
from tests.roles.busy_month import SECRETS, afterwards, in_its_busy_month
from tests.roles.tables import NO, NONE, PEOPLE, YES, Row, rows
from tests.support.databases import Filling

TABLE = rows("conversation")
DESK = "https://desk.example/desk"
READS = {"author", "dsl", "deputy"}
"""Who may know the record's reference."""
SHOWS_CONTENT = {"dsl", "deputy"}


class Undone(Exception):
    """Nothing of it is kept, so that the next command finds the same."""


async def answers(runtime: Runtime, login: str, typed: str) -> list[Reply]:
    """What would be said to somebody who types this, message after message, with nothing else open."""
    said: list[Reply] = []
    state: State = {"greeted": True}
    with suppress(Undone):
        async with runtime.database.transaction(runtime.clock()) as tx:
            person = await people.find(tx, login)
            assert person is not None, login
            for text in typed.split(" > "):
                turn = Turn(person.id, runtime.clock(), text=text)
                chat = Chat(turn, tx, person, await settings.setting(tx, person.setting_id), LIBRARY, desk=DESK)
                state, replies = await menu.answer(chat, state)
                said += replies
            raise Undone
    return said


def shown(row: Row, keys: set[str]) -> str:
    """The cell that these replies are."""
    done, nothing = row.more[0].split(), (*row.more, "inbox.not_found")[1]
    # in the words of a command that is such for some people only, others look something up
    looked_up = row.command in registry.only_for and not keys & {*done, nothing}
    cells = {YES: keys & set(done), NO: keys & {"menu.not_for_you"} or looked_up, NONE: keys & {nothing}}
    return " and ".join(cell for cell, found in cells.items() if found)


@pytest.fixture
def filling(key: str) -> Filling:
    return Filling(in_its_busy_month, key)


@pytest.mark.parametrize("column", PEOPLE)
@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
async def test_each_may_what_the_table_says_and_no_more(runtime: Runtime, column: str) -> None:
    reference = await afterwards(runtime)
    found = {}
    for row in TABLE:
        replies = await answers(runtime, PEOPLE[column], row.typed.format(reference=reference))
        found[row.command] = shown(row, {reply.key for reply in replies}) or ", ".join(r.key for r in replies)
        text = " ".join([str(vars(reply)) for reply in replies])
        # a sheet names the child to whom it was given for, and says nothing of what happened
        own = (row.command, column) in {("send_summary", "author"), ("sheet", "colleague")}
        if column not in SHOWS_CONTENT and not own:
            assert not [word for word in SECRETS if word in text], f"{column}: {row.command}"
        if column not in READS:
            assert reference not in text, f"{column}: {row.command}"
    assert found == {row.command: row.may[column] for row in TABLE}


def test_every_command_has_a_row_and_every_row_a_command() -> None:
    spelt = set(names("commands.alone")) | set(names("commands.with_more"))
    assert [row.command for row in TABLE if row.command not in spelt] == []
    assert spelt | set(registry.starts) | set(registry.commands) == {row.command for row in TABLE}
    assert len({row.command for row in TABLE}) == len(TABLE)


def test_every_conversation_is_begun_by_a_command_of_the_table() -> None:
    """So that none can be reached past it, but for a booking inside a description."""
    assert set(registry.starts.values()) == set(registry.flows)

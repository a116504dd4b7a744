"""Anything, in any order: nothing breaks the conversation, nothing stays without a reply, there is always a way out.

Seeds are fixed, so a failure comes back. `WAYMARK_PROVE=1` plays many more (make prove).
"""

import os
import random
from typing import Any

import pytest

from dialogs.words import names, several
from tests.conversation import SCHOOL_CASE, Conversation, someone

PLAYS = 300 if "WAYMARK_PROVE" in os.environ else 12
TURNS = 40

SAID = [
    *[spelling for name in names("commands.alone") for spelling in several(f"commands.alone.{name}")[:2]],
    *[start + " place" for name in names("commands.with_more") for start in several(f"commands.with_more.{name}")[:1]],
    *[str(number) for number in range(14)],
    *[answer for answer in SCHOOL_CASE.values() if isinstance(answer, str)],
    "1, 2", "1 and 9", "4: with words", "none", "yes shes hurt", "not sure", "²", "change ²", "cancel booking ²",
    "{}", "%s", "{{ x }}", "<b>", "\u202e", "🙂", "what does LADO mean?", "read WM-AAAA-AA",
    "WM-", "tonight", "13/14", "\x00", "i want to die",
]  # fmt: skip
VALUES: list[dict[str, Any]] = [
    {}, {"asked": None}, {"asked": ""}, {"asked": "x.y"}, {"answer": None}, {"answer": ["planned", 7]},
    {"answer": {"a": 1}}, {"words": ["x"]}, {"dialog": "identity"}, {"command": "cancel"}, {"command": 7},
    {"event": "opened"}, {"event": {}},
    {"displayed_1_name": "Zed Inventedname", "targeted_1_name": "Quill Madeup"}, {"signed_name": "Robin Ashdown"},
    {"manager_name": "Val Manager", "manager_agreed_on": "today", "help_wanted": "planning"}, {"breaks": "two adults"},
]  # fmt: skip


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
@pytest.mark.parametrize("seed", range(PLAYS))
async def test_anything_in_any_order(runtime: Any, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311  no secret
    person = await someone(runtime, chance.choice(["worker", "dsl", "deputy", "consultation", "manager", "foster"]))
    for _ in range(TURNS):
        await one_turn(person, chance)
        assert person.replies, person.transcript
        assert not [key for key in person.keys if key.startswith("problems.")], person.transcript
    await person.says("cancel")
    await person.says("yes")
    await person.says("cancel")
    await person.says("yes")
    await person.says("help")
    assert any(key.startswith("menu.help.") for key in person.keys), person.transcript


async def one_turn(person: Conversation, chance: random.Random) -> None:
    if person.asked in SCHOOL_CASE and chance.random() < 0.6:
        answer = SCHOOL_CASE[person.asked]
        await (person.says(answer) if isinstance(answer, str) else person.sends(answer))
    elif chance.random() < 0.2:
        await person.sends(chance.choice(VALUES))
    elif not person.asked and chance.random() < 0.5:
        await person.says(chance.choice(["report", "book"]))
    else:
        await person.says(chance.choice(SAID))

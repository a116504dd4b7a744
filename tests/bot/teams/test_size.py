"""No message is longer than Teams takes, whatever was written before; and one that is refused is not tried for ever."""

import json
from datetime import timedelta
from typing import Any

import pytest
from aiohttp import web
from hypothesis import given
from hypothesis import strategies as st

from bot.runtime import Runtime
from bot.teams.activities import outgoing
from dialogs.turn import Card, Choice, Reply
from dialogs.words import say
from storage.consultations import bookings
from tests.bot.conftest import Script
from tests.bot.pretend.pretend_teams import Person, PretendTeams, elements
from tests.conversation import SCHOOL_CASE, TUESDAY, Conversation, demo_runtime, someone
from tests.support.examples import examples

MOST_WORDS, MOST_JSON = 28_000, 80_000
"""Bytes of the words in one message, and of the whole message as JSON."""


def read_in(message: dict[str, Any]) -> str:
    """Everything that can be read in a message."""
    cards = [a["content"] for a in message.get("attachments") or ()]
    texts = [e.get("text") or "" for e in elements(cards) if e["type"] in ("TextRun", "TextBlock")]
    return "\n".join([message.get("text") or "", *texts])


def measured(replies: Any) -> list[dict[str, Any]]:
    """The messages that they become, none of them too long."""
    messages = [shown.activity.serialize() for shown in outgoing(replies)]  # type: ignore[no-untyped-call]
    for message in messages:
        assert len(json.dumps(message)) <= MOST_JSON
        assert len(read_in(message).encode()) <= MOST_WORDS
    return messages


def squeezed(text: str) -> str:
    return "".join(c for c in text if not c.isspace() and c != "•")


TEXTS = st.builds(
    lambda part, times, end: part * times + end,
    st.sampled_from(["a", "ä", "😀", "a\n", "word ", "ä\n", '"']),
    st.integers(0, 9_000),
    st.text(max_size=5, alphabet="xyz"),
)
CHOICES = st.sampled_from([(), (Choice("yes", "Yes"), Choice("no", "No"))])
PLAIN = st.builds(Reply, st.just("k"), TEXTS, CHOICES, asked=st.sampled_from(["", "f.q"]))
ROWS = st.lists(st.builds(lambda label, text: {"label": label, "text": text}, st.sampled_from(["", "Row"]), TEXTS))
SECTIONS = st.lists(st.builds(lambda rows: {"title": "Part", "rows": rows}, ROWS), min_size=1, max_size=4)
CARDS = st.builds(
    lambda sections, choices: Reply("c", "text", choices, card=Card("summary", {"title": "T", "sections": sections})),
    SECTIONS,
    CHOICES,
)
LISTED = st.builds(
    lambda rows: Reply(
        "i", "text", card=Card("inbox", {"rows": [{**row, "colour": "red", "colour_words": "Red"} for row in rows]})
    ),
    ROWS.filter(bool),
)


@given(st.lists(st.one_of(PLAIN, CARDS, LISTED), min_size=1, max_size=4))
@examples(15, 150)
def test_no_reply_is_too_long_and_nothing_of_it_is_lost(replies: list[Reply]) -> None:
    shown = squeezed("".join(map(read_in, measured(replies))))
    for reply in replies:
        parts = [reply.text] if reply.card is None else []
        data = reply.card.data if reply.card else {}
        rows = [*data.get("rows", ()), *(row for part in data.get("sections", ()) for row in part["rows"])]
        wanted = "".join([*parts, *(row["text"] for row in rows)])
        assert shown.count("😀") >= wanted.count("😀")
        assert shown.count("ä") >= wanted.count("ä")
        assert len(shown) >= len(squeezed(wanted))


def test_many_short_rows_are_several_cards() -> None:
    rows = [{"label": "", "text": "x", "colour": "red", "colour_words": "Red"}] * 1_000
    assert len(measured([Reply("inbox.list", "", card=Card("inbox", {"rows": rows}))])) > 1


class Measured(Conversation):
    """A conversation in Teams, every message of which is measured."""

    async def _take(self, id: str, **message: Any) -> Conversation:
        await super()._take(id, **message)
        measured(self.replies)
        return self


@pytest.mark.parametrize("sign", ["word ", "😀", "a\n"])
@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
async def test_no_message_of_an_incident_is_too_long_after_long_own_words(database: Any, sign: str) -> None:
    """'answers' weighs most: it was refused by Teams, and tried for ever."""
    runtime = await demo_runtime(database)
    long = ("xyz" + sign * 4_000)[:3_990].strip()
    own = {"what_happened": long, "place": long[:990], "other_actions": long}
    with_words = ("acts", "targeted_response", "displayed_response", "boundary_response", "other_worries")
    listed = {name: f"{SCHOOL_CASE[name].partition(':')[0]}: {long[:3_900]}" for name in with_words}
    worker = Measured(runtime, (await someone(runtime)).person)
    await worker.says("report")
    script = {**SCHOOL_CASE, **own, **listed}
    before = ""
    while worker.asked:
        name = worker.asked
        assert name != before, f"the answer to {name} was refused: {worker.keys}"
        before = name
        if name in ("mutual", "view_opinion", "signature"):
            await worker.says("answers")
            await worker.says("change nothing of the kind")
        answer = script[name]
        await (worker.says(answer) if isinstance(answer, str) else worker.sends(answer))
    assert worker.last("record.signed")
    await worker.says("my records")
    dsl = Measured(runtime, (await someone(runtime, "dsl")).person)
    await dsl.says("inbox")
    reference = dsl.replies[-1].choices[0].value.split()[-1]
    for command in ("read", "timeline", "received", "decide", "answers", "add to", "file", "hand over"):
        await dsl.says(command if command == "answers" else f"{command} {reference}")
        await dsl.says("save")


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
async def test_words_kept_from_refused_answers_do_not_grow_a_message(database: Any) -> None:
    runtime = await demo_runtime(database)
    worker = Measured(runtime, (await someone(runtime)).person)
    await worker.says("report")
    await worker.answers(SCHOOL_CASE, until="acts")
    for _ in range(12):
        await worker.says("something else entirely " * 160)
    await worker.says("4")
    await worker.says("answers")
    await worker.says("back")


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
async def test_more_slots_than_a_card_can_hold_are_picked_by_number(database: Any) -> None:
    runtime = await demo_runtime(database)
    async with database.transaction(TUESDAY) as tx:
        for number in range(300):
            await bookings.publish(tx, TUESDAY + timedelta(days=1, hours=number))
    service = Measured(runtime, (await someone(runtime, "consultation")).person)
    await service.says("our slots")
    await service.says("move a slot")
    assert len(service.replies[-1].choices) > 300
    messages = measured(service.replies)
    assert "Input.ChoiceSet" not in json.dumps(messages)
    assert f"250. {service.replies[-1].choices[249].title}" in "\n".join(map(read_in, messages))
    await service.says("250")
    assert service.asked == "new_time"
    await service.says("month")


async def test_a_reply_that_teams_finds_too_large_is_not_tried_for_ever(
    worker: Person, script: Script, teams: PretendTeams, runtime: Runtime
) -> None:
    tried = []

    async def small_only(method: str, activity: dict[str, Any]) -> web.Response | None:
        tried.append(json.dumps(activity))
        return web.Response(status=413) if "very long" in tried[-1] else None

    teams.answers = small_only
    script(
        lambda chat, state: [Reply("k", "very long\nindeed"), Reply("q", "Yes?", (Choice("yes", "Yes"),), card=None)]
    )
    shown = await worker.says("hello")
    assert [say("edge.too_large").strip() in message.text for message in shown] == [True]
    tried.clear()
    await worker.says("again")
    assert sum("very long" in one for one in tried) == 1, "what was refused is not tried with the next message"

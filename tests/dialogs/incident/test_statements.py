"""Every word that a worker typed stands on the record once, under a heading that fits, as the worker's own.

The property is tried on random scripts of the interview: words at every kind of question, tries that are refused, words
before the questions, answers changed. `WAYMARK_PROVE=1` plays many more (make prove).
"""

import os
import random
from collections.abc import Sequence
from typing import Any

import pytest

from dialogs.incident.statements import Heading, heading
from storage.records import addenda, inbox
from tests.conversation import SCHOOL_CASE, Conversation, someone
from tests.support.for_each import for_each

PLAYS = 60 if "WAYMARK_PROVE" in os.environ else 4

SAYS = (
    "he says it hurts", "older one is massive", "hes frightened of him", "keeps doing it even tho ive reminded",
    "she doesnt want anyone told", "i think he copied it off a film", "his mum said he does it at home",
    "there was a wet break and bags all over the floor", "it was the usual group from the bus",
    "“get off me”", "miss jumped up straight away", "they were both laughing then it went quiet",
)  # fmt: skip
"""What tired people add. Each is made one of its kind by a mark, so that it can be found again on the record."""

ANSWERS = {
    **SCHOOL_CASE,
    "identity": {f"{side}_{n}_name": "Zed Inventedname" for side in ("displayed", "targeted") for n in range(1, 5)},
    "after_urgent": "carry on",
    "adult_who": "not sure",
    "child_said": "no",
    "child_said_unwanted": "no",
    "all_took_part": "no",
    "words_checked": "none",
    "self_directed_how": "1",
    "looking_how": "not sure",
    "image_how": "1",
    "pornography_how": "1",
    "displayed_stages": "10",
    "targeted_stages": "10",
    "parents_whose": "not sure",
    "own_view": "red",
    "own_view_reason": "It goes further than that.",
}
"""An answer for every question that may come when words are understood as answers."""

OTHER_SPEAKERS = ("mum said",)
"""Words that pass on what somebody else said."""


async def signed(conversation: Conversation) -> dict[str, Any]:
    """The content of the record that this worker has just signed, as the DSL reads it."""
    reference = conversation.last("record.signed").text.partition("Reference: ")[2].partition(".")[0]
    dsl = await someone(conversation.runtime, "dsl")
    async with conversation.runtime.database.transaction(conversation.runtime.clock()) as tx:
        record = await inbox.read(tx, dsl.person, reference)
        return {**record.content, "added": [one.text for one in await addenda.addenda_of(tx, record.id)]}


def texts(content: dict[str, Any]) -> list[str]:
    """Everything that a content holds, text by text."""

    def walk(value: Any) -> Sequence[str]:
        if isinstance(value, dict):
            return [text for part in value.values() for text in walk(part)]
        if isinstance(value, list):
            return [text for part in value for text in walk(part)]
        return [str(value)]

    return list(walk(content))


class Script:
    """One play: what was typed and not taken back, by its mark."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)  # noqa: S311  no secret
        self.stands: dict[str, str] = {}
        self.words: dict[str, str] = {}

    def more(self, at: str) -> str:
        """Something new to say at a question."""
        mark = "zq" + "".join("abcdefghij"[int(digit)] for digit in f"{len(self.words):02}")
        said = f"{self.chance.choice(SAYS)} {mark}"
        said = f"“{said.strip('“”').replace('” ', ' ')}”" if said.startswith("“") else said
        self.words[mark] = said
        self.stands[mark] = at
        return said

    def taken_back(self, at: str) -> None:
        self.stands = {mark: where for mark, where in self.stands.items() if where != at}


async def play(worker: Conversation, script: Script) -> dict[str, Any]:
    chance = script.chance
    if chance.random() < 0.5:
        await worker.says(f"{script.more('what_happened')} and a boy of 8 touched a girl under her skirt")
        if "menu.tell_me" not in worker.keys:
            script.taken_back("what_happened")  # it was looked up, as a question: nobody began to describe anything
    await worker.says("report")
    changed = ""
    for _ in range(150):
        name = worker.asked
        if not name:
            break
        answer = ANSWERS[name]
        if not isinstance(answer, str):
            await worker.sends(answer)
        elif name in ("what_happened", "place", "own_view_reason"):
            await worker.says(f"{answer} {script.more(name)}")
        elif chance.random() < 0.3 and name not in ("wants_plan", "wants_slot"):
            await worker.says(script.more(name))
        elif name == "parents_told" and not changed:
            changed = "context"
            script.taken_back(changed)
            await worker.says("change how it came about")
        else:
            await worker.says(answer)
    return await signed(worker)


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
@pytest.mark.parametrize("seed", range(PLAYS))
async def test_every_word_stands_on_the_record_once(runtime: Any, seed: int) -> None:
    worker, script = await someone(runtime), Script(seed)
    content = await play(worker, script)
    found = texts(content)
    for mark in script.stands:
        times = sum(f"{mark}" in text.replace("”", " ").split() for text in found)
        assert times == 1, f"{script.words[mark]!r} stands {times} times\n{worker.transcript}"
    for one in content["statements"]:
        quoted = one["words"].startswith("“") and one["words"].endswith("”")
        passed_on = any(words in one["words"] for words in OTHER_SPEAKERS)
        assert (one["heading"] == Heading.CHILDS_WORDS) <= quoted, one
        told = passed_on or content["account_known"] == Heading.TOLD_BY_ADULT
        assert (one["heading"] == Heading.TOLD_BY_ADULT) <= told, one


SAW = {"how_known": "saw"}
TOLD = {"how_known": "child_told"}
FITS = {
    "a worker's words about a child": ("hes frightened of him", "targeted_response", SAW, Heading.SEEN_OR_HEARD),
    "the same, who was only told": ("hes frightened of him", "targeted_response", TOLD, Heading.ALSO_SAID),
    "what the worker did after being told": ("sent him to his room", "boundary_response", TOLD, Heading.ALSO_SAID),
    "what a child told": ("he had his hand in her pyjamas", "acts", TOLD, Heading.TOLD_BY_CHILD),
    "a quotation": ("“get off me”", "targeted_response", SAW, Heading.CHILDS_WORDS),
    "a quotation in straight quotes": ('"get off me"', "displayed_response", SAW, Heading.CHILDS_WORDS),
    "a quotation of nobody knows whom": ('"boys will be boys"', "parents_told", SAW, Heading.ALSO_SAID),
    "words beside a quotation": ('she said "get off"', "targeted_response", SAW, Heading.SEEN_OR_HEARD),
    "what adults did": ("keeps doing it even tho ive reminded", "boundary_response", SAW, Heading.SEEN_OR_HEARD),
    "no parent's words": ("she doesnt want anyone told", "parents_told", SAW, Heading.ALSO_SAID),
    "a parent's words": ("mum says hes always like that", "parents_told", SAW, Heading.TOLD_BY_ADULT),
    "an opinion": ("i think he copied it", "context", SAW, Heading.OPINION),
    "a worry": ("hes just different lately", "other_worries", SAW, Heading.OPINION),
    "beside an age": ("older one is massive", "displayed_ages", SAW, Heading.ALSO_SAID),
    "nobody knows how": ("he was upset", "targeted_response", {"how_known": "not_sure"}, Heading.ALSO_SAID),
    "what was heard said": ("he told him to keep quiet or hes dead", "context", SAW, Heading.SEEN_OR_HEARD),
}


@for_each(FITS)
def test_words_stand_under_the_heading_that_fits(case: object) -> None:
    words, at, answers, fits = FITS[next(name for name, value in FITS.items() if value is case)]
    assert heading(words, at, answers) is fits


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
async def test_what_was_said_at_the_safety_question_outlives_its_correction(runtime: Any) -> None:
    worker = await someone(runtime)
    await worker.says("report")
    await worker.says("he says it hurts")
    assert worker.asked == "after_urgent"
    await worker.says("no, everyone is safe now")
    assert worker.asked == "about", worker.transcript
    await worker.answers(ANSWERS)
    said = [one["words"] for one in (await signed(worker))["statements"] if one["question"] == "danger_now"]
    assert "he says it hurts" in said


BUTTON = ("1", "Use what I wrote", "was_my_answer", "use what i wrote.")


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
@pytest.mark.parametrize("pressed", BUTTON)
async def test_use_what_i_wrote_means_the_words_however_it_is_said(runtime: Any, pressed: str) -> None:
    worker, told = await someone(runtime), "a boy of 8 touched a girl of 7 over her skirt at break"
    await worker.says(told)
    await worker.says("report")
    await worker.answers(ANSWERS, until="what_happened")
    await worker.says(pressed)
    await worker.answers(ANSWERS)
    content = await signed(worker)
    assert content["behaviour_words"] == told
    assert texts(content).count(told) == 1


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
@pytest.mark.parametrize("pressed", BUTTON[1:])
async def test_after_a_change_the_buttons_words_leave_the_answer_as_it_stands(runtime: Any, pressed: str) -> None:
    worker = await someone(runtime)
    await worker.says("report")
    await worker.answers(ANSWERS, until="noticed_on")
    await worker.says("change what happened")
    await worker.says(pressed)
    assert worker.asked == "noticed_on"
    await worker.answers(ANSWERS)
    assert (await signed(worker))["behaviour_words"] == ANSWERS["what_happened"]


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
@pytest.mark.parametrize("told", ["1", "7.", "ok", "??", "🙂🙂🙂", "Use what I wrote"])
async def test_a_number_or_two_signs_are_no_account(runtime: Any, told: str) -> None:
    worker = await someone(runtime)
    await worker.says("report")
    await worker.answers(ANSWERS, until="what_happened")
    await worker.says(told)
    assert worker.asked == "what_happened", worker.transcript


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
async def test_what_was_told_before_stands_besides_and_goes_with_a_changed_account(runtime: Any) -> None:
    worker, told = await someone(runtime), "a boy of 8 touched a girl of 7 over her skirt at break"
    await worker.says(told)
    await worker.says("report")
    await worker.answers(ANSWERS, until="signature")
    assert told in worker.reply("record.read_back").text
    await worker.says("change what happened")
    await worker.says("Child A put a hand on the skirt of Child B.")
    await worker.answers(ANSWERS, until="signature")
    assert told not in worker.reply("record.read_back").text


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
async def test_what_follows_from_one_answer_is_marked_as_that(runtime: Any) -> None:
    worker = await someone(runtime)
    await worker.says("report")
    await worker.answers({**ANSWERS, "displayed_ages": "5", "targeted_ages": "5", "acts": "2", "looking_how": "1",
                          "all_well": "yes"})  # fmt: skip
    content = await signed(worker)
    concluded = [*content["context"], *content["relationship"], *content["other_children_response"],
                 *content["child_response"], *content["other_worries"]]  # fmt: skip
    assert concluded
    assert [row for row in concluded if "in one answer" not in row] == []
    assert "No learning disability known" not in str(content)


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("whose", "on_record"),
    [
        ("1", "Of Child A: Told, and willing to work with us\nOf Child B: Told, and willing to work with us"),
        ("2", "Of Child A: Told, and willing to work with us\nOf Child B: Not said to have been told"),
        ("only hers", "Of Child A: Not said to have been told\nOf Child B: Told, and willing to work with us"),
    ],
)
async def test_two_families_have_two_answers(runtime: Any, whose: str, on_record: str) -> None:
    worker = await someone(runtime)
    await worker.says("report")
    await worker.answers({**ANSWERS, "parents_told": "2", "parents_whose": whose})
    assert (await signed(worker))["parents_told"] == on_record

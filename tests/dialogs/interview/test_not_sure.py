"""'Not sure', typed at every question: the opening promises that it is always a real answer."""

import pytest

from dialogs.incident.questions import INCIDENT
from dialogs.incident.record import disagreement
from dialogs.interview.answers import NOT_SURE
from dialogs.interview.frame import open_frame
from tests.conversation import SCHOOL_CASE, TUESDAY, Conversation

FORMS = {"identity": SCHOOL_CASE["identity"], "signature": SCHOOL_CASE["signature"]}


@pytest.mark.parametrize("unsure", ["not sure", "dunno", "I'm not sure"])
async def test_a_worker_who_is_sure_of_nothing_comes_to_a_signed_record(worker: Conversation, unsure: str) -> None:
    await worker.says("report")
    await worker.says("no")
    asked = []
    while worker.asked and worker.asked not in FORMS:
        asked.append(worker.asked)
        await worker.says(unsure)
        assert worker.asked != asked[-1], worker.transcript
    assert {"about", "acts", "mutual", "view_opinion", "wants_slot"} <= set(asked)
    await worker.answers(FORMS)
    assert "record.signed" in worker.keys, worker.transcript


def test_every_question_of_an_incident_that_is_no_form_takes_it() -> None:
    frame = open_frame("incident", "0" * 12, TUESDAY)
    refuse = []
    for question in INCIDENT.questions:
        listed = question.reader.choices(frame["answers"])
        is_form = question.reader.form(question.name, {}) is not None
        takes_it = question.unsure or (question.reader.may_be_unknown and (not listed or NOT_SURE in listed))
        refuse += [] if is_form or takes_it else [question.name]
    assert refuse == []


@pytest.mark.parametrize(
    ("question", "taken_as"),
    [
        ("about", "Something between children"),
        ("told_them", "Not yet: let me sign first"),
        ("wants_plan", "Not now"),
        ("view_opinion", "not known"),
    ],
)
async def test_about_what_to_do_it_comes_to_the_careful_choice_and_that_is_said(
    worker: Conversation, question: str, taken_as: str
) -> None:
    red = {"context": "force"} if question == "told_them" else {}
    await worker.says("report")
    await worker.answers(SCHOOL_CASE, until=question, **red)
    await worker.says("dunno")
    assert taken_as in worker.reply("menu.heard").text
    assert worker.reply("menu.heard").choices[0].title == "Change"


async def test_unsure_whether_all_took_part_says_of_nobody_that_they_did(worker: Conversation) -> None:
    await worker.says("report")
    await worker.answers(SCHOOL_CASE, until="all_took_part", displayed_ages="14, 13")
    await worker.says("not sure")
    assert worker.asked == "targeted_ages"


async def test_a_form_says_what_to_do_where_something_is_not_known(worker: Conversation) -> None:
    await worker.says("report")
    await worker.answers(SCHOOL_CASE, until="identity")
    await worker.says("not sure")
    assert worker.keys[0] == "refusals.must_fill_in"
    assert "“not known”" in worker.replies[0].text


async def test_no_refusal_offers_not_sure_where_it_is_refused(dsl: Conversation, reference: str) -> None:
    await dsl.says(f"decide {reference}")
    while dsl.asked != "level":
        await dsl.says("skip")
    for said in ("banana", "skip"):
        await dsl.says(said)
        assert dsl.asked == "level"
        assert "Not sure" not in dsl.replies[0].text


def test_a_reason_that_is_not_known_is_said_in_words() -> None:
    seen = {"view_opinion": "differ", "own_view": "not_known", "own_view_reason": "not_known"}
    assert disagreement(seen) == (
        "The person who signed sees it differently, and is not sure which colour fits: not known"
    )

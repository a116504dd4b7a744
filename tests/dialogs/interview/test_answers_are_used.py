"""No question is asked for nothing: each answer changes what the rules see or what the record says, or steers the talk.

Found out by trying: the same answers twice, but for one question. Where nothing comes out differently for any of its
answers, the question asks a shaken person for something that goes nowhere.
"""

import json
from collections.abc import Iterator, Mapping
from types import SimpleNamespace
from typing import Any

from dialogs.incident.questions import INCIDENT
from dialogs.incident.record import children, content
from dialogs.incident.view import observe, view_of
from dialogs.interview.frame import open_frame
from dialogs.interview.interview import Question
from tests.conversation import TUESDAY

STEER = {
    "danger_now": "the urgent steps come first",
    "after_urgent": "go on now, or later",
    "adult_who": "who is told, and the LADO",
    "children_too": "whether there is anything for a record",
    "wants_note": "whether the note is written here",
    "adult_note": "what is signed in a note of its own, for one person",
    "record_anyway": "whether there is anything for a record",
    "all_well": "answers several questions at once, which are looked at themselves",
    "told_them": "whether the next person is asked to come",
    "wants_plan": "whether a safety plan is written",
    "wants_slot": "whether a consultation is booked",
}
"""Questions whose answer is in no record and no rule, and what each decides instead."""

EVERYTHING: Mapping[str, Any] = {
    "about": "with_another",
    "how_known": "saw",
    "displayed_ages": ["14"],
    "targeted_ages": ["13"],
    "acts": ["touch_over_clothing"],
    "what_happened": "A hand on a shoulder.",
    "noticed_on": "2026-11-16",
    "noticed_at": "12:40",
    "place": "The corridor.",
    "mutual": "no",
    "context": ["none"],
    "relationship": ["similar"],
    "needs": ["none"],
    "targeted_response": ["targeted_embarrassed"],
    "displayed_response": ["no_intent"],
    "boundary_response": ["stopped"],
    "before": ["first"],
    "other_worries": ["none"],
    "parents_told": "not_yet",
    "other_actions": "None so far.",
    "view_opinion": "agree",
    "identity": {
        "displayed_1_name": "Zed Inventedname",
        "displayed_2_name": "Oz Notaname",
        "targeted_1_name": "Quill Madeup",
    },
    "signature": {"signed_name": "Robin Ashdown"},
}
SITUATIONS: tuple[Mapping[str, Any], ...] = (
    {},
    {"how_known": "child_told"},
    {"acts": ["self_directed", "looking_or_showing", "images_or_messages", "pornography"]},
    {"needs": ["learning_disability_displayed", "learning_disability_targeted"]},
    {"view_opinion": "differ", "own_view": "red", "own_view_reason": "It goes further."},
    {"view_colour": "amber", "wants_plan": "yes"},
    {"displayed_ages": ["14", "13"]},
    {"words_found": ["filmed", "secret"]},
    {"parents_told": "told_supportive"},
)
"""Between them every question is asked."""

FRAME = open_frame("incident", "test", TUESDAY)
FORMS: Mapping[str, Any] = {
    "identity": {
        "displayed_1_name": "Ash Inventedname",
        "displayed_2_name": "Oz Notaname",
        "targeted_1_name": "Bee Madeup",
    },
    "signature": {"signed_name": "Sam Elder"},
    "safety_plan": {"breaks": "An adult in the yard."},
}


def some_answers(question: Question, situation: Mapping[str, Any]) -> Iterator[Any]:
    """Several answers that a question could have: each choice, or what is typed or filled in."""
    listed = question.reader.choices(dict(situation))
    if listed:
        yield from ([choice] if question.reader.many else choice for choice in listed)
    elif question.name in FORMS:
        yield from ({}, FORMS[question.name]) if question.name not in EVERYTHING else (FORMS[question.name],)
    elif question.name.endswith(("_ages", "_stages")):
        yield from (["9"], ["15"])
    else:
        yield from ("Something else.", "Another thing.")


def what_comes_of(answers: dict[str, Any]) -> str:
    """Everything that the rules see and the record holds, as one text."""
    chat: Any = SimpleNamespace(
        setting=SimpleNamespace(name="Hollowmere School"),
        person=SimpleNamespace(roles=frozenset()),
        turn=SimpleNamespace(now=TUESDAY),
    )
    parts = [child.content for child in children(answers)]
    seen = observe(answers).as_json()
    return json.dumps([seen, content(chat, answers, view_of(answers), FRAME), parts], sort_keys=True, default=str)


def is_used(question: Question) -> bool:
    for situation in SITUATIONS:
        answers = {**EVERYTHING, **situation}
        if question.applies(answers):
            outcomes = {what_comes_of({**answers, question.name: one}) for one in some_answers(question, answers)}
            if len(outcomes | {what_comes_of(answers)}) > 1:
                return True
    return False


def test_every_answer_is_used_or_steers() -> None:
    used = {question.name for question in INCIDENT.questions if is_used(question)}
    asked = {question.name for question in INCIDENT.questions}
    assert asked - used == set(STEER), "a question for nothing, or one that no longer only steers"


def test_a_question_for_nothing_would_be_found() -> None:
    assert not is_used(Question("indoors", INCIDENT.question("mutual").reader))

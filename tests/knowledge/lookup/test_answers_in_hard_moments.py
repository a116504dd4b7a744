"""What someone types when it is late, when a child is in despair, or when a record has just been read."""

from __future__ import annotations

from datetime import date

import pytest

from tests.support.looked_up import answers_to, every_card, guidance

GUIDANCE = guidance()
CARDS = every_card()
TODAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("question", "card"),
    [
        ("she says she wants to kill herself", "child-wants-to-die"),
        ("a girl told me she wants to end her life", "child-wants-to-die"),
        ("pupil self harming since the incident", "child-wants-to-die"),
        ("the lad who did it is suicidal", "child-wants-to-die"),
        ("who do i ring at night", "ring-out-of-hours"),
        ("should i ring out of hours now", "ring-out-of-hours"),
        ("can i ring someone now", "ring-out-of-hours"),
        ("what does a consultation cost", "consultation-cost"),
        ("What do I do after reading a red record?", "dsl-after-a-red-record"),
        ("anything new", "anything-new"),
        ("what does a lead practitioner do", "lead-practitioner"),
        ("what is my role", "everyones-part"),
    ],
)
def test_the_card_that_helps_comes_first(question: str, card: str) -> None:
    assert [answer.card.id for answer in answers_to(GUIDANCE, question, limit=1)] == [card]


def test_a_child_in_despair_is_not_left_alone_and_the_dsl_is_told_now() -> None:
    text = CARDS["child-wants-to-die"].text
    for said in ("Stay with the child", "(DSL) now", "999", "Do not leave them alone", "GP", "CAMHS"):
        assert said in text


def test_at_night_the_answer_is_to_ring_and_names_who_is_there() -> None:
    text = CARDS["ring-out-of-hours"].text
    assert text.startswith("Ring now")
    for said in ("999", "101", "out-of-hours social care team", "`report`"):
        assert said in text


def test_advice_that_no_source_gives_is_said_to_be_our_own() -> None:
    own = [note for note in CARDS["child-wants-to-die"].notes(TODAY) if "project's own" in note]
    assert len(own) == 1
    assert not [note for note in CARDS["main-aim"].notes(TODAY) if "project's own" in note]


@pytest.mark.parametrize("card", ["no-criminal-case-needed", "forensic-camhs"])
def test_another_areas_practice_is_told_without_its_name(card: str) -> None:
    assert "Peterborough" not in CARDS[card].text
    assert "Sheffield" not in CARDS[card].text

"""The second opinion, and the labelled lines that it counts."""

import pytest

from dialogs.interview.listener import Listener
from dialogs.understanding.ranker import labelled_lines
from tests.hearing.measure import lines

SAID_AS_AGES = {"unknown", "18+"}


def test_urgent_words_that_no_pattern_knows_are_found_by_their_like(listener: Listener) -> None:
    said = "there is a bloke in the toilets with two of our girls"
    assert not [one for one in listener.understanding.evidence("opening", said)[1] if one.choice == "urgent"]
    assert listener.hear("opening", said).took == ("urgent",)


def test_a_take_that_is_far_from_what_people_meant_is_asked(
    listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert listener.hear("mutual", "they all wanted to do it").took == ("yes",)
    monkeypatch.setattr("dialogs.understanding.ranker.FAR_WHERE_DEAR", -100.0)
    heard = listener.hear("mutual", "they all wanted to do it")
    assert (heard.took, heard.offered[0]) == ((), "yes")


def test_every_line_is_said_at_a_question_and_means_its_choices(listener: Listener) -> None:
    for at, said, takes in labelled_lines():
        assert listener.knows(at), said
        asked = listener.asked(at, {})
        known = set(asked.choices) if not asked.is_ages else SAID_AS_AGES | {str(age) for age in range(18)}
        assert set(takes) <= known, said


def test_no_sealed_line_is_counted() -> None:
    assert not {(at, said) for at, said, _ in labelled_lines()} & {
        (line.at, line.said) for line in lines("sealed") if len(line.said.split()) > 4
    }


@pytest.mark.parametrize(
    ("at", "said"),
    [
        ("context", "pulled his shorts down"),
        ("words_checked", "pulled his shorts down"),
        ("targeted_response", "she was on the swings"),
        ("other_worries", "mum has just had a baby"),
        ("context", "they were on the carpet"),
    ],
)
def test_nothing_is_offered_that_the_words_do_not_touch(listener: Listener, at: str, said: str) -> None:
    heard = listener.hear(at, said)
    assert heard.took == ()
    assert heard.offered == ()


@pytest.mark.parametrize("said", ["just silly, no threats or anything", "no force or anything, just daft"])
def test_a_no_to_one_of_a_list_and_anything_else_is_none_of_it(listener: Listener, said: str) -> None:
    heard = listener.hear("context", said)
    assert (heard.took or heard.offered) == ("none",)


def test_a_no_to_some_of_a_list_offers_none_and_takes_it_only_where_all_is_said(listener: Listener) -> None:
    assert listener.hear("context", "just silly, no threats or anything").took == ("none",)
    assert listener.hear("context", "no threats or anything but he did hold her down").took != ("none",)
    assert listener.hear("context", "no threats").took != ("none",)

"""What people say, and what is made of it: the sentences that were misunderstood, and their relatives."""

import pytest

from dialogs.interview.listener import Listener

TAKEN = {
    # the whole message decides, never its first word
    ("danger_now", "no shes hurt"): "hurt",
    ("danger_now", "nobody is safe in this house tbh"): "danger",
    ("danger_now", "no one was safe"): "danger",
    ("danger_now", "no, everyone is safe now"): "nobody",
    ("danger_now", "in danger no, hurt yes"): "hurt",
    ("before", "no hes done it before"): "repeated",
    ("before", "never before"): "first",
    ("before", "not the first time"): "repeated",
    # amounts are no picks, picks are no amounts
    ("about", "3 boys ganged up on one"): "with_another",
    ("about", "two lads"): "with_another",
    ("acts", "1,3"): "talk_or_gestures kissing_or_hugging",
    ("danger_now", "2"): "danger",
    ("relationship", "4 onto 1"): "several_against_one",
    # an option's own words, shortened
    ("acts", "kissing"): "kissing_or_hugging",
    ("boundary_response", "easy to distract"): "stopped",
    # slips of the thumb, slang, tense
    ("context", "bribed him with haribo"): "force_or_coercion",
    ("how_known", "saw it myself"): "saw",
    ("targeted_response", "embarassed"): "targeted_embarrassed",
    ("targeted_response", "not scared just annoyed"): "targeted_embarrassed",
    # ages as people say them
    ("displayed_ages", "13 too"): "13",
    ("displayed_ages", "two 14 year olds"): "14 14",
    ("targeted_ages", "9 and a half"): "9",
    ("displayed_ages", "nearly 13"): "12",
    ("displayed_ages", "eighteen"): "18+",
    ("targeted_ages", "eighteen months"): "1",
    ("targeted_ages", "both fourteen"): "14 14",
    # with nothing open
    ("opening", "a kid is being hurt right now in the next room"): "urgent",
    ("opening", "i want to report something"): "report",
    ("opening", "reprot"): "report",
    ("opening", "my recrods"): "my_records",
    ("opening", "book a slot for tues"): "book",
    ("offer", "go on then"): "yes",
    ("offer", "yh"): "yes",
    ("offer", "please do"): "yes",
}
ASKED = {
    # a sentence that goes against its own yes or no
    ("mutual", "yes but she was crying"),
    ("mutual", "nobody made her"),
    ("danger_now", "hes ok shes not"),
    # what covers two ages, or both children
    ("displayed_ages", "yr 9"),
    ("displayed_ages", "both 4"),
    ("displayed_ages", "2 kids together, 9 and 9"),
    ("targeted_ages", "8 or 9"),
    # what was asked back, and what was said before
    ("mutual", "what do you mean by chose?"),
    ("acts", "already told you"),
    # denying one thing is not saying another
    ("targeted_response", "she wasnt scared and she wasnt upset"),
    ("context", "no force no secrets"),
    ("image_how", "she wasnt forced"),
}


@pytest.mark.parametrize(("at", "said"), TAKEN)
def test_it_is_taken_as_it_was_meant(listener: Listener, at: str, said: str) -> None:
    heard = listener.hear(at, said)
    assert sorted(heard.took) == sorted(TAKEN[at, said].split())
    assert heard.sureness == "sure"


@pytest.mark.parametrize(("at", "said"), sorted(ASKED))
def test_it_is_asked_rather_than_taken(listener: Listener, at: str, said: str) -> None:
    heard = listener.hear(at, said)
    assert heard.took == ()
    assert len(heard.offered) <= 3


def test_choices_that_do_not_apply_are_never_taken_or_offered(listener: Listener) -> None:
    alone = listener.hear("acts", "kissing", {"about": "alone"})
    assert alone.took == ()
    assert "kissing_or_hugging" not in alone.offered


def test_what_answers_another_question_is_kept_for_it(listener: Listener) -> None:
    heard = listener.hear("about", "her big brother told her to keep it secret and touched her over her clothes")
    assert heard.kept["context"] == ("kept_secret",)
    assert heard.kept["acts"] == ("touch_over_clothing",)
    again = listener.hear("about", "her big brother told her to keep it secret", {"context": ["none"]})
    assert "context" not in again.kept, "known things are not asked again"


def test_a_slot_is_known_by_its_title(listener: Listener) -> None:
    answers = {
        "offered": ["s1", "s2"],
        "titles": {"s1": "Tuesday 1 December, 10:00", "s2": "Tuesday 8 December, 14:00"},
    }
    assert listener.hear("booking.slot", "the 8 december one", answers).took == ("s2",)
    assert listener.hear("booking.slot", "tues", answers).offered == ("s1", "s2")
    assert listener.hear("booking.slot", "none of them", answers).took == ("no_slot",)


def test_it_says_where_somebody_refers_back_or_asks(listener: Listener) -> None:
    assert listener.hear("relationship", "like i said").refers_back
    assert listener.hear("mutual", "what counts as choosing?").asks


@pytest.mark.parametrize("said", ["", "   ", "...", "?", "\n", "😢", "a" * 10_000, "1" * 5_000, "no " * 2_000])
def test_nothing_that_is_typed_breaks_it(listener: Listener, said: str) -> None:
    for name in ("danger_now", "acts", "displayed_ages", "opening", "offer", "context"):
        listener.hear(name, said)

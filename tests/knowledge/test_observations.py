from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.observations import (
    ACTS,
    FLAGS,
    GIVEN,
    SIDES,
    Answer,
    Child,
    ObservationRefused,
    Observations,
    meanings,
    schema,
)
from knowledge.open_answers import NO_WORRY, WORRIES_WHEN_NO

ages = st.none() | st.integers(0, 99)
children = st.lists(st.builds(lambda a, s: {"age": a, "stage": s}, ages, ages), max_size=3)


def test_each_observation_has_words_and_each_of_the_words_an_observation() -> None:
    assert list(meanings()) == [*SIDES, *FLAGS]


def test_each_observation_says_who_may_find_it_out() -> None:
    assert {words["find_out"] for words in meanings().values()} == {"seen", "dsl", "not_asked"}


def test_each_observation_has_words_for_being_open_and_for_worrying() -> None:
    for name, words in meanings().items():
        assert words["open"].startswith(("Whether ", "How old "))
        assert words["open"].endswith(".")
        worry = words.get("worry", words["means"])
        assert worry.count(".") == 1 or name in SIDES or name in NO_WORRY, worry
    assert all("worry" in meanings()[name] for name in WORRIES_WHEN_NO)


def test_the_schema_gives_one_line_of_meaning_and_what_is_allowed_for_each() -> None:
    shown = schema()
    assert list(shown) == [field.name for field in fields(Observations)]
    for name in FLAGS:
        assert shown[name]["allowed"] == ["yes", "no", "not_known"]
        assert "\n" not in shown[name]["means"]
        assert shown[name]["means"].endswith(".")


def test_there_are_fifteen_kinds_of_act() -> None:
    assert len(ACTS) == 15
    assert ACTS[0] == "talk_or_gestures"
    assert ACTS[-1] == "other_act"


def test_what_is_left_out_is_not_known() -> None:
    seen = Observations.from_json({"displayed": [{"age": 14}], "mutual": "yes"})
    assert seen.displayed == (Child(14),)
    assert seen.mutual is Answer.YES
    assert seen.planned is Answer.NOT_KNOWN


def test_a_stage_of_development_replaces_the_age_only_for_development() -> None:
    assert Child(15, 9).development == 9
    assert Child(15).development == 15


@pytest.mark.parametrize(
    ("given", "named", "allowed"),
    [
        ({"mutuall": "yes"}, "mutuall", "--schema"),
        ({"mutual": "maybe"}, "mutual", "yes, no or not_known"),
        ({"mutual": "does_not_apply"}, "mutual", "set by the rules"),
        ({"mutual": True}, "mutual", "yes, no or not_known"),
        ({"mutual": None}, "mutual", "yes, no or not_known"),
        ({"mutual": ["yes"]}, "mutual", "yes, no or not_known"),
        ({"displayed": 14}, "displayed", "a list of children"),
        ({"displayed": "14"}, "displayed", "a list of children"),
        ({"targeted": [14]}, "targeted[0]", "a child is wanted"),
        ({"targeted": [{"age": 9}, {"name": "x"}]}, "targeted[1].name", "no name"),
        ({"targeted": [{"age": -1}]}, "targeted[0].age", "0 to 99"),
        ({"targeted": [{"age": 100}]}, "targeted[0].age", "0 to 99"),
        ({"targeted": [{"age": "9"}]}, "targeted[0].age", "0 to 99"),
        ({"targeted": [{"age": 9.5}]}, "targeted[0].age", "0 to 99"),
        ({"targeted": [{"age": True}]}, "targeted[0].age", "0 to 99"),
        ({"targeted": [{"age": 9, "stage": "low"}]}, "targeted[0].stage", "0 to 99"),
        ([], "observations", "a list"),
        ("red", "observations", "text"),
        (None, "observations", "nothing"),
    ],
)
def test_what_cannot_be_used_is_refused_by_name_with_what_is_allowed(given: object, named: str, allowed: str) -> None:
    with pytest.raises(ObservationRefused) as refused:
        Observations.from_json(given)
    assert str(refused.value).startswith(f"{named}:")
    assert allowed in str(refused.value)


@given(children, children, st.dictionaries(st.sampled_from(FLAGS), st.sampled_from(GIVEN)))
def test_observations_survive_being_kept_as_json(
    displayed: list[dict[str, int]], targeted: list[dict[str, int]], answers: dict[str, Answer]
) -> None:
    seen = Observations.from_json({"displayed": displayed, "targeted": targeted, **answers})
    assert Observations.from_json(seen.as_json()) == seen
    assert all(seen.answer(name) is answers.get(name, Answer.NOT_KNOWN) for name in FLAGS)

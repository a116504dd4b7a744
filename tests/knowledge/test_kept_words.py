"""What is kept of a question that was looked up in vain can name nobody, however a name is typed."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.lookup.kept_words import KeptWords, names_of_people
from tests.support.looked_up import every_card, guidance

CARDS = every_card()
KEPT = guidance().kept_words
OURS = KEPT._words


@pytest.mark.parametrize(
    ("asked", "kept"),
    [
        ("what did zed inventedname do to quill madeup", "what did do to"),
        ("should i tell mohammed's mum about kissing", "should i tell mum about"),
        ("amber and will are kissing what do i do", "and are what do i do"),
        ("is 04/03/2014 her birthday, 01632 960110", "is her birthday"),
        ("zed", ""),
        ("hope's and graces friend", "and"),
    ],
)
def test_only_our_own_words_are_kept_and_no_name_among_them(asked: str, kept: str) -> None:
    assert [word for word in KEPT.of(asked).split() if word != "kissing"] == kept.split()


@given(st.lists(st.sampled_from(sorted(names_of_people()))), st.text(max_size=40))
def test_no_name_is_kept_whatever_stands_around_it(names: list[str], around: str) -> None:
    for ending in ("", "s", "'s", "’s"):
        spelt = [name + ending for name in names]
        kept = set(KEPT.of(f"{around} {' '.join(spelt)} {around}").split())
        assert not kept & {word.replace("'", "").replace("’", "") for word in spelt}
    assert not [word for word in kept if not word.isalpha()]


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz", min_size=3, max_size=12))
def test_a_word_that_no_list_of_ours_has_is_not_kept(word: str) -> None:
    assert KEPT.of(word) == (word if word in OURS else "")


def test_a_councils_own_card_adds_no_word(tmp_path: Path) -> None:
    local = {id: card.model_copy(update={"local": True, "text": "Ask Inventedname."}) for id, card in CARDS.items()}
    assert KeptWords([*CARDS.values(), *local.values()]).of("ask inventedname") == "ask"

"""The lists that a practitioner may correct: each word is usable, and says what it is meant to say."""

from storage.names import short_forms
from storage.names.folding import normalised


def test_every_entry_is_a_word_in_small_plain_letters_and_stands_once() -> None:
    loaded = short_forms._loaded()
    lists = {**loaded["forms"], **{key: loaded[key] for key in loaded if key != "forms"}}
    for key, listed in lists.items():
        assert key not in loaded["forms"] or key == normalised(key)
        assert all(isinstance(word, str) and word == normalised(word) for word in listed), key
        assert len(listed) == len(set(listed)), key
        assert key not in listed, key


def test_what_is_short_for_what() -> None:
    assert {"kate", "catherine", "katie"} <= short_forms.forms("katherine")
    assert {"katherine", "katie"} <= short_forms.forms("kate")
    assert "beth" not in short_forms.forms("liz"), "two short forms that do not begin alike"
    assert {"samuel", "samantha"} <= short_forms.forms("sam")
    assert "mo" in short_forms.forms("mohammed")
    assert short_forms.forms("zed") == frozenset()
    assert short_forms.first_forms("kate") == {"katherine"}


def test_words_that_children_say_for_parts_of_the_body_are_everyday_words() -> None:
    assert {"willy", "fanny", "dick", "flower"} <= short_forms.everyday_words()

"""What phones and Teams put into a text beside its words, which nobody sees or means."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.interview.answers import plain
from dialogs.interview.typed_signs import _is_trimmed, _trim, asks, readable, trimmed
from dialogs.menu.commands import as_command

UNSEEN = ["\u200b", "\ufeff", "\u2060", "\ufe0f", "\xad", "\u200e", "\u200f", "\u202a", "\u202e", "\u2066", "\u2069"]
UNSEEN += ["\u200c", "\u200d", "\u061c", "\ufffc", "\0", "\x1b"]


@pytest.mark.parametrize("sign", UNSEEN)
@pytest.mark.parametrize("word", ["report", "no", "14", "13/11/2026"])
def test_a_sign_that_nobody_sees_changes_no_word(sign: str, word: str) -> None:
    assert {readable(word[:at] + sign + word[at:]) for at in range(len(word) + 1)} == {word}


@pytest.mark.parametrize("space", ["\xa0", "\u202f", "\u2009", "\u3000"])
def test_every_space_is_a_space(space: str) -> None:
    assert readable(f"change{space}day") == "change day"


@pytest.mark.parametrize(
    "kept",
    [
        "She said “no”, and I was 😢.",
        "❤️ 👩‍👩‍👧 👍🏽 🏳️‍🌈 🏴󠁧󠁢󠁥󠁮󠁧󠁿 ‼️ ℹ️ 👨‍⚕️",
        "می‌خواهم",  # a joiner that parts letters in Persian
        "क्‍ष",
        "She said \u2067توقف!\u2069 twice",  # where one way of writing ends and another begins
        "- first\n- second\tthird",
        "Zoë, José, Łukasz, 李",
        "",
    ],
)
def test_own_words_and_emoji_stay_as_they_are(kept: str) -> None:
    assert readable(kept) == kept


def test_what_no_table_keeps_is_taken_out_wherever_it_stands_in_a_form() -> None:
    assert readable({"name\ud83d": ["Ze\u200bd\0", 3, None, {"x": "\ud83d\ude42 1️⃣\r\n2"}]}) == {
        "name\ufffd": ["Zed", 3, None, {"x": "🙂 1\n2"}]
    }


@given(st.text())
def test_reading_twice_is_reading_once(text: str) -> None:
    once = readable(text)
    assert readable(once) == once
    once.encode()


@given(st.text(alphabet=string.printable))
def test_plain_letters_signs_and_lines_are_never_changed(text: str) -> None:
    text = "".join(c for c in text if c not in "\r\x0b\x0c")
    assert readable(text) == text


AROUND = ["{} 🙂", "🙂 {}", "{}.", "{}!", "{}…", "“{}”", "‘{}’", "{} full stop", "- {}", "• {}", "{} :)", "{} 👍🏽",
          "{}\n", "  {}  ", "{} ❤️", "* {}.", "\n{}\n\n", "{} 😀😀 "]  # fmt: skip
SAID = ["report", "Report", "REPORT", "not sure", "Help", "carry  on", "don’t know", "don‘t know"]


@pytest.mark.parametrize("around", AROUND)
@pytest.mark.parametrize(
    "said", ["report", "Report", "REPORT", "not sure", "Help", "carry  on", "don’t know", "don‘t know"]
)
def test_a_command_is_heard_with_what_a_phone_puts_around_it(said: str, around: str) -> None:
    assert as_command(around.format(said)) == as_command(said.lower().replace("‘", "'"))
    assert as_command(around.format(said)) is not None


@pytest.mark.parametrize("around", AROUND)
def test_what_follows_a_command_is_heard_too(around: str) -> None:
    assert as_command(around.format("Read WM-2611-ABCD")) == ("read", "WM-2611-ABCD")
    assert as_command(around.format("change “day”")) == ("change", "day")


def test_small_letters_that_are_longer_than_capitals_cut_nothing_off() -> None:
    assert as_command("ask İİİ what is consent") == ("ask", "İİİ what is consent")


@given(st.text(max_size=60))
def test_trimming_never_leaves_something_to_trim(text: str) -> None:
    assert trimmed(trimmed(text)) == trimmed(text)
    assert plain(plain(text)) == plain(text)


@pytest.mark.parametrize("end", ["?", "? 🙂", "??", "?!", "?”", " question mark", "? :)", "?\n"])
def test_a_question_is_one_whatever_comes_after_its_mark(end: str) -> None:
    assert asks(f"what is consent{end}")
    assert not asks(f"what{end} I moved them apart")


LIKE_A_MESSAGE = st.text(alphabet="aD9pk :;-.?•'’ \t", max_size=12) | st.sampled_from(
    ["told full stop", "stop EXCLAMATION MARK", "ok :D", "ok ;-p", "- no", "see p 4", "well  no"]
)


@given(LIKE_A_MESSAGE)
def test_what_is_plainly_trimmed_already_would_be_left_as_it_is(text: str) -> None:
    """It is not looked at more closely, since most answers are so."""
    assert not _is_trimmed(text) or _trim(text) == text

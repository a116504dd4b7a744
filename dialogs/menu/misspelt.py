"""A command that was typed with a slip, or politely: 'my recrods', 'chronolgy', 'show me the register please'.

Where nothing is asked it is done. While a question waits, one about the questions is done (`about_the_questions`), and
any other is at most offered. A word that is one is never a slip: 'mouth' is not 'month'. What acts at once, and cannot
be taken back, is never guessed.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cache

from rapidfuzz.distance import OSA

from dialogs.interview.answers import plain
from dialogs.interview.parsing.dates import MONTHS
from dialogs.menu.commands import OF_A_CONCERN, as_command, beginnings, whole_commands
from dialogs.words import several

MOST_WORDS = 6
MOST_WORDS_OF_A_MONTH = 3
SHORTEST_ALONE = 5
"""Letters of a command that is one word: shorter ones are too near to each other, and to names."""
SHORTEST, LONG = 3, 8
"""Letters from which a word among others may have a slip, and from which it may have two."""
ACTS_AT_ONCE = OF_A_CONCERN | frozenset(
    "told_them not_reached take_offer pass_on leave_list received same_child another_child file let_in turn_away tally"
    " undo_tally called action_done received_note read_sheet co_work take_over_case take_back_case reopen_case complete"
    " child_agrees plan_in_place on_paper stage that_is_all".split()
)
ABOUT_A_QUESTION = frozenset({"back", "skip", "not_sure", "why", "more", "answers", "sorry", "hello"})
"""Commands that are said as they are, or have nothing to do where nothing is asked: no polite words around them."""
LOSES_NOTHING = frozenset({"save", "back", "skip", "why", "more", "answers", "help", "resume", "cancel", "change"})
"""Commands about the questions that are done also with a slip: no answer is lost to one, and 'cancel' asks first."""

IsWord = Callable[[str], bool]


def with_a_slip(text: str, is_word: IsWord) -> str:
    """The command that was meant by a message with a slip of the thumb, as it is spelt; '' where it is none."""
    words = plain(text).split()
    if len(words) > MOST_WORDS or not any(_may_be_a_slip(word, is_word) for word in words):
        return ""
    for spelt in _by_count().get(len(words), ()):
        if _is_meant(words, spelt, is_word):
            return _unless_it_acts(" ".join(spelt))
    for start in beginnings():
        spelt = tuple(start.split())
        rest = words[len(spelt) :]
        if rest and len(spelt) > 1 and _is_meant(words[: len(spelt)], spelt, is_word):
            return _unless_it_acts(" ".join((*spelt, *rest)))
    return ""


def about_the_questions(text: str, is_word: IsWord) -> str:
    """The command about the open questions in a whole message with a slip or politely: 'save and finsh later', 'bakc',
    'chnage day'; as it is spelt, or ''. A story is none: it has other words beside it.
    """
    words = plain(text).split()
    if len(words) <= MOST_WORDS and any(_may_be_a_slip(word, is_word) for word in words):
        for spelt in _by_count().get(len(words), ()):
            if _loses_nothing(" ".join(spelt)) and _is_meant(words, spelt, is_word):
                return " ".join(spelt)
        if len(words) > 1 and _is_meant(words[:1], ["change"], is_word):
            return " ".join(("change", *words[1:]))
    polite = politely(text, is_word)
    return polite if _loses_nothing(polite) else ""


def _loses_nothing(command: str) -> bool:
    found = as_command(command)
    return found is not None and found[0] in LOSES_NOTHING


def politely(text: str, is_word: IsWord) -> str:
    """The command in a message that only has polite words around it: 'can I see my recrods please'; '' elsewhere."""
    said = plain(text.rstrip(" ?!."))
    for after in several("commands.around.after"):
        said = said.removesuffix(f" {after}")
    starts = sorted(several("commands.around.before"), key=len, reverse=True)
    before = next((start for start in starts if said.startswith(f"{start} ")), "")
    wanted = said.removeprefix(before).strip()
    if wanted == plain(text) or len(wanted.split()) > MOST_WORDS:
        return ""
    wanted = with_a_slip(wanted, is_word) or wanted
    found = as_command(wanted)
    if not found or found[1] or found[0] in ABOUT_A_QUESTION or (found[0] == "help" and before):
        return ""
    return _unless_it_acts(wanted)


def month_in(text: str, is_word: IsWord) -> str:
    """The month at the end of a message about slots or bookings, slips mended: 'who is booked in decmber'; or ''."""
    words = plain(text.rstrip(" ?!.")).split()
    while words and words[0] in several("commands.around.months"):
        words = words[1:]
    return " ".join(_mended(word, is_word) for word in words) if len(words) <= MOST_WORDS_OF_A_MONTH else ""


def _mended(word: str, is_word: IsWord) -> str:
    near = (one for one in (*MONTHS, "month", "next") if _is_meant([word], [one], is_word, SHORTEST))
    return next(near, word)


def _unless_it_acts(command: str) -> str:
    found = as_command(command)
    return command if found and found[0] not in ACTS_AT_ONCE else ""


def _is_meant(
    words: Sequence[str], spelt: Sequence[str], is_word: IsWord, shortest_alone: int = SHORTEST_ALONE
) -> bool:
    """Whether these words are those of a command, but for slips in some of them; the same words are none."""
    slipped = [(typed, meant) for typed, meant in zip(words, spelt, strict=True) if typed != meant]
    if not slipped or any(typed[:1] != meant[:1] for typed, meant in slipped):
        return False
    if len(slipped) == len(spelt) and max(len(meant) for _, meant in slipped) < shortest_alone:
        # of short ones only two letters that changed places: 'hlep'
        return all(sorted(typed) == sorted(meant) and _may_be_a_slip(typed, is_word) for typed, meant in slipped)
    return all(_may_be_a_slip(typed, is_word) and _is_near(typed, meant) for typed, meant in slipped)


def _may_be_a_slip(typed: str, is_word: IsWord) -> bool:
    """Most answers have no such word, and are compared with no command."""
    return len(typed) >= SHORTEST and typed.isalpha() and not is_word(typed)


def _is_near(typed: str, meant: str) -> bool:
    return int(OSA.distance(typed, meant)) <= (2 if len(meant) >= LONG else 1)


@cache
def _by_count() -> Mapping[int, Sequence[tuple[str, ...]]]:
    """Every command that is a whole message, as words, by how many they are."""
    found: dict[int, list[tuple[str, ...]]] = {}
    for spelt in whole_commands():
        words = tuple(spelt.split())
        found.setdefault(len(words), []).append(words)
    return found

"""What people typed and is no answer by itself: nothing of it is thrown away.

In the frame it waits under `kept_words`, by question and in order; with the answer it stands beside it in the answers,
under `<question>_words`. Only the person takes it out: by changing that answer, by going back to it, by cancelling.
A question to Waymark is no statement and is not kept.
"""

from collections.abc import Iterable

from dialogs.interview.answers import Answers
from dialogs.interview.frame import Frame

BEFORE_THE_QUESTIONS = "before_the_questions"
"""In the place of a question's name: what was told before anything was asked, or in between."""


def beside(answers: Answers, name: str) -> list[str]:
    """The words that stand beside an answer, one for each time something was typed."""
    return list(answers.get(f"{name}_words", ()))


def waiting(frame: Frame, name: str) -> list[str]:
    """The words typed at a question that has no answer yet."""
    return frame["kept_words"].get(name, [])


def before_the_questions(frame: Frame) -> list[str]:
    """What was told before anything was asked, or in between, and stands beside no answer."""
    return each_once([frame["told"], *frame["offered_words"].values(), *waiting(frame, BEFORE_THE_QUESTIONS)])


def keep(frame: Frame, name: str, *words: str) -> Frame:
    """With these words waiting at a question, once each."""
    return {**frame, "kept_words": {**frame["kept_words"], name: each_once([*waiting(frame, name), *words])}}


def let_go(frame: Frame, name: str, *words: str) -> Frame:
    """Without these words, or without any where none are named: they stand beside an answer now."""
    left = [said for said in waiting(frame, name) if words and said not in words]
    others = {other: said for other, said in frame["kept_words"].items() if other != name}
    return {**frame, "kept_words": {**others, name: left} if left else others}


def each_once(words: Iterable[str]) -> list[str]:
    """Without what is empty, and what was typed twice only once."""
    return list(dict.fromkeys(said for said in words if said))

"""What has been answered so far, as it is read back."""

from collections.abc import Callable

from dialogs.interview.answers import Answers, plain
from dialogs.interview.chat import Chat
from dialogs.interview.frame import Frame, known, sealed
from dialogs.interview.interview import Interview, Question
from dialogs.interview.shown import Item, Shown, number_in
from dialogs.turn import Reply
from dialogs.words import say

ANSWERS = "answers"
"""The list of what has been answered so far."""


def find_answer(shown: Shown, interview: Interview, frame: Frame, which: str) -> list[Question]:
    """The answered questions that 'change ...' may mean: by number in the list shown last, by name, or by label."""
    answered = interview.answered(frame)
    wanted = plain(which)
    if number_in(wanted) is not None:
        meant = shown.meant(ANSWERS, wanted, _items(interview, frame))
        return [interview.question(meant.id)] if isinstance(meant, Item) else []
    exact = [q for q in answered if wanted in (q.name, q.name.replace("_", " "), plain(interview.label(q)))]
    labelled = [q for q in answered if wanted and wanted in plain(interview.label(q))]
    return (
        exact or labelled or [q for q in answered if wanted in q.name.split("_") or f"{wanted}s" in q.name.split("_")]
    )


def _items(interview: Interview, frame: Frame) -> list[Item]:
    """The answers so far as a list that is shown, marked with the interview that they belong to."""
    return [Item(question.name, frame["id"]) for question in interview.answered(frame)]


def summary(
    chat: Chat, interview: Interview, frame: Frame, *, shown: Callable[[Question, Answers], str] | None = None
) -> Reply:
    """What has been answered so far, numbered; private answers only as 'given', unless `shown` says them otherwise:
    nobody signs what they are not shown.
    """
    say_answer = shown or interview.shown
    chat.shown.keep(ANSWERS, _items(interview, frame))
    rows = [
        say("menu.summary_row", number=n, label=interview.label(q), answer=say_answer(q, known(frame))).replace(
            ": \n", ":\n"
        )
        for n, q in enumerate(interview.answered(frame), start=1)
    ]
    return Reply("menu.summary", "\n".join([say("menu.summary"), *rows]))


def progress(interview: Interview, frame: Frame) -> tuple[int, int]:
    """How many questions are answered, and about how many there are."""
    total = [question for question in interview.that_apply(known(frame)) if question.name not in sealed(frame)]
    return len(interview.answered(frame)), len(total)

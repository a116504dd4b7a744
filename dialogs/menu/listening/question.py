"""The open question as it is shown: with its answer so far, its buttons, and what was likely meant."""

from collections.abc import Mapping
from dataclasses import replace

from dialogs.interview import meaning
from dialogs.interview.frame import Frame, known
from dialogs.interview.interview import Interview, Question
from dialogs.interview.parsing.days import Day
from dialogs.interview.read_back import progress
from dialogs.turn import Choice, Reply
from dialogs.words import choice, say

LONGEST_SAID_AGAIN = 120
"""Characters. A longer message is not repeated, only referred to."""
WAS_MY_ANSWER = "was_my_answer"
"""The button 'Use what I wrote'."""
FEW_QUESTIONS = 6
"""So few are soon answered: nobody is told how many are left."""
DAYS_OFTEN = ("today", "yesterday")


def question_of(interview: Interview, frame: Frame) -> Reply:
    """The question with all that is shown with it. What was answered before is not repeated where it is private."""
    question = interview.asked(frame)
    asked = replace(interview.ask(frame), note=_how_far(interview, frame))
    if question.name in frame["answers"] and not question.private:
        said = say("menu.you_said", answer=interview.shown(question, known(frame)))
        asked = replace(asked, text=f"{asked.text}\n\n{said}")
    if question.name in frame["offered_words"]:
        offer = choice(WAS_MY_ANSWER)
        return replace(asked, choices=(*asked.choices, offer), asked="")
    return _with_buttons(question, _asked_again(interview, frame, question, asked))


def _how_far(interview: Interview, frame: Frame) -> str:
    """'8 of about 22', once there is something to count, in what is long enough for it to matter."""
    done, total = progress(interview, frame)
    return say("menu.progress", done=done, total=total) if done and total > FEW_QUESTIONS else ""


def _with_buttons(question: Question, asked: Reply) -> Reply:
    """What is often answered where there are no choices, as it would be typed: the day, or that it may be skipped."""
    often = (*(DAYS_OFTEN if isinstance(question.reader, Day) else ()), *(("skip",) if question.may_skip else ()))
    if asked.choices or asked.dialog or not often:
        return asked
    titles = [say(f"menu.choices.{one}") for one in often]
    return replace(asked, choices=tuple(Choice(title, title) for title in titles), asked="")


def _asked_again(interview: Interview, frame: Frame, question: Question, asked: Reply) -> Reply:
    """After an answer that was not understood: what was likely meant, or the question with its choices, in short."""
    if frame["earlier"] and frame["offered"].get(question.name):
        # who went back stands at another question, of which nothing was said earlier
        return _said_earlier(interview, frame, question, asked)
    if frame["again"] != question.name:
        return asked
    short = _short(asked.text)
    offered = frame["offered"].get(question.name, ())
    if not offered:
        return replace(asked, text=short)
    if not asked.choices or any(meaning.is_age(one) for one in offered):
        # typed as they stand: an age, or a day; the number before an age would be an age itself
        return replace(asked, text=short, choices=tuple(Choice(one, one) for one in offered), asked="")
    titles = {choice.value: choice.title for choice in asked.choices}
    few = (*(Choice(one, _together(one, titles)) for one in offered), choice(meaning.THE_LIST))
    key = "menu.did_you_mean" if len(offered) == 1 else "menu.did_you_mean_one_of"
    return replace(asked, text=f"{short}\n\n{say(key, answer=_together(offered[0], titles))}", choices=few, many=False)


def _together(picked: str, titles: Mapping[str, str]) -> str:
    """One choice's title, or those of several that were said together."""
    return "; ".join(titles[one] for one in picked.split(","))


def _short(text: str) -> str:
    """The question alone, without what stands after it; a list in it is part of the question."""
    return text if "\n•" in text or "?" not in text else f"{text.partition('?')[0]}?"


def _said_earlier(interview: Interview, frame: Frame, question: Question, asked: Reply) -> Reply:
    """What the person said for this question before it was asked: a yes takes it, and nothing is taken without one."""
    picked, *others = frame["offered"][question.name]
    words = frame["earlier"]
    said = say("menu.said_earlier_long" if len(words) > LONGEST_SAID_AGAIN else "menu.said_earlier", words=words)
    titles = {choice.value: choice.title for choice in asked.choices}
    answer = _together(picked, titles) if titles else picked
    if others:
        choices = tuple(Choice(one, one) for one in (picked, *others))
        return replace(asked, text=f"{_short(asked.text)}\n\n{said}", choices=choices, asked="")
    text = f"{_short(asked.text)}\n\n{said}\n{say('menu.is_that_right', answer=answer)}"
    if not titles:
        return replace(asked, text=text, choices=(Choice(picked, picked),), asked="")
    yes = Choice(picked, say("menu.choices.as_i_said"))
    return replace(asked, text=text, choices=(yes, choice(meaning.THE_LIST)), many=False)

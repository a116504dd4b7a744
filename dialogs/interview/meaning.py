"""An answer in own words. What is exact is taken as it stands; everything else is given to the understanding.

Sure: taken, and said back. Likely: 'Did you mean ...?', the words kept for when it is picked. Not understood: the
question again. What was offered is kept in the frame under `offered`, so that 'yes', or its number, means it.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from dialogs.interview import own_words
from dialogs.interview.ages import UNKNOWN, Ages, ages_heard
from dialogs.interview.answers import (
    LONGEST_ANSWER,
    NOT_KNOWN,
    Answers,
    Choices,
    Heard,
    OwnWords,
    Refusal,
    Spellings,
    is_bare,
    plain,
    typed,
)  # fmt: skip
from dialogs.interview.days import Day, Time
from dialogs.interview.frame import NOTHING_ASKED_AGAIN, Earlier, Frame, known
from dialogs.interview.interview import Interview, Question
from dialogs.interview.listener import Listener
from dialogs.interview.signs import asks
from dialogs.turn import JSON
from dialogs.understanding import ages as spoken
from dialogs.understanding.picks import picks
from dialogs.words import say, several

Listening = Callable[[], Listener]
"""The listener, made only where it is needed."""
THE_LIST = "the_list"
"""Offered beside what was likely meant: the whole list of choices."""
FEW = 4
"""Choices. So few are shown whole: that is the question again."""
_SENTENCE = re.compile(r"[^.?!\n]+[.?!]*")
_UNREAD = frozenset({"pick_one", "pick_many", "nearest"})
_TWO_AGES_OF_ONE = frozenset({"school_year", "school_year_named"})
_AGES_APART = re.compile(r"(?:\d{1,3}|and|[,;&+?\s])+")


def hear(
    listener: Listening, interview: Interview, frame: Frame, said: str | Mapping[str, JSON], now: datetime
) -> tuple[Frame, Heard | Refusal]:
    """The frame after an answer to the open question, and what was understood or why not.

    Words that could not be used are kept for the answer to come, except where they only ask something.
    """
    question = interview.asked(frame)
    new, heard = _heard(listener, interview, frame, said, now)
    text = " ".join(filter(None, typed(said, question.name)))
    if isinstance(heard, Refusal) and isinstance(question.reader, Ages | Day | Time) and _is_statement(text):
        new = own_words.keep(new, question.name, text)
    return new, heard


def _is_statement(text: str) -> bool:
    """Whether a message says something, and does not only ask."""
    if is_bare(text) or len(text) > LONGEST_ANSWER:
        return False
    said = [part for part in _SENTENCE.findall(text) if any(map(str.isalpha, part))]
    asked = [part for part in said if part.rstrip().endswith("?")]
    return not asks(text) if len(said) == 1 else len(asked) < len(said)


def _heard(
    listener: Listening, interview: Interview, frame: Frame, said: str | Mapping[str, JSON], now: datetime
) -> tuple[Frame, Heard | Refusal]:
    question = interview.asked(frame)
    offered: Sequence[str] = frame["offered"].get(question.name, ())
    frame = {**frame, **NOTHING_ASKED_AGAIN}
    answer, own = typed(said, question.name)
    if offered or answer == THE_LIST:
        picked = _of_offered(answer, offered, many=question.reader.many)
        if picked == THE_LIST:
            return frame, Refusal("the_list")
        said = picked if picked else said
    new, exact = interview.hear(frame, said, now)
    text = answer or own
    if not text or (not isinstance(said, str) and answer):
        return new, exact
    if isinstance(question.reader, Ages):
        return _ages(listener, interview, frame, question, text, exact) or (new, exact)
    if isinstance(question.reader, OwnWords) and isinstance(exact, Heard) and not question.private:
        found = listener().hear_open(interview, question, text, known(new))
        return _kept(interview, new, text, found.kept), exact
    if not isinstance(question.reader, Choices) or isinstance(exact, Heard) or exact.key not in _UNREAD:
        return new, exact
    found = listener().hear_open(interview, question, text, known(frame))
    frame, new = _kept(interview, frame, text, found.kept), _kept(interview, new, text, found.kept)
    if found.took:
        return _taken(interview, frame, question, text, found.took)
    put_right = _put_right(listener, interview, frame, question, text)
    if put_right:
        return put_right
    if found.asks:
        asked_and_said = len(_SENTENCE.findall(text)) > 1 and _is_statement(text)
        kept = own_words.keep(frame, question.name, text) if asked_and_said else frame
        return kept, Refusal(exact.key)
    if is_bare(text):
        return new, exact
    kept = new if exact.words else own_words.keep(new, question.name, text)
    whole = len(question.reader.choices(known(frame))) <= FEW and len(found.offered) > 1
    return kept, exact if whole or not found.offered else Refusal(exact.key, offered=found.offered)


def _kept(interview: Interview, frame: Frame, text: str, kept: Mapping[str, Sequence[str]]) -> Frame:
    """With what the same words say for questions that are still to come: it is offered there, never taken."""
    names = {question.name for question in interview.questions} - set(frame["answers"])
    said = said_earlier({name: picked for name, picked in kept.items() if name in names}, text)
    return {**frame, "said_earlier": {**frame["said_earlier"], **said}} if said else frame


def said_earlier(kept: Mapping[str, Sequence[str]], words: str) -> dict[str, Earlier]:
    """What some words plainly say for questions to come, as a frame keeps it: by question, to be confirmed there."""
    return {name: {"picked": list(picked), "words": words} for name, picked in kept.items()}


def offer_earlier(interview: Interview, frame: Frame) -> Frame:
    """The open question, with what was said earlier for it: 'You said ...: is that right?' It is offered once."""
    question = interview.current(frame)
    said = frame["said_earlier"]
    if question is None or question.name not in said or frame["offered"]:
        return frame
    earlier = said[question.name]
    frame = {**frame, "said_earlier": {name: one for name, one in said.items() if name != question.name}}
    picked = earlier["picked"]
    if isinstance(question.reader, Ages):
        picked = _others(picked, frame["answers"].get(earlier["beside"], []))
        fits = bool(picked)
    else:
        fits = set(picked) <= set(question.reader.choices(known(frame))) and (question.reader.many or len(picked) == 1)
    if not fits or question.name in frame["answers"]:
        return frame
    joined = (", " if isinstance(question.reader, Ages) else ",").join(picked)
    return {**frame, "offered": {question.name: [joined]}, "earlier": earlier["words"]}


def _others(every: Sequence[str], taken: Sequence[str]) -> list[str]:
    """The ages of the other children: all that were said, but for those that were taken."""
    left = list(every)
    for age in taken:
        if age in left:
            left.remove(age)
    return left


def _of_offered(said: str, offered: Sequence[str], *, many: bool) -> str:
    """Which of what was offered is meant, as its own name; '' where the message is an answer of its own.

    A bare yes means the only one. A bare no asks for the list: after 'Did you mean: hurt?' it never means 'safe'.
    """
    if plain(said) in (THE_LIST, plain(say(f"menu.choices.{THE_LIST}"))):
        return THE_LIST
    if any(is_age(one) for one in offered):
        return offered[0] if len(offered) == 1 and plain(said) in several("choices.yes.spellings") else ""
    numbers = None if ":" in said else picks(said, [*offered, THE_LIST])
    if numbers and (many or len(numbers) == 1):
        return THE_LIST if THE_LIST in numbers else ",".join(numbers)
    if len(offered) > 1 and plain(said) in offered:
        return ""
    if plain(said) in several("choices.yes.spellings"):
        return offered[0] if len(offered) == 1 else THE_LIST
    return THE_LIST if plain(said) in several("choices.no.spellings") else ""


def _taken(
    interview: Interview, frame: Frame, question: Question, text: str, took: tuple[str, ...]
) -> tuple[Frame, Heard]:
    spellings = interview.spellings(question, known(frame))
    heard = Heard(
        {question.name: list(took) if question.reader.many else took[0]},
        _beside(text, took, tuple(question.reader.choices(known(frame))), spellings),
        understood=True,
    )
    return interview.keep(frame, question, heard), heard


def _beside(text: str, took: Sequence[str], listed: Sequence[str], spellings: Spellings) -> str:
    """The own words to keep with a choice: none where they are a number, or only words of the choice itself."""
    if picks(text, listed) is not None:
        return text.partition(":")[2].strip()
    known = {word for one in took for spelt in spellings.get(one, ()) for word in _words(spelt)}
    return "" if set(_words(text)) <= known else text


def _words(text: str) -> list[str]:
    return re.findall(r"[\w']+", plain(text))


def _put_right(
    listener: Listening, interview: Interview, frame: Frame, question: Question, text: str
) -> tuple[Frame, Heard] | None:
    """'No, everyone is safe', said after the urgent steps: it answers the question before."""
    if not question.takes_back:
        return None
    earlier = interview.question(question.takes_back)
    answers: Answers = {name: value for name, value in known(frame).items() if name != earlier.name}
    took = listener().hear_open(interview, earlier, text, answers).took
    return _taken(interview, frame, earlier, text, took) if took else None


# -- ages ----------------------------------------------------------------------------------------------------------


def _ages(
    listener: Listening, interview: Interview, frame: Frame, question: Question, text: str, exact: Heard | Refusal
) -> tuple[Frame, Heard | Refusal] | None:
    """Ages in own words; None where what was read exactly stands."""
    if _AGES_APART.fullmatch(plain(text)) and (isinstance(exact, Heard) or exact.key != "needs_age"):
        return None
    if plain(text) in UNKNOWN:
        return None
    found = listener().hear_open(interview, question, text, known(frame))
    if spoken.ADULT in (*found.took, *found.offered):
        adult = Refusal("adult_age", {"age": say("menu.adult_age")})
        return frame, exact if isinstance(exact, Refusal) and exact.key == "adult_age" else adult
    if found.took:
        ages = [NOT_KNOWN if age == spoken.UNKNOWN else age for age in found.took]
        heard = replace(ages_heard(question.name, ages, understood=True), words=text)
        return interview.keep(frame, question, heard), heard
    if not found.offered:
        return None
    offered = [age for age in found.offered if age != spoken.UNKNOWN]
    if isinstance(exact, Refusal) and exact.key in _TWO_AGES_OF_ONE:
        return frame, Refusal(exact.key, exact.params, offered=tuple(offered))
    several_children = listener().understanding.ages_of_all(text)
    if len(several_children) < 2:
        return frame, Refusal("which_age", offered=tuple(offered))
    together = ", ".join(several_children)
    following = next(
        (
            q.name
            for q in interview.that_apply({**known(frame), question.name: offered[:1]})
            if isinstance(q.reader, Ages) and q.name not in frame["answers"] and q is not question
        ),
        "",
    )
    if following:
        earlier: Earlier = {"picked": list(several_children), "words": text, "beside": question.name}
        frame = {**frame, "said_earlier": {**frame["said_earlier"], following: earlier}}
    return frame, Refusal("which_children", offered=(*dict.fromkeys(offered), together))


def is_age(offered: str) -> bool:
    """Whether what is offered is an age, or several, rather than a choice of a list."""
    return offered[:1].isdecimal()


__all__ = ["THE_LIST", "hear", "is_age", "said_earlier"]

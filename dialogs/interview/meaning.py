"""An answer in own words. What is exact is taken as it stands; everything else is given to the understanding.

Sure: taken, and said back. Likely: 'Did you mean ...?', the words kept for when it is picked. Not understood: the
question again. What was offered is kept in the frame under `offered`, so that 'yes', or its number, means it.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cache

from dialogs.interview import own_words
from dialogs.interview.answers import (
    LEADING,
    LONGEST_ANSWER,
    NOT_KNOWN,
    NOT_SURE,
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
from dialogs.interview.frame import NOTHING_ASKED_AGAIN, Earlier, Frame, known
from dialogs.interview.interview import Interview, Question
from dialogs.interview.listener import Listener
from dialogs.interview.parsing.ages import UNKNOWN, Ages, ages_heard
from dialogs.interview.parsing.days import Day, Time
from dialogs.interview.parsing.times import split_time
from dialogs.interview.typed_signs import asks
from dialogs.turn import JSON
from dialogs.understanding import ages as spoken
from dialogs.understanding.decide import MOST_OFFERED, NONE
from dialogs.understanding.picks import picks
from dialogs.words import names, say, several

Listening = Callable[[], Listener]
"""The listener, made only where it is needed."""
THE_LIST = "the_list"
"""Offered beside what was likely meant: the whole list of choices."""
FEW = 4
"""Choices. So few are shown whole: that is the question again."""
_SENTENCE = re.compile(r"[^.?!\n]+[.?!]*")
_UNREAD = frozenset({"pick_one", "pick_many", "nearest"})
_TWO_AGES_OF_ONE = frozenset({"school_year", "school_year_named"})
_AN_AGE = re.compile(r"\d{1,3}(?![\w.-])")
"""And no id of a slot, which may begin with a figure too."""
_AN_HOUR = re.compile(r"\d{1,2} (?:in the|at) [a-z]+$")
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
    if is_bare(text) or is_no_account(text) or len(text) > LONGEST_ANSWER:
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
        if picked == THE_LIST and question.reader.choices(known(frame)):
            return frame, Refusal("the_list")
        picked = "" if picked == THE_LIST else picked
        said = picked if picked else said
    new, exact = interview.hear(frame, said, now)
    text = answer or own
    if isinstance(exact, Heard) and (left_out := _left_out(frame, question, exact)):
        return {**frame, "once_offered": {}}, Refusal("left_out", offered=left_out)
    if not text or (not isinstance(said, str) and answer):
        return new, exact
    if isinstance(question.reader, Ages):
        return _ages(listener, interview, frame, question, text, exact) or (new, exact)
    if isinstance(question.reader, OwnWords) and isinstance(exact, Heard) and not question.private:
        if plain(text) in _titles_of_buttons():
            return frame, Refusal("needs_words")
        found = listener().hear_open(interview, question, text, known(new))
        return _kept(interview, new, text, found.kept), exact
    if isinstance(question.reader, Day) and isinstance(exact, Refusal) and exact.key == "needs_day_too":
        said_then = said_earlier({question.reader.time_name: [exact.words]}, text)
        return {**frame, "said_earlier": {**frame["said_earlier"], **said_then}}, exact
    if not isinstance(question.reader, Choices) or isinstance(exact, Heard) or exact.key not in _UNREAD:
        return new, exact
    was_offered = offered[0] if len(offered) == 1 else ""
    return _choices(listener(), interview, frame, new, text, exact, was_offered)


def _choices(
    listener: Listener,
    interview: Interview,
    frame: Frame,
    new: Frame,
    text: str,
    exact: Refusal,
    was_offered: str,
) -> tuple[Frame, Heard | Refusal]:
    """A choice in own words. `new` and `exact` are what was made of the message as it stands; `was_offered` is the one
    choice of which it was asked whether it is meant.
    """
    question = interview.asked(frame)
    found = listener.hear_open(interview, question, text, known(frame), yes=was_offered)
    frame, new = _kept(interview, frame, text, found.kept), _kept(interview, new, text, found.kept)
    ages = listener.understanding.ages_of_a_story(text)
    frame, new = _ages_kept(interview, frame, text, ages), _ages_kept(interview, new, text, ages)
    put_right = _put_right(listener, interview, frame, question, text)
    if put_right:
        return put_right
    if found.took:
        return _taken(interview, frame, question, text, found.took)
    if found.refers_back and (said_before := _said_before(listener, interview, frame, question)):
        return frame, Refusal(exact.key, offered=said_before)
    if found.asks:
        asked_and_said = len(_SENTENCE.findall(text)) > 1 and _is_statement(text)
        kept = own_words.keep(frame, question.name, text) if asked_and_said else frame
        return kept, Refusal(exact.key)
    if is_bare(text):
        return new, exact
    if is_no_account(text):
        kept, exact = frame, replace(exact, words="")
    else:
        kept = new if exact.words else own_words.keep(new, question.name, text)
    if raising := listener.raising(interview, question, text, known(frame)):
        kept = {**kept, "once_offered": {question.name: list(raising)}}
    if found.nearly:
        return kept, Refusal(exact.key, offered=(found.nearly,))
    whole = len(question.reader.choices(known(frame))) <= FEW and len(found.offered) > 1
    if whole or not found.offered:
        return kept, exact
    said = [one for one in listener.plainly(interview, question, text, known(frame)) if one not in (NONE, NOT_SURE)]
    together = (",".join(said),) if len(said) > 1 else ()
    return kept, Refusal(exact.key, offered=(*together, *found.offered)[:MOST_OFFERED])


def is_no_account(text: str) -> bool:
    """'Sign', 'ok', a button's words: at a question that they do not answer, they say nothing of what happened."""
    return plain(text) in several("commands.no_account") or plain(text) in _titles_of_buttons()


@cache
def _titles_of_buttons() -> frozenset[str]:
    """'Show the whole list', typed where something is to be told in own words, tells nothing."""
    return frozenset(plain(say(f"menu.choices.{name}")) for name in names("menu.choices")) - set(LEADING)


def _left_out(frame: Frame, question: Question, exact: Heard) -> tuple[str, ...]:
    """What was offered for words that were typed here, and would be lost with a 'none' or a 'not sure' that follows.

    It is asked once more, with that answer beside it; after that, the words stand beside the answer.
    """
    once: Sequence[str] = frame["once_offered"].get(question.name, ())
    picked = exact.answers[question.name]
    answer = picked[0] if isinstance(picked, list) and len(picked) == 1 else picked
    if not once or answer not in (NONE, NOT_SURE) or answer in once:
        return ()
    return (*once[: MOST_OFFERED - 1], answer)


def _said_before(listener: Listener, interview: Interview, frame: Frame, question: Question) -> tuple[str, ...]:
    """'As I said': what the person's own words so far say for this question, to be confirmed."""
    answers = frame["answers"]
    private = {q.name for q in interview.questions if q.private}
    texts = [frame["told"], *frame["offered_words"].values()]
    texts += [one["words"] for one in frame["said_earlier"].values()]
    texts += [
        value for name, value in answers.items()
        if isinstance(value, str) and " " in value and name not in private
    ]  # fmt: skip
    for text in filter(None, texts):
        heard = listener.hear_open(interview, question, text, known(frame))
        found = heard.took or listener.raising(interview, question, text, known(frame))
        if found:
            return tuple(found[:MOST_OFFERED])
    return ()


def _kept(interview: Interview, frame: Frame, text: str, kept: Mapping[str, Sequence[str]]) -> Frame:
    """With what the same words say for questions that are still to come: it is offered there, never taken."""
    names = {question.name for question in interview.questions} - set(frame["answers"])
    said = said_earlier({name: picked for name, picked in kept.items() if name in names}, text)
    return {**frame, "said_earlier": {**frame["said_earlier"], **said}} if said else frame


def _ages_kept(interview: Interview, frame: Frame, text: str, ages: Sequence[Sequence[str]]) -> Frame:
    """The same for ages, which are no choices: 'both 13', said where something else was asked."""
    asked = [question.name for question in interview.questions if isinstance(question.reader, Ages)][: len(ages)]
    settled = {*frame["answers"], *frame["said_earlier"]}
    said = ages_said_earlier(asked, ages[: len(asked)], text)
    by_name = {name: one for name, one in said.items() if name not in settled}
    return {**frame, "said_earlier": {**frame["said_earlier"], **by_name}} if by_name else frame


def said_earlier(kept: Mapping[str, Sequence[str]], words: str) -> dict[str, Earlier]:
    """What some words plainly say for questions to come, as a frame keeps it: by question, to be confirmed there."""
    return {name: {"picked": list(picked), "words": words} for name, picked in kept.items()}


def ages_said_earlier(names: Sequence[str], ages: Sequence[Sequence[str]], words: str) -> dict[str, Earlier]:
    """The same for what the age of each child may be; nothing where it is not plain."""
    return {
        name: {"picked": list(one), "words": words, "either": True}
        for name, one in zip(names, ages, strict=True)
        if one
    }


def offer_earlier(interview: Interview, frame: Frame) -> Frame:
    """The open question, with what was said earlier for it: 'You said ...: is that right?' It is offered once."""
    question = interview.current(frame)
    said = frame["said_earlier"]
    if question is None or question.name not in said or frame["offered"]:
        return frame
    earlier = said[question.name]
    frame = {**frame, "said_earlier": {name: one for name, one in said.items() if name != question.name}}
    picked = earlier["picked"]
    if isinstance(question.reader, Day | Time):
        fits = True
    elif isinstance(question.reader, Ages):
        picked = _others(picked, frame["answers"].get(earlier.get("beside", ""), []))
        fits = bool(picked)
    else:
        fits = set(picked) <= set(question.reader.choices(known(frame))) and (question.reader.many or len(picked) == 1)
    if not fits or question.name in frame["answers"]:
        return frame
    if earlier.get("either"):
        return {**frame, "offered": {question.name: list(picked)}, "earlier": earlier["words"]}
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
    if any(is_hour(one) for one in offered):
        by_number = {str(number): one for number, one in enumerate(offered, 1)}
        return by_number.get(plain(said)) or next((one for one in offered if plain(said) in _short_for(one)), "")
    if any(is_age(one) for one in offered):
        return offered[0] if len(offered) == 1 and plain(said) in several("choices.yes.spellings") else ""
    numbers = None if ":" in said else picks(said, [*offered, THE_LIST])
    if numbers and (many or len(numbers) == 1):
        return THE_LIST if THE_LIST in numbers else ",".join(numbers)
    if len(offered) > 1 and plain(said) in offered:
        return ""
    if many and offered and plain(said) in several("menu.all_of_these"):
        return _all_of(offered, both="both" in plain(said).split())
    if plain(said) in (*several("choices.yes.spellings"), *several("menu.as_was_said")):
        return offered[0] if len(offered) == 1 else THE_LIST
    return THE_LIST if plain(said) in several("choices.no.spellings") else ""


def _all_of(offered: Sequence[str], *, both: bool) -> str:
    """'Both' or 'all of them' of what was offered, but for 'none' and 'not sure'; '' where it is not plain."""
    if "," in offered[0]:
        return offered[0]
    meant = [one for one in offered if one not in (NONE, NOT_SURE)]
    return ",".join(meant) if len(meant) > 1 and (len(meant) == 2 or not both) else ""


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
    listener: Listener, interview: Interview, frame: Frame, question: Question, text: str
) -> tuple[Frame, Heard] | None:
    """'No, everyone is safe', said after the urgent steps, or 'now he has run off': it answers the question before.
    What answers the open question as well is left to it, unless it raises the alarm.
    """
    if not question.takes_back:
        return None
    earlier = interview.question(question.takes_back)
    answers: Answers = {name: value for name, value in known(frame).items() if name != earlier.name}
    took = listener.hear_open(interview, earlier, text, answers).took
    raises = bool(set(took) & set(listener.raising(interview, earlier, text, answers)))
    if not took or (not raises and listener.hear_open(interview, question, text, known(frame)).took):
        return None
    return _taken(interview, frame, earlier, text, took)


# -- ages ----------------------------------------------------------------------------------------------------------


def _ages(
    listener: Listening, interview: Interview, frame: Frame, question: Question, text: str, exact: Heard | Refusal
) -> tuple[Frame, Heard | Refusal] | None:
    """Ages in own words; None where what was read exactly stands."""
    if _AGES_APART.fullmatch(plain(text)) and (isinstance(exact, Heard) or exact.key != "needs_age"):
        return None
    if plain(text) in UNKNOWN:
        return None
    theirs = _of_who_did_it(interview, frame, question, text)
    if theirs is not None:
        question, frame = theirs
    if (age := _age_of_the_other(interview, frame, question)) and _SAME_AGE.fullmatch(plain(text).replace("'", "")):
        heard = replace(ages_heard(question.name, [age], understood=True), words=text)
        return interview.keep(frame, question, heard), heard
    found = listener().hear_open(interview, question, text, known(frame))
    if spoken.ADULT in (*found.took, *found.offered):
        adult = Refusal("adult_age", {"age": say("menu.adult_age")})
        return frame, exact if isinstance(exact, Refusal) and exact.key == "adult_age" else adult
    if found.took:
        ages = [NOT_KNOWN if age == spoken.UNKNOWN else age for age in found.took]
        first = _age_of_the_other(interview, frame, question)
        if first and set(ages) == {first} and _BOTH.search(plain(text)):
            # 'both 8', after the first child's 8: they are these two
            ages = [first]
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


_SAME_AGE = re.compile(
    r"(?:(?:theyre|they are|hes|shes|he is|she is|is|both|the) )*same(?: age)?(?: too| as well| as (?:him|her))?"
)
_BOTH = re.compile(r"\bboth\b")


def _age_of_the_other(interview: Interview, frame: Frame, question: Question) -> str:
    """At the second question about ages: the age of the one child that was given at the first; '' elsewhere."""
    first = next(q for q in interview.questions if isinstance(q.reader, Ages))
    ages = frame["answers"].get(first.name, [])
    return str(ages[0]) if question is not first and len(ages) == 1 else ""


_WHO_DID_IT = re.compile(r"\b(?:who|that|what) did (?:it|this|that)\b|\bwho (?:touched|started)\b")


def _of_who_did_it(interview: Interview, frame: Frame, question: Question, text: str) -> tuple[Question, Frame] | None:
    """'No, the older one who did it is 14', said at the other child's age: it puts the answer before right."""
    first = next(q for q in interview.questions if isinstance(q.reader, Ages))
    if question is first or first.name not in frame["answers"] or not _WHO_DID_IT.search(plain(text)):
        return None
    if "stages" in question.name:
        return None
    answers = {name: value for name, value in frame["answers"].items() if name != first.name}
    return first, {**frame, "answers": answers}


def is_age(offered: str) -> bool:
    """Whether what is offered is an age, or several, rather than a choice of a list."""
    return bool(_AN_AGE.match(offered)) and not is_hour(offered)


def is_hour(offered: str) -> bool:
    """Whether what is offered is an hour with its part of the day: '9 in the evening'."""
    return bool(_AN_HOUR.match(offered))


def _short_for(hour: str) -> set[str]:
    """What is said for an hour that was offered: '9 in the evening', 'evening', 'pm'."""
    words = hour.split()
    _, time = split_time(hour)
    return {" ".join(words[at:]) for at in range(len(words))} | {"am" if time < "12:00" else "pm"}


__all__ = ["THE_LIST", "hear", "is_age", "said_earlier"]

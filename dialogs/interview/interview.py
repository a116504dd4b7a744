"""Asks questions in order: answer, back, change, skip, not sure, resume.

A `Question` knows its name, how to read an answer, and when it matters. The current question is that which the person
went back to, or the first that applies and has no answer. So nothing is lost by going back, and an answer is only
discarded when its question no longer applies. The frame that an interview works on stands in `frame.py`.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from dialogs import words
from dialogs.interview import own_words
from dialogs.interview.answers import LONGEST_ANSWER, NOT_KNOWN, NOT_SURE, Answers, Heard, Reader, Refusal, plain
from dialogs.interview.frame import NOTHING_ASKED_AGAIN, Frame, known, sealed
from dialogs.turn import JSON, Choice, Dialog, Reply
from dialogs.words import say

SKIPPED = "skipped"


def always(_answers: Answers) -> bool:
    """True: for a question that is asked whatever else was answered."""
    return True


def _plainly(_answers: Answers) -> str:
    return ""


def never(_answers: Answers) -> bool:
    """False: nothing more urgent comes first."""
    return False


@dataclass(frozen=True)
class Question:
    """One question. Its `name` is the key of its words, of its answer in state and of its place on the form."""

    name: str
    reader: Reader
    applies: Callable[[Answers], bool] = always
    may_skip: bool = False
    fills: Mapping[str, JSON] = field(default_factory=dict)
    """What 'yes' to this question answers as well. It is taken back with that yes, but for what was changed since."""
    private: bool = False
    """The answer is never shown again, not even to the person who gave it (names, dates of birth)."""
    told_before: bool = False
    """What was told before the questions is about this one: it is taken back when the answer is changed."""
    unsure: str = ""
    """What 'not sure' comes to where it is no choice of its own: the careful choice, or `NOT_KNOWN`."""
    takes_back: str = ""
    """An earlier question that words at this one may put right: 'no, everyone is safe', after the urgent steps."""


@dataclass(frozen=True, eq=False)
class Interview:
    """Questions in the order they are asked. `name` is also the words file."""

    name: str
    questions: tuple[Question, ...]
    deciding: frozenset[str] = frozenset()
    """What is asked all the same after 'that's all I know'. Where there are none, an interview cannot be cut short."""
    holds: Callable[[Answers], bool] = never
    """Whether something more urgent comes first just now: the other answers wait, and none of them is taken out."""
    manner: Callable[[Answers], str] = _plainly
    """What the words of a question are called that differ after some answers: 'alone' makes `ask` `ask_alone`, where
    the words file has it.
    """
    _last: tuple[Frame | None, Question | None] = field(default=(None, None), init=False, repr=False)
    """The frame that was looked at last, and its current question."""

    def question(self, name: str) -> Question:
        """By name. Raises StopIteration for one that is none of its questions."""
        return next(q for q in self.questions if q.name == name)

    def that_apply(self, answers: Answers) -> Iterator[Question]:
        """The questions that matter after these answers (see `known`), in order."""
        return (q for q in self.questions if q.applies(answers))

    def current(self, frame: Frame) -> Question | None:
        """The question to ask now, or None when everything that matters is answered."""
        # asked several times in a turn; a frame is never changed, only made anew
        if self._last[0] is not frame:
            object.__setattr__(self, "_last", (frame, self._current(frame)))
        return self._last[1]

    def _current(self, frame: Frame) -> Question | None:
        answers = known(frame)
        if frame["at"]:
            question = self.question(frame["at"])
            if question.applies(answers):
                return question
        # whether a question matters is only asked of those that are not answered: it takes longer
        return next((q for q in self.questions if q.name not in frame["answers"] and q.applies(answers)), None)

    def hear(self, frame: Frame, said: str | Mapping[str, JSON], now: datetime) -> tuple[Frame, Heard | Refusal]:
        """Take an answer to the current question. The frame given is left as it was.

        A refused answer changes nothing, except that own words typed with it are kept for when it is put right.
        """
        question = self.asked(frame)
        answers = known(frame)
        heard = question.reader.read(question.name, said, answers, self.spellings(question, answers), now)
        if isinstance(heard, Refusal) and question.unsure and isinstance(said, str) and _is_unsure(said):
            heard = Heard({question.name: question.unsure}, understood=True)
        if isinstance(heard, Refusal):
            if not isinstance(said, str) and question.reader.form(question.name, answers) is not None:
                frame = {**frame, "sent": {question.name: _texts(said)}}
            if not heard.words:
                return frame, heard
            return own_words.keep(frame, question.name, heard.words), heard
        return self.keep(frame, question, heard), heard

    def asked(self, frame: Frame) -> Question:
        """The current question, where there must be one."""
        question = self.current(frame)
        if question is None:
            raise ValueError("nothing is being asked")
        return question

    def skip(self, frame: Frame) -> Frame | Refusal:
        """The frame with the open question left unanswered, where it may be; why not otherwise."""
        question = self.current(frame)
        if question is None or not question.may_skip:
            return Refusal("cannot_skip")
        return self.keep(frame, question, Heard({question.name: SKIPPED}))

    def not_known(self, frame: Frame) -> Frame | Refusal:
        """'Not sure' as a real answer, where the question allows it."""
        question = self.current(frame)
        if question is None or not self.may_be_unsure(frame):
            return Refusal("must_fill_in" if question and self._is_form(question, frame) else "must_know")
        return self.keep(frame, question, Heard({question.name: question.unsure or question.reader.unknown()}))

    def may_be_unsure(self, frame: Frame) -> bool:
        """Whether 'not sure' answers the open question."""
        question, answers = self.asked(frame), known(frame)
        listed = question.reader.choices(answers)
        takes_it = question.reader.may_be_unknown and (not listed or NOT_SURE in listed)
        return bool(question.unsure) or takes_it

    def _is_form(self, question: Question, frame: Frame) -> bool:
        return question.reader.form(question.name, known(frame)) is not None

    def that_is_all(self, frame: Frame) -> Frame:
        """'That's all I know': the rest is left, and the open question stands as not known where that is an answer, so
        that it is not asked again. The first question is.
        """
        frame = {**frame, "rest_unknown": True}
        question = self.current(frame)
        if question is None or not frame["answers"] or question.unsure or not self.may_be_unsure(frame):
            return frame
        left = self.not_known(frame)
        return frame if isinstance(left, Refusal) else left

    def leave_rest(self, frame: Frame) -> Frame:
        """After 'that's all I know': the questions that decide nothing stand as not known, up to the next that is
        asked all the same.
        """
        while frame["rest_unknown"] and not frame["at"]:
            question = self.current(frame)
            if question is None or question.name in self.deciding or question.private or question.unsure:
                break
            left = self.skip(frame) if question.may_skip else self.not_known(frame)
            if isinstance(left, Refusal):
                break
            frame = left
        return frame

    def keep(self, frame: Frame, question: Question, heard: Heard) -> Frame:
        """The frame with this answer in it, and beside it every word that was typed for it. Who came back to change
        the answer takes back the words that stood beside it.
        """
        answers: Answers = {**frame["answers"]}
        _unfill(question, answers)
        changed = frame["at"] == question.name
        before = [] if changed else own_words.beside(answers, question.name)
        answers.pop(f"{question.name}_words", None)
        answers.update(heard.answers)
        if answers[question.name] == "yes":
            answers.update(question.fills)
        said = own_words.each_once([*before, *own_words.waiting(frame, question.name), heard.words])
        if said:
            answers[f"{question.name}_words"] = said
        dropped = self._prune(answers, frame["noted"])
        frame = own_words.let_go(frame, question.name)
        if changed and question.told_before:
            frame = own_words.let_go(frame, own_words.BEFORE_THE_QUESTIONS)
        return {**frame, "answers": answers, "at": None, "dropped": dropped, "sent": {}, **NOTHING_ASKED_AGAIN}

    def _prune(self, answers: Answers, noted: Answers) -> list[str]:
        """Take out answers whose questions no longer apply, until nothing changes; say which."""
        dropped: list[str] = []
        while not self.holds({**noted, **answers}):
            gone = [q.name for q in self.questions if q.name in answers and not q.applies({**noted, **answers})]
            if not gone:
                return dropped
            for name in gone:
                _unfill(self.question(name), answers)
                answers.pop(name, None)
                answers.pop(f"{name}_words", None)
            dropped += gone
        return dropped

    def back(self, frame: Frame) -> Frame | None:
        """To the question before, keeping every answer; None at the beginning, and at what is signed already."""
        current = self.current(frame)
        before: list[Question] = []
        for question in self.that_apply(known(frame)):
            if question is current:
                break
            before.append(question)
        answered = [q for q in before if q.name in frame["answers"] and q.name not in sealed(frame)]
        return {**frame, "at": answered[-1].name} if answered else None

    def change(self, frame: Frame, name: str) -> Frame:
        """To an answered question by name; its answer stays until a new one is given."""
        return {**frame, "at": name}

    def answered(self, frame: Frame) -> list[Question]:
        """The questions that were answered, still apply and can still be changed, in order."""
        there, answers = set(frame["answers"]) - sealed(frame), known(frame)
        every = self.questions if self.holds(answers) else self.that_apply(answers)
        return [q for q in every if q.name in there]

    def not_right(self, answers: Answers, now: datetime) -> Question | None:
        """The first answer that would not be taken today, if any: each answer is checked again before saving."""
        for question in self.that_apply(answers):
            value = answers.get(question.name)
            if value is None:
                return question
            if value in (SKIPPED, NOT_KNOWN):
                continue
            if not question.reader.still_right(value, answers, now):
                return question
        return None

    # -- words -------------------------------------------------------------------------------------------------

    def key(self, question: Question, part: str) -> str:
        """The key of a question's words: `ask`, `label`, `why`, or a part of its choices or its form."""
        return f"{self.name}.questions.{question.name}.{part}"

    def said_after(self, question: Question, part: str, answers: Answers) -> str:
        """The same key, or that of the words which these answers ask for."""
        first, _, rest = part.partition(".")
        special = self.key(question, ".".join(filter(None, (f"{first}_{self.manner(answers)}", rest))))
        return special if self.manner(answers) and words.has(special) else self.key(question, part)

    def label(self, question: Question) -> str:
        """The question in a word or two, as in the read-back."""
        return say(self.key(question, "label"))

    def spellings(self, question: Question, answers: Answers) -> dict[str, tuple[str, ...]]:
        """For each choice: its title, then what else people type for it (`choices` and `spellings` in the words)."""
        return {c: self._spelt(question, c, answers) for c in question.reader.choices(answers)}

    def _spelt(self, question: Question, choice: str, answers: Answers) -> tuple[str, ...]:
        """A question's own words for a choice, or those that all questions share ('not sure', 'none of these').

        Choices that are found rather than written, such as free slots, have their titles noted (`titles`).
        """
        own = self.said_after(question, f"choices.{choice}", answers)
        shared = f"choices.{choice}"
        offered = answers.get("titles", {}).get(choice)
        title = offered or say(own if words.has(own) else f"{shared}.title")
        special = self.key(question, f"spellings.{choice}")
        if words.there(special):
            return (title, *words.several(special))
        return (title, *(words.several(f"{shared}.spellings") if words.has(f"{shared}.title") else ()))

    def ask(self, frame: Frame) -> Reply:
        """The current question as a message, with its choices or its form."""
        question, answers = self.asked(frame), known(frame)
        key = self.key(question, "ask")
        words_of_it = say(self.said_after(question, "ask", answers))
        value = frame["answers"].get(question.name, ())
        form = question.reader.form(question.name, answers)
        form = _with_sent(form, frame["sent"].get(question.name, {})) if form else None
        token = self.token(frame, question)
        return Reply(
            key,
            words_of_it,
            choices=tuple(Choice(c, s[0]) for c, s in self.spellings(question, answers).items()),
            many=question.reader.many,
            words_wanted=question.reader.words_wanted,
            asked=token,
            dialog=_with_words(form, self.key(question, "form"), token) if form else None,
            picked=(value,) if isinstance(value, str) else tuple(value) if isinstance(value, list) else (),
        )

    def token(self, frame: Frame, question: Question) -> str:
        """Marks which question a button belongs to, so that a press on an old card is recognised."""
        return f"{frame['id']}.{question.name}"

    def shown(self, question: Question, answers: Answers) -> str:
        """An answer in words, as in the read-back. A private answer is never shown."""
        value = answers.get(question.name)
        if value == SKIPPED:
            return say("menu.skipped")
        if value == NOT_KNOWN:
            return say("menu.not_known")
        if question.private:
            return say("menu.given")
        text = question.reader.shown(value, self.spellings(question, answers))
        own = _quoted(question, answers)
        return " ".join([f"{text}.", *own]) if own else text


def _is_unsure(said: str) -> bool:
    return plain(said) in words.several("choices.not_sure.spellings")


def _quoted(question: Question, answers: Answers) -> list[str]:
    return [words.quoted(said) for said in own_words.beside(answers, question.name)]


def _unfill(question: Question, answers: Answers) -> None:
    """Take out what a 'yes' had answered, where it still stands as it was filled in."""
    if answers.get(question.name) == "yes":
        for name, value in question.fills.items():
            if answers.get(name) == value:
                del answers[name]


def _texts(said: Mapping[str, JSON]) -> dict[str, str]:
    """What stood in a form that was sent, as far as it is text that a form may hold."""
    return {name: value[:LONGEST_ANSWER] for name, value in said.items() if isinstance(value, str)}


def _with_sent(form: Dialog, sent: Mapping[str, str]) -> Dialog:
    """A form with what was sent before in it. Nobody agrees twice by one tap: that is left open."""
    fields = tuple(replace(f, value=sent[f.name]) if f.name in sent and f.kind != "agree" else f for f in form.fields)
    return replace(form, fields=fields)


def _with_words(form: Dialog, key: str, token: str) -> Dialog:
    """A form's labels and errors from the words files: its fields come with keys in their place.

    A form that has its title already is made from data, and comes with its own words.
    """
    if form.title:
        return replace(form, asked=token)
    fields = tuple(
        replace(f, label=say(f"{key}.{f.label}", letter=f.letter), error=say(f"{key}.{f.error}")) for f in form.fields
    )
    return replace(
        form, title=say(f"{key}.title"), intro="\n".join(filter(None, (form.intro, say(f"{key}.intro")))),
        submit=say(f"{key}.submit"), fields=fields, asked=token,
    )  # fmt: skip

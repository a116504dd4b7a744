"""Every question of the interviews, heard by name. The one list of choices, and their words, stay where they are.

The interviews are handed in. Two that ask by one name: the first has it, each has 'interview.name'; their words in
the data stand under the name, or under 'interview.name' where they ask different things.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache
from typing import Any

from dialogs.interview.answers import Answers
from dialogs.interview.interview import Interview, Question
from dialogs.interview.parsing.ages import Ages
from dialogs.understanding.hearing import SITUATIONS, Asked, Heard, Understanding

Titles = dict[str, dict[str, tuple[str, ...]]]


class Listener:
    """Built once, at start. Keeps nothing between two calls."""

    def __init__(self, interviews: Iterable[Interview]) -> None:
        self._questions: dict[str, tuple[Interview, Question]] = {}
        for interview in interviews:
            for question in interview.questions:
                self._questions[f"{interview.name}.{question.name}"] = (interview, question)
                self._questions.setdefault(question.name, (interview, question))
        self.understanding = Understanding(self._titles())

    def knows(self, name: str) -> bool:
        """Whether a question is heard by this name."""
        return name in SITUATIONS or name in self._questions

    def hear_open(
        self, interview: Interview, question: Question, said: str, answers: Answers, *, yes: str = ""
    ) -> Heard:
        """What was meant at the open question of an interview. `yes`: the one choice that was just offered there."""
        asked = replace(self.as_asked(interview, question, answers), yes=yes)
        return self.understanding.hear(asked, said, answers)

    def hear(self, name: str, said: str, answers: Answers | None = None) -> Heard:
        """What was meant at a question, or at `opening` or `offer`. A question without choices or ages takes no part.

        Raises KeyError for a name that no interview has.
        """
        return self.understanding.hear(self.asked(name, answers or {}), said, answers)

    def raising(self, interview: Interview, question: Question, said: str, answers: Answers) -> tuple[str, ...]:
        """What was said of what raises the view, however doubtful: it must not be lost with a 'none' that follows."""
        asked = self.as_asked(interview, question, answers)
        return self.understanding.raising(asked, said) if asked.words else ()

    def plainly(self, interview: Interview, question: Question, said: str, answers: Answers) -> tuple[str, ...]:
        """All that was plainly said for a question that takes several."""
        asked = self.as_asked(interview, question, answers)
        return self.understanding.plainly(asked, said) if asked.words and asked.many else ()

    def says(self, interview: Interview, question: Question, said: str, answers: Answers) -> bool:
        """Whether words of the data plainly say one of its choices, also inside a question."""
        asked = self.as_asked(interview, question, answers)
        if not asked.words:
            return False
        _, found = self.understanding.evidence(asked.words, said)
        return any(one.choice in asked.choices and one.strength == "sure" and not one.denied for one in found)

    def all_of(self, situation: str, said: str) -> tuple[str, ...]:
        """Everything that a message plainly says of a situation of which several may hold."""
        asked = replace(self.understanding.situation(situation), many=True)
        return self.understanding.plainly(asked, said)

    def asked(self, name: str, answers: Answers) -> Asked:
        """A question as it stands after these answers."""
        if name in SITUATIONS:
            return self.understanding.situation(name)
        return self.as_asked(*self._questions[name], answers)

    def as_asked(self, interview: Interview, question: Question, answers: Answers) -> Asked:
        """The open question of an interview. Choices that are found, as free slots are, come with their titles."""
        reader = question.reader
        choices = tuple(reader.choices(answers))
        shown = Asked(question.name, choices, reader.many, isinstance(reader, Ages))
        words = f"{interview.name}.{question.name}"
        if not self.understanding.has_words(words):
            words = question.name
        if set(choices) <= set(self.understanding.choices(words)):
            return replace(shown, words=words)
        return replace(shown, words="", titles=interview.spellings(question, answers))

    def with_choices(self) -> Mapping[str, Asked]:
        """Every question that has choices to say, as it stands at the beginning."""
        every = {name: self.asked(name, {}) for name in self._questions if "." in name}
        return {name: asked for name, asked in every.items() if asked.choices}

    def _titles(self) -> Titles:
        """The choices' titles and spellings from the words files, by question and choice."""
        titles: Titles = {}
        for interview, question in self._questions.values():
            spelt = titles.setdefault(question.name, {})
            for answers in (_NOTHING, _ALONE):
                for choice, said in interview.spellings(question, answers).items():
                    spelt.setdefault(choice, said)
        return titles


@cache
def listener(*interviews: Interview) -> Listener:
    """The one listener for these interviews, made at the first own words: it takes a second or two."""
    return Listener(interviews)


_NOTHING: dict[str, Any] = {}
_ALONE: dict[str, Any] = {"about": "alone"}
"""Where one child was on their own, some questions list choices that they do not list otherwise."""

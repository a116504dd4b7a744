"""The vocabulary of the traffic light: every observation that can be made about an incident, and no other.

An observation is one thing seen or heard, answered yes, no or not known. Its name here is its name in the
questions, in a record and in `criteria.yaml`. What each one means is said plainly in `observations.yaml`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

import yaml

OLDEST_AGE = 99
"""Ages are whole years, 0 to 99. From 18 a person is an adult: another pathway than the one for children."""


class Answer(StrEnum):
    YES = "yes"
    NO = "no"
    NOT_KNOWN = "not_known"
    DOES_NOT_APPLY = "does_not_apply"
    """Set only by the rules, as when one child was alone. Nobody can answer it."""


GIVEN = (Answer.YES, Answer.NO, Answer.NOT_KNOWN)
"""The answers that a person can give."""

NOT_KNOWN = Answer.NOT_KNOWN


class ObservationRefused(ValueError):
    """An observation that the rules do not know. The message names the field and what is allowed."""


@dataclass(frozen=True)
class Child:
    """One child in the incident. `age` is calendar age in whole years, None where not known. `stage` is the
    age that the child's development is like, given only where it differs; None is the same as the age."""

    age: int | None = None
    stage: int | None = None

    @property
    def development(self) -> int | None:
        return self.age if self.stage is None else self.stage

    def as_json(self) -> dict[str, int | None]:
        return {"age": self.age, "stage": self.stage}


@dataclass(frozen=True)
class Observations:
    """Everything known about one incident. What is left out is not known."""

    displayed: tuple[Child, ...] = ()
    targeted: tuple[Child, ...] = ()

    # the people
    alone: Answer = NOT_KNOWN
    all_took_part: Answer = NOT_KNOWN
    siblings: Answer = NOT_KNOWN
    same_home: Answer = NOT_KNOWN
    learning_disability_displayed: Answer = NOT_KNOWN
    learning_disability_targeted: Answer = NOT_KNOWN
    adult_involved: Answer = NOT_KNOWN

    # what kind of act
    talk_or_gestures: Answer = NOT_KNOWN
    looking_or_showing: Answer = NOT_KNOWN
    kissing_or_hugging: Answer = NOT_KNOWN
    self_directed_private: Answer = NOT_KNOWN
    self_directed_public: Answer = NOT_KNOWN
    self_directed_excessive: Answer = NOT_KNOWN
    undressed_self: Answer = NOT_KNOWN
    touch_over_clothing: Answer = NOT_KNOWN
    touch_under_clothing: Answer = NOT_KNOWN
    undressing_another: Answer = NOT_KNOWN
    sexual_activity: Answer = NOT_KNOWN
    images_or_messages: Answer = NOT_KNOWN
    pornography: Answer = NOT_KNOWN
    attempted: Answer = NOT_KNOWN
    other_act: Answer = NOT_KNOWN

    # images
    image_made: Answer = NOT_KNOWN
    image_passed_on_without_agreement: Answer = NOT_KNOWN
    image_pressured: Answer = NOT_KNOWN
    image_of_under_13: Answer = NOT_KNOWN
    image_exchanged_willingly: Answer = NOT_KNOWN
    image_asked_once_accepted_no: Answer = NOT_KNOWN
    image_adult_behind: Answer = NOT_KNOWN

    # about the act
    mutual: Answer = NOT_KNOWN
    planned: Answer = NOT_KNOWN
    kept_secret: Answer = NOT_KNOWN
    force_or_coercion: Answer = NOT_KNOWN
    went_on_after_no: Answer = NOT_KNOWN
    unable_to_choose: Answer = NOT_KNOWN
    egged_on: Answer = NOT_KNOWN
    exposure_aimed: Answer = NOT_KNOWN
    pornography_shown_unwilling: Answer = NOT_KNOWN
    age_appropriate: Answer = NOT_KNOWN
    beyond_stage: Answer = NOT_KNOWN
    low_key_one_off: Answer = NOT_KNOWN

    # power
    authority_or_care: Answer = NOT_KNOWN
    several_against_one: Answer = NOT_KNOWN
    dominance: Answer = NOT_KNOWN
    strength_or_ability_gap: Answer = NOT_KNOWN
    lesser_power_difference: Answer = NOT_KNOWN
    targeted_stronger: Answer = NOT_KNOWN
    normally_associate: Answer = NOT_KNOWN

    # how the targeted child responded, then and since
    targeted_comfortable: Answer = NOT_KNOWN
    targeted_embarrassed: Answer = NOT_KNOWN
    targeted_anxious: Answer = NOT_KNOWN
    targeted_fear_or_distress: Answer = NOT_KNOWN
    targeted_avoiding: Answer = NOT_KNOWN
    targeted_injured: Answer = NOT_KNOWN

    # the child who displayed the behaviour
    displayed_anger: Answer = NOT_KNOWN
    displayed_blames: Answer = NOT_KNOWN
    denies: Answer = NOT_KNOWN
    takes_responsibility: Answer = NOT_KNOWN
    no_intent: Answer = NOT_KNOWN
    understands: Answer = NOT_KNOWN
    parents_supportive: Answer = NOT_KNOWN

    # the pattern
    repeated: Answer = NOT_KNOWN
    increasing: Answer = NOT_KNOWN
    several_children: Answer = NOT_KNOWN
    earlier_records: Answer = NOT_KNOWN
    hard_to_distract: Answer = NOT_KNOWN
    compulsive: Answer = NOT_KNOWN
    persists_despite_plan: Answer = NOT_KNOWN
    went_on_when_told: Answer = NOT_KNOWN

    # other things that matter
    cruelty_fire_violence: Answer = NOT_KNOWN
    pornography_disproportionate: Answer = NOT_KNOWN
    child_disclosed: Answer = NOT_KNOWN
    child_said_unwanted: Answer = NOT_KNOWN
    told_of_harm: Answer = NOT_KNOWN
    police_involved: Answer = NOT_KNOWN
    exploitation_signs: Answer = NOT_KNOWN
    long_past: Answer = NOT_KNOWN

    @classmethod
    def from_json(cls, data: object) -> "Observations":
        """Raises ObservationRefused for an unknown name, a wrong value, or an answer that nobody can give."""
        if not isinstance(data, Mapping):
            raise ObservationRefused(f"observations: a JSON object is wanted, not {_kind(data)}")
        unknown = sorted(set(map(str, data)) - {*SIDES, *FLAGS})
        if unknown:
            raise ObservationRefused(f"{unknown[0]}: not an observation; see `waymark assess --schema`")
        known: dict[str, Any] = {side: _children(side, data[side]) for side in SIDES if side in data}
        known |= {name: _answer(name, data[name]) for name in FLAGS if name in data}
        return cls(**known)

    def as_json(self) -> dict[str, Any]:
        """Only what is known, in the order of the vocabulary. `from_json` reads it back."""
        known: dict[str, Any] = {side: [c.as_json() for c in self.children(side)] for side in SIDES}
        for name, answer in self.answers():
            if answer in (Answer.YES, Answer.NO):
                known[name] = answer.value
        return known

    def answer(self, name: str) -> Answer:
        """The answer to one observation by its name; KeyError for a name that is not in the vocabulary."""
        answer: Answer = self.__dict__[name]
        return answer

    def answers(self) -> Iterator[tuple[str, Answer]]:
        return ((name, self.answer(name)) for name in FLAGS)

    def children(self, side: str) -> tuple[Child, ...]:
        return self.displayed if side == "displayed" else self.targeted

    def with_answers(self, **answers: Answer) -> "Observations":
        changed: Any = answers
        return replace(self, **changed)

    def with_children(self, side: str, children: tuple[Child, ...]) -> "Observations":
        return replace(self, displayed=children) if side == "displayed" else replace(self, targeted=children)


SIDES = ("displayed", "targeted")
FLAGS = tuple(f.name for f in fields(Observations) if f.name not in SIDES)
ACTS = FLAGS[FLAGS.index("talk_or_gestures") : FLAGS.index("other_act") + 1]
BALANCING = ("takes_responsibility", "no_intent", "understands", "parents_supportive")


@cache
def meanings() -> Mapping[str, Mapping[str, Any]]:
    """What each observation means, by name, from `observations.yaml`."""
    text = Path(__file__).with_name("observations.yaml").read_text(encoding="utf-8")
    words: Mapping[str, Mapping[str, Any]] = yaml.safe_load(text)
    return words


def schema() -> dict[str, Any]:
    """The vocabulary as JSON: each observation, its meaning, what is allowed."""
    words = meanings()
    child = {
        "age": f"whole years, 0 to {OLDEST_AGE}, or null",
        "stage": "the same, only where it differs from age",
    }
    sides = {side: {"means": words[side]["means"], "list_of": child} for side in SIDES}
    allowed = [answer.value for answer in GIVEN]
    return sides | {name: {"means": words[name]["means"], "allowed": allowed} for name in FLAGS}


def _answer(name: str, value: object) -> Answer:
    if value in tuple(GIVEN):
        return Answer(str(value))
    extra = "; does_not_apply is set by the rules" if value == Answer.DOES_NOT_APPLY else ""
    raise ObservationRefused(f"{name}: {value!r} is not allowed; use yes, no or not_known{extra}")


def _children(side: str, value: object) -> tuple[Child, ...]:
    if not isinstance(value, Sequence) or isinstance(value, str):
        raise ObservationRefused(f'{side}: a list of children is wanted, such as [{{"age": 9}}]')
    return tuple(_child(f"{side}[{place}]", child) for place, child in enumerate(value))


def _child(where: str, value: object) -> Child:
    if not isinstance(value, Mapping):
        raise ObservationRefused(f'{where}: a child is wanted, such as {{"age": 9, "stage": null}}')
    unknown = sorted(set(map(str, value)) - {"age", "stage"})
    if unknown:
        raise ObservationRefused(f"{where}.{unknown[0]}: not allowed; a child has age and stage, and no name")
    return Child(_years(f"{where}.age", value.get("age")), _years(f"{where}.stage", value.get("stage")))


def _years(where: str, value: object) -> int | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= OLDEST_AGE:
        raise ObservationRefused(f"{where}: {value!r} is not allowed; use whole years, 0 to {OLDEST_AGE}, or null")
    return value


def _kind(value: object) -> str:
    return {"list": "a list", "str": "text", "NoneType": "nothing"}.get(type(value).__name__, "a number")

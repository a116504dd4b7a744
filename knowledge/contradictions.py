"""Answers that do not sit well together, such as 'the first time' and 'it has happened before'."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from knowledge.facts import ADULT
from knowledge.observations import Answer, Observations
from knowledge.yaml_file import read


@dataclass(frozen=True)
class Contradiction:
    """`text` is two clauses joined by 'and', to be put into a neutral question; `observations` names them."""

    id: str
    observations: tuple[str, ...]
    text: str


def contradictions(observations: Observations) -> tuple[Contradiction, ...]:
    """What to ask about once. It changes nothing: until it is cleared up, the worrying answer counts."""
    found = [_found(pair, observations) for pair in _pairs()]
    if _adult_by_age(observations):
        text = _ages()["adult_by_age"]
        found.append(Contradiction("adult_by_age", ("adult_involved", "displayed", "targeted"), text))
    if observations.alone is Answer.YES and observations.targeted:
        found.append(Contradiction("alone_and_aged", ("alone", "targeted"), _ages()["alone_and_aged"]))
    return tuple(one for one in found if one)


def _found(pair: Mapping[str, Any], observations: Observations) -> Contradiction | None:
    every = [name for name, answer in pair["all"].items() if observations.answer(name) == answer]
    some = [name for name, answer in pair["any"].items() if observations.answer(name) == answer]
    if len(every) < len(pair["all"]) or not some:
        return None
    return Contradiction(pair["id"], (*every, *some), pair["text"])


def _adult_by_age(observations: Observations) -> bool:
    children = (*observations.displayed, *observations.targeted)
    aged = any(child.age is not None and child.age >= ADULT for child in children)
    return aged and observations.adult_involved is Answer.NO


@cache
def _document() -> Mapping[str, Any]:
    document: Mapping[str, Any] = read(Path(__file__).with_name("contradictions.yaml"))
    return document


def _pairs() -> list[Mapping[str, Any]]:
    pairs: list[Mapping[str, Any]] = _document()["answers"]
    return pairs


def _ages() -> Mapping[str, str]:
    words: Mapping[str, str] = _document()["ages"]
    return words

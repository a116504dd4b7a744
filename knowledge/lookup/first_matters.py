"""Before any search: is an adult accused, or may it be rape?

A look-up that weighs words would send whoever types 'it was the DSL who touched her' to the card 'tell your DSL'. So
these few matters are read by rule, before the search, from patterns that a practitioner may add to
(first_matters.yaml). Where an adult is accused, only the cards of that route answer: none of them names the one
accused, or a friend of theirs, as the person to tell.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from knowledge.yaml_file import read

FILE = Path(__file__).with_name("first_matters.yaml")
NOBODY_ACTS = "adult-and-nobody-acts"
NOT_A_CHILD = "adult-did-it"
BESIDE = ("member-of-staff", NOT_A_CHILD, NOBODY_ACTS)
"""What is offered beside the card of the adult's own role: each holds whoever the adult is."""


@dataclass(frozen=True)
class FirstMatters:
    """The cards that come first for a question, and whether no other card may stand beside them."""

    cards: tuple[str, ...] = ()
    is_about_an_adult: bool = False


NOTHING = FirstMatters()


def first_matters(words: Sequence[str]) -> FirstMatters:
    """`words` are the question's, in order, small and without signs. An adult who is accused comes before all else."""
    said, rules = " ".join(words), _rules()
    adult = _adult(said, rules)
    serious = () if rules.not_serious.search(said) else _fitting(said, rules.serious)
    if adult:
        beside = [card for card in BESIDE if card != adult]
        return FirstMatters((adult, *serious[:1], *beside), is_about_an_adult=True)
    return FirstMatters(serious)


def read_ahead() -> None:
    """Make all patterns now: a tenth of a second, for which nobody waits then."""
    for role in _rules().roles:
        role.is_accused("")


@dataclass(frozen=True)
class _Role:
    """One card of the adult's route: what accuses such an adult, and what only seems to."""

    card: str
    adult: str
    lines: Mapping[str, str]

    @cached_property
    def named(self) -> re.Pattern[str]:
        """Most questions name no such adult, and need no longer look."""
        return re.compile(rf"\b{self.adult}\b")

    def is_accused(self, said: str) -> bool:
        """Whether it says that such an adult did something, and not only seems to."""
        accused, not_accused = self.accused, self.not_accused
        return bool(accused.search(said) and not not_accused.search(said))

    @cached_property
    def accused(self) -> re.Pattern[str]:
        """Long, so it is made when such an adult is first named; all roles together take a tenth of a second."""
        return re.compile(self.lines["accused"])

    @cached_property
    def not_accused(self) -> re.Pattern[str]:
        return re.compile(self.lines["not_accused"])


@dataclass(frozen=True)
class _Rules:
    roles: tuple[_Role, ...]
    shielded: re.Pattern[str]
    not_a_child: re.Pattern[str]
    not_serious: re.Pattern[str]
    serious: Mapping[str, re.Pattern[str]]


def _adult(said: str, rules: _Rules) -> str | None:
    if rules.shielded.search(said):
        return NOBODY_ACTS
    for role in rules.roles:
        if role.named.search(said) and role.is_accused(said):
            return role.card
    return NOT_A_CHILD if rules.not_a_child.search(said) else None


def _fitting(said: str, patterns: Mapping[str, re.Pattern[str]]) -> tuple[str, ...]:
    return tuple(card for card, pattern in patterns.items() if pattern.search(said))


@cache
def _rules() -> _Rules:
    data: dict[str, Any] = read(FILE)
    parts = {name: "".join(data[name].split("\n")).replace("| ", "|") for name in ("did", "child")}
    parts["may"] = f"(?:{data['small_words']})"
    roles = []
    for card, names in data["adults"].items():
        adult = f"(?:{'|'.join(sorted(names, key=len, reverse=True))})s?"
        lines = {
            name: _any(line.format(adult=adult, **parts) for line in data[name]) for name in ("accused", "not_accused")
        }
        roles.append(_Role(card, adult, lines))
    serious = {card: re.compile(_any(lines)) for card, lines in data["serious"].items()}
    shielded, not_a_child, not_serious = (
        re.compile(_any(data[name])) for name in ("shielded", "not_a_child", "not_serious")
    )
    return _Rules(tuple(roles), shielded, not_a_child, not_serious, serious)


def _any(lines: Iterable[str]) -> str:
    return "|".join(f"(?:{line})" for line in lines)

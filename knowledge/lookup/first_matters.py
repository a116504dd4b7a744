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
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any

from knowledge.yaml_file import read

FILE = Path(__file__).with_name("first_matters.yaml")
NOBODY_ACTS = "adult-and-nobody-acts"
AT_HOME = "adult-at-home"
NOT_A_CHILD = "adult-did-it"
MYSELF = "adult-accused-is-me"
BESIDE = ("member-of-staff", NOT_A_CHILD, NOBODY_ACTS)
"""What is offered beside the card of the adult's own role: each holds whoever the adult is."""
PARTS = ("did", "child", "sign", "sign_at_work", "hint", "others")
"""What the patterns of the file are made of, beside {adult} and {may}."""
ABOUT_ADULTS = ("bystander", "avoided", "accused", "accused_at_work", "not_accused", "hinted", "maybe", "it_is_me")
"""The lists of patterns in which these parts stand."""
ADULT = r"(@[\w-]+)"
"""What an adult is called once their name has been replaced by the card it belongs to."""
TWICE = re.compile(rf"{ADULT} {ADULT}")
AROUND = re.compile(r"\(\?<?!(?:[^()]|\([^()]*\))*\)")
"""'Not after' and 'not before' in a pattern."""


@dataclass(frozen=True)
class FirstMatters:
    """The cards that come first for a question, and whether no other card may stand beside them.

    `beside`: a card that is offered beside whatever answers, since an adult may be meant.
    """

    cards: tuple[str, ...] = ()
    is_about_an_adult: bool = False
    beside: str | None = None


NOTHING = FirstMatters()


def first_matters(words: Sequence[str]) -> FirstMatters:
    """`words` are the question's, in order, small and without signs. An adult who is accused comes before all else."""
    rules = _rules()
    said = without_their_children(" ".join(words))
    adult = _adult(said, rules)
    serious = () if rules.not_serious.search(said) else _fitting(said, rules.serious)
    if adult:
        beside = [card for card in BESIDE if card != adult]
        return FirstMatters((adult, *serious[:1], *beside), is_about_an_adult=True)
    return FirstMatters(serious, beside=NOT_A_CHILD if _may_be_an_adult(said, rules) else None)


def without_their_children(said: str) -> str:
    """With a child who is told of by whose they are as a child: 'the DSL's own son' is 'the son', 'a boy whose mum is
    the head' 'a boy'. No adult is accused by that. All else stays as it was typed.
    """
    rules = _rules()
    return rules.parent.sub("", rules.their_child.sub(_only_the_child, said))


def _only_the_child(found: re.Match[str]) -> str:
    return found["child"] or found["child_of"]


def read_ahead() -> None:
    """Make all patterns now: a fifth of a second, for which nobody waits then."""
    _rules()


@dataclass(frozen=True)
class _Rules:
    adults: re.Pattern[str]
    """Any of the names of the file, the longest first."""
    their_child: re.Pattern[str]
    parent: re.Pattern[str]
    names: Mapping[str, re.Pattern[str]]
    """The same by card, in the order in which they count."""
    bystander: re.Pattern[str]
    avoided: re.Pattern[str]
    accused: re.Pattern[str]
    accused_at_work: re.Pattern[str]
    not_accused: re.Pattern[str]
    hinted: re.Pattern[str]
    maybe: re.Pattern[str]
    asks: re.Pattern[str]
    shielded: re.Pattern[str]
    it_is_me: re.Pattern[str]
    not_a_child: re.Pattern[str]
    not_serious: re.Pattern[str]
    serious: Mapping[str, re.Pattern[str]]


def _adult(said: str, rules: _Rules) -> str | None:
    """The card of the adult who is accused, if one is."""
    if rules.it_is_me.search(said):
        return MYSELF
    if rules.shielded.search(said):
        return NOBODY_ACTS
    marked = _marked(said, rules)
    if marked == said:
        return NOT_A_CHILD if rules.not_a_child.search(said) else None
    told = rules.bystander.sub("somebody", marked)
    strangers = _meant(rules.avoided, marked) | _meant(rules.accused_at_work, told)
    hinted = set() if rules.asks.search(said) else _meant(rules.hinted, told)
    accused = (strangers - {AT_HOME} | _meant(rules.accused, told) | hinted) - _meant(rules.not_accused, told)
    first = next((card for card in rules.names if card in accused), None)
    return first or (NOT_A_CHILD if rules.not_a_child.search(said) else None)


def _may_be_an_adult(said: str, rules: _Rules) -> bool:
    told = rules.bystander.sub("somebody", _marked(said, rules))
    return not (rules.asks.search(said) or rules.not_accused.search(told)) and bool(rules.maybe.search(told))


def _marked(said: str, rules: _Rules) -> str:
    """Each adult as the mark of their card: 'the @adult-is-the-dsl touched her'. A 'my' before it stays.

    'Teacher man' and 'supply teacher' are one adult.
    """
    marked = rules.adults.sub(lambda found: _mark(found[0], rules), said)
    return TWICE.sub(_one_adult, marked)


def _one_adult(found: re.Match[str]) -> str:
    """Of 'teacher man' the card of the role, whichever comes first."""
    first, second = found.groups()
    return second if first == f"@{NOT_A_CHILD}" else first


def _mark(name: str, rules: _Rules) -> str:
    card = next((card for card, names in rules.names.items() if names.fullmatch(name)), NOT_A_CHILD)
    return f"my @{card}" if name.startswith("my ") else f"@{card}"


def _meant(pattern: re.Pattern[str], told: str) -> set[str]:
    """The cards of the adults whom a pattern means."""
    return {mark.removeprefix("@") for found in pattern.finditer(told) for mark in found.groups() if mark}


def _fitting(said: str, patterns: Mapping[str, re.Pattern[str]]) -> tuple[str, ...]:
    return tuple(card for card, pattern in patterns.items() if pattern.search(said))


@cache
def _rules() -> _Rules:
    data: dict[str, Any] = read(FILE)
    parts = {name: "".join(map(str.strip, data[name].split("\n"))).replace("| ", "|") for name in PARTS}
    for name in ("sign", "sign_at_work", "others"):
        parts[name] = parts[name].format(child=parts["child"])
    parts |= {"may": f"(?:{data['small_words']})", "adult": ADULT}
    patterns = {name: _any(line.format(**parts) for line in data[name]) for name in ABOUT_ADULTS}
    plain = {name: _any(data[name]) for name in ("shielded", "not_a_child", "not_serious")}
    at_work = _any_name(chain(*(names for card, names in data["adults"].items() if card in data["have_children"])))
    of_theirs = {**parts, "role": rf"(?:{at_work})"}
    return _Rules(
        their_child=re.compile(data["their_child"].format(**of_theirs), re.IGNORECASE),
        parent=re.compile(data["parent"].format(**of_theirs), re.IGNORECASE),
        adults=_names(chain(*data["adults"].values())),
        names={card: _names(names) for card, names in data["adults"].items()},
        asks=re.compile(data["asks"]),
        serious={card: _any(lines) for card, lines in data["serious"].items()},
        **patterns,
        **plain,
    )


def _names(names: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{_any_name(names)})s?\b")


def _any_name(names: Iterable[str]) -> str:
    """'Head teacher' before 'head': the longest first, without what only must not stand around it."""
    return "|".join(sorted(names, key=lambda name: len(AROUND.sub("", name)), reverse=True))


def _any(lines: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{line})" for line in lines))

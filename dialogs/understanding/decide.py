"""From evidence to an outcome: sure, likely with up to three offers, or not understood; by the price of a wrong take.

A choice that lowers the view or calls somebody safe ('dear') is taken only where it was said plainly and nothing else
was said that may go against it. One that raises it ('cheap') is taken where it was said, also with some doubt.
Between the two it is asked: "Did you mean ...?"
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from dialogs.understanding.lexicon import UNKNOWN, Evidence, Manner
from dialogs.understanding.message import Message

MOST_OFFERED = 3
NONE = "none"
_BOTH = frozenset({"both", "all", "each"})
_JOINERS = frozenset(", . ; / ! and plus then but also with".split()) | {"\n"}
NOT_SURE = "not_sure"


@dataclass(frozen=True)
class Outcome:
    """`took`: sure. Otherwise `offered`: likely, best first; both empty: not understood."""

    took: tuple[str, ...] = ()
    offered: tuple[str, ...] = ()


@dataclass(frozen=True)
class Weighed:
    """The choices by how plainly they were said. `spoilt` are doubtful for what was said beside them."""

    plain: list[str] = field(default_factory=list)
    little_doubt: list[str] = field(default_factory=list)
    doubtful: list[str] = field(default_factory=list)
    denied: list[str] = field(default_factory=list)
    spoilt: list[str] = field(default_factory=list)

    @property
    def said(self) -> list[str]:
        """All that were said, the plainest first."""
        return [*self.plain, *self.little_doubt, *self.doubtful]


def weigh(evidence: Sequence[Evidence], manner: Manner, choices: Sequence[str]) -> Weighed:
    """Evidence sorted by certainty. A longer find takes the place of a shorter one inside it."""
    kept = [one for one in evidence if one.choice in choices and (_stays(one, manner) or not _inside(one, evidence))]
    unless = {one.choice for one in kept if one.strength == "unless" and not one.denied}
    weighed = Weighed()
    for choice in choices:
        mine = [one for one in kept if one.choice == choice and one.strength != "unless"]
        said = [one for one in mine if not one.denied]
        if not said:
            if mine:
                weighed.denied.append(choice)
            continue
        if choice in unless and all(one.strength == "maybe" for one in said):
            continue
        doubt = min(one.unsure + 2 * (one.strength == "maybe") for one in said)
        if choice in manner.free and any(one.strength == "sure" for one in said):
            doubt = 0
        doubt = max(doubt, 2) if choice in unless or (len(said) < len(mine) and doubt) else doubt
        if choice in unless:
            weighed.spoilt.append(choice)
        (weighed.plain, weighed.little_doubt, weighed.doubtful)[min(doubt, 2)].append(choice)
    _beaten(weighed, manner)
    return weighed


def _stays(one: Evidence, manner: Manner) -> bool:
    """What counts however it was said stays, also inside a longer find."""
    return one.strength == "unless" or (one.strength == "sure" and one.choice in manner.free)


def _inside(one: Evidence, evidence: Sequence[Evidence]) -> bool:
    """Inside a longer find of another choice: 'his pants' in 'pulled down his pants'."""
    return any(
        other.first <= one.first and one.last <= other.last and other.last - other.first > one.last - one.first
        and other.choice != one.choice and other.strength == "sure" and not other.denied
        for other in evidence
    )  # fmt: skip


def _beaten(weighed: Weighed, manner: Manner) -> None:
    for choice in weighed.plain + weighed.little_doubt:
        for beaten in manner.beats.get(choice, ()):
            for row in (weighed.plain, weighed.little_doubt, weighed.doubtful):
                if beaten in row and beaten != choice:
                    row.remove(beaten)


def decide(
    message: Message, evidence: Sequence[Evidence], manner: Manner, choices: Sequence[str], *, many: bool, unread: int
) -> Outcome:
    """`unread`: how many words that matter no evidence explains."""
    asked_again = any(one.choice == "" and not one.denied for one in evidence)
    message = replace(message, contrasted=message.contrasted - _own_contrasts(evidence))
    weighed = weigh([one for one in evidence if one.choice], manner, choices)
    answer = _answer(message, manner, choices)
    if asked_again or (message.asks and not manner.questions_answer):
        return _ask(weighed, manner, choices, answer)
    if many:
        took = _several(message, weighed, manner, answer, choices, unread, evidence)
    else:
        took = _one(message, weighed, manner, answer, unread)
    if message.wavers and manner.dear & set(took):
        # 'yes no', 'yes wait no': the last one counts, but not for calling somebody safe
        took = ()
    return Outcome(took) if took else _ask(weighed, manner, choices, answer)


def nearly(message: Message, evidence: Sequence[Evidence], manner: Manner, choices: Sequence[str]) -> str:
    """The one choice offered `alone` that everything said points to, though not surely; '' where anything goes against
    it.
    """
    asked_again = any(one.choice == "" and not one.denied for one in evidence)
    # the 'apart' of 'kept apart' is no 'except'
    contrasted = message.contrasted - {one.last - 1 for one in evidence if one.choice in manner.alone}
    if not manner.alone or asked_again or message.asks or contrasted or message.wavers:
        return ""
    weighed = weigh([one for one in evidence if one.choice], manner, choices)
    if message.negators and not manner.cheap & set(weighed.denied):
        # 'shes safe, hes not': a 'not' of which nothing is made
        return ""
    is_one = len(weighed.said) == 1 and set(weighed.said) <= manner.alone - {*weighed.denied, *weighed.spoilt}
    return weighed.said[0] if is_one else ""


def _own_contrasts(evidence: Sequence[Evidence]) -> frozenset[int]:
    """An 'only' that belongs to what was found ('words only', 'only chat') sets nothing against it."""
    return frozenset(
        at for one in evidence if one.choice and one.strength == "sure" for at in (one.first, one.last - 1)
    )


def _answer(message: Message, manner: Manner, choices: Sequence[str]) -> str:
    """The choice that a leading yes or no stands for."""
    meant = {"yes": manner.yes, "no": manner.no}.get(message.lead, "")
    return meant if meant in choices else ""


def _one(message: Message, weighed: Weighed, manner: Manner, answer: str, unread: int) -> tuple[str, ...]:
    said = [choice for choice in weighed.said if choice not in UNKNOWN] or weighed.said
    plain = [choice for choice in weighed.plain + weighed.little_doubt if choice in said]
    ordered = [choice for choice in manner.order if choice in plain]
    if ordered:
        return _in_order(weighed, ordered[0])
    if not plain and len(said) == 1 and said[0] in manner.hints_will_do and said[0] not in weighed.spoilt:
        return (said[0],)
    first = plain[0] if len(plain) == 1 else ""
    if answer and first != answer:
        if not said or said == [answer]:
            return (answer,) if _bare_enough(message, weighed, manner, answer, unread) else ()
        return (first,) if first in manner.cheap and answer not in manner.cheap else ()
    if not first or (set(weighed.plain) & UNKNOWN and first not in UNKNOWN):
        return ()
    if first in manner.cheap or (first in UNKNOWN and len(weighed.said) == 1):
        return (first,)
    if first in weighed.denied:
        return ()
    return (first,) if _certain(message, weighed, manner, first, unread) else ()


def _in_order(weighed: Weighed, first: str) -> tuple[str, ...]:
    """Of several, the one that comes first; not where the speaker is plainly unsure."""
    return () if set(weighed.plain) & UNKNOWN else (first,)


def _certain(message: Message, weighed: Weighed, manner: Manner, choice: str, unread: int) -> bool:
    if choice in manner.whole and unread:
        return False
    if message.contrasts and len(weighed.said) > 1:
        return False
    if choice not in manner.dear:
        return not any(other in weighed.doubtful for other in manner.cheap)
    return choice in weighed.plain and not message.contrasts and len(weighed.said) == 1


def _bare_enough(message: Message, weighed: Weighed, manner: Manner, answer: str, unread: int) -> bool:
    """A yes or no with something after it that no choice's words explain."""
    if answer == NONE and weighed.denied:
        return False
    if message.contrasts and answer not in manner.cheap:
        return False
    if answer in manner.dear | manner.whole:
        plainly = not unread and not any(message.unsure) and answer not in weighed.denied
        return plainly and not message.negators and "?" not in message.text
    return max(message.unsure, default=0) < 2 and unread <= 6


def _several(
    message: Message,
    weighed: Weighed,
    manner: Manner,
    answer: str,
    choices: Sequence[str],
    unread: int,
    evidence: Sequence[Evidence],
) -> tuple[str, ...]:
    plain = list(weighed.plain)
    plain += [choice for choice in weighed.little_doubt if choice not in manner.dear]
    if NONE in plain and len(plain) > 1:
        plain.remove(NONE)
    doubtful = [choice for choice in weighed.said if choice not in plain and choice != NONE]
    if not plain and answer and not doubtful:
        return (answer,) if _bare_enough(message, weighed, manner, answer, unread) else ()
    if not plain or doubtful or (NOT_SURE in plain and len(plain) > 1 and message.contrasts):
        return ()
    if plain == [NONE] and ((weighed.denied and unread) or message.contrasts):
        return ()
    for choice in plain:
        if choice in manner.dear and (
            message.contrasts or choice in weighed.denied or (choice in manner.whole and unread)
        ):
            return ()
    if message.lead == "no" and answer and len(plain) > 1 and not message.contrasts:
        return ()
    if not all(_said_apart(message, evidence, one, other) for one in plain for other in plain if one < other):
        return ()
    return tuple(choice for choice in choices if choice in plain)


def _said_apart(message: Message, evidence: Sequence[Evidence], one: str, other: str) -> bool:
    """Two choices are two only where they were said in two places, with a comma or an 'and' between them.

    'He sent her a video of himself' has words of two choices, and is one; 'both of them' is one phrase for two.
    """
    ones, others = ([(e.first, e.last) for e in evidence if e.choice == c and not e.denied] for c in (one, other))
    for a, b in ((a, b) for a in ones for b in others):
        between = set(message.words[min(a[1], b[1]) : max(a[0], b[0])])
        if between & _JOINERS or (a == b and _BOTH & set(message.words[a[0] : a[1]])):
            return True
    return False


def _ask(weighed: Weighed, manner: Manner, choices: Sequence[str], answer: str) -> Outcome:
    likely = [*weighed.plain, *weighed.little_doubt, *weighed.doubtful]
    likely += [answer] if answer else []
    likely += [manner.opposites[choice] for choice in weighed.denied if choice in manner.opposites]
    # 'no threats': of a list of what might have been, likely none
    likely += [NONE] if weighed.denied and not weighed.said else []
    return Outcome((), best(likely, choices))


def best(likely: Iterable[str], choices: Sequence[str]) -> tuple[str, ...]:
    """The first three different ones that can be picked."""
    return tuple(dict.fromkeys(choice for choice in likely if choice in choices))[:MOST_OFFERED]

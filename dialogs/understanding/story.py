"""The ages in a story, and whose they are: 'a yr 8 boy grabbed a 12 year old girl'. They are offered, never taken.

Who did it stands before what was done, unless it was done 'by' somebody. Where that is not plain, nothing is said.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from dialogs.understanding.ages import FIRST_YEAR, OLDEST_CHILD, in_digits

_CHILD = r"(?:boys?|girls?|lads?|lass(?:es)?|kids?|child(?:ren)?|pupils?|sisters?|brothers?|residents?|she|he)"
_ONE = r"(?:boy|girl|lad|lass|kid|child|pupil|sister|brother|resident)"
"""One child: '2 lads' are two of them."""
_MENTION = re.compile(
    rf"\b(?:(?P<many>both|[2-6]) )?(?:(?P<age>\d{{1,2}}) years? olds?"
    rf"|(?:years?|y) (?P<year>\d{{1,2}})s?\b|(?P<reception>reception)|(?P<aged>[5-9]|1\d) {_ONE}\b)"
    rf"|\b{_CHILD} (?:is |was |of |aged? )?(?P<stands>\d{{1,2}})\b(?! (?:times|of|years in|minutes|{_CHILD}))"
    r"|\bboth (?P<both>\d{1,2})\b"
)
_ACT = re.compile(
    r"\b(?:touch|kiss|grab|grop|show|flash|expos|pull|put|lick|hump|rub|send|sent|ask|forc|mak|made|hurt|rap|finger|slap|"
    r"smack|squeez|strok|follow|lift|film|took|take|corner|pin|climb|push|hold|held|tri|try|did|do|keep|kept|undress)\w*"
)
_TOLD = re.compile(r"\b(?:told|tell|said|say|disclos\w*|report\w*)\b")
_BY = re.compile(r"\b(?:by|from)\b")


@dataclass(frozen=True)
class Mention:
    """Ages of one child, more than one where a school year covers two; `many` children of that age."""

    ages: tuple[str, ...]
    many: bool
    first: int
    last: int


def ages_in(words: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What the age of who did it may be, and of the other child; empty where that is not plain."""
    text = in_digits(words)
    found = [mention for mention in map(_mention, _MENTION.finditer(text)) if mention.ages]
    if len(found) == 1 and found[0].many:
        return found[0].ages, found[0].ages
    if not found or len(found) > 2:
        return (), ()
    first, act = found[0], _ACT.search(text)
    if len(found) == 1:
        if act is None or _BY.search(text) or _TOLD.search(text):
            # 'my 6 yr old told me her brother touches her'
            return (), ()
        return (first.ages, ()) if first.last <= act.start() else ((), first.ages)
    between = text[first.last : found[1].first]
    if not _ACT.search(between):
        return (), ()
    return (found[1].ages, first.ages) if _BY.search(between) else (first.ages, found[1].ages)


def _mention(found: re.Match[str]) -> Mention:
    many = bool(found["many"] or found["both"])
    year = int(found["year"]) if found["year"] else 0 if found["reception"] else None
    if year is not None:
        ages = [year + FIRST_YEAR, year + FIRST_YEAR + 1] if year <= 13 else []
    else:
        ages = [int(found["age"] or found["aged"] or found["stands"] or found["both"])]
    likely = tuple(str(age) for age in ages if 1 < age <= OLDEST_CHILD)
    return Mention(likely, many, found.start(), found.end())

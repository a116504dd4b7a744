"""Ages as people say them: '13 too', 'two 14 year olds', '9 and a half', 'nearly 13', 'eighteen months'.

An age is whole years as text; `18+` is an adult, `unknown` an age that is not known. What covers two ages ('yr 9',
'8 or 9', 'same as him') is offered, never taken. At a question about a child's stage ('like a 6 yr old') the calendar
age beside it is left out, and the other way round.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from dialogs.understanding.decide import MOST_OFFERED, Outcome

UNKNOWN = "unknown"
ADULT = "18+"
OLDEST_CHILD = 17
MOST = 8
"""Children at one question."""
FIRST_YEAR = 4
"""School year 1 begins at five: in year n a child is n + 4 or n + 5."""

_UNITS = (
    "nought one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
).split()
_TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60}
_WORDS = {word: number for number, word in enumerate(_UNITS) if word != "one"} | _TENS
"""Not 'one': 'one is 9'."""
_ADULTS = frozenset("adult adults grownup staff teacher assistant member carer coach pensioner".split())
_SOMEBODY = (
    r"(?:boys?|girls?|kids?|child(?:ren)?|lads?|lass(?:es)?|of (?:them|us|the)|people|pupils?|students?|friends"
    r"|siblings|brothers|sisters|teens?|teenagers|young people|residents|little ones|mates|twins)"
)
_STAGE = re.compile(
    r"\b(function\w*|act(?:s|ing)?|stage|development\w*|mental\w*|emotional\w*|cognitive\w*|comes? across|presents?"
    r"|level|thinks|seems|more|nearer|closer|like|say|about|around|behaves?)\b"
)
_STAGE_ONLY = re.compile(r"\b(function\w*|acts?|stage|development\w*|mentally|more like|level|comes? across)\b")
_ASIDE = re.compile(r"\b(did it to|done to|watch\w*|likeisaid|witness\w*|looking on|nothing to do|not involved)\b")
_LESS = (
    r"(?:nearly|almost|rising|coming up(?: to)?|turning|turns|will be|about to be|going on|soon(?: be)?|not far off"
    r"|just under|notyet|not quite) (\d+)"
)
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_COMING = (
    r"(\d+) (?:next|soon|on (?:mon|tues|wednes|thurs|fri|satur|sun)day"
    rf"|in (?:\d+ )?(?:{'|'.join(_MONTHS)}|week|month|day)\w*)"
)
_RELATIVE = re.compile(
    r"\b(?:\d+ )?(?:years? |bit |little |much )?(?:younger|older|behind|below|above|apart|between them)\b"
)
_LIKE_ANOTHER = re.compile(r"\b(?:same|his|her|their|actual|normal|right) (?:\w+ )?age\b|\bsame\b|\bnormal\b")
_NO_AGE = (
    r"\b\d+ ?(?:ft|foot|feet|st|stone|cm|kg|times?|weeks?|days?|pm|am|oclock|minutes|inch\w*)\b|\bgrade \d+|\bthan \d+"
)
_CLOCK = re.compile(
    r"\b(?:quarter|half) (?:to|past)\b|\b\d+ (?:past|to) \d+\b|\b\d+ in the (?:morning|afternoon|evening|night)\b"
)
"""A time of day, where an age was asked for."""
_ROOM = re.compile(r"\b\d+ (?:bed)?room\b")
"""Whose room it was says nothing of who did it."""
_NOT_KNOWN = re.compile(r"\b(dontknow|notsure|ask|office|cpoms|sims|find out|check|not known)\b")
_COUNTED = re.compile(rf"\b\d {_SOMEBODY}\b")
_TWO_OF_THEM = (
    re.compile(r"\b(?:he|boy|lad) is \d+.*\b(?:she|girl) is \d|\b(?:she|girl) is \d+.*\b(?:he|boy|lad) is \d"),
    re.compile(r"^\W*\d+\W+(?:and |but )?(?:the )?(?:other|girl|boy|lad|she|he|little|younger|older)\b.*\d"),
)
_STEPS = re.compile(
    r"\b(?P<both>both|twins|pair of|2 of (?:them|the)|all(?: (?P<all>\d))?(?: of them)?)\b"
    r"|\b(?P<x>\d+) x (?P<times>\d)\b"
    rf"|\b(?P<count>\d) (?:(?:little|older|younger|other|small|big|young) )?{_SOMEBODY}\b"
    r"|\b(?P<two>[2-6]) are (?P<each>\d+)\b"
    r"|\b(?P<one>one|1(?= (?:is|was|of|who|are|aged|boy|girl|\d+)))\b|\b(?P<age>\d+)\b"
)


def ages(at: str, words: Sequence[str]) -> Outcome:
    """The ages in a message, for the question `at`; `words` as `Speech` made them plain."""
    said = in_digits(words)
    if _CLOCK.search(said):
        return Outcome()
    text = _kept(at, re.sub(r" and \d (?:quarters?|weeks?|months?|days?)\b", "", said))
    may_be = _two_ages(text)
    if may_be is not None:
        return _offer(may_be)
    text, is_relative = _years_only(text)
    found = _listed(text)
    all_of_how_many = (
        re.search(r"\ball (?!\d )\d+|\ball (?:are|of them)", text) and len(found) < 3 and not _COUNTED.search(text)
    )
    doubtful = (
        bool(all_of_how_many)
        or is_relative
        or bool(_ROOM.search(text))
        or _are_both(at, text)
        or _are_he_and_she(text)
        or _is_one_like_another(said)
    )
    if doubtful or not _are_likely(found, text) or not 0 < len(found) <= MOST:
        return _offer(found)
    return Outcome(tuple(found))


def _offer(found: Sequence[str]) -> Outcome:
    return Outcome((), tuple(dict.fromkeys(found))[:MOST_OFFERED])


def in_digits(words: Sequence[str]) -> str:
    """One line with every number in digits, halves left out and months made years."""
    plain: list[str] = []
    for before, word in pairwise(["", *words]):
        number = _WORDS.get(word)
        if before in _TENS and re.fullmatch("[1-9]", word):
            # 'twenty five': the five is a digit already
            plain[-1] = str(int(plain[-1]) + int(word))
        elif not (word.isdecimal() and len(word) > 3):
            plain.append(word if number is None else str(number))
    text = " ".join(plain)
    if not re.search(r"\d", text):
        text = re.sub(r"\bone(?= years?\b)|\bone$", "1", text)
    text = re.sub(r"\b(\d+) (?:and )?(?:a )?half\b|\b(\d+)\.\d\b", r"\1\2", text)
    text = re.sub(r"\b(\d+) (?:years?|y) (?:and )?\d+ (?:months?|m)\b", r"\1", text)
    return re.sub(r"\b(\d+) (?:months?|mths?|mo)\b", lambda found: f"{int(found[1]) // 12} years", text)


def _kept(at: str, text: str) -> str:
    """Without the clauses that are about somebody else, or about the other kind of age."""
    clauses = [c for c in re.split(r"[,;.:!?\n]| (?:but|though|although|because|so) ", f" {text} ") if c.strip()]
    with_ages = [clause for clause in clauses if re.search(r"\d", clause)]
    if len(with_ages) < 2:
        return text
    kept: list[str] = []
    for clause in clauses:
        if not _ASIDE.search(clause):
            kept.append(clause)
        elif not re.search(r"\d", clause) and kept:
            # 'there was an 11 yr old but she was only watching'
            kept.pop()
    if "stages" in at and re.search(r"\bput (?:him|her|them)\b", text):
        kept = [clause for clause in kept if re.search(r"\bput\b", clause)]
    if "stages" in at:
        staged = [clause for clause in kept if _STAGE.search(clause) and re.search(r"\d", clause)]
        kept = staged if 0 < len(staged) < len(with_ages) else kept
    else:
        kept = [clause for clause in kept if not _STAGE_ONLY.search(clause)]
    return " , ".join(clause.strip() for clause in kept)


def _two_ages(text: str) -> list[str] | None:
    """What the ages may be, where one word covers two: '8 or 9', 'yr 9', 'nursery'. None where none does."""
    span = re.search(r"\b(\d+) ?(?:or|/|-|to|maybe) ?(\d+)\b", text) or re.search(r"\bbetween (\d+) and (\d+)", text)
    if span:
        return [span[1], span[2]]
    text = re.sub(r"\b(\d+) years?\b", r"\1", text)
    school = r"\b(?:years?|y) (\d{1,2})(?: and (\d{1,2})\b)?"
    years = [int(year) for found in re.findall(school, text) for year in found if year and int(year) <= 13]
    text = re.sub(r"\b(?:ks|key stage) ?\d", "key stage", text)
    named = re.search(r"\b(reception|nursery|preschool|foundation|sixth form|key stage)\b", text)
    if (years or named) and not re.search(r"\d", re.sub(school, "", text)):
        return [str(year + more) for year in years for more in (FIRST_YEAR, FIRST_YEAR + 1)]
    return None


def _years_only(text: str) -> tuple[str, bool]:
    """Only numbers that are ages; and whether what is left leans on another child's age ('2 years older than him')."""
    text = re.sub(r"\b(\d{1,2}) (?:, )?(?:in )?(?:year|y) \d{1,2}\b(?! olds?| months?)", r"\1", text)
    text = re.sub(r"\b([2-6]) (\d+) (?:years? )?olds?\b", lambda some: " , ".join([some[2]] * int(some[1])), text)
    text = re.sub(r"\b(?:years?|y) \d{1,2}\b", " ", re.sub(r"\b(\d+) years?(?: olds?)?\b", r"\1", text))
    text = re.sub(_NO_AGE, " ", text)
    leans = bool(_RELATIVE.search(text) or _LIKE_ANOTHER.search(text))
    text = _RELATIVE.sub(" ", text)
    # one year below a birthday that is still to come; a second number beside it says the same ('17, 18 next week')
    text = re.sub(rf"\b(\d+)(?: ,)? (?:{_COMING}|{_LESS})\b", r"\1", text)
    text = re.sub(rf"\b{_LESS}\b|\b{_COMING}\b", lambda found: str(int(found[1] or found[2]) - 1), text)
    text = re.sub(r"\b(?:not|never) (?:a )?\d+", " ", text)
    return text, leans and not re.search(r"\b(?:is|are|aged|other) (?:\w+ )?\d", text)


def _listed(text: str) -> list[str]:
    """Each age, as often as there are children of it."""
    found: list[str] = []
    many = 1
    for part in _STEPS.finditer(text):
        if part["both"]:
            many = int(part["all"] or max(many, 2))
        elif part["count"]:
            many = int(part["count"])
        elif part["one"]:
            many = 1
        elif part["two"]:
            found += [_as_age(part["each"])] * int(part["two"])
        elif part["x"]:
            found += [_as_age(part["x"])] * int(part["times"])
        else:
            each = 1 if re.match(r"\W*(?:and )?(?!1\b)\d", part.string[part.end() :]) or len(found) else many
            found += [_as_age(part["age"])] * each
            many = 1 if each > 1 or len(found) > 1 else many
    afterwards = re.search(rf"\b(\d) {_SOMEBODY}\W*$", text)
    if afterwards and len(set(found)) == 1 and re.search(r"\b(?:all|each|they)\b", text):
        found = found[:1] * int(afterwards[1])
    if _NOT_KNOWN.search(text) and (not found or re.search(r"\b(?:other|rest|another)\b", text)):
        found.append(UNKNOWN)
    return found or ([ADULT] if _ADULTS & set(text.split()) else [])


def _are_likely(found: Sequence[str], text: str) -> bool:
    """A 2 beside a 13 is an amount that was not understood; 'under 10' and '5, maybe 6' are no age."""
    numbers = [int(age) for age in found if age.isdecimal()]
    odd = bool(numbers) and min(numbers) <= 3 and max(numbers) >= 8
    vague = re.search(r"\b(?:under|over|below|above|less than|more than|at least|at most)\b", text)
    either = len(found) > 1 and re.search(r"\b(?:maybe|perhaps|possibly|or)\b", text)
    return not (odd or vague or either)


def _are_both(at: str, text: str) -> bool:
    """'Both 4' at the first child's age speaks of both children, not of two who did it."""
    together = re.search(r"\b(?:both|each)\b|\b\d \w+ together\b", text)
    theirs = re.fullmatch(r"\W*they are \d+\W*", text)
    return at == "displayed_ages" and bool(together or theirs) and not re.search(r"\bdid\b", text)


def _are_he_and_she(text: str) -> bool:
    """Also '14, the girl is 12': the second is somebody else, or of the same kind."""
    return any(found.search(text) for found in _TWO_OF_THEM)


def _is_one_like_another(text: str) -> bool:
    """'One is normal for his age, the other more like 8': the first has no number."""
    return bool(
        re.search(r"\b(?:one|1|other)\b", text)
        and _LIKE_ANOTHER.search(text)
        and len(re.findall(r"\d+", re.sub(r"\b1\b", " ", text))) < 2
    )


def _as_age(number: str) -> str:
    return str(int(number)) if int(number) <= OLDEST_CHILD else ADULT

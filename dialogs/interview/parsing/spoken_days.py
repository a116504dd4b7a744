"""A day as people say it: 'yesterday', 'last Tues', 'Monday just gone', 'a fortnight ago', 'over the weekend'.

What may be one of two days is offered as both, and never taken.
"""

import re
from datetime import date, timedelta

from dialogs.interview.answers import Refusal
from dialogs.interview.parsing.dates import DAY_NUMBER, WEEKDAYS, day_in_words

_SPELT = {
    r"\b(?:yest|yday|ystrday|yesturday|yesterdy|yestaday|yesteday)\b": "yesterday",
    r"\b(?:2day|tdy|2dy)\b": "today",
    r"\b(?:wensday|wednsday|wedensday|wednesdy)\b": "wednesday",
    r"\b(?:tuseday|tuesdy|teusday)\b": "tuesday",
    r"\b(?:thurday|thrusday|thursdy)\b": "thursday",
    r"\b(?:saterday|satuday)\b": "saturday",
    r"\b(?:a )?fortnight ago\b": "2 weeks ago",
    r"\b(?:a )?couple of (day|week|night)s\b": r"2 \1s",
    r"\bnights? ago\b": "days ago",
    r"\b(?:the )?night before last\b": "2 days ago",
    r"\bsometime\b": "",
}
"""Slips, short forms, and what counts in nights, as they are written out."""
_BEFORE = re.compile(
    r"^(?:on|it was|was|it happened|happened|earlier|of|the morning of|about|around|approx|during|over) "
)
TODAY = frozenset({"today", "just now", "now", "this", "earlier", "earlier today", "tonight", "a minute ago"})
YESTERDAY = frozenset({"yesterday", "last", "the other night"})
_COUNTS = {word: number for number, word in enumerate("one two three four five six seven eight nine ten".split(), 1)}
_COUNTS["a"] = 1
_VAGUE = re.compile(
    r"(the |in the |all |every day )?(last|this|past)? ?(couple of |few )?"
    r"(weeks?|months?|half term|terms?|years?|few days|other day|holidays|days|a few days ago)( or so)?"
)
_WEEKEND = re.compile(r"(?:over|at|on|in|during)? ?(?:the )?(last|this|past)? ?weekend")


def as_written(text: str) -> str:
    """Slips and short forms written out."""
    for slip, meant in _SPELT.items():
        text = re.sub(slip, meant, text)
    return text.strip()


def spoken_day(text: str, now: date) -> date | Refusal | None:
    """The day that is meant, why it cannot be used, or None where it is not said in one of these ways."""
    weekend = _WEEKEND.fullmatch(text)
    if weekend:
        return _weekend(now, before=weekend[1] == "last")
    text = _BEFORE.sub("", text).strip(" ,")
    text = re.sub(r"\b(today|yesterday) (?:at|about|around|in)$", r"\1", text)
    if text in TODAY or re.fullmatch(r"(an?|\d{1,2}) (?:minutes?|mins?|hours?|hrs?) ago", text):
        return now
    if text in YESTERDAY:
        return now - timedelta(days=1)
    if text in ("the day before yesterday", "day before yesterday"):
        return now - timedelta(days=2)
    if text.startswith("tomorrow") or re.fullmatch(r"(next|coming) [a-z]+", text):
        return Refusal("future_words")
    if _VAGUE.fullmatch(text) or text == "a few days ago":
        return Refusal("which_day")
    ago = re.fullmatch(r"(?:about )?(\d{1,2}|[a-z]+) (day|week)s? ago", text)
    if ago and (ago[1].isdecimal() or ago[1] in _COUNTS):
        count = int(ago[1]) if ago[1].isdecimal() else _COUNTS[ago[1]]
        return now - timedelta(days=count * (7 if ago[2] == "week" else 1))
    return _weekday(text, now)


def _weekend(now: date, *, before: bool) -> Refusal:
    """Both days of it, as far as they have been. 'Last weekend', said at one, is the one before."""
    saturday = now - timedelta(days=(now.weekday() - 5) % 7)
    if before and now.weekday() >= 5:
        saturday -= timedelta(days=7)
    days = [day for day in (saturday, saturday + timedelta(days=1)) if day <= now]
    return Refusal("which_of_days", offered=tuple(map(day_in_words, days)))


def _weekday(text: str, now: date) -> date | Refusal | None:
    """'tues', 'last Tuesday', 'Monday just gone', 'Tuesday last week', 'a week last Monday'."""
    found = re.fullmatch(
        r"(a week )?(?:(?:this|the)? ?(last|past|previous)? ?)([a-z]+)"
        r"(?: (just gone|gone|last week|a week ago|before last))?",
        text,
    )
    if not found or found[3] not in DAY_NUMBER:
        return None
    back = (now.weekday() - DAY_NUMBER[found[3]]) % 7
    if found[4] in ("last week",):
        return now - timedelta(days=now.weekday() + 7 - DAY_NUMBER[found[3]])
    if back == 0 and not (found[2] or found[4]):
        week_ago = now - timedelta(days=7)
        return Refusal(
            "today_or_last_week", {"weekday": WEEKDAYS[now.weekday()].capitalize()},
            offered=(day_in_words(now), day_in_words(week_ago)),
        )  # fmt: skip
    day = now - timedelta(days=back or 7)
    return day - timedelta(days=7) if found[1] or found[4] in ("a week ago", "before last") else day

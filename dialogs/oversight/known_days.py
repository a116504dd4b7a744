"""A day as exactly as it is known: '2 March 2026', 'June 2010', 'no' where it did not happen, or nothing.

Kept as it is sorted: '2026-03-02', '2010-06', 'no', ''.
"""

from datetime import date, datetime

from dialogs.interview.answers import Refusal, plain
from dialogs.interview.parsing.dates import day_in_words, month_in_words, whole_date, written_month
from dialogs.interview.parsing.days import today
from dialogs.words import say, several
from storage.casework.parts import Precision
from storage.oversight.case_audits.days import UNKNOWN, Known, in_month, on
from storage.oversight.case_audits.questions import Said

NO = "no"


def a_known_day(value: str, now: datetime) -> str | Refusal:
    """As it is kept, or why not: it is none, or still to come."""
    said = plain(value)
    if not said or said in several("case_audit.day_not_known"):
        return ""
    if said in several("case_audit.day_never"):
        return NO
    kept, first = "", written_month(said, today(now)) if any(c.isdecimal() for c in said) else None
    if first is not None:
        kept = f"{first:%Y-%m}"
    else:
        day = whole_date(said)
        if not isinstance(day, date):
            return day if isinstance(day, Refusal) and day.key == "weekday_or_date" else Refusal("known_day")
        first, kept = day, day.isoformat()
    return Refusal("known_day_to_come") if first > today(now) else kept


def as_known(kept: str) -> Known:
    """What was kept, as storage has it."""
    if kept in ("", NO):
        return Known(Said.NO) if kept else UNKNOWN
    parts = [int(part) for part in kept.split("-")]
    return in_month(parts[0], parts[1]) if len(parts) == 2 else on(date(*parts))


def known_in_words(known: Known) -> str:
    """'Monday 2 March 2026', 'June 2010', 'not known', 'did not happen'."""
    if known.day is not None:
        return month_in_words(known.day) if known.precision is Precision.MONTH else day_in_words(known.day)
    return say(f"case_audit.without_day.{known.happened}")


__all__ = ["NO", "a_known_day", "as_known", "known_in_words"]

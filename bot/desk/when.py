"""How long ago, and how soon, in words."""

from dataclasses import dataclass
from datetime import date, datetime

from dialogs.interview.parsing.days import today
from dialogs.words import say

HOUR = 60


def since(moment: datetime, now: datetime) -> str:
    """'25 minutes ago', '3 hours ago', 'yesterday', '5 days ago', '3 weeks ago'."""
    minutes = int((now - moment).total_seconds() // 60)
    days = (today(now) - today(moment)).days
    if minutes < 1:
        return say("desk.since.now")
    if minutes < HOUR:
        return say("desk.since.minutes" if minutes > 1 else "desk.since.minute", count=minutes)
    if days == 0:
        hours = minutes // HOUR
        return say("desk.since.hours" if hours > 1 else "desk.since.hour", count=hours)
    if days == 1:
        return say("desk.since.yesterday")
    return say("desk.since.days", count=days) if days < 14 else say("desk.since.weeks", count=days // 7)


@dataclass(frozen=True)
class Soon:
    """`urgency` is overdue, today, soon or later: each has a shape and a colour of its own."""

    urgency: str
    words: str


def how_soon(day: date, now: datetime) -> Soon:
    """How soon something is due."""
    ahead = (day - today(now)).days
    if ahead < 0:
        return Soon("overdue", say("desk.soon.overdue" if ahead < -1 else "desk.soon.overdue_by_one", count=-ahead))
    if ahead == 0:
        return Soon("today", say("desk.soon.today"))
    if ahead == 1:
        return Soon("soon", say("desk.soon.tomorrow"))
    return Soon("soon" if ahead <= 7 else "later", say("desk.soon.days", count=ahead))

"""How an item of the self-audit is rated, and what each rating needs. Pure.

'In place, unchecked' stands apart: the inspection found policies that nobody had put into practice (HM-3.3).
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from storage.problems import Problem

LONGEST = 731
"""Days: an action is due within two years (our own choice)."""


class Rating(StrEnum):
    """In the order in which a board reads them. The values are stored: rename none."""

    IN_PLACE_CHECKED = "in_place_checked"
    IN_PLACE_UNCHECKED = "in_place_unchecked"
    PARTLY = "partly"
    NOT = "not"
    NOT_OURS = "not_ours"
    NOT_KNOWN = "not_known"


NEEDS_ACTION = frozenset({Rating.IN_PLACE_UNCHECKED, Rating.PARTLY, Rating.NOT, Rating.NOT_KNOWN})
"""Where something is still to be done: checked, finished, begun, or found out."""


class NoEvidence(Problem):
    """A rating says what it rests on."""

    reason = "rating_without_evidence"


class NoAction(Problem):
    """What is not in place and checked has an action, whose it is and by when."""

    reason = "rating_without_action"


class ActionDayWrong(Problem):
    """An action is done on a day to come, within two years."""

    reason = "action_day_wrong"


@dataclass(frozen=True)
class Given:
    """How somebody rates an item. `owner`: whose the action is, as a post; whose the item is, where it is not ours."""

    rating: Rating
    evidence: str = ""
    owner: str = ""
    action: str = ""
    due_on: date | None = None


@dataclass(frozen=True)
class Rated:
    """A rating as it stands. `number` counts those of its self-audit."""

    item: str
    number: int
    given: Given
    by_id: str
    at: datetime


def check(given: Given, today: date) -> None:
    """Raises NoEvidence, NoAction, ActionDayWrong. What is not known needs somebody who finds out instead."""
    if given.rating is not Rating.NOT_KNOWN and not given.evidence.strip():
        raise NoEvidence
    if given.rating in NEEDS_ACTION and not (given.owner.strip() and given.action.strip() and given.due_on):
        raise NoAction
    if given.due_on is not None and not 0 <= (given.due_on - today).days <= LONGEST:
        raise ActionDayWrong

"""What stands in one edition of the report: figures, what of them is passed on, the self-audit, and what was written.

Two editions of a period are told apart openly: a later one says what has changed since the one before.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from storage.oversight.board_report.figures import Figures
from storage.oversight.board_report.passing_on import PassedOn
from storage.oversight.self_audit.items import items
from storage.oversight.self_audit.ratings import NEEDS_ACTION, Rating
from storage.oversight.self_audit.rounds import SelfAudit

ROUNDS = 4
"""Self-audits that are shown beside each other, the newest last."""


@dataclass(frozen=True)
class Item:
    """One of the seventeen. `ratings` of the last self-audits, oldest first, '' where it had none; the rest as the
    newest says it.
    """

    name: str
    ratings: tuple[str, ...]
    action: str = ""
    owner: str = ""
    due_on: str = ""

    @property
    def rating(self) -> str:
        """The newest, '' where the last self-audit had none; 'not_known' where there was no self-audit."""
        return self.ratings[-1] if self.ratings else Rating.NOT_KNOWN.value


@dataclass(frozen=True)
class Actions:
    """What the self-audit wants done, in numbers: `late` are those whose day has passed."""

    open: int
    late: int


@dataclass(frozen=True)
class Change:
    """Of `what` there were so many, and are so many now; a rating changes in words, a column of a table is `where`."""

    what: str
    where: str
    was: str
    now: str


@dataclass(frozen=True)
class Content:
    """`rated_on`: when each self-audit was closed. `text`: what the signer says to the board; not passed on."""

    figures: Figures
    passed_on: PassedOn | None
    items: tuple[Item, ...]
    rated_on: tuple[str, ...]
    text: str = ""
    changes: tuple[Change, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Plain JSON, to be signed."""
        return {
            "figures": self.figures.as_json(),
            "passed_on": self.passed_on.as_json() if self.passed_on else None,
            "items": [{**asdict(one), "ratings": list(one.ratings)} for one in self.items],
            "rated_on": list(self.rated_on),
            "text": self.text,
            "changes": [vars(one) for one in self.changes],
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Content":
        """What `as_json` kept."""
        return cls(
            figures=Figures.from_json(kept["figures"]),
            passed_on=PassedOn.from_json(kept["passed_on"]) if kept["passed_on"] else None,
            items=tuple(Item(**{**one, "ratings": tuple(one["ratings"])}) for one in kept["items"]),
            rated_on=tuple(kept["rated_on"]),
            text=kept["text"],
            changes=tuple(Change(**one) for one in kept["changes"]),
        )

    def actions(self, today: date) -> Actions:
        """Of those that are still to be done."""
        due = [one.due_on for one in self.items if one.rating in NEEDS_ACTION and one.due_on]
        return Actions(len(due), sum(date.fromisoformat(day) < today for day in due))


def rated(rounds: Sequence[SelfAudit]) -> tuple[Item, ...]:
    """All seventeen, from self-audits oldest first."""
    return tuple(_item(name, rounds[-ROUNDS:]) for name in items().items)


def changes(was: Content, now: Content) -> tuple[Change, ...]:
    """What is not as it was, each by its name."""
    return tuple(_changes(was, now))


def _item(name: str, rounds: Sequence[SelfAudit]) -> Item:
    found = [one.rated.get(name) for one in rounds]
    ratings = tuple(one.given.rating.value if one else "" for one in found)
    newest = found[-1].given if found and found[-1] else None
    if newest is None:
        return Item(name, ratings)
    return Item(name, ratings, newest.action, newest.owner, newest.due_on.isoformat() if newest.due_on else "")


def _changes(was: Content, now: Content) -> Iterator[Change]:
    old, new = was.figures, now.figures
    for what, before, after in (
        ("displayed", old.displayed, new.displayed),
        ("targeted", old.targeted, new.targeted),
    ):
        if before != after:
            yield Change(what, "", str(before), str(after))
    for name, table in new.tables.items():
        for column, count in table.items():
            before = old.tables.get(name, {}).get(column, 0)
            if before != count:
                yield Change(name, column, str(before), str(count))
    for name, stage in new.stages.items():
        for part, count in vars(stage).items():
            before = vars(old.stages[name])[part] if name in old.stages else 0
            if before != count:
                yield Change(name, part, _number(before), _number(count))
    ratings = {one.name: one.rating for one in was.items}
    for one in now.items:
        if ratings.get(one.name, one.rating) != one.rating:
            yield Change(one.name, "rating", ratings[one.name], one.rating)


def _number(count: int | None) -> str:
    return "-" if count is None else str(count)

"""What an informal talk is: what was asked, what was answered, what came of watching.

Nobody is named in it but its manager: the words are refused where they seem to hold a name.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from storage.audit import Kind, Subject
from storage.database.bound import ToSeal
from storage.database.engine import Tx
from storage.talks.tables import TalkRow


class Outcome(StrEnum):
    """The five that the source names, one or more of them (PB-support). The values are stored: rename none."""

    MONITORING = "monitoring"
    SINGLE_AGENCY = "single_agency"
    CAF = "caf"
    AIM = "referral_aim"
    SOCIAL_CARE = "social_care"


class Seen(StrEnum):
    """What came of watching. The values are stored: rename none."""

    NOTHING_MORE = "nothing_more"
    STILL_WORRIED = "still_worried"
    HAPPENED = "happened"


class State(StrEnum):
    """How far a talk has come."""

    WAITING = "waiting"
    WATCHED = "watched"
    """Answered, and to be looked at again."""
    ENDED = "ended"


@dataclass(frozen=True)
class Asked:
    """`side`, `age_band` and `wanted` are choices of the questions; `reach` is how the asker can be reached."""

    side: str
    age_band: str
    concern: str
    wanted: tuple[str, ...]
    wanted_words: str
    manager_name: str
    manager_agreed_on: date
    reach: str


@dataclass(frozen=True)
class Watch:
    """What is watched, by whom (a role, or a person who works there), and the day to look again."""

    what: str
    who: str
    review_on: date


@dataclass(frozen=True)
class Answer:
    """`watch` where one of the outcomes is to watch; `advice` may be empty."""

    outcomes: tuple[Outcome, ...]
    watch: Watch | None
    advice: str


@dataclass(frozen=True)
class Review:
    """What came of watching, with a few words, or none."""

    seen: Seen
    words: str


@dataclass(frozen=True)
class Talk:
    """One talk as a whole: only for whoever may read it (`access.py`)."""

    id: str
    reference: str
    asker_id: str
    setting_id: str
    case_key: str | None
    asked: Asked
    asked_at: datetime
    answer: Answer | None
    answered_by: str | None
    answered_at: datetime | None
    review: Review | None
    ended_at: datetime | None
    passes_the_dsl_by: bool
    """The deputy or the head stands in the place of the DSL."""

    @property
    def state(self) -> State:
        """How far it has come."""
        return state_of(self.answered_at, self.ended_at)


def state_of(answered_at: datetime | None, ended_at: datetime | None) -> State:
    """How far a talk has come: answered and not ended, it is watched."""
    if answered_at is None:
        return State.WAITING
    return State.WATCHED if ended_at is None else State.ENDED


def subject(talk_id: str) -> Subject:
    """What its history and its clocks are of."""
    return Subject(Kind.TALK, talk_id)


def sealed(tx: Tx, value: Asked | Answer | Review) -> ToSeal:
    """As it is kept: days as ISO."""
    return tx.vault.seal_json(plain(asdict(value)))


def opened(tx: Tx, row: TalkRow) -> Talk:
    """A row with what is sealed in it."""
    return Talk(
        id=row.id,
        reference=row.reference,
        asker_id=row.asker_id,
        setting_id=row.setting_id,
        case_key=row.case_key,
        asked=_asked(tx.vault.open_json(row.asked_sealed)),
        asked_at=row.asked_at,
        answer=_answer(tx.vault.open_json(row.answer_sealed)) if row.answer_sealed else None,
        answered_by=row.answered_by,
        answered_at=row.answered_at,
        review=_review(tx.vault.open_json(row.review_sealed)) if row.review_sealed else None,
        ended_at=row.ended_at,
        passes_the_dsl_by=row.passes_the_dsl_by,
    )


def plain(value: Any) -> Any:
    """Days and moments as text, whatever they stand in."""
    if isinstance(value, dict):
        return {name: plain(one) for name, one in value.items()}
    return value.isoformat() if isinstance(value, date) else value


def _asked(kept: Mapping[str, Any]) -> Asked:
    day = date.fromisoformat(kept["manager_agreed_on"])
    return Asked(**{**kept, "wanted": tuple(kept["wanted"]), "manager_agreed_on": day})


def _answer(kept: Mapping[str, Any]) -> Answer:
    watch = kept["watch"]
    return Answer(
        outcomes=tuple(Outcome(one) for one in kept["outcomes"]),
        watch=Watch(**{**watch, "review_on": date.fromisoformat(watch["review_on"])}) if watch else None,
        advice=kept["advice"],
    )


def _review(kept: Mapping[str, Any]) -> Review:
    return Review(Seen(kept["seen"]), kept["words"])

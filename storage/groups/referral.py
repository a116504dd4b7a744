"""What a referral to a group says: strengths and needs, never what a child is thought to have done (PB-targeted)."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from storage.audit import Kind, Subject
from storage.database.engine import Tx
from storage.names.folding import normalised


class Reason(StrEnum):
    """Why a group may help: the vulnerabilities that the source names. The values are stored: rename none."""

    LEARNING = "learning"
    AUTISM = "autism"
    EXPLOITATION = "exploitation"
    ISOLATION = "isolation"
    SELF_ESTEEM = "self_esteem"
    TRAUMA_OR_LOSS = "trauma_or_loss"
    FAMILY_VIOLENCE = "family_violence"
    RISK_TAKING = "risk_taking"


class KnownTo(StrEnum):
    """Which agency knows the child. The values are stored: rename none."""

    SOCIAL_CARE = "social_care"
    YOUTH_JUSTICE = "youth_justice"
    EARLY_HELP = "early_help"
    HEALTH = "health"
    NONE = "none"
    NOT_KNOWN = "not_known"


class Route(StrEnum):
    """By which way the child comes to the group: the three of the source. The values are stored: rename none."""

    SINGLE_AGENCY = "single_agency"
    CAF = "caf"
    SUPPORT_GROUP = "support_group"


class State(StrEnum):
    """How far a referral has come. The values are stored: rename none."""

    SENT = "sent"
    WAITING = "waiting"
    """There is no place just now."""
    ACCEPTED = "accepted"
    ATTENDING = "attending"
    NOT_SUITABLE = "not_suitable"
    FINISHED = "finished"
    STOPPED = "stopped"


HAS_A_PLACE = frozenset({State.ACCEPTED, State.ATTENDING})
OVER = frozenset({State.NOT_SUITABLE, State.FINISHED, State.STOPPED})


def suggested(known_to: tuple[KnownTo, ...], reasons: tuple[Reason, ...]) -> Route:
    """The way that is suggested; whoever refers decides. Two agencies that know the child sit together in the support
    group; several reasons are a broader picture, which is what a CAF is for; otherwise one agency asks another. That
    these are the ways is the source's (PB-targeted, PB-support), where one ends and the next begins is our own.
    """
    agencies = set(known_to) - {KnownTo.NONE, KnownTo.NOT_KNOWN}
    if len(agencies) > 1:
        return Route.SUPPORT_GROUP
    return Route.CAF if len(reasons) > 2 else Route.SINGLE_AGENCY


def age_on(born: date, day: date) -> int:
    """In whole years."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


@dataclass(frozen=True)
class Referred:
    """Who, and why a group may help. `strengths` and `needs` are own words; `reach` is how the referrer is reached."""

    name: str
    born: date
    reasons: tuple[Reason, ...]
    known_to: tuple[KnownTo, ...]
    route: Route
    strengths: str
    needs: str
    reach: str

    def as_json(self) -> dict[str, Any]:
        """Plain JSON, to be sealed; the day of birth as '2012-05-06'."""
        return {**asdict(self), "born": self.born.isoformat()}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Referred":
        """What `as_json` kept."""
        return cls(
            **{
                **kept,
                "born": date.fromisoformat(kept["born"]),
                "reasons": tuple(map(Reason, kept["reasons"])),
                "known_to": tuple(map(KnownTo, kept["known_to"])),
                "route": Route(kept["route"]),
            }
        )


@dataclass(frozen=True)
class Referral:
    """One referral as a whole: only for whoever may read it (`access.py`). `why` and `instead` are what the group's
    lead said of one that is not suitable or was stopped; '' otherwise.
    """

    id: str
    reference: str
    group_id: str
    referrer_id: str
    setting_id: str
    state: State
    sent_at: datetime
    answered_by: str | None
    answered_at: datetime | None
    waiting_since: datetime | None
    waited_until: datetime | None
    ended_at: datetime | None
    referred: Referred
    why: str
    instead: str

    @property
    def about(self) -> Subject:
        """Its history, and its clock."""
        return subject(self.id)

    @property
    def is_answered(self) -> bool:
        """Whether the group's lead has said anything, be it that there is no place yet."""
        return self.answered_at is not None

    @property
    def waits(self) -> bool:
        """Whether the child is wanted in the group and there is no place yet."""
        return self.state is State.WAITING


def subject(referral_id: str) -> Subject:
    """What its history and its clock are of."""
    return Subject(Kind.GROUP_REFERRAL, referral_id)


def token(tx: Tx, name: str, born: date) -> str:
    """By what a referral is found again when somebody asks what is held about a child."""
    return tx.vault.blind(f"group_referral:{normalised(name)}:{born.isoformat()}")


def opened(tx: Tx, row: sa.Row[Any]) -> Referral:
    """A row with what is sealed in it."""
    answer = tx.vault.open_json(row.answer_sealed) if row.answer_sealed else {"why": "", "instead": ""}
    plain = set(Referral.__dataclass_fields__) - {"state", "referred", "why", "instead"}
    return Referral(
        **{name: getattr(row, name) for name in plain},
        state=State(row.state),
        referred=Referred.from_json(tx.vault.open_json(row.referred_sealed)),
        **answer,
    )

"""An invented county with a fixed seed: two years of cases of which nothing ever happened. The example report in docs/
and the bench are made of it.

How likely what is, is made up. In the second year more agencies are asked, so that a report has something to show.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from storage.casework.meetings import AT_MEETING, Meeting, Seat
from storage.casework.parts import Agency, Happened, Precision, Side
from storage.oversight.board_report.period import Period
from storage.oversight.case_audits.days import Days, Known, on
from storage.oversight.case_audits.findings import AuditedCase
from storage.oversight.case_audits.questions import Said, content
from storage.oversight.self_audit.items import items
from storage.oversight.self_audit.ratings import NEEDS_ACTION, Given, Rating

SEED = 2013
FIRST, SECOND = Period(2025), Period(2026)
A_YEAR = 60
ANSWERS = (Said.YES, Said.NO, Said.NOT_KNOWN, Said.DOES_NOT_APPLY)
AGENCIES = ("social_care", "social_care", "youth_justice", "youth_justice", "early_help")
OWNERS = ("Head of youth justice", "Head of safeguarding", "Partnership manager", "Detective inspector")
ACTIONS = (
    "Read six cases to see whether it is done",
    "Write down who is asked, and by when",
    "Agree with the college what it is told",
    "Ask each team what it needs for this",
)


@dataclass(frozen=True)
class Invented:
    """A case, with the age on the day it became known, and whether it was audited."""

    case: AuditedCase
    age: int
    audited: bool

    def age_on(self, day: date) -> int:
        return self.age


def cases(how_many: int = 2 * A_YEAR, seed: int = SEED) -> Iterator[Invented]:
    """Half of them in each year."""
    chance = random.Random(seed)  # noqa: S311 the same cases each time
    for number in range(how_many):
        year = FIRST if number < how_many / 2 else SECOND
        yield _case(chance, number, year)


def ratings(number: int, seed: int = SEED) -> dict[str, Given]:
    """Those of the self-audit of that number: the later, the better."""
    chance = random.Random(seed + number)  # noqa: S311
    order = list(Rating)
    found = {}
    for name in items().items:
        rating = order[min(len(order) - 1, max(0, int(chance.gauss(3.4 - 0.6 * number, 1.3))))]
        to_do = rating in NEEDS_ACTION
        found[name] = Given(
            rating,
            "" if rating is Rating.NOT_KNOWN else "Minutes and six cases that were read",
            chance.choice(OWNERS) if to_do or rating is Rating.NOT_OURS else "",
            chance.choice(ACTIONS) if to_do else "",
            date(2027, 3, 31) + timedelta(days=chance.randrange(30, 200)) if to_do else None,
        )
    return found


def _case(chance: random.Random, number: int, year: Period) -> Invented:
    better = 0.25 if year is SECOND else 0.0
    began = year.first + timedelta(days=chance.randrange((year.end - year.first).days))
    days, court = _days(chance, began, year)
    held = chance.random() < 0.4 + better
    answers = {
        name: chance.choices(ANSWERS, (0.35 + better, 0.35 - better / 2, 0.2 - better / 2, 0.1))[0]
        for name in content().questions
    }
    answers["meeting_held"] = Said.YES if held else chance.choice((Said.NO, Said.NO, Said.NOT_KNOWN))
    answers["convicted_again"] = chance.choices((Said.YES, Said.NO, Said.NOT_KNOWN), (0.03, 0.8, 0.17))[0]
    if not court:
        answers |= dict.fromkeys(("assessment_before_sentence", "report_before_sentence"), Said.DOES_NOT_APPLY)
    seats = {agency: _seat(chance, agency, better) for agency in AT_MEETING}
    met = began + timedelta(days=chance.randrange(2, 20))
    case = AuditedCase(
        case_id=f"{number:032x}",
        reference=f"WC-{number:06}",
        number=1,
        side=Side.TARGETED if chance.random() < 0.2 else Side.DISPLAYED,
        setting_id="demo-service",
        lead_agency=chance.choice(AGENCIES),
        opened_on=began,
        closed_on=None,
        auditor_id="demo-manager",
        audited_at=datetime(2027, 4, 5, 10, tzinfo=UTC),
        answers=answers,
        days={**days, **({Happened.STRATEGY_MEETING: on(met)} if held else {})},
        meetings=(Meeting(met, Precision.DAY, seats),) if held else (),
    )
    return Invented(case, chance.randrange(8, 18), chance.random() < 0.8)


def _days(chance: random.Random, began: date, year: Period) -> tuple[Days, bool]:
    """When what happened, as far as the two years go; and whether it came to court."""
    court = chance.random() < 0.45
    quicker = 0.8 if year is SECOND else 1.0
    steps = [(Happened.REFERRED, 3), (Happened.ASSESSMENT_ASKED, 25), (Happened.ASSESSMENT_COMPLETED, 75)]
    if court:
        steps += [(Happened.CHARGED, 110), (Happened.PLEA_OR_FINDING, 190), (Happened.SENTENCED, 235)]
    if chance.random() < 0.6:
        steps.append((Happened.SERVICE_OFFERED_TARGETED, 60))
    found: dict[Happened, Known] = {Happened.DISCLOSED: on(began)}
    pace = chance.uniform(0.6, 1.6) * quicker
    for kind, after in steps:
        day = began + timedelta(days=round(after * pace))
        if day < SECOND.end and chance.random() < 0.92:
            by_month = chance.random() < 0.1
            found[kind] = Known(Said.YES, day.replace(day=1), Precision.MONTH) if by_month else on(day)
    return found, court


def _seat(chance: random.Random, agency: Agency, better: float) -> Seat:
    if agency in (Agency.POLICE, Agency.SOCIAL_CARE):
        return chance.choices((Seat.CAME, Seat.INVITED), (0.9, 0.1))[0]
    came = 0.3 + better
    weights = (came, 0.2, 0.1, 0.7 - came)
    return chance.choices((Seat.CAME, Seat.INVITED, Seat.NOT_KNOWN, Seat.NOT_INVITED), weights)[0]

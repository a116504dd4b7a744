"""Cases of the last two years and a signed board report over them, in the demo organisation. Nobody and nothing of it
exists; the days and who came are a pattern, not anybody's figures.
"""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from storage.administration.demo_cases.casework import SETTINGS, STAFF
from storage.casework import cases, events, meetings
from storage.casework.cases import Child, NewCase
from storage.casework.meetings import AT_MEETING, Meeting, Seat
from storage.casework.parts import Agency, Happened, Part, Precision, Side, Source
from storage.database.engine import Tx
from storage.oversight.board_report import editions, period
from storage.oversight.board_report.period import Period
from storage.people import people
from storage.working_hours import LONDON

SIGNER = "manager"
OPENED_BY = ("social_worker", "early_help")
"""Logins. Not youth justice: the oldest case of theirs is the one that `audits` has audited."""
YEAR_BEFORE, LAST_YEAR = 6, 12
"""Cases of each: enough that a median is said, and that some of the numbers to pass on are too small."""
STEPS = (
    (Happened.REFERRED, 3),
    (Happened.ASSESSMENT_ASKED, 20),
    (Happened.ASSESSMENT_COMPLETED, 70),
    (Happened.CHARGED, 95),
    (Happened.SENTENCED, 205),
)
"""What happened, and so many days after it became known."""
BEFORE_COURT = 3
"""Steps of a case that never came to court: two of three."""
SIGNS_BEFORE = 2
"""Of five cases so many had an earlier sign."""
TEXT = "Invented for the demo: schools and health are still asked too seldom. We ask the board to take that up."


async def fill(tx: Tx) -> None:
    """Once; where the manager is there to sign it."""
    signer = await people.find(tx, SIGNER)
    if signer is None or await editions.signed_periods(tx):
        return
    year = period.last_year(tx.now.astimezone(LONDON).date())
    for of, how_many in ((Period(year.year - 1), YEAR_BEFORE), (year, LAST_YEAR)):
        for number in range(how_many):
            await _case(tx, of, number, of.first + timedelta(days=5 + number * 340 // how_many))
    shown = editions.mark(await editions.draft(tx, signer, year))
    await editions.sign(tx, signer, year, shown, text=TEXT, signed_name=signer.name)


async def _case(tx: Tx, of: Period, number: int, began: date) -> None:
    """Opened on the day on which it became known; nothing of it lies after today."""
    login, today = OPENED_BY[number % len(OPENED_BY)], tx.now.astimezone(LONDON).date()
    by, setting_id = await people.get(tx, f"demo-{login}"), STAFF[login][1]
    then = replace(tx, now=datetime.combine(began, time(10), tzinfo=LONDON).astimezone(UTC))
    child = Child(f"Madeup {of}-{number + 1}", began.replace(year=began.year - 11 - number % 6, day=1))
    side = Side.TARGETED if number % 6 == 5 else Side.DISPLAYED
    part = Part.SOCIAL_WORKER if login == "social_worker" else Part.LEAD_PRACTITIONER
    agency = SETTINGS[setting_id][1]
    case = await cases.open_case(then, by, NewCase(child, setting_id, agency, part, side))
    signs = [(Happened.EARLIER_SIGN, -60)] if number % 5 < SIGNS_BEFORE else []
    steps = [*signs, (Happened.DISCLOSED, 0), *(STEPS if number % 3 == 0 else STEPS[:BEFORE_COURT])]
    for kind, after in steps:
        day = began + timedelta(days=after * (6 + number % 4) // 7)
        if day <= today:
            await events.note(tx, case.id, by.id, kind, day, source=Source.FILE)
    day = began + timedelta(days=6 + number % 5)
    if number % 4 != 1 and day <= today:
        await meetings.note(tx, case.id, by.id, Meeting(day, Precision.DAY, _seats(number)), Source.FILE)


def _seats(number: int) -> dict[Agency, Seat]:
    """Police and social care came each time, the others now and then."""
    seats = dict.fromkeys(AT_MEETING, Seat.NOT_INVITED)
    came = [Agency.POLICE, Agency.SOCIAL_CARE, *([Agency.SCHOOL] if number % 2 else []),
            *([Agency.YOUTH_JUSTICE] if number % 3 == 0 else [])]  # fmt: skip
    return seats | dict.fromkeys(came, Seat.CAME) | ({Agency.HEALTH: Seat.INVITED} if number % 4 == 2 else {})

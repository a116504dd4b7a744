"""The names by which an alert is written only once, and what they say when they are read again.

An alert that has not arrived yet is found by its name: to be withdrawn, or to go to somebody else when roles change. So
each name is built here and read here, and nowhere else. The spellings are stored: change none.
"""

from collections.abc import Collection
from datetime import date, datetime
from typing import NewType

from storage.queues.alerts import Alert

Once = NewType("Once", str)
"""The name of an alert. Of two with the same name only the first is written."""


def submission(submission_key: str) -> Once:
    """That the records of a submission have come."""
    return Once(f"submission:{submission_key}")


def safety_on_call(case_key: str) -> Once:
    """That something urgent was shown, to whoever is on call for the setting."""
    return Once(f"safety_on_call:{case_key}")


def retention(day: date, person_id: str) -> Once:
    """That something has newly fallen due for review on a day."""
    return Once(f"retention:{day.isoformat()}:{person_id}")


def history(day: date, person_id: str) -> Once:
    """That the history was not whole on a day."""
    return Once(f"history:{day.isoformat()}:{person_id}")


def adult_note(note_id: str) -> Once:
    """That a note about an adult has come."""
    return Once(f"adult_note:{note_id}")


def adult_note_sent(note_id: str, person_id: str) -> Once:
    """The same, to whom its writer sent it later."""
    return Once(f"adult_note_sent:{note_id}:{person_id}")


def adult_note_received(note_id: str) -> Once:
    """That whoever a note about an adult was sent to has it, to its writer."""
    return Once(f"adult_note_received:{note_id}")


def state(alert: Alert, record_id: str) -> Once:
    """That a record has reached a state, to whoever signed it."""
    return Once(f"{alert}:{record_id}")


def passed(record_id: str, number: int) -> Once:
    """That a record has passed to somebody, as the step `number` of its responsibility."""
    return Once(f"passed:{record_id}:{number}")


def passed_on(record_id: str, number: int) -> Once:
    """The same, to whoever signed it."""
    return Once(f"passed_on:{record_id}:{number}")


def second_view(record_id: str, only_for: str = "") -> Once:
    """That a record looks more serious with earlier ones; `only_for` is whoever alone knows of those."""
    return Once(f"second_view:{record_id}" + (f":{only_for}" if only_for else ""))


def look_alike(record_id: str) -> Once:
    """That another record may be about the same child."""
    return Once(f"look_alike:{record_id}")


def of_responsible(record_id: str, submission_key: str, steps: int) -> Collection[Once]:
    """What was written to those who were responsible for a record before its last step, and goes along with it."""
    earlier = {passed(record_id, number) for number in range(2, steps)}
    return {submission(submission_key), second_view(record_id), *earlier}


def handed_over(record_id: str, to_setting_id: str) -> Once:
    """That a record was handed to a setting."""
    return Once(f"give:{record_id}:{to_setting_id}")


def read_handed_over(once: Once) -> tuple[str, str] | None:
    """The record and the setting of a `handed_over`; None for any other name."""
    kind, record_id, setting_id = (*once.split(":"), "", "")[:3]
    return (record_id, setting_id) if kind == "give" else None


def safety(watch_key: str, number: int = 1) -> Once:
    """That something urgent was shown, and no record has come; by the key of the watch, to the first who is told of it,
    the second, and so on.
    """
    return Once(f"safety_watch:{watch_key}" + (f":{number}" if number > 1 else ""))


def read_safety(once: Once) -> tuple[str, int] | None:
    """The key of the watch of a `safety` and the number; None for any other name."""
    kind, watch_key, number = (*once.split(":"), "", "")[:3]
    return (watch_key, int(number or 1)) if kind == "safety_watch" else None


def asked_again(watch_key: str, number: int) -> Once:
    """The same, to the worker: whether somebody knows by now."""
    return Once(f"safety_asked_again:{watch_key}:{number}")


def draft_ends(person_id: str, changed_at: datetime) -> Once:
    """That a draft ends; `changed_at` is when something was last said in it, aware and in UTC."""
    return Once(f"draft_ends:{person_id}:{changed_at.isoformat()}")


def slot_moved(booking_id: str, sequence: int) -> Once:
    """That the slot of a booking has moved, by the number of that change."""
    return Once(f"slot_moved:{booking_id}:{sequence}")


def slot_withdrawn(booking_id: str) -> Once:
    """That the slot of a booking was taken back."""
    return Once(f"slot_withdrawn:{booking_id}")


def slot_offered(offer_id: str) -> Once:
    """That a slot is offered to somebody who waits."""
    return Once(f"offer:{offer_id}")


def waiting_over(place_id: str) -> Once:
    """That somebody waits no longer."""
    return Once(f"waiting:{place_id}")


def reminder(job_key: str, sequence: int) -> Once:
    """That a consultation is near; of each change of the booking anew."""
    return Once(f"consultation_reminder:{job_key}:{sequence}")


def outcome(alert: Alert, booking_id: str, person_id: str) -> Once:
    """What came of a consultation, to each whom it concerns."""
    return Once(f"{alert}:{booking_id}:{person_id}")


def clock_step(clock_id: str, alert: Alert, at: datetime, person_id: str) -> Once:
    """That a step of a clock is due at a moment, aware and in UTC, to each whom it concerns."""
    return Once(f"clock:{clock_id}:{alert}:{at.isoformat()}:{person_id}")


def plan_record(plan_id: str, record_id: str, person_id: str) -> Once:
    """That there is a new record about a child who has a plan, to each who answers for the plan."""
    return Once(f"plan_record:{plan_id}:{record_id}:{person_id}")


def of_session(alert: Alert, session_id: str, person_id: str) -> Once:
    """What is said of a session of training, to each whom it concerns."""
    return Once(f"{alert}:{session_id}:{person_id}")


def census(alert: Alert, year: int, person_id: str) -> Once:
    """That somebody is asked in the census of a year."""
    return Once(f"{alert}:{year}:{person_id}")


def training_year(alert: Alert, day: str, person_id: str) -> Once:
    """That something of the year of training is due on a day (ISO), to each of the team."""
    return Once(f"{alert}:{day}:{person_id}")


def board_report(period: str, edition: int, person_id: str) -> Once:
    """That an edition of the board report is signed, to each who reads it."""
    return Once(f"board_report:{period}:{edition}:{person_id}")


def action_due(job_key: str, person_id: str) -> Once:
    """That something agreed in a consultation is due, to each whom it concerns."""
    return Once(f"consultation_action:{job_key}:{person_id}")


def proof_ends(day: date, step: int, person_id: str) -> Once:
    """That the bot's secret or certificate ends on that day, said so many days before, to one person."""
    return Once(f"proof_ends:{day}:{step}:{person_id}")

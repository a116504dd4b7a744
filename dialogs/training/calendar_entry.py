"""A session of training as people's own calendars take it (`dialogs/calendars.py`)."""

from dialogs.calendars import Appointment
from dialogs.interview.parsing.days import moment_in_words
from dialogs.words import say
from storage.training.places import Session


def appointment(session: Session, *, sequence: int, stands: bool) -> Appointment:
    """For somebody who has a place in it, or is invited; not `stands`: it is cancelled, or they have given it up."""
    kind = "request" if stands else "cancel"
    said = {"what": say(f"training.kinds.{session.kind}"), "when": moment_in_words(session.starts_at)}
    return Appointment(
        id=session.id,
        # a session that is cancelled comes after every change of a place in it
        sequence=sequence + (1 if session.cancelled_at else 0),
        starts_at=session.starts_at,
        minutes=session.minutes,
        place=say(f"invitation.places.{session.way}"),
        cancelled=not stands,
        summary=say("training.in_calendar.summary", **said),
        description=say("training.in_calendar.description"),
        subject=say(f"training.in_calendar.subject.{kind}", **said),
        body=say(f"training.in_calendar.body.{kind}", **said),
        file="session.ics",
    )

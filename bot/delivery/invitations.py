"""Sends calendar entries by mail: of consultations, to whoever booked and to the service; of sessions of training, to
whoever has a place or is invited.

A job says that somebody's calendar is to be brought up to date; what is sent is what is true at that moment.
"""

import logging
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from email.message import EmailMessage

from bot.delivery import mail
from bot.runtime import Runtime
from bot.settings import Settings
from dialogs import calendars
from dialogs.calendars import Appointment
from dialogs.consultations import calendar_entry
from dialogs.training import calendar_entry as training_entry
from storage.consultations import seats
from storage.database.engine import Tx
from storage.people import addresses
from storage.queues import jobs
from storage.queues.jobs import Job, JobKind
from storage.queues.lease import back_off
from storage.training import places, sessions

logger = logging.getLogger(__name__)

FIRST_WAIT = timedelta(seconds=30)


async def _consultation(tx: Tx, booking_id: str, person_id: str) -> Appointment | None:
    booking = await seats.booking(tx, booking_id)
    return calendar_entry.appointment(booking) if booking else None


async def _session(tx: Tx, session_id: str, person_id: str) -> Appointment | None:
    session = await sessions.find(tx, session_id)
    if session is None:
        return None
    # who never had a place is there by invitation
    sequence, has_place = await places.sequence(tx, session_id, person_id) or (0, True)
    stands = has_place and session.cancelled_at is None
    return training_entry.appointment(session, sequence=sequence, stands=stands)


WHAT: Mapping[JobKind, Callable[[Tx, str, str], Awaitable[Appointment | None]]] = {
    JobKind.CONSULTATION_INVITATION: _consultation,
    JobKind.TRAINING_INVITATION: _session,
}
"""By the kind of job: what goes into whose calendar, by the two ids of its key; None where there is no such thing."""


async def send_due(runtime: Runtime, settings: Settings, now: datetime | None = None) -> int:
    """One round; how many mails were taken by the server."""
    now = now or runtime.clock()
    async with runtime.database.transaction(now) as tx:
        due = await jobs.claim(tx, kinds=frozenset(WHAT))
    sent = 0
    for job in due:
        try:
            sent += await _send(runtime, settings, job, now)
        except Exception as error:
            logger.warning("an invitation waits: %s", type(error).__name__)
            async with runtime.database.transaction(now) as tx:
                await jobs.retry(tx, job, now + back_off(job.attempts, FIRST_WAIT))
    return sent


async def _send(runtime: Runtime, settings: Settings, job: Job, now: datetime) -> bool:
    """Whether there was anything to send: somebody without a mail address is told in their chat only."""
    held_id, person_id = jobs.read_key(job.key)
    async with runtime.database.transaction(now) as tx:
        appointment = await WHAT[job.kind](tx, held_id, person_id)
        address = (await addresses.get(tx, person_id)).mail
    wanted = bool(address and settings.smtp_host and appointment and appointment.starts_at > now)
    if wanted and appointment and address:
        await mail.send(settings, as_mail(appointment, person_id, settings.mail_from, address, now))
    async with runtime.database.transaction(now) as tx:
        await jobs.done(tx, job)
    return wanted


def as_mail(of: Appointment, person_id: str, sender: str, to: str, now: datetime) -> EmailMessage:
    """Sent again, it is the same: its Message-ID, and the UID and SEQUENCE in it. So it shows once, however often."""
    method, entry = calendars.invitation(of, organiser=sender, attendee=to, now=now)
    message = EmailMessage()
    message["From"], message["To"] = sender, to
    message["Subject"] = of.subject
    domain = calendars.domain_of(sender)
    message["Message-ID"] = f"<{of.id}.{person_id}.{of.sequence}.{method.lower()}@{domain}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(of.body)
    message.add_alternative(entry.decode(), subtype="calendar", params={"method": method, "name": of.file})
    return message

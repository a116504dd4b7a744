"""Sends the calendar entries of consultations by mail: to whoever booked, and to the consultation service.

A job says that somebody's calendar is to be brought up to date; what is sent is what is true at that moment.
"""

import logging
from datetime import datetime, timedelta
from email.message import EmailMessage

from bot.delivery import mail
from bot.runtime import Runtime
from bot.settings import Settings
from dialogs.consultations import calendar_entry
from dialogs.interview.days import moment_in_words
from dialogs.words import say
from storage.consultations import seats
from storage.consultations.seats import Booking
from storage.people import addresses
from storage.queues import jobs
from storage.queues.jobs import Job, JobKind
from storage.queues.lease import back_off

logger = logging.getLogger(__name__)

FIRST_WAIT = timedelta(seconds=30)


async def send_due(runtime: Runtime, settings: Settings, now: datetime | None = None) -> int:
    """One round; how many mails were taken by the server."""
    now = now or runtime.clock()
    async with runtime.database.transaction(now) as tx:
        due = await jobs.claim(tx, kinds=frozenset({JobKind.CONSULTATION_INVITATION}))
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
    booking_id, person_id = jobs.read_key(job.key)
    async with runtime.database.transaction(now) as tx:
        booking = await seats.booking(tx, booking_id)
        address = (await addresses.get(tx, person_id)).mail
    wanted = bool(address and settings.smtp_host and booking and booking.slot.starts_at > now)
    if wanted and booking and address:
        await mail.send(settings, as_mail(booking, person_id, settings.mail_from, address, now))
    async with runtime.database.transaction(now) as tx:
        await jobs.done(tx, job)
    return wanted


def as_mail(booking: Booking, person_id: str, sender: str, to: str, now: datetime) -> EmailMessage:
    """Sent again, it is the same: its Message-ID, and the UID and SEQUENCE in it. So it shows once, however often."""
    method, entry = calendar_entry.invitation(booking, organiser=sender, attendee=to, now=now)
    when = moment_in_words(booking.slot.starts_at)
    kind = method.lower()
    message = EmailMessage()
    message["From"], message["To"] = sender, to
    message["Subject"] = say(f"invitation.subject.{kind}", when=when)
    message["Message-ID"] = f"<{booking.id}.{person_id}.{booking.sequence}.{kind}@{calendar_entry.domain_of(sender)}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(say(f"invitation.body.{kind}", when=when))
    message.add_alternative(entry.decode(), subtype="calendar", params={"method": method, "name": "consultation.ics"})
    return message

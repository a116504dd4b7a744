"""Once a day, at night, the history is checked and its head is signed; the head goes outside, so that an end that was
cut off shows, and another database in the place of this one.

Where it goes: to syslog, to a mail address, or at the end of a file (`WAYMARK_AUDIT_HEADS`). A head that could not be
sent is tried again. Where something is wrong, the log says so and each admin is told, without a word of what.
"""

import asyncio
import logging
import logging.handlers
import os
from collections.abc import Sequence
from email.message import EmailMessage
from pathlib import Path

from bot.delivery.mail import send
from bot.runtime import Runtime
from bot.settings import Settings
from dialogs.words import say
from storage.administration import checking_history
from storage.audit import heads
from storage.audit.heads import Head
from storage.working_hours import LONDON

logger = logging.getLogger(__name__)
SYSLOG = "/dev/log"


async def go_on(runtime: Runtime, settings: Settings) -> None:
    """The day's check where it has not been made yet, then what has not been sent. Nothing where no key signs."""
    now = runtime.clock()
    day = now.astimezone(LONDON).date()
    async with runtime.database.transaction(now) as tx:
        if tx.signer is None or not tx.signer.can_sign:
            return
        due = not await heads.signed_on(tx, day)
    if due:
        checked = await checking_history.check(runtime.database, now)
        async with runtime.database.transaction(now) as tx:
            await heads.sign(tx, day, is_whole=checked.whole)
            if not checked.whole:
                logger.error("the history is not whole: see 'waymark audit verify'")
                await checking_history.tell_admins(tx, day, len(checked.faults))
    await _send(runtime, settings)


async def _send(runtime: Runtime, settings: Settings) -> None:
    if not settings.audit_heads:
        return
    async with runtime.database.transaction(runtime.clock()) as tx:
        waiting = await heads.unsent(tx)
        public_key = tx.signer.public_key if tx.signer else ""
    for head in waiting:
        try:
            await _outside(settings, head, head.line(public_key))
        except Exception as error:
            logger.warning("a signed head waits: %s", type(error).__name__)
            return
        async with runtime.database.transaction(runtime.clock()) as tx:
            await heads.sent(tx, head)


async def _outside(settings: Settings, head: Head, line: str) -> None:
    for where in settings.audit_heads:
        if where == "syslog":
            await asyncio.to_thread(_to_syslog, line)
        elif "@" in where:
            await send(settings, _mail(settings, where, head, line))
        else:
            await asyncio.to_thread(_to_file, Path(where), line)


def _to_syslog(line: str) -> None:
    handler = logging.handlers.SysLogHandler(SYSLOG, logging.handlers.SysLogHandler.LOG_AUTHPRIV)
    try:
        handler.handle(logging.LogRecord("waymark", logging.INFO, "", 0, "waymark %s", (line,), None))
    finally:
        handler.close()


def _to_file(file: Path, line: str) -> None:
    with open(os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o640), "a", encoding="utf-8") as opened:
        opened.write(f"{line}\n")
        opened.flush()
        os.fsync(opened.fileno())


def _mail(settings: Settings, to: str, head: Head, line: str) -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"] = settings.mail_from, to
    mail["Subject"] = say("operations.audit.head_mail.subject", day=head.day.isoformat())
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(say("operations.audit.head_mail.body", line=line), cte="quoted-printable")
    return mail


def read_file(file: Path) -> tuple[Sequence[Head], int]:
    """The heads in a file, also in one that mails or a log were copied into, and how many lines held none. Raises
    OSError and UnicodeDecodeError.
    """
    found, others = [], 0
    for line in file.read_text("utf-8").splitlines():
        try:
            found.append(heads.read(line))
        except heads.NotAHead:
            others += bool(line.strip())
    return found, others

"""One consultation from the chat to people's calendars: booked in Teams, mailed over TLS, changed, cancelled.

The whole bot runs, with a clock that is moved; the calendar entries are read by an independent parser.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp.test_utils import TestServer

from bot.settings import Settings
from bot.web.app import build_app
from dialogs.interview.parsing.days import moment_in_words
from dialogs.words import say
from storage.consultations import bookings, slots
from storage.consultations.bookings import Booking
from storage.consultations.notifications import two_working_days_before
from storage.database.engine import Database
from storage.database.vault import Vault
from storage.people import addresses, people
from storage.queues import jobs, outbox
from storage.queues.lease import LEASE
from tests.bot.conftest import settings_with
from tests.bot.pretend.post_office import PostOffice, calendar_in, own_certificate, words_of
from tests.bot.pretend.pretend_teams import Person, PretendTeams
from tests.conversation import SCHOOL_CASE, TUESDAY, demo_runtime

WORKER, SERVICE = "worker@example.org", "service@example.org"
DETAILS: dict[str, Any] = {
    "manager_name": "Val Manager",
    "manager_agreed_on": "yesterday",
    "help_wanted": "Planning for the corridor",
}
BOOKED = ("yes", "3", DETAILS)
"""To 'would you like to book a consultation', and what follows from it."""
OF_THE_CASE = ("Zed", "Inventedname", "Quill", "Madeup", "Child A", "get off", "trousers", "corridor", "Val Manager")
"""What was written about the children and the case: in the chat of whoever wrote it, and nowhere else."""


class Running:
    """The bot over one database, with a clock of its own. `again` is a restart: nothing is kept but the data."""

    def __init__(self, url: str, key: str, settings: Settings) -> None:
        self.now = TUESDAY
        self._url, self._key, self._settings = url, key, settings
        self._open = AsyncExitStack()

    async def start(self) -> None:
        database = Database(self._url, Vault([self._key]))
        self._open.push_async_callback(database.close)
        self.runtime = await demo_runtime(database, self.now)
        self.runtime.clock = lambda: self.now
        server = TestServer(build_app(self._settings, self.runtime, round_seconds=0.02))
        await server.start_server()
        self._open.push_async_callback(server.close)
        self.messages = str(server.make_url("/api/messages"))

    async def stop(self) -> None:
        await self._open.aclose()

    async def again(self, *people: Person) -> None:
        await self.stop()
        await self.start()
        for person in people:
            person.bot_url = self.messages
        await self.settled()

    async def at(self, moment: datetime) -> None:
        self.now = moment
        await self.settled()

    async def settled(self) -> None:
        """Until everything that is due at this moment has been sent, and a few rounds more have found nothing."""
        quiet = 0
        for _ in range(600):
            async with self.runtime.database.transaction(self.now) as tx:
                moment = self.now + timedelta(microseconds=1)
                left = await jobs.overdue(tx, moment) + (await outbox.backlog(tx, moment)).late
            quiet = 0 if left else quiet + 1
            if quiet == 5:
                return
            await asyncio.sleep(0.02)
        raise AssertionError("something is still to be sent")

    async def booking(self) -> Booking:
        """The worker's one booking."""
        async with self.runtime.database.transaction(self.now) as tx:
            (found,) = await bookings.my_bookings(tx, await people.get(tx, "demo-worker"))
        return found


@pytest.fixture
async def running(
    database_url: str, key: str, post: PostOffice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Running]:
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "server.pem"))
    settings = settings_with(data_dir=tmp_path, **post.open(own_certificate(tmp_path), asks_who=True))
    bot = Running(database_url, key, settings)
    await bot.start()
    async with bot.runtime.database.transaction(bot.now) as tx:
        await addresses.keep_mail(tx, "demo-worker", WORKER)
        await addresses.keep_mail(tx, "demo-consultation", SERVICE)
    yield bot
    await bot.stop()


Named = Callable[[str], Person]


@pytest.fixture
def named(running: Running, teams: PretendTeams, http: aiohttp.ClientSession) -> Named:
    return lambda object_id: Person(teams, http, running.messages, object_id)


async def booked(running: Running, named: Named) -> tuple[Person, Person]:
    """The worker and the service in their chats; the third free time is booked."""
    worker, service = named("demo-worker"), named("demo-consultation")
    for person in (worker, service):
        await person.says("hi")
    await books(worker)
    await running.settled()
    return worker, service


async def books(worker: Person) -> None:
    await worker.says("book")
    await worker.says("3")
    await worker.presses(say("booking.questions.details.form.submit"), **DETAILS)
    assert "Booked: Friday 27 November 2026, 10:00" in worker.chat[-1].text


async def booked_in_an_incident(running: Running, named: Named) -> tuple[Person, Person]:
    """The same from the end of an incident, which is then signed, and read by the DSL."""
    worker, service, dsl = (named(f"demo-{login}") for login in ("worker", "consultation", "dsl"))
    for person in (worker, service, dsl):
        await person.says("hi")
    await worker.says("report")
    for name, answer in SCHOOL_CASE.items():
        for given in BOOKED if name == "wants_slot" else (answer,):
            await (
                worker.says(given) if isinstance(given, str) else worker.presses(worker.chat[-1].buttons[0], **given)
            )
    assert "Signed, and sent" in worker.chat[-1].text
    await dsl.says("inbox")
    await dsl.presses(dsl.chat[-1].buttons[0])
    await running.settled()
    return worker, service


def alerts(person: Person) -> list[str]:
    """What came to the chat without being asked for, and is shown as a notification."""
    return [shown.text for shown in person.chat if (shown.activity.get("channelData") or {}).get("notification")]


def entries(post: PostOffice, address: str) -> list[tuple[str, str, int, datetime]]:
    """Of each calendar entry that came to an address: method, UID, SEQUENCE, and when it begins."""
    found = [(calendar.method.value, calendar.vevent) for calendar in map(calendar_in, post.to(address)) if calendar]
    return [(how, event.uid.value, int(event.sequence.value), event.dtstart.value) for how, event in found]


def nothing_of_the_case(post: PostOffice, *people: Person) -> None:
    said = [words_of(mail) for mail in post.mails] + [text for person in people for text in alerts(person)]
    assert said
    assert [word for word in OF_THE_CASE if word in "\n".join(said)] == []


async def test_a_booking_in_the_chat_reaches_the_calendars_and_the_services_chat(
    running: Running, named: Named, post: PostOffice
) -> None:
    worker, service = await booked(running, named)
    booking = await running.booking()
    when = moment_in_words(booking.slot.starts_at)
    assert when.startswith("Friday 27 November 2026, 10:00")
    assert alerts(service) == [say("alerts.service_booked", at=when)]
    for address in (WORKER, SERVICE):
        assert entries(post, address) == [("REQUEST", f"{booking.id}@example.org", 0, booking.slot.starts_at)]
        (mail,) = post.to(address)
        assert when in mail["Subject"]
        assert calendar_in(mail).vevent.attendee.value == f"mailto:{address}"
    assert len({mail["Message-ID"] for mail in post.mails}) == 2
    assert post.signed_in == ["waymark", "waymark"]
    nothing_of_the_case(post, worker, service)


async def test_change_and_cancellation_follow_and_a_restart_sends_nothing_twice(
    running: Running, named: Named, post: PostOffice
) -> None:
    worker, service = await booked_in_an_incident(running, named)
    booking = await running.booking()
    await running.again(worker, service)
    await worker.says("change booking")
    await worker.says("3")
    await running.settled()
    changed = await running.booking()
    assert changed.slot.starts_at > booking.slot.starts_at
    await running.again(worker, service)
    await worker.says("cancel booking")
    await worker.says("yes")
    await running.settled()
    await running.again(worker, service)
    uid = f"{booking.id}@example.org"
    for address in (WORKER, SERVICE):
        assert entries(post, address) == [
            ("REQUEST", uid, 0, booking.slot.starts_at),
            ("REQUEST", uid, 1, changed.slot.starts_at),
            ("CANCEL", uid, 2, changed.slot.starts_at),
        ]
    was, now_is = moment_in_words(booking.slot.starts_at), moment_in_words(changed.slot.starts_at)
    assert alerts(service) == [
        say("alerts.service_booked", at=was),
        say("alerts.service_changed", at=now_is),
        say("alerts.service_cancelled", at=now_is),
    ]
    nothing_of_the_case(post, worker, service)


async def test_reminders_come_in_teams_two_working_days_and_an_hour_before_and_once(
    running: Running, named: Named, post: PostOffice
) -> None:
    worker, service = await booked(running, named)
    starts = (await running.booking()).slot.starts_at
    when = moment_in_words(starts)
    mails, told = len(post.mails), len(alerts(worker))
    first, second = two_working_days_before(starts, ()), starts - timedelta(hours=1)
    for moment, expected in (
        (first - timedelta(minutes=1), []),
        (first, ["in_two_days"]),
        (second - timedelta(minutes=1), ["in_two_days"]),
        (second, ["in_two_days", "in_one_hour"]),
        (starts, ["in_two_days", "in_one_hour"]),
    ):
        await running.at(moment)
        await running.again(worker, service)
        assert alerts(worker)[told:] == [say(f"alerts.consultation_{step}", at=when).strip() for step in expected]
    assert len(post.mails) == mails, "who is reached in Teams is not reminded by mail as well"
    nothing_of_the_case(post, worker, service)


async def test_who_has_left_teams_is_reminded_by_mail_and_once(
    running: Running, named: Named, post: PostOffice
) -> None:
    worker, service = await booked(running, named)
    async with running.runtime.database.transaction(running.now) as tx:
        await addresses.lose_chat(tx, "demo-worker")
    starts = (await running.booking()).slot.starts_at
    for moment in (two_working_days_before(starts, ()), starts - timedelta(hours=1)):
        await running.at(moment)
        await running.again(worker, service)
    reminders = [mail for mail in post.to(WORKER) if calendar_in(mail) is None]
    assert [moment_in_words(starts) in words_of(mail).replace("\n", " ") for mail in reminders] == [True, True]
    nothing_of_the_case(post, worker, service)


async def test_a_slot_that_the_service_moves_moves_in_every_calendar(
    running: Running, named: Named, post: PostOffice
) -> None:
    worker, service = await booked(running, named)
    booking = await running.booking()
    later = booking.slot.starts_at + timedelta(days=3)
    async with running.runtime.database.transaction(running.now) as tx:
        await slots.move(tx, booking.slot.id, later)
    await running.settled()
    moved = {"was": moment_in_words(booking.slot.starts_at), "at": moment_in_words(later)}
    assert alerts(worker)[-1] == say("alerts.slot_moved", **moved).strip()
    for address in (WORKER, SERVICE):
        assert entries(post, address)[-1] == ("REQUEST", f"{booking.id}@example.org", 1, later)
    nothing_of_the_case(post, worker, service)


async def test_a_restart_while_the_mail_server_takes_a_mail_sends_it_once(
    running: Running, named: Named, post: PostOffice
) -> None:
    post.seconds = 1.0
    await books(named("demo-worker"))
    for _ in range(200):
        if post.mails:
            break
        await asyncio.sleep(0.02)
    await running.stop()
    post.seconds = 0.0
    await running.start()
    await running.at(running.now + LEASE + timedelta(seconds=1))
    ids = [mail["Message-ID"] for mail in post.mails]
    assert len(ids) == len(set(ids)) == 3, "two entries, and the service's alert, which has opened no chat"

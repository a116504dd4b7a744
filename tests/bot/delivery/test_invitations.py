"""Invitations reach people's calendars by mail: a real SMTP server takes them, an independent parser reads them."""

import ssl
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from bot.delivery import invitations
from bot.runtime import Runtime
from bot.settings import Settings
from dialogs.interview.parsing.days import LONDON
from storage.consultations import bookings, slots
from storage.consultations.seats import BookingDetails
from storage.people import addresses, courses, people
from storage.people.courses import Course, Taken
from storage.people.people import Role
from storage.training import sessions
from storage.training.sessions import Wanted
from storage.training.tables import SessionKind, Way
from tests.bot.conftest import settings_with
from tests.bot.pretend.post_office import PostOffice, calendar_in, own_certificate, words_of
from tests.conversation import TUESDAY, Conversation, at, demo_runtime, someone

DETAILS = {"manager_name": "Val Manager", "manager_agreed_on": "yesterday", "help_wanted": "Planning for the corridor"}


Serve = Callable[..., Settings]


@pytest.fixture
def serve(post: PostOffice, tmp_path: Path) -> Serve:
    def start(tls: ssl.SSLContext | None = None, *, asks_who: bool = False) -> Settings:
        return settings_with(data_dir=tmp_path, **post.open(tls, asks_who=asks_who))

    return start


@pytest.fixture
async def runtime(database: Any) -> Runtime:
    made = await demo_runtime(database)
    async with database.transaction(TUESDAY) as tx:
        await addresses.keep_mail(tx, "demo-worker", "worker@example.org")
        await addresses.keep_mail(tx, "demo-consultation", "service@example.org")
    return made


async def books(runtime: Runtime) -> Conversation:
    worker = await someone(runtime)
    await worker.says("book")
    await worker.says("3")
    await worker.sends(DETAILS)
    assert worker.keys == ["booking.booked"]
    return worker


def entry(mail: EmailMessage) -> Any:
    """The one event in it, and its method."""
    calendar = calendar_in(mail)
    return calendar.vevent, calendar


async def test_whoever_books_and_the_service_get_an_entry(runtime: Runtime, post: PostOffice, serve: Serve) -> None:
    worker = await books(runtime)
    assert await invitations.send_due(runtime, serve()) == 2
    async with runtime.database.transaction(TUESDAY) as tx:
        (booking,) = await bookings.my_bookings(tx, worker.person)
    for address in ("worker@example.org", "service@example.org"):
        (mail,) = post.to(address)
        event, calendar = entry(mail)
        assert calendar.method.value == "REQUEST"
        assert event.dtstart.value == booking.slot.starts_at
        assert event.dtend.value - event.dtstart.value == timedelta(minutes=60)
        assert (event.uid.value, event.sequence.value) == (f"{booking.id}@example.org", "0")
        assert event.attendee.value == f"mailto:{address}"
        assert f"{booking.slot.starts_at:%A}" in mail["Subject"], "the weekday is said"
    assert await invitations.send_due(runtime, serve()) == 0


async def test_nothing_that_was_written_is_in_it(runtime: Runtime, post: PostOffice, serve: Serve) -> None:
    await books(runtime)
    await invitations.send_due(runtime, serve())
    whole = "".join(words_of(mail) for mail in post.mails)
    assert whole
    for private in ("corridor", "Val Manager", "Robin"):
        assert private not in whole


async def test_a_change_and_a_cancellation_have_the_same_uid_and_a_rising_sequence(
    runtime: Runtime, post: PostOffice, serve: Serve
) -> None:
    worker, settings = await books(runtime), serve()
    await invitations.send_due(runtime, settings)
    await worker.says("change booking")
    await worker.says("1")
    await invitations.send_due(runtime, settings)
    await worker.says("cancel booking")
    await worker.says("yes")
    await invitations.send_due(runtime, settings)
    events = [entry(mail) for mail in post.to("worker@example.org")]
    assert [calendar.method.value for _, calendar in events] == ["REQUEST", "REQUEST", "CANCEL"]
    assert [event.sequence.value for event, _ in events] == ["0", "1", "2"]
    assert len({event.uid.value for event, _ in events}) == 1
    assert events[0][0].dtstart.value != events[1][0].dtstart.value
    assert events[2][0].status.value == "CANCELLED"


async def test_a_withdrawn_slot_leaves_the_calendar_too(runtime: Runtime, post: PostOffice, serve: Serve) -> None:
    worker, settings = await books(runtime), serve()
    async with runtime.database.transaction(TUESDAY) as tx:
        (booking,) = await bookings.my_bookings(tx, worker.person)
        await slots.withdraw(tx, booking.slot.id, cancel_bookings=True)
    await invitations.send_due(runtime, settings)
    assert entry(post.to("worker@example.org")[-1])[1].method.value == "CANCEL"


async def test_a_busy_server_is_asked_again_and_gets_what_is_true_by_then(
    runtime: Runtime, post: PostOffice, serve: Serve
) -> None:
    worker, settings = await books(runtime), serve()
    post.busy = True
    assert await invitations.send_due(runtime, settings) == 0
    await worker.says("cancel booking")
    await worker.says("yes")
    post.busy = False
    await invitations.send_due(runtime, settings, TUESDAY + timedelta(hours=1))
    assert [entry(mail)[1].method.value for mail in post.to("worker@example.org")] == ["CANCEL"]


async def test_a_mail_that_was_taken_and_not_noted_goes_out_again_as_the_same_mail(
    runtime: Runtime, post: PostOffice, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When the power goes between the two. It is never lost, and a calendar has one entry for one UID and SEQUENCE."""
    await books(runtime)
    settings = serve()

    async def power_goes(*_: object) -> bool:
        raise OSError

    with monkeypatch.context() as patched:
        patched.setattr("bot.delivery.invitations.jobs.done", power_goes)
        await invitations.send_due(runtime, settings)
    assert await invitations.send_due(runtime, settings, TUESDAY + timedelta(minutes=5)) == 2
    first, again = post.to("worker@example.org")
    assert first["Message-ID"] == again["Message-ID"]
    assert [entry(mail)[0].uid.value for mail in (first, again)] == [entry(first)[0].uid.value] * 2
    assert [entry(mail)[0].sequence.value for mail in (first, again)] == ["0", "0"]


@pytest.mark.parametrize(
    ("starts_at", "in_london"),
    [
        (datetime(2027, 3, 26, 10, tzinfo=UTC), "10:00"),  # the clocks go forward that weekend
        (datetime(2027, 3, 29, 9, tzinfo=UTC), "10:00"),
        (datetime(2027, 7, 6, 9, tzinfo=UTC), "10:00"),
        (datetime(2027, 10, 29, 9, tzinfo=UTC), "10:00"),  # and back
        (datetime(2027, 10, 31, 0, 30, tzinfo=UTC), "01:30"),  # an hour later it is 01:30 again
        (datetime(2027, 11, 1, 10, tzinfo=UTC), "10:00"),
    ],
)
@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
async def test_an_entry_begins_and_ends_in_utc_and_describes_no_time_zone(
    runtime: Runtime, post: PostOffice, serve: Serve, starts_at: datetime, in_london: str
) -> None:
    worker, settings = await someone(runtime), serve()
    async with runtime.database.transaction(TUESDAY) as tx:
        slot = await bookings.publish(tx, starts_at)
        details = BookingDetails("V", TUESDAY.date(), "x")
        await bookings.book(tx, slot.id, worker.person, details, case_key="c")
    await invitations.send_due(runtime, settings)
    (mail,) = post.to("worker@example.org")
    event, calendar = entry(mail)
    assert event.dtstart.value == starts_at
    assert event.dtstart.value.astimezone(LONDON).strftime("%H:%M") == in_london
    assert event.dtend.value.astimezone(UTC) - event.dtstart.value.astimezone(UTC) == timedelta(minutes=60)
    text = calendar.serialize()
    assert f"DTSTART:{starts_at:%Y%m%dT%H%M%SZ}" in text
    assert f"DTEND:{starts_at + timedelta(minutes=60):%Y%m%dT%H%M%SZ}" in text
    assert "TZID" not in text
    assert "VTIMEZONE" not in text


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
async def test_with_tls_and_a_password(
    runtime: Runtime, post: PostOffice, serve: Serve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "server.pem"))
    await books(runtime)
    assert await invitations.send_due(runtime, serve(own_certificate(tmp_path), asks_who=True)) == 2
    assert post.signed_in == ["waymark", "waymark"]


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
async def test_a_server_that_nobody_vouches_for_gets_nothing(
    runtime: Runtime, post: PostOffice, serve: Serve, tmp_path: Path
) -> None:
    await books(runtime)
    assert await invitations.send_due(runtime, serve(own_certificate(tmp_path))) == 0
    assert post.mails == []


async def test_who_has_no_mail_address_is_told_in_the_chat_only(
    runtime: Runtime, post: PostOffice, serve: Serve
) -> None:
    other = await someone(runtime, "worker2")
    await other.says("book")
    await other.says("1")
    await other.sends(DETAILS)
    at(runtime, TUESDAY + timedelta(minutes=1))
    await invitations.send_due(runtime, serve())
    assert [mail["To"] for mail in post.mails] == ["service@example.org"]


async def test_a_place_in_a_session_of_training_is_an_entry_too_and_its_end(
    runtime: Runtime, post: PostOffice, serve: Serve
) -> None:
    starts_at = datetime(2026, 11, 24, 10, tzinfo=UTC)
    async with runtime.database.transaction(TUESDAY) as tx:
        await courses.put(tx, None, Taken("demo-worker", Course.AIM3, TUESDAY.date()))
        team = await people.add(tx, "Tess Inventedname", "demo-service", [Role.TRAINING])
        held = await sessions.add(tx, team, Wanted(SessionKind.GROUP, starts_at, 90, Way.VIDEO, 5))
        worker = await people.get(tx, "demo-worker")
        await sessions.take_place(tx, worker, held.id)
    settings = serve()
    assert await invitations.send_due(runtime, settings) == 2
    async with runtime.database.transaction(TUESDAY) as tx:
        await sessions.give_up_place(tx, worker, held.id)
        await sessions.take_place(tx, worker, held.id)
    assert await invitations.send_due(runtime, settings) == 1
    async with runtime.database.transaction(TUESDAY) as tx:
        await sessions.cancel(tx, team, held.id)
    assert await invitations.send_due(runtime, settings) == 2
    events = [entry(mail) for mail in post.to("worker@example.org")]
    assert [calendar.method.value for _, calendar in events] == ["REQUEST", "REQUEST", "CANCEL"]
    assert [event.sequence.value for event, _ in events] == ["0", "2", "3"]
    assert {event.uid.value for event, _ in events} == {f"{held.id}@example.org"}
    assert {event.dtend.value - event.dtstart.value for event, _ in events} == {timedelta(minutes=90)}
    assert [mail["Subject"][:14] for mail in post.to("service@example.org")] == ["Group learning", "Cancelled: Gro"]

"""Invitations reach people's calendars by mail: a real SMTP server takes them, an independent parser reads them."""

import datetime as dt
import email
import email.policy
import ssl
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
import vobject.base
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from bot import invitations
from bot.settings import Settings
from bot.turns import House
from storage import addresses, consultations, slots
from tests.bot.conftest import settings_with
from tests.bot.served import free_port
from tests.conversation import TUESDAY, Conversation, at, demo_house, someone

DETAILS = {"manager_name": "Val Manager", "manager_agreed_on": "yesterday", "help_wanted": "Planning for the corridor"}


class Post:
    """A mail server that keeps what it is given, and who signed in."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.signed_in: list[str] = []
        self.busy = False

    async def handle_DATA(self, _server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.busy:
            return "451 Try again later"
        assert isinstance(envelope.content, bytes)
        self.mails.append(email.message_from_bytes(envelope.content, policy=email.policy.SMTP))
        return "250 OK"

    def auth(self, _server: SMTP, _session: Session, _envelope: Envelope, _how: str, given: Any) -> AuthResult:
        assert isinstance(given, LoginPassword)
        self.signed_in.append(given.login.decode())
        return AuthResult(success=given.password == b"secret")

    def to(self, address: str) -> list[EmailMessage]:
        return [mail for mail in self.mails if mail["To"] == address]


Serve = Callable[..., Settings]


@pytest.fixture
def post() -> Post:
    return Post()


@pytest.fixture
def serve(post: Post, tmp_path: Path) -> Iterator[Serve]:
    running: list[Controller] = []

    def start(tls: ssl.SSLContext | None = None, **given: Any) -> Settings:
        more: dict[str, Any] = {"tls_context": tls, "require_starttls": True} if tls else {}
        if "smtp_user" in given:
            more |= {"authenticator": post.auth, "auth_required": True}
        controller = Controller(post, hostname="127.0.0.1", port=free_port(), **more)
        controller.start()
        running.append(controller)
        plain = {"smtp_host": "127.0.0.1", "smtp_tls": "none", "mail_from": "waymark@example.org"}
        return settings_with(data_dir=tmp_path, smtp_port=controller.port, **(plain | given))

    yield start
    for controller in running:
        controller.stop()


@pytest.fixture
async def house(database: Any) -> House:
    made = await demo_house(database)
    async with database.transaction(TUESDAY) as tx:
        await addresses.keep_mail(tx, "demo-worker", "worker@example.org")
        await addresses.keep_mail(tx, "demo-consultation", "service@example.org")
    return made


async def books(house: House) -> Conversation:
    worker = await someone(house)
    await worker.says("book")
    await worker.says("3")
    await worker.sends(DETAILS)
    assert worker.keys == ["booking.booked"]
    return worker


def entry(mail: EmailMessage) -> Any:
    """The one event in it, and its method, as the independent parser reads them."""
    (part,) = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
    calendar = vobject.base.readOne(part.get_content())  # type: ignore[no-untyped-call]
    assert calendar.method.value == part.get_param("method")
    assert len(calendar.vevent_list) == 1
    return calendar.vevent, calendar


async def test_whoever_books_and_the_service_get_an_entry(house: House, post: Post, serve: Serve) -> None:
    worker = await books(house)
    assert await invitations.send_due(house, serve()) == 2
    async with house.database.transaction(TUESDAY) as tx:
        (booking,) = await consultations.my_bookings(tx, worker.person)
    for address in ("worker@example.org", "service@example.org"):
        (mail,) = post.to(address)
        event, calendar = entry(mail)
        assert calendar.method.value == "REQUEST"
        assert event.dtstart.value == booking.slot.starts_at
        assert event.dtend.value - event.dtstart.value == timedelta(minutes=60)
        assert (event.uid.value, event.sequence.value) == (f"{booking.id}@example.org", "0")
        assert event.attendee.value == f"mailto:{address}"
        assert f"{booking.slot.starts_at:%A}" in mail["Subject"], "the weekday is said"
    assert await invitations.send_due(house, serve()) == 0


async def test_nothing_that_was_written_is_in_it(house: House, post: Post, serve: Serve) -> None:
    await books(house)
    await invitations.send_due(house, serve())
    whole = "".join(part.get_content() for mail in post.mails for part in mail.walk() if not part.is_multipart())
    assert whole
    for private in ("corridor", "Val Manager", "Robin"):
        assert private not in whole


async def test_a_change_and_a_cancellation_have_the_same_uid_and_a_rising_sequence(
    house: House, post: Post, serve: Serve
) -> None:
    worker, settings = await books(house), serve()
    await invitations.send_due(house, settings)
    await worker.says("change booking")
    await worker.says("1")
    await invitations.send_due(house, settings)
    await worker.says("cancel booking")
    await invitations.send_due(house, settings)
    events = [entry(mail) for mail in post.to("worker@example.org")]
    assert [calendar.method.value for _, calendar in events] == ["REQUEST", "REQUEST", "CANCEL"]
    assert [event.sequence.value for event, _ in events] == ["0", "1", "2"]
    assert len({event.uid.value for event, _ in events}) == 1
    assert events[0][0].dtstart.value != events[1][0].dtstart.value
    assert events[2][0].status.value == "CANCELLED"


async def test_a_withdrawn_slot_leaves_the_calendar_too(house: House, post: Post, serve: Serve) -> None:
    worker, settings = await books(house), serve()
    async with house.database.transaction(TUESDAY) as tx:
        (booking,) = await consultations.my_bookings(tx, worker.person)
        await slots.withdraw(tx, booking.slot.id, cancel_bookings=True)
    await invitations.send_due(house, settings)
    assert entry(post.to("worker@example.org")[-1])[1].method.value == "CANCEL"


async def test_a_busy_server_is_asked_again_and_gets_what_is_true_by_then(
    house: House, post: Post, serve: Serve
) -> None:
    worker, settings = await books(house), serve()
    post.busy = True
    assert await invitations.send_due(house, settings) == 0
    await worker.says("cancel booking")
    post.busy = False
    await invitations.send_due(house, settings, TUESDAY + timedelta(hours=1))
    assert [entry(mail)[1].method.value for mail in post.to("worker@example.org")] == ["CANCEL"]


async def test_summer_time_is_right_and_the_zone_is_written_for_these_years_only(
    house: House, post: Post, serve: Serve
) -> None:
    worker, settings = await someone(house), serve()
    async with house.database.transaction(TUESDAY) as tx:
        in_july = await consultations.publish(tx, datetime(2027, 7, 6, 9, tzinfo=UTC))
        given: Any = {"manager_name": "V", "manager_agreed_on": TUESDAY.date(), "help_wanted": "x", "case_key": "c"}
        await consultations.book(tx, in_july.id, worker.person, **given)
    await invitations.send_due(house, settings)
    (mail,) = post.to("worker@example.org")
    event, calendar = entry(mail)
    assert event.dtstart.value.strftime("%H:%M") == "10:00"
    assert event.dtstart.value.utcoffset() == timedelta(hours=1)
    text = calendar.serialize()
    assert "TZID" in text
    assert "1970" not in text
    assert "2038" not in text


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
async def test_with_tls_and_a_password(
    house: House, post: Post, serve: Serve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "server.pem"))
    await books(house)
    settings = serve(own_certificate(tmp_path), smtp_tls="starttls", smtp_user="waymark", smtp_password="secret",
                     smtp_host="localhost")  # fmt: skip
    assert await invitations.send_due(house, settings) == 2
    assert post.signed_in == ["waymark", "waymark"]


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
async def test_a_server_that_nobody_vouches_for_gets_nothing(
    house: House, post: Post, serve: Serve, tmp_path: Path
) -> None:
    await books(house)
    settings = serve(own_certificate(tmp_path), smtp_tls="starttls", smtp_host="localhost")
    assert await invitations.send_due(house, settings) == 0
    assert post.mails == []


async def test_who_has_no_mail_address_is_told_in_the_chat_only(house: House, post: Post, serve: Serve) -> None:
    other = await someone(house, "worker2")
    await other.says("book")
    await other.says("1")
    await other.sends(DETAILS)
    at(house, TUESDAY + timedelta(minutes=1))
    await invitations.send_due(house, serve())
    assert [mail["To"] for mail in post.mails] == ["service@example.org"]


def own_certificate(folder: Path) -> ssl.SSLContext:
    """A certificate for localhost that nobody else has signed, in `server.pem`."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = dt.datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "server.key").write_bytes(secret)
    (folder / "server.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(folder / "server.pem", folder / "server.key")
    return context

"""A real mail server for tests, with TLS and a password where they are asked for, and a reader of calendars."""

import asyncio
import datetime as dt
import email
import email.policy
import ssl
from datetime import UTC, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import vobject.base
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.bot.served import free_port

SENDER = "waymark@example.org"
PASSWORD = "secret"


class PostOffice:
    """Keeps the mails that it is given, and who signed in. `busy`: it asks for everything to be sent again later;
    `seconds`: so long it takes to say that a mail is taken.
    """

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.signed_in: list[str] = []
        self.busy, self.seconds = False, 0.0
        self._running: list[Controller] = []

    def open(self, tls: ssl.SSLContext | None = None, *, asks_who: bool = False) -> dict[str, Any]:
        """Start to listen; the settings with which Waymark finds it."""
        more: dict[str, Any] = {"tls_context": tls, "require_starttls": True} if tls else {}
        if asks_who:
            more |= {"authenticator": self._authenticate, "auth_required": True}
        controller = Controller(self, hostname="127.0.0.1", port=free_port(), **more)
        controller.start()
        self._running.append(controller)
        found_at = {"smtp_host": "localhost" if tls else "127.0.0.1", "smtp_port": controller.port}
        who = {"smtp_user": "waymark", "smtp_password": PASSWORD} if asks_who else {}
        return found_at | who | {"smtp_tls": "starttls" if tls else "none", "mail_from": SENDER}

    def close(self) -> None:
        for controller in self._running:
            controller.stop()

    def to(self, address: str) -> list[EmailMessage]:
        return [mail for mail in self.mails if mail["To"] == address]

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
        if self.busy:
            return "451 Try again later"
        assert isinstance(envelope.content, bytes)
        self.mails.append(email.message_from_bytes(envelope.content, policy=email.policy.SMTP))
        await asyncio.sleep(self.seconds)
        return "250 OK"

    def _authenticate(self, _server: SMTP, _session: Session, _envelope: Envelope, _how: str, given: Any) -> AuthResult:
        assert isinstance(given, LoginPassword)
        self.signed_in.append(given.login.decode())
        # not handled: the server itself says no
        return AuthResult(success=given.password == PASSWORD.encode(), handled=False)


def words_of(mail: EmailMessage) -> str:
    """Everything that can be read in it: its headers, its text, its calendar entry."""
    parts = [str(value) for value in mail.values()]
    return "\n".join(parts + [part.get_content() for part in mail.walk() if not part.is_multipart()])


def calendar_in(mail: EmailMessage) -> Any:
    """The calendar that comes with it, as vobject reads it, which is not what wrote it; None in a mail without one."""
    parts = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
    if not parts:
        return None
    (part,) = parts
    calendar = vobject.base.readOne(part.get_content())  # type: ignore[no-untyped-call]
    assert calendar.method.value == part.get_param("method"), "a mail program goes by either"
    assert len(calendar.vevent_list) == 1
    return calendar


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

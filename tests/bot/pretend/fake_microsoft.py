"""Microsoft on this machine: signing keys, tokens, and the way there through a proxy, for a bot that is not changed.

The bot is started as a process of its own with HTTPS_PROXY and a certificate authority of the test. The proxy ends TLS
for Microsoft's host names and answers as they do. Everything runs in threads, since the SDK's requests block.
"""

import json
import socketserver
import ssl
import threading
import time
import uuid
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from botframework.connector.auth import EmulatorValidation
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

from tests.bot.pretend.fake_entra import FakeEntra
from tests.bot.pretend.fake_graph import HOST, FakeGraph
from tests.bot.pretend.tokens import base64_of, signed

ISSUER = "https://api.botframework.com"
HOSTS = ("login.botframework.com", "login.microsoftonline.com", "api.botframework.com", HOST)
KEY_ID = "key-of-the-test"
ENDORSED: dict[str, list[str] | None] = {
    KEY_ID: ["webchat", "msteams", "directline"],
    "for-webchat": ["webchat", "directline"],
    "endorsed-for-nothing": [],
    "without-endorsements": None,
}
"""The keys that are published for what the Bot Connector signs, and the channels that each may speak for."""
ENTRA = "key-of-entra"
"""What Entra signs with: the Emulator's tokens, and those that a bot sends with."""


class FakeMicrosoft:
    def __init__(self, folder: Path) -> None:
        self.keys = {name: _new_key() for name in (*ENDORSED, ENTRA)}
        self.key, self.rogue_key = self.keys[KEY_ID], _new_key()
        self.keys_are_out = False
        """Whether nobody can be told the signing keys just now."""
        self.keys_asked_for = 0
        self.given: list[str] = []
        """The tokens that the bot was given to send with."""
        self.token_error = ""
        self.asked: list[dict[str, list[str]]] = []
        """How the bot asked for them."""
        self.sent: list[dict[str, Any]] = []
        """What the bot sent to the connector: method, path, authorization, activity."""
        self.graph = FakeGraph()
        self._given_to: dict[str, tuple[str, str]] = {}
        """To which tenant a token was given, and for what, by the token."""
        self.entra = FakeEntra(self.keys[ENTRA], ENTRA)
        self._tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.certificates = _certificates(folder, self._tls)
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self._server.handle_error = lambda *_: None  # type: ignore[method-assign]
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self.service_url = f"{self.url}/teams/"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def environment(self) -> dict[str, str]:
        """What makes a bot's process come here."""
        return {
            "HTTPS_PROXY": self.url,
            "https_proxy": self.url,
            "NO_PROXY": "127.0.0.1",
            "no_proxy": "127.0.0.1",
            "REQUESTS_CA_BUNDLE": self.certificates,
        }

    # -- tokens as Teams sends them --------------------------------------------------------------------------------

    def token(
        self,
        app_id: str,
        *,
        begins: float = -5,
        ends: float = 3600,
        drop: str = "",
        **changed: Any,
    ) -> str:
        """A token for this app id, which `begins` and `ends` so many seconds from now.

        `changed` overrides claims, or says how it is signed (see `_signed`); `drop` leaves claims out.
        """
        how = {name: changed.pop(name) for name in ("rogue", "signed_by", "kid", "alg", "header") if name in changed}
        now = int(time.time())
        made = {"iss": ISSUER, "aud": app_id, "nbf": now + begins, "exp": now + ends, "serviceurl": self.service_url}
        made |= changed
        for name in drop.split():
            del made[name]
        return self._signed(made, **how)

    def _signed(
        self,
        claims: dict[str, Any],
        *,
        rogue: bool = False,
        signed_by: str = KEY_ID,
        kid: str | None = "",
        alg: str = "RS256",
        header: dict[str, Any] | None = None,
    ) -> str:
        """It names `kid`, where that is not the key it is signed by."""
        key = self.rogue_key if rogue else self.keys[signed_by]
        named = {} if kid is None else {"kid": kid or signed_by}
        return signed(json.dumps(claims).encode(), key, alg, {**named, **(header or {})})

    # -- what is answered ------------------------------------------------------------------------------------------

    def answer(self, method: str, path: str, base: str, headers: Any, body: bytes) -> tuple[int, Any]:
        path = path.split("?")[0]
        if path.endswith("/oauth2/v2.0/token") and b"authorization_code" in body:
            return self.entra.exchange(parse_qs(body.decode()))
        if path.endswith(("openidconfiguration", "openid-configuration")):
            login = f"{base}/{path.strip('/').split('/')[0]}/oauth2/v2.0"
            self.keys_asked_for += "botframework" in base or base == self.url
            if self.keys_are_out:
                return 503, {"error": "come back later"}
            return 200, {
                "issuer": f"{base}/{path.strip('/').split('/')[0]}/v2.0" if "microsoftonline" in base else ISSUER,
                "jwks_uri": f"{base}/keys",
                "authorization_endpoint": f"{login}/authorize",
                "token_endpoint": f"{login}/token",
                "id_token_signing_alg_values_supported": ["RS256"],
            }
        if path == "/machine/identity":
            # what Azure gives to a machine that has an identity
            self.asked.append({"metadata": [headers.get("X-IDENTITY-HEADER", "")]})
            return 200, {
                "access_token": "of-the-machine",
                "expires_on": str(int(time.time()) + 3600),
                "resource": ISSUER,
            }
        if path == "/keys":
            return 200, {"keys": [{"kty": "EC", "kid": "another kind"}, *self._published("microsoftonline" in base)]}
        if path.endswith("/discovery/instance"):
            return 200, {"tenant_discovery_endpoint": f"{base}/common/.well-known/openid-configuration", "metadata": []}
        if path.endswith("/oauth2/v2.0/token"):
            return self._token(parse_qs(body.decode()), path.strip("/").split("/")[0])
        if "/v3/conversations" in path:
            activity = json.loads(body) if body else {}
            authorization = headers.get("Authorization", "")
            self.sent.append({"method": method, "path": path, "authorization": authorization, "activity": activity})
            return 201, {"id": uuid.uuid4().hex}
        return 404, {"error": f"nothing at {path}"}

    def _published(self, by_entra: bool) -> list[dict[str, Any]]:
        if by_entra:
            return [_public(ENTRA, self.keys[ENTRA], None)]
        return [_public(name, self.keys[name], endorsed) for name, endorsed in ENDORSED.items()]

    def _token(self, asked: dict[str, list[str]], tenant: str) -> tuple[int, Any]:
        """As Entra gives it to a bot that is registered for several tenants: the Emulator's looks the same."""
        self.asked.append(asked)
        if self.token_error:
            return 401, {"error": "invalid_client", "error_description": self.token_error}
        app_id = asked["client_id"][0]
        theirs: dict[str, Any] = {"iss": emulator_issuers()[0], "ver": "1.0", "appid": app_id}
        given = self.token(ISSUER, signed_by=ENTRA, drop="serviceurl", **theirs)
        self.given.append(given)
        self._given_to[given] = tenant, asked["scope"][0].split()[0]
        return 200, {"token_type": "Bearer", "expires_in": 3599, "ext_expires_in": 3599, "access_token": given}

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        microsoft = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            host = ""

            def log_message(self, *_: Any) -> None:
                """Quiet."""

            def finish(self) -> None:
                super().finish()
                self.connection.close()

            def do_GET(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                base = f"https://{self.host}" if self.host else f"http://{self.headers['Host']}"
                more: dict[str, str] = {}
                if self.host == HOST:
                    token = self.headers.get("Authorization", "").removeprefix("Bearer ")
                    status, said, more = microsoft.graph.answer(self.path, microsoft._given_to.get(token))
                else:
                    status, said = microsoft.answer(self.command, self.path, base, self.headers, body)
                answer = json.dumps(said).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(answer)))
                for name, value in more.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(answer)

            do_POST = do_PUT = do_GET

            def do_CONNECT(self) -> None:
                host = self.path.split(":")[0]
                if host not in HOSTS:
                    self.send_error(502)
                    return
                self.send_response(200, "Connection established")
                self.end_headers()
                self.connection = microsoft._tls.wrap_socket(self.connection, server_side=True)
                self.rfile = self.connection.makefile("rb", -1)
                self.wfile = socketserver._SocketWriter(self.connection)  # type: ignore[attr-defined]
                self.host = host
                self.close_connection = False

        return Handler


def _new_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def _public(name: str, key: rsa.RSAPrivateKey, endorsements: list[str] | None) -> dict[str, Any]:
    numbers = key.public_key().public_numbers()
    n, e = (base64_of(number.to_bytes((number.bit_length() + 7) // 8, "big")) for number in (numbers.n, numbers.e))
    endorsed = {} if endorsements is None else {"endorsements": endorsements}
    return {"kty": "RSA", "use": "sig", "kid": name, "n": n, "e": e, **endorsed}


def emulator_issuers() -> list[str]:
    """Whom botbuilder believes that a token comes from its Emulator."""
    found: list[str] = list(EmulatorValidation.TO_BOT_FROM_EMULATOR_TOKEN_VALIDATION_PARAMETERS.issuer)
    return found


def _certificates(folder: Path, tls: ssl.SSLContext) -> str:
    """A certificate authority for two days, and a certificate for Microsoft's host names; the former's file."""
    authority_key, key = _new_key(), _new_key()
    authority = _certificate("Authority of the test", authority_key, authority_key, "Authority of the test")
    leaf = _certificate("Microsoft of the test", key, authority_key, "Authority of the test", HOSTS)
    (folder / "authority.pem").write_bytes(authority)
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "leaf.pem").write_bytes(private + leaf)
    tls.load_cert_chain(folder / "leaf.pem")
    return str(folder / "authority.pem")


def _certificate(
    name: str, key: rsa.RSAPrivateKey, signed_by: rsa.RSAPrivateKey, issuer: str, hosts: tuple[str, ...] = ()
) -> bytes:
    now = datetime.now(UTC)
    built = (
        x509.CertificateBuilder()
        .subject_name(_named(name))
        .issuer_name(_named(issuer))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=2))
        .add_extension(x509.BasicConstraints(ca=not hosts, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signed_by.public_key()), critical=False)
    )
    if hosts:
        names = x509.SubjectAlternativeName([x509.DNSName(host) for host in hosts])
        built = built.add_extension(names, critical=False)
    return built.sign(signed_by, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])

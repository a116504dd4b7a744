"""The address of a database as it is bought or set up: what providers print, brought to the one form that is used.

PostgreSQL's own names for TLS (`sslmode`, `sslrootcert`, ...) hold, with its meanings ("SSL Support" in libpq's
manual), but one: where an authority is asked for and none is named, the machine's own are taken, as everywhere else.
"""

import re
import shlex
import ssl
from collections.abc import Mapping
from pathlib import Path

from sqlalchemy.engine import URL, make_url

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
MODES = frozenset({"disable", "allow", "prefer", "require", "verify-ca", "verify-full"})
ENCRYPTED = frozenset({"require", "verify-ca", "verify-full"})
TLS = ("sslmode", "sslrootcert", "sslcert", "sslkey")
TAKEN = frozenset({"host", "port", "target_session_attrs", *TLS})
LET_BE = frozenset(
    {
        "channel_binding",
        "connect_timeout",
        "application_name",
        "gssencmode",
        "client_encoding",
        "fallback_application_name",
    }
)
"""What providers print as well, and is decided here already or is of no account: passed over."""
SYSTEM = "system"
SYSTEM_FILE = Path("/etc/ssl/certs/ca-certificates.crt")
"""Where Debian and its like keep all authorities in one file: older libpq knows no other way to the machine's own."""
NAMES = {
    **dict.fromkeys(("server", "hostname", "data source"), "host"),
    **dict.fromkeys(("database", "initial catalog"), "dbname"),
    **dict.fromkeys(("user id", "userid", "username", "uid"), "user"),
    **dict.fromkeys(("pwd",), "password"),
    **dict.fromkeys(("ssl mode", "ssl"), "sslmode"),
}
"""What others call them: ADO.NET, and asyncpg."""


class NotAnAddress(ValueError):
    """`key` names the sentence (`settings`), `params` what stands in it; never the address, which holds a password."""

    def __init__(self, key: str, **params: str) -> None:
        super().__init__(key)
        self.key, self.params = key, params


def read(text: str) -> URL:
    """With the driver's name as it was given, or plain `postgresql`. Raises NotAnAddress."""
    text = text.strip()
    if re.search(r"[{<\[](your|my)?[ _-]?\w*password\w*[}>\]]", text, re.IGNORECASE):
        raise NotAnAddress("placeholder_password")
    text = text.removeprefix("jdbc:").removeprefix("psql ").strip("\"'")
    try:
        url = make_url(text) if "://" in text else _of_parts(text)
    except Exception:
        raise NotAnAddress("no_address") from None
    return url if url.get_backend_name() == "sqlite" else _postgresql(url)


def _of_parts(text: str) -> URL:
    """`host=... user=...`, as libpq has it, or `Server=...;User Id=...`, as .NET has it."""
    pairs = text.split(";") if ";" in text else shlex.split(text)
    found = {}
    for name, _, value in (pair.partition("=") for pair in pairs if pair.strip()):
        name = name.strip().lower()
        found[NAMES.get(name, name)] = value.strip()
    if not found.get("host") or not found.get("dbname"):
        raise ValueError
    parts = [found.pop(name, "") for name in ("user", "password", "host", "port", "dbname")]
    user, password, host, port, database = parts
    return URL.create("postgresql", user or None, password or None, host, int(port) if port else None, database, found)


def _postgresql(url: URL) -> URL:
    query = {NAMES.get(name, name): value for name, value in url.query.items()}
    # as JDBC has them
    user, password = query.pop("user", None), query.pop("password", None)
    if isinstance(user, str):
        url = url.set(username=user)
    if isinstance(password, str):
        url = url.set(password=password)
    query = {name: value for name, value in query.items() if name not in LET_BE}
    for name in query:
        if name not in TAKEN:
            raise NotAnAddress("odd_parameter", name=name)
    mode = str(query.get("sslmode", "")).lower()
    mode = {"true": "require", "false": "disable", "verifyfull": "verify-full", "verifyca": "verify-ca"}.get(mode, mode)
    if mode and mode not in MODES:
        raise NotAnAddress("odd_sslmode", modes=", ".join(sorted(MODES)))
    if mode:
        query["sslmode"] = mode
    if not url.database:
        raise NotAnAddress("no_address")
    return url.set(query=query)


def is_elsewhere(url: URL) -> bool:
    """Whether the way to it leaves this machine."""
    if url.get_backend_name() == "sqlite":
        return False
    return any(host not in LOOPBACK and not host.startswith("/") for host in _hosts(url))


def is_encrypted(url: URL) -> bool:
    """Whether it is not spoken to without TLS."""
    return url.query.get("sslmode") in ENCRYPTED


def tls(url: URL) -> ssl.SSLContext | str | None:
    """As asyncpg takes it; None where nothing is said. Raises OSError where a file that is named can't be used."""
    mode = url.query.get("sslmode")
    if mode not in ENCRYPTED:
        return None if mode is None else str(mode)
    authority = _authority(url)
    context = ssl.create_default_context(cafile=authority if authority != SYSTEM else None)
    if mode == "require" and authority is None:
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    elif mode != "verify-full":
        context.check_hostname = False
    if certificate := url.query.get("sslcert"):
        key = url.query.get("sslkey")
        context.load_cert_chain(str(certificate), str(key) if key else None)
    return context


def for_libpq(url: URL) -> Mapping[str, str]:
    """By the environment, where no list of processes shows a password."""
    authority = _authority(url)
    found = {
        "PGHOST": ",".join(_hosts(url)),
        "PGPORT": str(url.port or url.query.get("port", "")),
        "PGUSER": url.username or "",
        "PGPASSWORD": url.password or "",
        "PGDATABASE": url.database or "",
        "PGSSLMODE": str(url.query.get("sslmode", "")),
        "PGSSLROOTCERT": str(SYSTEM_FILE) if authority == SYSTEM else authority or "",
        "PGSSLCERT": str(url.query.get("sslcert", "")),
        "PGSSLKEY": str(url.query.get("sslkey", "")),
    }
    return {name: value for name, value in found.items() if value}


def _authority(url: URL) -> str | None:
    """The file, or the machine's own; None where any certificate will do."""
    named = url.query.get("sslrootcert")
    if named:
        return str(named)
    return SYSTEM if url.query.get("sslmode") in ("verify-ca", "verify-full") else None


def _hosts(url: URL) -> list[str]:
    said = url.host or url.query.get("host", "")
    listed = [said] if isinstance(said, str) else list(said)
    return [host.split(":")[0] if host.count(":") == 1 else host for one in listed for host in one.split(",") if host]

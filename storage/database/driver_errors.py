"""Turns what the two databases say when they cannot be used into one of our reasons."""

import os
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import exc

from storage.problems import DatabaseProblem, Trouble

# the low byte of SQLite's result code: https://www.sqlite.org/rescode.html
SQLITE = {
    5: Trouble.LOCKED,  # BUSY
    6: Trouble.LOCKED,
    8: Trouble.READ_ONLY,
    10: Trouble.GONE,  # IOERR
    11: Trouble.DAMAGED,  # CORRUPT
    13: Trouble.FULL,
    14: Trouble.GONE,  # CANTOPEN
    26: Trouble.DAMAGED,  # NOTADB
}
# https://www.postgresql.org/docs/current/errcodes-appendix.html; the longest beginning that fits counts
POSTGRESQL = {
    "08": Trouble.GONE,
    "25006": Trouble.READ_ONLY,
    "25P03": Trouble.GONE,  # idle in transaction too long: the server hung up
    "28": Trouble.GONE,  # this user may not come in
    "3D000": Trouble.GONE,  # no such database
    "42501": Trouble.READ_ONLY,  # this user may look, or not even that
    "40": Trouble.LOCKED,  # deadlock, serialization
    "53100": Trouble.FULL,
    "53300": Trouble.LOCKED,  # too many connections
    "55P03": Trouble.LOCKED,
    "57P": Trouble.GONE,  # shutting down, starting up
    "58": Trouble.GONE,
    "XX001": Trouble.DAMAGED,
    "XX002": Trouble.DAMAGED,
}


@contextmanager
def troubles_of(dialect: str, file: Path | None = None) -> Iterator[None]:
    """Raise DatabaseProblem where the database cannot be used; let everything else through as it is.

    `file` is SQLite's: whether it is there tells a file system that is read-only from one without the file.
    """
    try:
        yield
    except exc.TimeoutError as error:
        raise DatabaseProblem(Trouble.LOCKED, "no connection came free in time") from error
    except exc.DBAPIError as error:
        trouble = _trouble(error, dialect)
        if trouble is None:
            raise
        # the statement's values may be what someone typed: neither kept nor chained
        if trouble is Trouble.GONE and file is not None and _is_there_to_read_only(file):
            trouble = Trouble.READ_ONLY
        raise DatabaseProblem(trouble, str(type(error.orig).__name__)) from None
    except ConnectionError as error:
        # asyncpg lets a connection that broke off through as it is
        raise DatabaseProblem(Trouble.GONE, type(error).__name__) from None


def _is_there_to_read_only(file: Path) -> bool:
    """SQLite says only that it cannot open the file, when it may not write beside it."""
    return file.exists() and not (os.access(file, os.W_OK) and os.access(file.parent, os.W_OK))


@contextmanager
def unreachable() -> Iterator[None]:
    """While connecting: no socket, no such host, no answer; or the server says no, which comes unwrapped."""
    try:
        yield
    except ssl.SSLError as error:
        raise DatabaseProblem(Trouble.NO_TLS, type(error).__name__) from None
    except OSError as error:
        # asyncpg's own, which has no other mark
        no_tls = "rejected SSL upgrade" in str(error)
        raise DatabaseProblem(Trouble.NO_TLS if no_tls else Trouble.GONE, type(error).__name__) from None
    except Exception as error:
        trouble = _said(getattr(error, "sqlstate", None) or "")
        if trouble is None or isinstance(error, exc.DBAPIError):
            raise
        raise DatabaseProblem(trouble, type(error).__name__) from None


def _trouble(error: exc.DBAPIError, dialect: str) -> Trouble | None:
    if dialect == "sqlite":
        code: int | None = getattr(error.orig, "sqlite_errorcode", None)
        return None if code is None else SQLITE.get(code & 0xFF)
    if error.connection_invalidated:
        return Trouble.GONE
    return _said(getattr(error.orig, "sqlstate", None) or "")


def _said(state: str) -> Trouble | None:
    fitting = [beginning for beginning in POSTGRESQL if state.startswith(beginning)]
    return POSTGRESQL[max(fitting, key=len)] if fitting else None

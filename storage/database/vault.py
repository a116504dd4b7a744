"""Encryption where it rests: what people typed is sealed before it reaches a table.

`WAYMARK_KEYS` holds one or more Fernet keys, the newest first: it seals, all of them open, so that keys can
rotate. Matching children without opening records needs a key that never rotates: the blind key. It is made
once for an installation, sealed by the vault and kept in the database (see `storage/database/installation.py`).
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Sequence
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from storage.database.bound import Binder, Place, is_bound
from storage.problems import WrongKey

_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def canonical(value: Any) -> str:
    """JSON with one spelling only: sorted keys, no spaces. What a hash is taken over."""
    return _ENCODER.encode(value)


def new_key() -> str:
    """A fresh key, as it is written into the settings."""
    return Fernet.generate_key().decode()


class Vault:
    """Seals and opens. Raises WrongKey where a key is malformed or none of the keys opens what was sealed."""

    def __init__(self, keys: Sequence[str]) -> None:
        if not keys:
            raise WrongKey("no key was given")
        try:
            self._fernet = MultiFernet([Fernet(key) for key in keys])
        except ValueError as error:
            raise WrongKey("a key is not 32 bytes in URL-safe base64") from error
        self._binder = Binder([base64.urlsafe_b64decode(key) for key in keys])
        self._blind_key: bytes | None = None

    def seal(self, text: str) -> bytes:
        """Encrypted under the newest key."""
        return self._fernet.encrypt(text.encode())

    def open(self, sealed: bytes) -> str:
        """What was sealed under any of the keys. Raises WrongKey where none of them opens it."""
        return _open(self._fernet, sealed).decode()

    def seal_again(self, sealed: bytes, place: Place | None = None) -> bytes:
        """The same under the newest key, bound to its place where it has one."""
        if place is not None:
            return self._binder.seal(self._open_at(sealed, place), place)
        try:
            return self._fernet.rotate(sealed)
        except InvalidToken as error:
            raise WrongKey from error

    def seal_json(self, value: Any, place: Place | None = None) -> bytes:
        """JSON, encrypted under the newest key; for one place only where that is given (`bound.py`)."""
        text = canonical(value)
        return self.seal(text) if place is None else self._binder.seal(text.encode(), place)

    def open_json(self, sealed: bytes, place: Place | None = None) -> Any:
        """What `seal_json` sealed. Raises WrongKey where none of the keys opens it; DatabaseProblem (damaged) for what
        was sealed for another place.
        """
        return json.loads(self.open(sealed) if place is None else self._open_at(sealed, place))

    def seal_for_good(self, value: Any) -> tuple[bytes, bytes]:
        """JSON under a key of its own: (that key sealed, the sealed JSON).

        A signed record is never changed, yet the vault's keys rotate: only the first part is sealed again
        then.
        """
        own_key = Fernet.generate_key()
        return self._fernet.encrypt(own_key), Fernet(own_key).encrypt(canonical(value).encode())

    def open_for_good(self, own_key: bytes, sealed: bytes) -> Any:
        """What `seal_for_good` gave. Raises WrongKey where none of the vault's keys opens `own_key`."""
        return json.loads(_open(Fernet(_open(self._fernet, own_key)), sealed))

    def _open_at(self, sealed: bytes, place: Place) -> bytes:
        """Also what was sealed before values were bound to their places."""
        return self._binder.open(sealed, place) if is_bound(sealed) else _open(self._fernet, sealed)

    def use_blind_key(self, key: bytes) -> None:
        """The key of fingerprints, which the database itself keeps sealed and which never rotates."""
        self._blind_key = key

    def blind(self, text: str) -> str:
        """A keyed fingerprint (64 hexadecimal digits): the same text matches, and nobody can read it back."""
        if self._blind_key is None:
            raise RuntimeError("the blind key is known once the database is open")
        return hmac.new(self._blind_key, text.encode(), hashlib.sha256).hexdigest()


def _open(fernet: Fernet | MultiFernet, sealed: bytes) -> bytes:
    try:
        return fernet.decrypt(sealed)
    except InvalidToken as error:
        raise WrongKey from error

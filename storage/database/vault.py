"""Encryption where it rests: what people typed is sealed before it reaches a table.

`WAYMARK_KEYS` holds one or more Fernet keys, the newest first: it seals, all of them open, so that keys can
rotate. Matching children without opening records needs a key that never rotates: the blind key. It is made
once for an installation, sealed by the vault and kept in the database (see `storage/database/installation.py`).
"""

import base64
import hashlib
import hmac
import json
import os
from collections.abc import Sequence
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from storage.database.bound import Binder, Held, Place, ToSeal, does_not_open, is_bound
from storage.problems import WrongKey

OWN_KEY_BYTES = 32
ROWS = b"waymark seals of rows 1"
SIGNED = "waymark checksum of what was signed 1"
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
        self._row_key: bytes | None = None
        self._unbound_opens = True

    def seal(self, text: str) -> ToSeal:
        """To be encrypted under the newest key, for the place at which it is written."""
        return ToSeal(text.encode(), self._binder)

    def open(self, sealed: bytes) -> str:
        """What was read from a sealed column. Raises WrongKey where it was sealed by a key that is not here;
        DatabaseProblem (damaged) where it was changed, or sealed for another place.
        """
        return self._open(sealed).decode()

    def open_at(self, sealed: bytes, place: Place) -> str:
        """The same of what was read without its place, as from a backup."""
        return self._open(Held(sealed, place)).decode()

    def seal_again(self, sealed: bytes, place: Place) -> bytes | None:
        """The same under the newest key, bound to its place; None where it is so already, and opens."""
        text = self._open(Held(sealed, place))
        return None if self._binder.is_newest(sealed) else self._binder.seal(text, place)

    def seal_json(self, value: Any) -> ToSeal:
        """JSON, to be encrypted as by `seal`."""
        return self.seal(canonical(value))

    def open_json(self, sealed: bytes) -> Any:
        """What `seal_json` sealed; raises as `open` does."""
        return json.loads(self._open(sealed))

    def seal_for_good(self, value: Any) -> tuple[ToSeal, ToSeal]:
        """JSON under a key of its own: (that key, the JSON), each to be sealed where it is written.

        A signed record is never changed, yet the vault's keys rotate: only the first part is sealed again
        then.
        """
        own_key = os.urandom(OWN_KEY_BYTES)
        spelt = base64.urlsafe_b64encode(own_key).decode()
        return self.seal(spelt), ToSeal(canonical(value).encode(), Binder([own_key]))

    def open_for_good(self, own_key: bytes, sealed: bytes) -> Any:
        """What `seal_for_good` gave; raises as `open` does."""
        opened = self._open(own_key)
        if isinstance(sealed, Held) and is_bound(sealed):
            return json.loads(Binder([base64.urlsafe_b64decode(opened)]).open(sealed, sealed.place))
        # from before: the key alone is bound to its row, and opens nothing else
        return json.loads(_open(Fernet(opened), sealed))

    def refuse_unbound(self) -> None:
        """From now on: all that this database holds is bound to its place, and what is not was put there."""
        self._unbound_opens = False

    def _open(self, sealed: bytes) -> bytes:
        if not isinstance(sealed, Held):
            raise TypeError("what was sealed is opened as it was read from its column")
        if is_bound(sealed):
            return self._binder.open(sealed, sealed.place)
        try:
            if self._unbound_opens:
                return self._fernet.decrypt(bytes(sealed))
        except InvalidToken:
            pass
        raise does_not_open(sealed.place)

    def use_blind_key(self, key: bytes) -> None:
        """The key of fingerprints, which the database itself keeps sealed and which never rotates."""
        self._blind_key = key
        self._row_key = hmac.new(key, ROWS, hashlib.sha256).digest()

    @property
    def row_key(self) -> bytes:
        """The key of the seals of rows (`row_seals.py`)."""
        if self._row_key is None:
            raise RuntimeError("the key of rows is known once the database is open")
        return self._row_key

    def blind(self, text: str) -> str:
        """A keyed fingerprint (64 hexadecimal digits): the same text matches, and nobody can read it back."""
        if self._blind_key is None:
            raise RuntimeError("the blind key is known once the database is open")
        return hmac.new(self._blind_key, text.encode(), hashlib.sha256).hexdigest()

    def checksum(self, signed: Any) -> str:
        """64 hexadecimal digits that stand beside what was signed: keyed, so that nobody who has the database without
        the keys can try out what may be in it.
        """
        return self.blind(f"{SIGNED}\n{canonical(signed)}")

    def is_checksum(self, signed: Any, checksum: str) -> bool:
        """Whether it is that of what was signed: keyed, or the plain SHA-256 that earlier versions kept."""
        before = hashlib.sha256(canonical(signed).encode()).hexdigest()
        return hmac.compare_digest(checksum, self.checksum(signed)) or hmac.compare_digest(checksum, before)


def _open(fernet: Fernet, sealed: bytes) -> bytes:
    try:
        return fernet.decrypt(bytes(sealed))
    except InvalidToken as error:
        raise WrongKey from error

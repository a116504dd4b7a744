"""Sealed for one place only: a value that was moved to another row or column does not open there.

AES-GCM with the table, the column, the row's primary key and the key's id as associated data. Whoever can write in the
database could otherwise put one person's draft into another's conversation, and read it there.

Nobody says the place by hand: what is to be sealed is a `ToSeal` until it is written, what was read is a `Held`, and
the type of the column (`sealed.py`) knows where both belong.
"""

import hashlib
import os
from collections.abc import Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from storage.problems import DatabaseProblem, Trouble, WrongKey

MARK = b"\x02"
"""The first byte. A token of Fernet begins with `gAAAAA`."""
ID_BYTES, NONCE_BYTES = 8, 12
INFO = b"waymark bound values 1"

Place = tuple[str, ...]
"""Table, column, and the row's primary key as text, in the order of its columns."""


class Held(bytes):
    """What stands in a sealed column, with the place at which it was read."""

    place: Place

    def __new__(cls, value: bytes, place: Place) -> "Held":
        """The bytes as they are; comparing and opening them is as before."""
        made = super().__new__(cls, value)
        made.place = place
        return made


class ToSeal:
    """What is to be sealed as soon as it is known where. It never says what it is."""

    __slots__ = ("_binder", "_text")

    def __init__(self, text: bytes, binder: "Binder") -> None:
        self._text, self._binder = text, binder

    def at(self, place: Place) -> bytes:
        """Sealed for this place."""
        return self._binder.seal(self._text, place)


class Binder:
    """Seals under the first key, opens what any of them has sealed. `keys` are 32 bytes each."""

    def __init__(self, keys: Sequence[bytes]) -> None:
        # a key of its own for this use: the same bytes never serve two ciphers
        made = [HKDF(SHA256(), 32, None, INFO).derive(key) for key in keys]
        self._ciphers = {hashlib.sha256(key).digest()[:ID_BYTES]: AESGCM(key) for key in made}
        self._newest = next(iter(self._ciphers))

    def seal(self, text: bytes, place: Place) -> bytes:
        """The mark, the key's id, the nonce, the sealed text."""
        nonce = os.urandom(NONCE_BYTES)
        sealed = self._ciphers[self._newest].encrypt(nonce, text, _beside(place, self._newest))
        return MARK + self._newest + nonce + sealed

    def open(self, sealed: bytes, place: Place) -> bytes:
        """Raises WrongKey where the key is not one of these; where it is, DatabaseProblem (damaged) for a value that
        was changed, or sealed for another place.
        """
        key_id, rest = sealed[1 : 1 + ID_BYTES], sealed[1 + ID_BYTES :]
        cipher = self._ciphers.get(key_id)
        if cipher is None:
            raise WrongKey
        try:
            return cipher.decrypt(rest[:NONCE_BYTES], rest[NONCE_BYTES:], _beside(place, key_id))
        except (InvalidTag, ValueError):
            raise does_not_open(place) from None

    def is_newest(self, sealed: bytes) -> bool:
        """Whether it was sealed for a place under the first key."""
        return is_bound(sealed) and sealed[1 : 1 + ID_BYTES] == self._newest


def is_bound(sealed: bytes) -> bool:
    """Whether it was sealed for one place."""
    return sealed[:1] == MARK


def does_not_open(place: Place) -> DatabaseProblem:
    """The keys are this database's, so it was changed."""
    return DatabaseProblem(Trouble.DAMAGED, f"a value of {place[0]} was changed or moved")


def _beside(place: Place, key_id: bytes) -> bytes:
    """Each part with its length before it, so that no two places read the same."""
    parts = [key_id, *(part.encode() for part in place)]
    return b"".join(len(part).to_bytes(4) + part for part in parts)

"""The key that signs the history (Ed25519), and the public keys by which anybody can check it.

`WAYMARK_SIGNING_KEYS` holds the signing key first, then the public keys of those before it: who checks needs no secret,
so a line of public keys alone is enough for that. The key is never in the database: whoever can write there can sign
nothing.
"""

import base64
import binascii
import hashlib
from collections.abc import Sequence

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

PRIVATE, PUBLIC = "waymark-sign-", "waymark-check-"
"""How each kind of key begins, so that nobody takes one for the other."""


def new_signing_key() -> str:
    """A fresh signing key, as it is written into the settings."""
    return _spelt(PRIVATE, Ed25519PrivateKey.generate().private_bytes_raw())


def public_key_of(text: str) -> str:
    """The public key of a signing key, or a public key itself; may be shown to anybody. Raises ValueError."""
    return _spelt(PUBLIC, _read(text)[1].public_bytes_raw())


class Signer:
    """Signs with the first key, where it is a private one; checks with the public keys of all. Raises ValueError for
    what is no key.
    """

    def __init__(self, keys: Sequence[str]) -> None:
        read = [_read(key) for key in keys]
        self._private = read[0][0] if read else None
        self._public = {_id(public): public for _, public in read}
        self.key_id = _id(read[0][1]) if read else ""
        """The beginning of the SHA-256 of the first key's public half: 16 hexadecimal digits."""
        self.public_key = _spelt(PUBLIC, read[0][1].public_bytes_raw()) if read else ""

    @property
    def public_keys(self) -> list[str]:
        """All that are known, the newest first, as they are spelt."""
        return [_spelt(PUBLIC, public.public_bytes_raw()) for public in self._public.values()]

    @property
    def can_sign(self) -> bool:
        """Whether there is a private key, and not only public ones."""
        return self._private is not None

    def sign(self, message: bytes) -> bytes:
        """64 bytes."""
        if self._private is None:
            raise ValueError("a public key signs nothing")
        return self._private.sign(message)

    def knows(self, key_id: str) -> bool:
        """Whether the public key of this id is among those that were given."""
        return key_id in self._public

    def holds(self, key_id: str | None, signature: bytes | None, message: bytes) -> bool:
        """Whether it is the signature of this key over this message; False for a key that is not known."""
        public = self._public.get(key_id or "")
        if public is None or signature is None:
            return False
        try:
            public.verify(bytes(signature), message)
        except InvalidSignature:
            return False
        return True


def _spelt(kind: str, raw: bytes) -> str:
    return kind + base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _read(text: str) -> tuple[Ed25519PrivateKey | None, Ed25519PublicKey]:
    for kind in (PRIVATE, PUBLIC):
        if text.startswith(kind):
            try:
                raw = base64.urlsafe_b64decode(text.removeprefix(kind) + "=")
            except (ValueError, binascii.Error):
                break
            if len(raw) != 32:
                break
            if kind == PUBLIC:
                return None, Ed25519PublicKey.from_public_bytes(raw)
            private = Ed25519PrivateKey.from_private_bytes(raw)
            return private, private.public_key()
    raise ValueError(f"a signing key begins with {PRIVATE} or {PUBLIC}, and has 43 more signs")


def _id(public: Ed25519PublicKey) -> str:
    return hashlib.sha256(public.public_bytes_raw()).hexdigest()[:16]

"""The checksum of the files that decide something: it is kept beside what they decided."""

import hashlib
from collections.abc import Iterable
from pathlib import Path


def of_files(folder: Path, names: Iterable[str]) -> str:
    """SHA-256, in hex, over the names and the bytes, in this order. A change in any of them changes it."""
    digest = hashlib.sha256()
    for name in names:
        digest.update(name.encode() + b"\0" + (folder / name).read_bytes() + b"\0")
    return digest.hexdigest()

"""A file under a key of its own, in parts, so that one of any size fits into memory.

Each line is a Fernet token of a part, which says of which file it is, its number and whether it is the last. So a part
that is missing, changed or from another file shows.
"""

import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from cryptography.fernet import Fernet, InvalidToken

from storage.problems import Problem

FIRST_LINE = b"waymark-backup 1\n"
PART = 1 << 20
"""Bytes."""
_OF_ITS_OWN, _NUMBER, _LAST = 16, 8, 1
HEAD = _OF_ITS_OWN + _NUMBER + _LAST


class NotOpened(Problem):
    """It is no backup, it is not whole, or the key is another one."""

    reason = "backup_not_opened"


def new_file(path: Path) -> BinaryIO:
    """For its owner's eyes only. Raises FileExistsError where there is one, and OSError where it cannot be made."""
    return os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_NOFOLLOW, 0o600), "wb")


def seal(source: Path, into: BinaryIO, key: str) -> None:
    """The whole of a file, written and on the disk."""
    fernet, own = Fernet(key), secrets.token_bytes(_OF_ITS_OWN)
    into.write(FIRST_LINE)
    with source.open("rb") as opened:
        number, part = 0, opened.read(PART)
        while True:
            following = opened.read(PART)
            head = own + number.to_bytes(_NUMBER, "big") + bytes([not following])
            into.write(fernet.encrypt(head + part) + b"\n")
            if not following:
                break
            number, part = number + 1, following
    into.flush()
    os.fsync(into.fileno())


def unseal(sealed: Path, into: BinaryIO, key: str) -> None:
    """What was sealed. Raises NotOpened."""
    for part in _parts(sealed, Fernet(key)):
        into.write(part)
    into.flush()
    os.fsync(into.fileno())


def _parts(sealed: Path, fernet: Fernet) -> Iterator[bytes]:
    own, number, was_last = b"", 0, False
    with sealed.open("rb") as opened:
        if opened.readline(len(FIRST_LINE)) != FIRST_LINE:
            raise NotOpened("no backup")
        for line in opened:
            try:
                said = fernet.decrypt(line.rstrip(b"\n"))
            except InvalidToken:
                raise NotOpened("the key is another one, or a part was changed") from None
            own = own or said[:_OF_ITS_OWN]
            if was_last or said[: HEAD - _LAST] != own + number.to_bytes(_NUMBER, "big"):
                raise NotOpened("a part is in another place")
            number, was_last = number + 1, bool(said[HEAD - _LAST])
            yield said[HEAD:]
    if not was_last:
        raise NotOpened("the end is missing")

"""Is an export of Waymark whole? For anybody: `python verify.py FILE.zip` needs Python 3.9 or later and nothing else,
no database, no secret, no network.

It says whether every byte is as it was exported, or what differs; who exported it and when; and which public key has
signed it. Compare that key with the one that the organisation has published: whoever changes an export can sign it with
a key of their own. Take this file from the organisation's page too, not out of an export that you doubt.

How it works. The file is a zip of stored (not compressed) files in a fixed order. `manifest.json` names each with its
size and SHA-256; `signature.txt` is an Ed25519 signature (RFC 8032) of the manifest. The zip is made again from what is
in it and compared byte by byte, so nothing can stand between the files either. `history.json` has the record's entries
in the history: each is hashed again, and its own signature checked.
"""

from __future__ import annotations

import base64
import hashlib
import io
import json
import struct
import sys
import zipfile
import zlib
from collections.abc import Sequence
from typing import Any

FORM = "waymark-export-1"
ENTRY_FORM = "waymark-audit-1"
MANIFEST, SIGNATURE, HISTORY = "manifest.json", "signature.txt", "history.json"
KEY_BEGINS = "waymark-check-"
LARGEST = 500_000_000
"""Bytes: no export is as large."""
BROKEN = (zipfile.BadZipFile, EOFError, LookupError, OSError, ValueError, RuntimeError, struct.error, zlib.error)
"""What reading a zip that was changed may raise."""

# -- Ed25519, as in RFC 8032: only checking, so nothing here is secret -------------------------------------------------

Point = tuple[int, int, int, int]
P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT = pow(2, (P - 1) // 4, P)


def _x_of(y: int, sign: int) -> int | None:
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    if square == 0:
        return None if sign else 0
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT % P
    if (x * x - square) % P:
        return None
    return P - x if x & 1 != sign else x


def _point(text: bytes) -> Point | None:
    y = int.from_bytes(text, "little")
    sign, y = y >> 255, y & ((1 << 255) - 1)
    x = _x_of(y, sign)
    return None if x is None else (x, y, 1, x * y % P)


def _add(one: Point, other: Point) -> Point:
    a = (one[1] - one[0]) * (other[1] - other[0]) % P
    b = (one[1] + one[0]) * (other[1] + other[0]) % P
    c, d = 2 * one[3] * other[3] * D % P, 2 * one[2] * other[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def _times(number: int, point: Point) -> Point:
    result: Point = (0, 1, 1, 0)
    while number:
        if number & 1:
            result = _add(result, point)
        point = _add(point, point)
        number >>= 1
    return result


BASE_Y = 4 * pow(5, P - 2, P) % P
BASE_X = _x_of(BASE_Y, 0) or 0
BASE = (BASE_X, BASE_Y, 1, BASE_X * BASE_Y % P)


def is_signed(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether `signature` (64 bytes) is that of the public key (32 bytes) over the message."""
    if len(public) != 32 or len(signature) != 64:
        return False
    key, start = _point(public), _point(signature[:32])
    number = int.from_bytes(signature[32:], "little")
    if key is None or start is None or number >= ORDER:
        return False
    digest = hashlib.sha512(signature[:32] + public + message).digest()
    left, right = _times(number, BASE), _add(start, _times(int.from_bytes(digest, "little") % ORDER, key))
    same_x = (left[0] * right[2] - right[0] * left[2]) % P == 0
    return same_x and (left[1] * right[2] - right[1] * left[2]) % P == 0


def key_of(spelt: str) -> bytes:
    """The 32 bytes of a public key as Waymark spells it. Raises ValueError."""
    if not spelt.startswith(KEY_BEGINS):
        raise ValueError("a public key begins with " + KEY_BEGINS)
    raw = base64.urlsafe_b64decode(spelt[len(KEY_BEGINS) :] + "=")
    if len(raw) != 32:
        raise ValueError("a public key has 32 bytes")
    return raw


def key_id_of(public: bytes) -> str:
    """By which entries of the history name the key."""
    return hashlib.sha256(public).hexdigest()[:16]


# -- the zip -----------------------------------------------------------------------------------------------------------


def packed(files: Sequence[tuple[str, bytes]]) -> bytes:
    """A zip of (name, content), stored, without a date: the same files are always the same bytes."""
    out, central = io.BytesIO(), io.BytesIO()
    for name, content in files:
        spelt, offset = name.encode(), out.tell()
        # version 2.0, names in UTF-8, stored, 1 January 1980
        same = struct.pack("<HHHHHIIIHH", 20, 0x800, 0, 0, 33, zlib.crc32(content), len(content), len(content),
                           len(spelt), 0)  # fmt: skip
        out.write(b"PK\x03\x04" + same + spelt + content)
        central.write(b"PK\x01\x02" + struct.pack("<H", 20) + same + struct.pack("<HHHII", 0, 0, 0, 0, offset) + spelt)
    directory, count = central.getvalue(), len(files)
    end = struct.pack("<HHHHIIH", 0, 0, count, count, len(directory), out.tell(), 0)
    return out.getvalue() + directory + b"PK\x05\x06" + end


def unpacked(whole: bytes) -> list[tuple[str, bytes]]:
    """The (name, content) of a zip, as far as they can be read. Raises ValueError where it is none."""
    try:
        with zipfile.ZipFile(io.BytesIO(whole)) as opened:
            return [(one.filename, _content(opened, one)) for one in opened.infolist()]
    except BROKEN:
        raise ValueError("this is no zip file, or it was cut or changed where its list of files stands") from None


def _content(opened: zipfile.ZipFile, one: zipfile.ZipInfo) -> bytes:
    if one.compress_type != zipfile.ZIP_STORED or one.file_size > LARGEST:
        return b""
    try:
        return opened.read(one)
    except BROKEN:
        return b""


# -- is it whole? ------------------------------------------------------------------------------------------------------


def canonical(value: object) -> str:
    """JSON with one spelling only: what a hash is taken over."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def check(whole: bytes, wanted_key: str | None = None) -> tuple[list[str], dict[str, Any] | None]:
    """(what differs, the manifest or None). Nothing differs where the list is empty."""
    try:
        files = unpacked(whole)
    except ValueError as problem:
        return [str(problem)], None
    there = dict(files)
    wrong = [] if len(there) == len(files) else ["two files have the same name"]
    manifest = _manifest(there, wrong)
    if manifest is None:
        return wrong, None
    if wanted_key is not None and wanted_key != manifest["public_key"]:
        wrong.append("it is not signed by the key that was asked for, but by " + manifest["public_key"])
    names = [one["name"] for one in manifest["files"]]
    for one in manifest["files"]:
        content = there.get(one["name"])
        if content is None:
            wrong.append(one["name"] + " is missing")
        elif len(content) != one["size"] or hashlib.sha256(content).hexdigest() != one["sha256"]:
            wrong.append(one["name"] + " is not as it was exported")
    wrong += [name + " was not exported" for name in there if name not in (*names, MANIFEST, SIGNATURE)]
    if not wrong:
        wrong += _history(there[HISTORY])
    if not wrong and packed([(name, there[name]) for name in (*names, MANIFEST, SIGNATURE)]) != whole:
        wrong.append("something stands between the files, or their order was changed")
    return wrong, manifest


def _manifest(there: dict[str, bytes], wrong: list[str]) -> dict[str, Any] | None:
    if MANIFEST not in there or SIGNATURE not in there:
        wrong.append("there is no " + (SIGNATURE if MANIFEST in there else MANIFEST))
        return None
    try:
        manifest: dict[str, Any] = json.loads(there[MANIFEST])
        public = key_of(manifest["public_key"])
        signature = base64.b64decode(there[SIGNATURE].strip(), validate=True)
        good = manifest["form"] == FORM and is_signed(public, FORM.encode() + b"\n" + there[MANIFEST], signature)
        known = all({"name", "size", "sha256"} <= set(one) for one in manifest["files"])
    except (ValueError, KeyError, TypeError, RecursionError):
        good = known = False
    if not (good and known):
        wrong.append(MANIFEST + " or " + SIGNATURE + " was changed: the signature does not hold")
        return None
    return manifest


def _history(content: bytes) -> list[str]:
    """The entries are numbered from 1 without a gap, each tied to the one before, and signed where a key signed it."""
    try:
        history = json.loads(content)
        keys = {key_id_of(key_of(one)): key_of(one) for one in history["public_keys"]}
        before, wrong = history["beginning"], []
        for number, one in enumerate(history["entries"], start=1):
            where = f"entry {number} of the history "
            if one["number"] != number:
                wrong.append(where + "is missing")
                break
            said = [ENTRY_FORM, one["position"], one["kind"], one["id"], one["number"], one["at"], one["person_id"],
                    one["action"], one["via"], one["os_user"], one["key_id"], *one["before"], before]  # fmt: skip
            if one["position"] is not None and hashlib.sha256(canonical(said).encode()).hexdigest() != one["hash"]:
                wrong.append(where + "is not what was hashed")
            elif one["key_id"] is not None and not _entry_is_signed(one, keys):
                wrong.append(where + "is not signed by a key that is named here")
            before = one["hash"]
        return wrong
    except (ValueError, KeyError, TypeError):
        return [HISTORY + " cannot be read"]


def _entry_is_signed(one: dict[str, Any], keys: dict[str, bytes]) -> bool:
    public = keys.get(one["key_id"])
    message = (ENTRY_FORM + " " + one["hash"]).encode()
    return public is not None and is_signed(public, message, bytes.fromhex(one["signature"]))


def said_of(manifest: dict[str, Any]) -> list[str]:
    """What a person is told of an export that is whole."""
    return [
        "Whole: every byte is as it was exported.",
        f"Of:           record {manifest['reference']}",
        f"Exported by:  {manifest['exported_by']['name']} ({manifest['exported_by']['id']})",
        f"Exported at:  {manifest['exported_at']}",
        f"Signed by:    {manifest['public_key']}",
        f"History:      {manifest['history_entries']} entries, up to {manifest['history_until']}",
        "Compare the key with the one that the organisation has published: a file that somebody made up is whole too,",
        "and signed by another key. What was added to the record since is not in it: ask whoever exported it.",
    ]


def main(arguments: Sequence[str]) -> int:
    """0 where it is whole, 1 where it is not, 2 where it was not asked rightly."""
    if len(arguments) not in (1, 3) or (len(arguments) == 3 and arguments[1] != "--key"):
        sys.stderr.write("python verify.py FILE.zip [--key waymark-check-...]\n")
        return 2
    try:
        with open(arguments[0], "rb") as file:
            whole = file.read(LARGEST + 1)
    except OSError as error:
        sys.stderr.write(f"{arguments[0]} cannot be read: {error.strerror}\n")
        return 2
    wrong, manifest = check(whole, arguments[2] if len(arguments) == 3 else None)
    lines = ["NOT whole.", *("- " + one for one in wrong)] if wrong or manifest is None else said_of(manifest)
    # what somebody else wrote must not move a cursor
    sys.stdout.write("".join("".join(c if c.isprintable() else "?" for c in line) + "\n" for line in lines))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

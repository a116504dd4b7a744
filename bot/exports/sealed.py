"""A record as one file that anybody can check in any year: what was exported, its history, and a signature over all.

Without our database, without a key: `verify.py` in it needs Python alone. How the file is made is written there, since
whoever checks makes it again from its parts.
"""

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.exports import verify
from dialogs.words import say
from storage.audit import Kind, Subject
from storage.audit.chain import NoSigningKey
from storage.audit.extract import extract
from storage.database.engine import Tx
from storage.database.signing_keys import Signer
from storage.database.vault import canonical
from storage.people import people
from storage.people.people import Person
from storage.records.signing import Record

KIND = "zip"
CONTENT = "application/zip"


@dataclass(frozen=True)
class Signed:
    """What is written into the file besides the record: read in the same transaction as the record."""

    history: Mapping[str, Any]
    by: Person
    at: datetime
    signer: Signer


async def around(tx: Tx, person: Person, record_id: str) -> Signed:
    """Raises NoSigningKey where nobody could vouch for the file."""
    if tx.signer is None or not tx.signer.can_sign:
        raise NoSigningKey
    history = await extract(tx, Subject(Kind.RECORD, record_id))
    ids = {entry["person_id"] for entry in history["entries"] if entry["person_id"]}
    named = {one: (await people.get(tx, one)).name for one in sorted(ids)}
    return Signed({**history, "public_keys": tx.signer.public_keys, "people": named}, person, tx.now, tx.signer)


def packed(record: Record, documents: Mapping[str, bytes], signed: Signed) -> bytes:
    """`documents`: the record as it was exported, by the names of the files."""
    files = {
        "read-me.txt": say("operations.records.read_me", reference=record.reference).encode() + b"\n",
        **documents,
        verify.HISTORY: (canonical(signed.history) + "\n").encode(),
        "verify.py": Path(verify.__file__).read_bytes(),
    }
    entries = signed.history["entries"]
    manifest = {
        "form": verify.FORM,
        "reference": record.reference,
        "record_hash": record.hash,
        "exported_by": {"id": signed.by.id, "name": signed.by.name},
        "exported_at": signed.at.isoformat(timespec="seconds"),
        "public_key": signed.signer.public_key,
        "history_entries": len(entries),
        "history_until": entries[-1]["at"] if entries else "",
        "files": [
            {"name": name, "size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
            for name, content in files.items()
        ],
    }
    spelt = (canonical(manifest) + "\n").encode()
    signature = base64.b64encode(signed.signer.sign(verify.FORM.encode() + b"\n" + spelt)) + b"\n"
    return verify.packed([*files.items(), (verify.MANIFEST, spelt), (verify.SIGNATURE, signature)])

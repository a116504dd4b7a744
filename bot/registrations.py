"""The bot as Entra knows it: one registration for the council, and one more for each school with a tenant of its own.

A registration speaks for its own tenants alone: what comes in for another, or from another, is refused, and what goes
out into a tenant goes with the proof of its own.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator

from dialogs.words import say
from storage.people.entra import as_uuid
from storage.yaml_file import read

NO_SECRET = SecretStr("")


@dataclass(frozen=True)
class Registration:
    """`tenants` and `app_id` as `storage/people/entra.py` spells them. `app_tenant` is where it is registered, '' for
    one that is registered for several. `name` is what people call it; the council's has none.
    """

    app_id: str
    tenants: Collection[str] = ()
    app_tenant: str = ""
    app_password: SecretStr = NO_SECRET
    app_password_ends: date | None = None
    app_certificate: Path | None = None
    app_managed_identity: bool = False
    name: str = ""

    @property
    def proof_ends(self) -> date | None:
        """The last day of that with which it speaks for itself; None where there is none or nobody has said it."""
        if self.app_managed_identity or not self.app_id:
            return None
        return last_day(self.app_certificate) if self.app_certificate else self.app_password_ends

    @property
    def has_bad_certificate(self) -> bool:
        """Whether a certificate is named that cannot be used."""
        if self.app_certificate is None:
            return False
        try:
            last_day(self.app_certificate)
        except (OSError, ValueError, TypeError):
            return True
        return False


class NotRegistrations(Exception):
    """What is wrong with the file, a plain line each."""

    def __init__(self, gaps: Sequence[str]) -> None:
        super().__init__("\n".join(gaps))
        self.gaps = gaps


class _Entry(BaseModel):
    """One of the file."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(min_length=1, max_length=100)
    tenant: str
    app_id: str
    app_password: SecretStr = SecretStr("")
    app_password_ends: date | None = None
    app_certificate: Path | None = None

    @field_validator("tenant", "app_id")
    @classmethod
    def _an_id(cls, value: str) -> str:
        found = as_uuid(value)
        if found is None:
            raise ValueError(say("settings.not_an_id"))
        return found


def read_file(file: Path) -> list[Registration]:
    """Those beside the council's. Raises NotRegistrations, without a word of what stands in the file."""
    try:
        found: Any = read(file)
    except (OSError, yaml.YAMLError, UnicodeDecodeError):
        raise NotRegistrations([say("settings.no_registrations", file=file)]) from None
    if not isinstance(found, list):
        raise NotRegistrations([say("settings.no_registrations", file=file)])
    made, gaps = [], []
    for number, entry in enumerate(found, start=1):
        try:
            one = _Entry.model_validate(entry)
        except ValidationError as error:
            where = sorted({str(e["loc"][0]) for e in error.errors() if e["loc"]} or {"-"})
            gaps.append(say("settings.bad_registration", number=number, parts=", ".join(where)))
            continue
        registration = Registration(
            one.app_id, (one.tenant,), one.tenant, one.app_password, one.app_password_ends, one.app_certificate,
            name=one.name,
        )  # fmt: skip
        if not (one.app_password.get_secret_value() or one.app_certificate) or registration.has_bad_certificate:
            gaps.append(say("settings.registration_without_proof", number=number))
        made.append(registration)
    for part, values in (("app_id", [one.app_id for one in made]), ("tenant", [one.app_tenant for one in made])):
        if len(set(values)) < len(values):
            gaps.append(say("settings.registrations_alike", part=part))
    if gaps:
        raise NotRegistrations(gaps)
    return made


def last_day(certificate: Path) -> date:
    """In UTC. Raises OSError, or ValueError where the file does not hold a certificate and its private key."""
    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    content = certificate.read_bytes()
    load_pem_private_key(content, None)
    return x509.load_pem_x509_certificate(content).not_valid_after_utc.date()

"""Every setting, from `WAYMARK_...` variables or the file that `WAYMARK_SETTINGS` names. All gaps are told at once.

The guards are here: with an app id (a real installation in Teams), the development key, demo data or a missing list
of tenants is refused; without one, the bot listens on this machine only.
"""

import base64
import binascii
import os
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.registrations import NotRegistrations, Registration, read_file
from dialogs.words import say
from storage.people.entra import as_uuid, entra_id

if TYPE_CHECKING:
    from storage.administration.retention import Periods
    from storage.database.signing_keys import Signer
    from storage.people.sessions import Limits

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
OTHER_VARIABLES = frozenset({"WAYMARK_SETTINGS"})
"""Read before the settings are: where they are."""


class SettingsProblem(Exception):
    """The settings cannot be used. The message has one plain line for each gap."""


class Settings(BaseSettings):
    """What is set, checked; each field says what it is for. Made by `load`."""

    model_config = SettingsConfigDict(env_prefix="WAYMARK_", env_ignore_empty=True, extra="ignore", frozen=True)

    data_dir: Path = Field(Path(".waymark"), description="Where the embedded database and the development key live")
    database_url: str = Field("", description="postgresql://... instead of the embedded database")
    database_without_tls: bool = Field(False, description="yes where the way to a database elsewhere is private")
    keys: Annotated[tuple[SecretStr, ...], NoDecode] = Field(
        (), description="Encryption keys, newest first, separated by commas; empty makes a development key"
    )
    backup_key: SecretStr = Field(SecretStr(""), description="The key that seals backups, none of those above")
    signing_keys: Annotated[tuple[SecretStr, ...], NoDecode] = Field(
        (), description="The key that signs the history, then the public keys of those before it"
    )
    audit_heads: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="Where the signed head of each day goes: syslog, a mail address, the path of a file"
    )
    guidance_dir: Path | None = Field(None, description="A folder of the council's own guidance cards")

    pages_dir: Path | None = Field(None, description="A folder with privacy.md, terms.md and support.md, for anybody")
    host: str = Field("127.0.0.1", description="Where the bot listens")
    port: int = Field(3978, ge=1, le=65535, description="The port it listens on")
    app_id: str = Field("", description="The bot's app id from Azure; empty for trying it on this machine")
    app_password: SecretStr = Field(SecretStr(""), description="The bot's secret from Azure")
    app_password_ends: date | None = Field(None, description="The last day of that secret, such as 2028-11-30")
    app_certificate: Path | None = Field(
        None, description="A file with private key and certificate (PEM), in place of the secret"
    )
    app_managed_identity: bool = Field(False, description="yes where the bot is the machine's own identity in Azure")
    app_tenant: str = Field("", description="The bot's own tenant, for a single-tenant registration")
    tenants: Annotated[tuple[str, ...], NoDecode] = Field((), description="Tenants whose people may use it")
    registrations: Path | None = Field(
        None, description="A file with a further registration for each school that has a tenant of its own"
    )
    entra_groups: Path | None = Field(None, description="A table of groups in Entra with their settings and roles")

    desk_url: str = Field("", description="The desk's address, such as https://waymark.example.org; empty: no desk")
    desk_idle_minutes: int = Field(20, ge=2, le=120, description="Minutes without a key after which the desk signs out")
    desk_hours: int = Field(10, ge=1, le=24, description="Hours after which one signs in again at the latest")

    smtp_host: str = Field("", description="Mail server for alerts to people who have never opened the bot")
    smtp_port: int = Field(587, ge=1, le=65535, description="Its port")
    smtp_tls: str = Field("starttls", pattern="^(starttls|tls|none)$", description="starttls, tls or none")
    smtp_user: str = Field("", description="Who Waymark is to the mail server; empty where it asks nobody")
    smtp_password: SecretStr = Field(SecretStr(""), description="The password that goes with it")
    mail_from: str = Field("", description="The sender of alerts")

    traces: str = Field(
        "", pattern="^(https?://[^/?#]+/?)?$", description="An OpenTelemetry collector, such as http://127.0.0.1:4318"
    )

    messages_a_minute: int = Field(40, ge=1, description="For each person; more are answered with 'slow down'")
    turn_seconds: float = Field(20, gt=0, description="The longest that one turn may take")

    pass_on_after_hours: float = Field(
        4, ge=0.5, le=85, description="Working hours that a record may lie unread before it passes to the next person"
    )
    pass_on_red_after_hours: float = Field(1, ge=0.5, le=85, description="The same for a red one")

    closed_days: Annotated[frozenset[date], NoDecode] = Field(
        frozenset(), description="Days beside bank holidays on which nobody is in, such as 2026-12-29, between commas"
    )

    lead_rule: Literal["agency", "youth_justice"] = Field(
        "agency", description="Who leads an assessment out of court: the lead agency, or youth justice: sources differ"
    )
    second_refresher_month: int = Field(
        0, ge=0, le=12, description="The month of the second refreshers for AIM3, such as 9 or 10; 0 until it is chosen"
    )

    keep_consultation_papers_days: int = Field(
        90, ge=30, le=3660, description="Days that summaries, call-backs and places in line are kept when they are over"
    )
    keep_consultations_days: int = Field(
        1096, ge=731, le=36600, description="Days that a consultation about no signed record is kept, with its advice"
    )

    keep_drafts_days: int = Field(
        90, ge=14, le=3660, description="Days that something begun is kept when nobody goes on with it"
    )
    keep_leavers_days: int = Field(
        90, ge=0, le=3660, description="Days that the address and the login of somebody who has left are kept"
    )

    @field_validator("keys", "signing_keys", "audit_heads", "tenants", mode="before")
    @classmethod
    def _separated_by_commas(cls, value: object) -> object:
        return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value

    @field_validator("closed_days", mode="before")
    @classmethod
    def _days(cls, value: object) -> object:
        """All that are no days are told at once."""
        if not isinstance(value, str):
            return value
        days, wrong = set(), []
        for part in (part.strip() for part in value.split(",") if part.strip()):
            try:
                days.add(datetime.strptime(part, "%Y-%m-%d").date())  # noqa: DTZ007 a day, no moment
            except ValueError:
                wrong.append(part)
        if wrong:
            raise ValueError(say("settings.bad_days", given=", ".join(wrong)))
        return frozenset(days)

    @field_validator("app_id", "tenants")
    @classmethod
    def _as_compared(cls, value: Any) -> Any:
        """In the one spelling of a UUID. What is none stays as it is, and is a gap below."""
        return entra_id(value.strip()) if isinstance(value, str) else tuple(entra_id(one) for one in value)

    @field_validator("data_dir", "guidance_dir", "app_certificate", "pages_dir", "registrations", "entra_groups")
    @classmethod
    def _at_home(cls, value: Path | None) -> Path | None:
        return value.expanduser() if value else value

    @field_validator("database_url")
    @classmethod
    def _an_address(cls, value: str) -> str:
        if value:
            from storage.database.address import NotAnAddress, tls
            from storage.database.address import read as read_address
            from storage.database.engine import sqlite_file

            try:
                sqlite_file(value)
                tls(read_address(value))
            except NotAnAddress as wrong:
                # never the address itself: it holds a password
                raise ValueError(say(f"settings.{wrong.key}", **wrong.params)) from None
            except OSError:
                raise ValueError(say("settings.bad_database_certificate")) from None
            except Exception:
                raise ValueError(say("settings.no_address")) from None
        return value

    @field_validator("desk_url")
    @classmethod
    def _an_origin(cls, value: str) -> str:
        """As a browser says it: small letters, and nothing behind the host."""
        value = value.strip().rstrip("/").lower()
        if value:
            found = urlsplit(value)
            if found.scheme != "https" or not found.hostname or f"https://{found.netloc}" != value or "@" in value:
                raise ValueError(say("settings.bad_desk_url"))
        return value

    @model_validator(mode="after")
    def _guards(self) -> "Settings":
        gaps = [
            say("settings.bad_key", number=number)
            for number, key in enumerate(self.keys, start=1)
            if not _is_key(key.get_secret_value())
        ]
        backup_key = self.backup_key.get_secret_value()
        if backup_key and not _is_key(backup_key):
            gaps.append(say("settings.bad_backup_key"))
        elif backup_key in {key.get_secret_value() for key in self.keys}:
            gaps.append(say("settings.same_backup_key"))
        gaps += [
            say("settings.bad_signing_key", number=number)
            for number, key in enumerate(self.signing_keys, start=1)
            if not _is_signing_key(key.get_secret_value())
        ]
        gaps += [
            say("settings.bad_audit_heads", number=number)
            for number, where in enumerate(self.audit_heads, start=1)
            if not (where == "syslog" or "@" in where or Path(where).is_absolute())
        ]
        if any("@" in where for where in self.audit_heads) and not self.smtp_host:
            gaps.append(say("settings.audit_heads_need_mail"))
        if not self.database_url and self.data_dir.exists() and not self.data_dir.is_dir():
            gaps.append(say("settings.data_dir_is_file", folder=self.data_dir))
        gaps += self._open_way()
        if self.guidance_dir and not self.guidance_dir.is_dir():
            gaps.append(say("settings.no_guidance_dir", folder=self.guidance_dir))
        if self.app_id and as_uuid(self.app_id) is None:
            gaps.append(say("settings.bad_app_id"))
        gaps += [
            say("settings.bad_tenant", number=number)
            for number, tenant in enumerate(self.tenants, start=1)
            if as_uuid(tenant) is None
        ]
        if self.app_id:
            gaps += [] if self.keys else [say("settings.keys_needed")]
            gaps += [] if self.tenants else [say("settings.tenants_needed")]
            gaps += [*self._without_proof(), *self._wrong_registrations()]
        else:
            gaps += [say("settings.registrations_need_app_id")] if self.registrations else []
            gaps += [say("settings.desk_needs_app_id")] if self.desk_url else []
            gaps += [say("settings.host_not_here")] if self.host not in LOOPBACK else []
        if self.smtp_host and not self.mail_from:
            gaps.append(say("settings.mail_from_needed"))
        if gaps:
            raise ValueError("\n".join(gaps))
        return self

    def _open_way(self) -> list[str]:
        """To a database on another machine, where nobody has said that it may be."""
        from storage.database import address

        if not self.database_url or self.database_without_tls:
            return []
        url = address.read(self.database_url)
        return [say("settings.open_way")] if address.is_elsewhere(url) and not address.is_encrypted(url) else []

    def _without_proof(self) -> list[str]:
        """What is missing for the bot to prove to Entra that it is the bot."""
        secret = self.app_password.get_secret_value()
        if not (secret or self.app_certificate or self.app_managed_identity):
            return [say("settings.password_needed")]
        gaps = []
        if self._own_registration(()).has_bad_certificate:
            gaps.append(say("settings.bad_certificate", file=self.app_certificate))
        if self.app_managed_identity and not self.app_tenant:
            gaps.append(say("settings.identity_needs_tenant"))
        if self.desk_url and not secret:
            gaps.append(say("settings.desk_needs_secret"))
        return gaps

    def _wrong_registrations(self) -> list[str]:
        """Each is of a tenant that `tenants` names too: that list alone says whose people may use Waymark."""
        try:
            further = self._further
        except NotRegistrations as wrong:
            return list(wrong.gaps)
        gaps = [
            say("settings.registration_not_a_tenant", number=number)
            for number, one in enumerate(further, start=1)
            if one.app_tenant not in self.tenants
        ]
        if any(one.app_id == self.app_id for one in further):
            gaps.append(say("settings.registrations_alike", part="app_id"))
        if self.desk_url and any(not one.app_password.get_secret_value() for one in further):
            gaps.append(say("settings.desk_needs_secret"))
        return gaps

    @cached_property
    def _further(self) -> Sequence[Registration]:
        """Raises NotRegistrations."""
        return read_file(self.registrations) if self.registrations else ()

    def _own_registration(self, further: Sequence[Registration]) -> Registration:
        elsewhere = {tenant for one in further for tenant in one.tenants}
        return Registration(
            self.app_id,
            tuple(tenant for tenant in self.tenants if tenant not in elsewhere),
            self.app_tenant,
            self.app_password,
            self.app_password_ends,
            self.app_certificate,
            self.app_managed_identity,
        )

    @property
    def every_registration(self) -> Sequence[Registration]:
        """The council's first. Each tenant is of one of them."""
        return [self._own_registration(self._further), *self._further]

    def registration_of(self, tenant: str) -> Registration:
        """By which people of a tenant are spoken to; the council's for one that is nobody's."""
        return next((one for one in self._further if tenant in one.tenants), self._own_registration(self._further))

    @property
    def proof_ends(self) -> date | None:
        """The first last day of those with which the bot speaks for itself; None where nobody has said one."""
        return min((ends for one in self.every_registration if (ends := one.proof_ends)), default=None)

    @property
    def url(self) -> str:
        """The database's address: PostgreSQL where one is set, else the embedded SQLite file."""
        if self.database_url:
            return self.database_url
        from storage.database.engine import sqlite_url

        return sqlite_url(self.data_dir.resolve() / "waymark.db")

    @property
    def periods(self) -> "Periods":
        """How long what the installation may decide on is kept."""
        from storage.administration.retention import Periods

        return Periods(
            papers=timedelta(days=self.keep_consultation_papers_days),
            consultations=timedelta(days=self.keep_consultations_days),
            drafts=timedelta(days=self.keep_drafts_days),
            leavers=timedelta(days=self.keep_leavers_days),
        )

    @property
    def desk_pages(self) -> str:
        """Where a browser reaches the desk's first page; '' where there is none. The demo's is on this machine."""
        if self.app_id:
            return f"{self.desk_url.rstrip('/')}/desk" if self.desk_url else ""
        return f"http://127.0.0.1:{self.port}/desk"

    @property
    def desk_limits(self) -> "Limits":
        """How long somebody stays signed in at the desk."""
        from storage.people.sessions import Limits

        return Limits(timedelta(minutes=self.desk_idle_minutes), timedelta(hours=self.desk_hours))

    @property
    def development_key_file(self) -> Path:
        """Made beside the data where no keys are set."""
        return self.data_dir / "development.key"

    @cached_property
    def vault_keys(self) -> Sequence[str]:
        """The keys that were set, or the development key, made at the first start. Raises SettingsProblem."""
        from storage.database.vault import new_key

        if self.keys:
            return [key.get_secret_value() for key in self.keys]
        try:
            self._refuse_to_replace_a_lost_key()
            return [_development_key(self.development_key_file, new_key)]
        except (OSError, ValueError) as error:
            why = getattr(error, "strerror", None) or say("settings.holds_something_else")
            raise SettingsProblem(say("settings.key_unusable", file=self.development_key_file, why=why)) from None

    @property
    def development_signing_key_file(self) -> Path:
        """Made beside the data for trying Waymark out: it proves nothing to anybody else."""
        return self.data_dir / "development-signing.key"

    @cached_property
    def signer(self) -> "Signer | None":
        """What signs the history, and checks it. Beside the development key there is one of its own; where keys were
        set and no signing key, there is none, and `waymark doctor` says so. Raises SettingsProblem.
        """
        from storage.database.signing_keys import Signer, new_signing_key

        if self.signing_keys:
            return Signer([key.get_secret_value() for key in self.signing_keys])
        if self.keys or self.app_id:
            return None
        try:
            return Signer([_development_key(self.development_signing_key_file, new_signing_key)])
        except (OSError, ValueError) as error:
            why = getattr(error, "strerror", None) or say("settings.holds_something_else")
            file = self.development_signing_key_file
            raise SettingsProblem(say("settings.key_unusable", file=file, why=why)) from None

    def _refuse_to_replace_a_lost_key(self) -> None:
        """A new key would open nothing of what is there, and hide that the old one is needed."""
        from storage.database.status import has_been_opened

        file = self.development_key_file
        # the file is asked for again at the end: another process may have made both meanwhile
        if not file.exists() and has_been_opened(self.url) and not file.exists():
            raise SettingsProblem(say("settings.key_lost", file=file))


def load() -> Settings:
    """Raises SettingsProblem with every gap at once, each in a plain line that names its variable."""
    file = os.environ.get("WAYMARK_SETTINGS")
    if file and not Path(file).is_file():
        raise SettingsProblem(say("settings.no_file", file=file))
    try:
        return Settings(_env_file=file)  # type: ignore[call-arg]
    except UnicodeDecodeError:
        raise SettingsProblem(say("settings.not_text", file=file)) from None
    except ValidationError as error:
        raise SettingsProblem("\n".join(_gaps(error, file))) from None


def _gaps(error: ValidationError, file: str | None) -> list[str]:
    """One line for each gap. What is looked at last, after each setting by itself, is asked for as well."""
    found = [_gap(e["loc"], e["msg"]) for e in error.errors()]
    faulty = {str(e["loc"][0]) for e in error.errors() if e["loc"]}
    if faulty:
        try:
            Settings(_env_file=file, **{name: Settings.model_fields[name].default for name in faulty})  # type: ignore[call-arg]
        except ValidationError as further:
            found += [_gap(e["loc"], e["msg"]) for e in further.errors()]
    return found


def _gap(where: tuple[int | str, ...], message: str) -> str:
    message = message.removeprefix("Value error, ")
    return f"WAYMARK_{str(where[0]).upper()}: {message}" if where else message


def _is_key(text: str) -> bool:
    try:
        return len(base64.urlsafe_b64decode(text)) == 32
    except (ValueError, binascii.Error):
        return False


def _is_signing_key(text: str) -> bool:
    from storage.database.signing_keys import public_key_of

    try:
        return bool(public_key_of(text))
    except ValueError:
        return False


def _development_key(file: Path, new: Callable[[], str]) -> str:
    """A key beside the data, for trying Waymark out. A real installation sets WAYMARK_KEYS and WAYMARK_SIGNING_KEYS."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not file.exists():
        made = file.with_name(f".{file.name}.{os.getpid()}")
        made.touch(mode=0o600)
        made.write_text(new(), "ascii")
        try:
            os.link(made, file)  # the first of two processes wins, the other takes its key
        except FileExistsError:
            pass
        finally:
            made.unlink()
    return file.read_text("ascii").strip()

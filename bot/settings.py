"""Every setting, from `WAYMARK_...` variables or the file that `WAYMARK_SETTINGS` names. All gaps are told at once.

The guards are here: with an app id (a real installation in Teams), the development key, demo data or a missing list
of tenants is refused; without one, the bot listens on this machine only.
"""

import os
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Annotated

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


class SettingsProblem(Exception):
    """The settings cannot be used. The message has one plain line for each gap."""


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="WAYMARK_", extra="ignore", frozen=True)

    data_dir: Path = Field(Path(".waymark"), description="Where the embedded database and the development key live")
    database_url: str = Field("", description="postgresql://... instead of the embedded database")
    keys: Annotated[tuple[SecretStr, ...], NoDecode] = Field(
        (), description="Encryption keys, newest first, separated by commas; empty makes a development key"
    )
    guidance_dir: Path | None = Field(None, description="A folder of the council's own guidance cards")

    host: str = Field("127.0.0.1", description="Where the bot listens")
    port: int = Field(3978, ge=1, le=65535, description="The port it listens on")
    app_id: str = Field("", description="The bot's app id from Azure; empty for trying it on this machine")
    app_password: SecretStr = Field(SecretStr(""), description="The bot's secret from Azure")
    app_tenant: str = Field("", description="The bot's own tenant, for a single-tenant registration")
    tenants: Annotated[tuple[str, ...], NoDecode] = Field((), description="Tenants whose people may use it")

    smtp_host: str = Field("", description="Mail server for alerts to people who have never opened the bot")
    smtp_port: int = Field(587, ge=1, le=65535)
    smtp_tls: str = Field("starttls", pattern="^(starttls|tls|none)$")
    smtp_user: str = ""
    smtp_password: SecretStr = SecretStr("")
    mail_from: str = Field("", description="The sender of alerts")

    messages_a_minute: int = Field(40, ge=1, description="For each person; more are answered with 'slow down'")
    turn_seconds: float = Field(20, gt=0, description="The longest that one turn may take")

    @field_validator("keys", "tenants", mode="before")
    @classmethod
    def _separated_by_commas(cls, value: object) -> object:
        return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value

    @model_validator(mode="after")
    def _guards(self) -> "Settings":
        gaps: list[str] = []
        if self.app_id:
            gaps += [] if self.keys else ["WAYMARK_KEYS is needed with an app id: the development key is refused"]
            gaps += [] if self.tenants else ["WAYMARK_TENANTS is needed with an app id: whose people may use it?"]
            gaps += [] if self.app_password.get_secret_value() else ["WAYMARK_APP_PASSWORD is needed with an app id"]
        elif self.host not in LOOPBACK:
            gaps.append("WAYMARK_HOST must be 127.0.0.1 while there is no app id: nobody would be asked who they are")
        if self.smtp_host and not self.mail_from:
            gaps.append("WAYMARK_MAIL_FROM is needed with a mail server")
        if gaps:
            raise ValueError("\n".join(gaps))
        return self

    @property
    def url(self) -> str:
        """The database's address: PostgreSQL where one is set, else the embedded SQLite file."""
        return self.database_url or f"sqlite:///{self.data_dir.resolve() / 'waymark.db'}"

    @cached_property
    def vault_keys(self) -> Sequence[str]:
        """The keys that were set, or the development key, made at the first start."""
        if self.keys:
            return [key.get_secret_value() for key in self.keys]
        return [_development_key(self.data_dir)]


def load() -> Settings:
    """Raises SettingsProblem with every gap at once, each in a plain line that names its variable."""
    file = os.environ.get("WAYMARK_SETTINGS")
    if file and not Path(file).is_file():
        raise SettingsProblem(f"WAYMARK_SETTINGS: there is no file {file}")
    try:
        return Settings(_env_file=file)  # type: ignore[call-arg]
    except ValidationError as error:
        raise SettingsProblem("\n".join(_gap(e["loc"], e["msg"]) for e in error.errors())) from None


def _gap(where: tuple[int | str, ...], message: str) -> str:
    message = message.removeprefix("Value error, ")
    return f"WAYMARK_{str(where[0]).upper()}: {message}" if where else message


def _development_key(folder: Path) -> str:
    """A key beside the data, for trying Waymark out. A real installation sets WAYMARK_KEYS."""
    from storage.vault import new_key

    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "development.key"
    if not file.exists():
        made = folder / f".development.key.{os.getpid()}"
        made.write_text(new_key(), "ascii")
        made.chmod(0o600)
        try:
            os.link(made, file)  # the first of two processes wins, the other takes its key
        except FileExistsError:
            pass
        finally:
            made.unlink()
    return file.read_text("ascii").strip()

"""The app package that IT uploads to Teams: a zip with the manifest and two icons, and nothing else.

Personal scope only, and no files: what Waymark hears is for nobody else's eyes, and it takes no pictures.
"""

import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from dialogs.words import names, say, several

SCHEMA = "1.22"
"""The manifest schema that Microsoft's documentation named as current when this was written. Waymark needs nothing of
a newer one, and an older Teams takes this one."""
ICONS = Path(__file__).parent / "icons"
"""Teams wants a colour icon of 192 by 192 pixels with the sign in its middle half, and an outline of 32 by 32, white on
nothing. Ours is a disc with an arrow, as on the waymarks of a footpath."""
ACCENT = "#1F5C57"
"""The ground of the colour icon, a dark green: white on it has a contrast of 7.7 to 1."""
LONGEST_NAME = 32
MADE_AT = (2026, 1, 1, 0, 0, 0)
"""In the zip, so that the same package is the same bytes."""
NOT_OURS = ("azurewebsites.net", "microsoft.com", "onmicrosoft.com", "ngrok.io", "ngrok-free.app", "devtunnels.ms")
"""Microsoft's own domains and tunnels: no council's page lives there for good."""


class PackageProblem(Exception):
    """What is wrong with a particular; `key` names the sentence under `operations.teams_package`."""

    def __init__(self, key: str, **params: str) -> None:
        super().__init__(key)
        self.key, self.params = key, params


@dataclass(frozen=True)
class Particulars:
    """What the council says about itself. The three pages are https, its own, and can be read without signing in."""

    app_id: str
    organisation: str
    support: str
    privacy: str
    terms: str
    desk: str = ""
    """The address of the desk (WAYMARK_DESK_URL), which becomes a tab; '' where there is none."""


def package(of: Particulars) -> bytes:
    """The zip. Raises PackageProblem."""
    check(of)
    content = {
        "manifest.json": json.dumps(manifest(of), indent=2, ensure_ascii=False).encode(),
        "color.png": (ICONS / "color.png").read_bytes(),
        "outline.png": (ICONS / "outline.png").read_bytes(),
    }
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in content.items():
            file.writestr(zipfile.ZipInfo(name, MADE_AT), data, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def check(of: Particulars) -> None:
    """Raises PackageProblem for the first thing that Teams or a careful IT lead would not take."""
    if not _is_guid(of.app_id):
        raise PackageProblem("app_id")
    if not of.organisation.strip() or len(of.organisation) > LONGEST_NAME:
        raise PackageProblem("organisation", longest=str(LONGEST_NAME))
    for option in ("support", "privacy", "terms"):
        if not _is_own_page(getattr(of, option)):
            raise PackageProblem("address", option=option)


def manifest(of: Particulars) -> Mapping[str, Any]:
    """The manifest as Microsoft's schema has it, from particulars that were checked."""
    return {
        "$schema": f"https://developer.microsoft.com/en-us/json-schemas/teams/v{SCHEMA}/MicrosoftTeams.schema.json",
        "manifestVersion": SCHEMA,
        "version": version("waymark"),
        "id": of.app_id,
        "developer": {
            "name": of.organisation.strip(),
            "websiteUrl": of.support,
            "privacyUrl": of.privacy,
            "termsOfUseUrl": of.terms,
        },
        "name": {part: say(f"teams_app.name.{part}") for part in ("short", "full")},
        "description": {part: say(f"teams_app.description.{part}") for part in ("short", "full")},
        "icons": {"color": "color.png", "outline": "outline.png"},
        "accentColor": ACCENT,
        "defaultInstallScope": "personal",
        "bots": [
            {
                "botId": of.app_id,
                "scopes": ["personal"],
                "isNotificationOnly": False,
                "supportsFiles": False,
                "supportsCalling": False,
                "supportsVideo": False,
                "commandLists": [{"scopes": ["personal"], "commands": _commands()}],
            }
        ],
        # Teams opens no page inside but the desk's
        "validDomains": [],
        **(_tab(of) if of.desk else {}),
    }


def _tab(of: Particulars) -> Mapping[str, Any]:
    """The desk as a tab, and by what address Teams asks Entra for its token: of an app that is a bot as well, Microsoft
    wants `botid-` before the id.
    """
    host = urlsplit(of.desk).netloc
    tab = {
        "entityId": "desk",
        "name": say("teams_app.tab"),
        "contentUrl": f"{of.desk}/desk/tab",
        "websiteUrl": f"{of.desk}/desk/",
        "scopes": ["personal"],
    }
    return {
        "staticTabs": [{"entityId": "conversations", "scopes": ["personal"]}, tab],
        "webApplicationInfo": {"id": of.app_id, "resource": f"api://{host}/botid-{of.app_id}"},
        "validDomains": [host],
    }


def _commands() -> list[dict[str, str]]:
    """As they are typed: the first spelling of each."""
    return [
        {
            "title": several(f"commands.alone.{name}")[0].capitalize(),
            "description": say(f"teams_app.commands.{name}"),
        }
        for name in names("teams_app.commands")
    ]


def _is_guid(text: str) -> bool:
    try:
        return str(UUID(text)) == text.lower()
    except ValueError:
        return False


def _is_own_page(address: str) -> bool:
    """An https address on a name of one's own: no tunnel, nobody else's domain, no sign-in, nothing left open."""
    try:
        found = urlsplit(address)
        host = found.hostname or ""
    except ValueError:
        return False
    theirs = any(host == name or host.endswith(f".{name}") for name in NOT_OURS)
    is_name = "." in host and not host.replace(".", "").isdigit() and ":" not in host
    plain = not any(sign.isspace() or not sign.isprintable() for sign in address)
    return found.scheme == "https" and is_name and not theirs and not found.username and plain and len(address) <= 2048

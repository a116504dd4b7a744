"""With what the bot proves to Entra that it is the bot: a secret, a certificate, or the machine's identity in Azure.

MSAL, Microsoft's own library, fetches the token by each of the three; the registration says which.
"""

import re
from functools import cached_property
from typing import Any

import msal

from bot.registrations import Registration

AUTHORITY = "https://login.microsoftonline.com"
ANY_TENANT = "botframework.com"
"""Where a bot that is registered for several tenants asks for its token."""
CHANNEL = "https://api.botframework.com"
"""For whom a token for Teams is."""
SECONDS = 10
"""For each request to Entra."""


class TokenRefused(PermissionError):
    """Entra gives no token. `code` is its own name for why, such as AADSTS7000222, or '' where it says none."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class OwnCredentials:
    """What `OwnToken` asks. MSAL keeps a token, and renews it some minutes before its end."""

    def __init__(self, of: Registration, audience: str = CHANNEL) -> None:
        self._of, self._audience = of, audience.removesuffix("/.default")
        self.microsoft_app_id = of.app_id

    def get_access_token(self) -> str:
        """Blocks, so call it in a thread. Raises TokenRefused, and what requests raises where Entra is out of reach."""
        found: dict[str, Any]
        if self._of.app_managed_identity:
            found = self._machine.acquire_token_for_client(resource=self._audience)
        else:
            # looks among those that it has first
            found = self._app.acquire_token_for_client(scopes=[f"{self._audience}/.default"])
        if "access_token" not in found:
            # the description names ids: the code alone is passed on
            said = re.search(r"AADSTS\d+", str(found.get("error_description", "")))
            raise TokenRefused(said[0] if said else str(found.get("error", ""))[:60])
        return str(found["access_token"])

    @cached_property
    def _app(self) -> Any:
        of = self._of
        return msal.ConfidentialClientApplication(  # type: ignore[attr-defined, no-untyped-call]
            of.app_id,
            client_credential=_certificate(of) if of.app_certificate else of.app_password.get_secret_value(),
            authority=f"{AUTHORITY}/{of.app_tenant or ANY_TENANT}",
            instance_discovery=False,
            timeout=SECONDS,
        )

    @cached_property
    def _machine(self) -> Any:
        import requests

        identity = msal.UserAssignedManagedIdentity(client_id=self._of.app_id)  # type: ignore[attr-defined, no-untyped-call]
        return msal.ManagedIdentityClient(identity, http_client=requests.Session())  # type: ignore[attr-defined]


def _certificate(of: Registration) -> dict[str, str]:
    """As MSAL takes it: the file holds the private key and the certificate, both as PEM."""
    assert of.app_certificate is not None  # noqa: S101 asked for only where it is set
    content = of.app_certificate.read_text("ascii")
    return {"private_key": content, "public_certificate": content}

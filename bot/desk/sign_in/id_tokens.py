"""What Entra says of who is signing in: its tokens, checked before anything in them is believed.

Two kinds come: the id token of a sign-in in the browser, and the token that Teams gives the tab. MSAL fetches the first
by Microsoft's own rules and looks at its claims, but not at its signature; so both are checked here, by the keys that
Entra publishes. What is checked follows Microsoft's "Validate tokens" and "Secure applications with claims".
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import jwt

from bot.teams.authentication.signing_keys import NoKeyNamed, SigningKeys, key_id
from storage.people.entra import as_uuid

METADATA = "https://login.microsoftonline.com/organizations/v2.0/.well-known/openid-configuration"
ISSUER = "https://login.microsoftonline.com/{tenant}/v2.0"
LEEWAY = 2 * 60
"""Seconds by which Microsoft's clock and ours may differ."""
OLDEST = 10 * 60
"""Seconds since an id token was made: it is fetched the moment somebody comes back."""
TEAMS = frozenset({"1fec8e78-bce4-4aaf-ab1b-5451cc387264", "5e3ce6c0-2b1f-4285-8d4b-75ee78787346"})
"""Teams on a desktop or a telephone, and Teams in a browser: Microsoft's documentation names both."""
SCOPE = "access_as_user"
LONGEST_TOKEN = 16_000


class NotBelieved(Exception):
    """A token that is refused. `reason` is a word of ours for the log, and holds nothing of the token."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Who:
    """Somebody as Entra knows them; both are UUIDs in their one spelling."""

    tenant: str
    object_id: str


class IdTokens:
    """For the bot's registrations, by app id, each with the tenants whose people it is for."""

    def __init__(self, tenants: Mapping[str, Collection[str]], keys: SigningKeys) -> None:
        self._tenants, self.keys = tenants, keys

    async def of_sign_in(self, token: str, nonce: str) -> Who:
        """Of an id token that answers a sign-in with this nonce. Raises NotBelieved and KeysOutOfReach."""
        claims = await self._claims(token, ("nonce", "iat"))
        if not nonce or claims["nonce"] != nonce:
            raise NotBelieved("nonce")
        return self._who(claims)

    async def of_teams(self, token: str) -> Who:
        """Of the token that Teams gives our tab. Raises NotBelieved and KeysOutOfReach."""
        claims = await self._claims(token, ("scp", "azp", "iat"))
        if claims["azp"] not in TEAMS:
            raise NotBelieved("client")
        if SCOPE not in str(claims["scp"]).split():
            raise NotBelieved("scope")
        return self._who(claims)

    async def _claims(self, token: str, more: Collection[str]) -> Mapping[str, Any]:
        if not token or len(token) > LONGEST_TOKEN or not token.isascii():
            raise NotBelieved("form")
        try:
            key = await self.keys.find(key_id(token))
        except NoKeyNamed as said:
            raise NotBelieved(said.reason) from None
        if key is None:
            raise NotBelieved("key")
        try:
            claims: Mapping[str, Any] = jwt.decode(
                token,
                key,
                algorithms=["RS256"],
                audience=list(self._tenants),
                leeway=LEEWAY,
                options={
                    "require": ["iss", "aud", "exp", "nbf", "tid", "oid", "ver", *more],
                    "enforce_minimum_key_length": True,
                },
            )
        except jwt.PyJWTError as error:
            raise NotBelieved(type(error).__name__) from None
        except Exception:  # whatever goes wrong in reading it is wrong with the token
            raise NotBelieved("form") from None
        # one audience, said as one word: jwt takes any of a list of them too
        if not isinstance(claims["aud"], str):
            raise NotBelieved("audience")
        return claims

    def _who(self, claims: Mapping[str, Any]) -> Who:
        tenant, object_id = as_uuid(str(claims["tid"])), as_uuid(str(claims["oid"]))
        if claims["ver"] != "2.0":
            raise NotBelieved("version")
        if tenant is None or tenant not in self._tenants[claims["aud"]]:
            raise NotBelieved("tenant")
        if claims["iss"] != ISSUER.format(tenant=tenant):
            raise NotBelieved("issuer")
        if object_id is None:
            raise NotBelieved("person")
        return Who(tenant, object_id)

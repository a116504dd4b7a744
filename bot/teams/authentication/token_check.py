"""Only Teams may speak to the bot: the token that comes with each request, checked before anything else looks at it.

Accepted is exactly what Microsoft's Bot Connector sends for Teams: signed with RS256 by a key endorsed for Teams, from
its issuer, for one of our registrations, within its time, with the service address that the activity names, on the
channel `msteams`, for a tenant of that registration. Botbuilder's own check is not asked: it also takes the Emulator's
tokens, which name no service address, so that answers and our own token would go wherever the sender of such a token
likes.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import jwt
from botbuilder.schema import Activity

from bot.teams.activities import tenant_of
from bot.teams.authentication.signing_keys import CHANNEL, Key, NoKeyNamed, SigningKeys, key_id
from bot.web.guards import Refusals
from storage.people.entra import as_uuid

ISSUER = "https://api.botframework.com"
LEEWAY = 5 * 60
"""Seconds by which Microsoft's clock and ours may differ."""
SCHEME = "Bearer "

Claims = Mapping[str, Any]
"""What a token says, once its signature has been checked."""


class NotFromTeams(Exception):
    """A request that is refused. `reason` is a word of ours for the log, and holds nothing of the request."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class TokenCheck:
    """First `claims`, before the body of a request is read; then `admit` with the activity in it."""

    def __init__(self, tenants: Mapping[str, Collection[str]], keys: SigningKeys) -> None:
        """`tenants`: whose people each registration is for, by its app id; as `storage/people/entra.py` spells them."""
        self._tenants = tenants
        self.keys = keys
        self.refusals = Refusals()

    async def claims(self, authorization: Sequence[str]) -> Claims:
        """From every `Authorization` header of a request. Raises NotFromTeams and KeysOutOfReach."""
        token = bearer(authorization)
        try:
            key = await self.keys.find(key_id(token))
        except NoKeyNamed as said:
            raise NotFromTeams(said.reason) from None
        if key is None:
            raise NotFromTeams("key")
        claims = verified(token, key)
        if app_id_of(claims) not in self._tenants:
            raise NotFromTeams("audience")
        return claims

    def admit(self, claims: Claims, activity: Activity) -> str:
        """The app id of the registration that it came by. Raises NotFromTeams where this is not the activity that the
        token was made for, or none of ours.
        """
        if not activity.service_url or activity.service_url != claims["serviceurl"]:
            raise NotFromTeams("service address")
        if activity.channel_id != CHANNEL:
            raise NotFromTeams("channel")
        app_id = app_id_of(claims)
        if tenant_of(activity) not in self._tenants[app_id]:
            raise NotFromTeams("tenant")
        return app_id


def app_id_of(claims: Claims) -> str:
    """For whom a token was made; '' where that is no app id."""
    audience = claims["aud"]
    return (as_uuid(audience) or "") if isinstance(audience, str) else ""


def bearer(authorization: Sequence[str]) -> str:
    """The one token in the one header. Raises NotFromTeams."""
    if not authorization:
        raise NotFromTeams("missing token")
    header = authorization[0]
    if len(authorization) > 1 or not header.isascii() or not header.startswith(SCHEME):
        raise NotFromTeams("form")
    return header.removeprefix(SCHEME)


def verified(token: str, key: Key) -> Claims:
    """What it says, where signature, issuer and time are right. Raises NotFromTeams."""
    try:
        claims: Claims = jwt.decode(
            token,
            key,
            algorithms=["RS256"],
            issuer=ISSUER,
            leeway=LEEWAY,
            options={
                "require": ["iss", "aud", "exp", "nbf", "serviceurl"],
                "verify_aud": False,  # by `claims` above, as a UUID
                "enforce_minimum_key_length": True,
            },
        )
    except jwt.PyJWTError as error:
        raise NotFromTeams(type(error).__name__) from None
    except Exception:  # as above: nothing else is looked at here
        raise NotFromTeams("form") from None
    return claims

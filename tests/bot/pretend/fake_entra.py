"""Entra's sign-in as it speaks: a page that sends back a code for a good request, and tokens for a good code.

It refuses what Entra refuses: another client or secret, another address to come back to, a code that was used or is for
another proof (PKCE, RFC 7636).
"""

import base64
import hashlib
import json
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from cryptography.hazmat.primitives.asymmetric import rsa

from tests.bot.pretend.tokens import signed

TEAMS_IN_A_BROWSER = "5e3ce6c0-2b1f-4285-8d4b-75ee78787346"

Claims = dict[str, Any]


@dataclass
class FakeEntra:
    """`mends` changes the claims of the next tokens, `signs` how they are signed; `answers` stands in for the answer to
    a good code.
    """

    key: rsa.RSAPrivateKey
    kid: str
    mends: Callable[[Claims], Claims] = dict
    signs: Callable[[Claims], str] | None = None
    answers: tuple[int, Any] | None = None
    codes: dict[str, Mapping[str, str]] = field(default_factory=dict)

    def signs_in(self, address: str, tenant: str, object_id: str) -> str:
        """Somebody signs in on the page at this address: where Entra sends their browser then."""
        found = urlsplit(address)
        asked = {name: values[0] for name, values in parse_qs(found.query).items()}
        assert found.scheme == "https"
        assert found.hostname == "login.microsoftonline.com"
        assert found.path.endswith("/oauth2/v2.0/authorize")
        assert asked["response_type"] == "code"
        assert asked["code_challenge_method"] == "S256"
        assert set(asked["scope"].split()) == {"openid", "profile"}, "no more than who they are"
        assert len(asked["state"]) >= 16
        assert len(asked["nonce"]) >= 16
        code = secrets.token_urlsafe(32)
        self.codes[code] = {**asked, "tenant": tenant, "object_id": object_id}
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def exchange(self, asked: Mapping[str, list[str]]) -> tuple[int, Any]:
        """The answer to a code: tokens, or why not."""
        given = {name: values[0] for name, values in asked.items()}
        begun = self.codes.pop(given.get("code", ""), None)
        if begun is None or not self._is_proof(given.get("code_verifier", ""), begun["code_challenge"]):
            return 400, {"error": "invalid_grant", "error_description": "AADSTS54005"}
        if given.get("client_secret") != "secret" or given["client_id"] != begun["client_id"]:
            return 401, {"error": "invalid_client", "error_description": "AADSTS7000215"}
        if given.get("redirect_uri") != begun["redirect_uri"]:
            return 400, {"error": "invalid_grant", "error_description": "AADSTS500112"}
        if self.answers:
            return self.answers
        made = self.id_claims(begun["client_id"], begun["tenant"], begun["object_id"], nonce=begun["nonce"])
        return 200, {"token_type": "Bearer", "expires_in": 3599, "access_token": "for-graph", "scope": "openid",
                     "id_token": self.token(self.mends(made))}  # fmt: skip

    def id_claims(self, app_id: str, tenant: str, object_id: str, **more: Any) -> Claims:
        """What Entra says of somebody who signed in to this app just now."""
        now = int(time.time())
        return {
            "ver": "2.0", "iss": f"https://login.microsoftonline.com/{tenant}/v2.0", "aud": app_id, "iat": now,
            "nbf": now - 5, "exp": now + 3600, "tid": tenant, "oid": object_id, "sub": "a-pairwise-subject",
            "name": "Somebody", "preferred_username": "somebody@example.org", **more,
        }  # fmt: skip

    def teams_claims(self, app_id: str, tenant: str, object_id: str, **more: Any) -> Claims:
        """What Teams' token for a tab of this app says."""
        more = {"azp": TEAMS_IN_A_BROWSER, "azpacr": "0", "scp": "access_as_user"} | more
        return self.id_claims(app_id, tenant, object_id, **more)

    def token(self, claims: Claims, **how: Any) -> str:
        """Signed as Entra signs; `how`: key, alg or header, where otherwise."""
        if self.signs:
            return self.signs(claims)
        header = {"kid": self.kid} | how.get("header", {})
        return signed(json.dumps(claims).encode(), how.get("key", self.key), how.get("alg", "RS256"), header)

    def _is_proof(self, verifier: str, challenge: str) -> bool:
        digest = hashlib.sha256(verifier.encode()).digest()
        return base64.urlsafe_b64encode(digest).rstrip(b"=").decode() == challenge

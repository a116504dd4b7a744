"""The token that each form of a session carries, so that no other page can send a form in somebody's name."""

import hashlib
import hmac


def form_token(secret: str) -> str:
    """Of the session with this secret. The secret cannot be found from it."""
    return hmac.new(secret.encode(), b"form", hashlib.sha256).hexdigest()


def is_form_token(secret: str, given: str) -> bool:
    """Whether a form that was sent carries it."""
    return hmac.compare_digest(form_token(secret).encode(), given.encode("utf-8", "replace"))

"""What every answer of the desk says to the browser: run nothing but our own, keep nothing, tell nobody."""

from collections.abc import MutableMapping

TEAMS = ("https://teams.microsoft.com", "https://*.teams.microsoft.com", "https://*.cloud.microsoft")
"""Where Teams' own pages live, which show the desk as a tab; nobody else may frame it."""
DAY = 24 * 3600


def protect(headers: MutableMapping[str, str], *, in_teams: bool, scripts: str = "", secure: bool) -> None:
    """Set on any answer. `in_teams`: Teams may show it as a tab. `scripts`: one more address that scripts may come
    from. `secure`: it is reached by https.
    """
    policy = {
        "default-src": "'none'",
        "script-src": " ".join(filter(None, ("'self'", scripts))),
        "style-src": "'self'",
        "img-src": "'self'",
        "connect-src": "'self'",
        "form-action": "'self'",
        "base-uri": "'none'",
        "frame-ancestors": " ".join(TEAMS) if in_teams else "'none'",
    }
    headers["Content-Security-Policy"] = "; ".join(f"{name} {value}" for name, value in policy.items())
    headers.setdefault("Cache-Control", "no-store")
    headers["Referrer-Policy"] = "same-origin"  # with 'no-referrer' a form would say that it comes from nowhere
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
    headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=(), clipboard-read=()"
    headers["X-Robots-Tag"] = "noindex, nofollow"
    if not in_teams:
        headers["X-Frame-Options"] = "DENY"
        headers["Cross-Origin-Opener-Policy"] = "same-origin"
    if secure:
        headers["Strict-Transport-Security"] = f"max-age={365 * DAY}"

"""What every answer of the desk says to the browser: run nothing but our own, keep nothing, tell nobody."""

from collections.abc import MutableMapping

TEAMS = ("https://teams.microsoft.com", "https://*.teams.microsoft.com", "https://*.cloud.microsoft")
"""Where Teams' own pages live, which show the desk as a tab; nobody else may frame it."""
TEAMS_LIBRARY = "https://res.cdn.office.net/teams-js/2.40.0/js/MicrosoftTeams.min.js"
"""Microsoft's own library for tabs, from where Microsoft has it; the browser takes it only with this hash."""
TEAMS_LIBRARY_HASH = "sha384-QXdQxWIYy1PLsb9pdWIm5k6mjLxVKAF4ISp0BVCZZCiZNyaKXinYNAQVT8+8hEIf"
TEAMS_HOSTS = "https://res.cdn.office.net/teams-js/validDomains/json/validDomains.json"
"""Where that library looks up which pages are Teams'."""
DAY = 24 * 3600


def protect(headers: MutableMapping[str, str], *, in_teams: bool, secure: bool, library: bool = False) -> None:
    """Set on any answer. `in_teams`: Teams may show it as a tab. `secure`: it is reached by https. `library`: the page
    speaks to Teams, by Microsoft's own library.
    """
    policy = {
        "default-src": "'none'",
        "script-src": " ".join(("'self'", *((TEAMS_LIBRARY,) if library else ()))),
        "style-src": "'self'",
        "img-src": "'self'",
        "connect-src": " ".join(("'self'", *((TEAMS_HOSTS,) if library else ()))),
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

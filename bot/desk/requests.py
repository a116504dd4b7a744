"""A request as a page gets it: read once, whole, within bounds, and without signs that no page and no table takes."""

import asyncio
from collections.abc import Mapping, Sequence
from urllib.parse import parse_qs

from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError

from bot.desk.page import Asked
from bot.settings import LOOPBACK
from dialogs.interview.typed_signs import readable

BODY_SECONDS = 10.0
MOST_FIELDS = 500
FORM = "application/x-www-form-urlencoded"


async def read(request: web.Request) -> Asked:
    """Raises aiohttp's HTTP errors for what cannot be read."""
    parts = {name: str(readable(value)) for name, value in request.match_info.items()}
    query: dict[str, list[str]] = {}
    for name, value in request.query.items():
        query.setdefault(str(readable(name)), []).append(str(readable(value)))
    return Asked(request.path, parts, query, await _form(request) if request.method == "POST" else {})


async def _form(request: web.Request) -> Mapping[str, Sequence[str]]:
    if request.content_type != FORM:
        raise web.HTTPUnsupportedMediaType
    try:
        async with asyncio.timeout(BODY_SECONDS):
            body = await request.read()
        fields = parse_qs(body.decode(), keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except (TimeoutError, OSError, ValueError, web.RequestPayloadError, HttpProcessingError):
        raise web.HTTPBadRequest from None
    found: dict[str, Sequence[str]] = readable(fields)
    return found


def address_of(request: web.Request) -> str:
    """From where somebody asks. A proxy on this machine says it, as the last that it adds; nobody else is believed."""
    peer = request.remote or ""
    if peer in LOOPBACK:
        said = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
        return said[:64] or peer
    return peer


def is_from(request: web.Request, origin: str) -> bool:
    """Whether a browser says that a form comes from a page of ours. One that says neither is none that we know."""
    given = request.headers.get("Origin")
    if given is not None:
        return given == origin
    return request.headers.get("Sec-Fetch-Site") == "same-origin"

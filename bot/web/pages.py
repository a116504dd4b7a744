"""`/about/privacy`, `/about/terms`, `/about/support`: the council's own pages that Teams' package names, for anybody.

They are files in `WAYMARK_PAGES_DIR`, which the council fills in (`deploy/pages/` has drafts). One in which a place is
still to be filled in is not shown. A file is headings (`# `), lists (`- `) and paragraphs, and nothing else: what looks
like HTML is text.
"""

import asyncio
import re
from collections.abc import Iterator
from html import escape
from pathlib import Path

from aiohttp import web

NAMES = ("privacy", "terms", "support")
LARGEST = 100_000
"""Bytes."""
TO_FILL_IN = re.compile(r"\[\[.*?\]\]", re.DOTALL)
LINK = re.compile(r"https://[A-Za-z0-9./?=&_~%#-]+[A-Za-z0-9/]")
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'",
    "Cache-Control": "public, max-age=300",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Strict-Transport-Security": "max-age=31536000",
}
FRAME = """<!doctype html>
<html lang="en-GB"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><title>{title}</title>
<style>body{{font:1.05rem/1.6 system-ui,sans-serif;max-width:42rem;margin:2rem auto;padding:0 1rem}}</style>
</head><body><main>
{body}
</main></body></html>
"""


class Pages:
    """`folder`: where the files are; None where none are served."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder

    async def page(self, request: web.Request) -> web.Response:
        """`GET /about/{name}`: 404 where there is no such file, or one that is not filled in."""
        name = request.match_info["name"]
        text = await asyncio.to_thread(read, self._folder, name) if name in NAMES else None
        if text is None or TO_FILL_IN.search(text):
            raise web.HTTPNotFound
        return web.Response(text=as_html(text), content_type="text/html", headers=HEADERS)


def read(folder: Path | None, name: str) -> str | None:
    """None where there is no such file, or it cannot be read as text."""
    if folder is None:
        return None
    try:
        with (folder / f"{name}.md").open("rb") as opened:
            return opened.read(LARGEST).decode()
    except (OSError, UnicodeDecodeError):
        return None


def missing(folder: Path) -> Iterator[str]:
    """Of the three, those that are not there or not filled in."""
    for name in NAMES:
        text = read(folder, name)
        if text is None or TO_FILL_IN.search(text):
            yield name


def as_html(text: str) -> str:
    """A page; its title is the first heading."""
    blocks = [block.strip() for block in re.split(r"\n\s*\n", text.replace("\r\n", "\n")) if block.strip()]
    heading = next((block.lstrip("# ") for block in blocks if block.startswith("#")), "")
    return FRAME.format(title=escape(heading), body="\n".join(_block(block) for block in blocks))


def _block(block: str) -> str:
    level = len(block) - len(block.lstrip("#"))
    if 1 <= level <= 3 and "\n" not in block:
        return f"<h{level}>{_inline(block.lstrip('# '))}</h{level}>"
    if all(line.startswith(("- ", "  ")) for line in block.split("\n")):
        items = re.split(r"\n?^- ", block, flags=re.MULTILINE)[1:]
        return "<ul>" + "".join(f"<li>{_inline(item)}</li>" for item in items) + "</ul>"
    return f"<p>{_inline(block)}</p>"


def _inline(text: str) -> str:
    plain = escape(" ".join(text.split()))
    return LINK.sub(lambda found: f'<a href="{found[0]}">{found[0]}</a>', plain)

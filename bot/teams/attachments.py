"""How many pictures and files a message brings, told apart from what Teams draws by itself.

Teams sends a message's words once more as HTML. In that mirror an emoji, a sticker and a GIF from Teams' own list are
pictures too, and each of them may come as an attachment of its own besides. None of them is a person's picture. What
is quoted from an earlier message was counted when that was sent.
"""

from collections.abc import Iterable
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

MIRROR = "text/html"
QUOTED = "messageReference"
_DRAWN = frozenset({"emoji", "giphy", "tenor", "sticker"})
"""The last part of the `itemtype` of what Teams draws, such as http://schema.skype.com/Emoji."""
_ITS_OWN = ("statics.teams.cdn.office.net", "statics.teams.microsoft.com", "statics.teams.cloud.microsoft")
"""Where Teams keeps the pictures of its emoji."""


def pictures_and_files(attachments: Iterable[Any]) -> int:
    """A picture in the mirror and one of the same address as an attachment are one. Nothing is fetched."""
    listed = [attachment for attachment in attachments if attachment is not None]
    mirror = _Mirror()
    for attachment in listed:
        if attachment.content_type == MIRROR:
            mirror.feed(str(attachment.content or ""))
    files, quoted = 0, 0
    for attachment in listed:
        kind = str(attachment.content_type or "")
        if kind == QUOTED:
            quoted += 1
        elif kind.startswith("image/"):
            mirror.see(str(attachment.content_url or ""))
        elif kind != MIRROR:
            files += 1
    return len(mirror.pictures) + max(files, mirror.files - quoted)


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


class _Mirror(HTMLParser):
    """What stands in the HTML: the addresses of pictures, and of what Teams drew, and how many files."""

    def __init__(self) -> None:
        super().__init__()
        self.pictures: set[str] = set()
        self.files = 0
        self.drawn: set[str] = set()
        self._inside: list[tuple[str, str]] = []
        """The quotations and drawings that are open: tag and item type."""

    def see(self, address: str) -> None:
        """A picture, unless Teams drew it. One without an address is a picture of its own."""
        if (address and address in self.drawn) or _host(address) in _ITS_OWN:
            return
        self.pictures.add(address or f"without an address, number {len(self.pictures)}")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        kind = (given.get("itemtype") or "").rpartition("/")[2].casefold()
        quoted = any(outer == "blockquote" for outer, _ in self._inside)
        if tag == "img":
            if kind in _DRAWN or self._inside:
                self.drawn.add(given.get("src") or "")
            else:
                self.see(given.get("src") or "")
        elif tag == "attachment":
            self.files += not quoted
        elif tag in ("blockquote", "readonly") and kind in (*_DRAWN, "reply"):
            self._inside.append((tag, kind))

    def handle_endtag(self, tag: str) -> None:
        if self._inside and self._inside[-1][0] == tag:
            self._inside.pop()

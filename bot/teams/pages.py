"""A long record is several cards: Teams shows none that is too long."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace

from dialogs.turn import JSON, Card, Reply

LONGEST_PAGE = 24_000
"""Characters of a card's own data. Teams takes about 28 KB of a card on some clients; what surrounds it adds some."""


def pages(reply: Reply) -> list[Reply]:
    """The same reply as several, where one card would be longer than Teams takes. Choices come with the last."""
    data = reply.card.data if reply.card else {}
    if reply.card is None or _length(data) <= LONGEST_PAGE:
        return [reply]
    page: list[JSON] = []
    made = [page]
    for part in _cut(data.get("sections") or ()):
        if page and _length([*page, part]) > LONGEST_PAGE:
            page = []
            made.append(page)
        page.append(part)
    kept = {name: value for name, value in data.items() if name not in ("title", "text")}
    cards = [Card(reply.card.name, {**(kept if n else data), "sections": part}) for n, part in enumerate(made)]
    return [*(Reply(reply.key, "", card=card) for card in cards[:-1]), replace(reply, card=cards[-1])]


def _cut(sections: Iterable[JSON]) -> Iterator[JSON]:
    """Sections that are each short enough: a long one goes on under the same title."""
    for section in sections:
        rows: list[JSON] = []
        for row in section["rows"]:
            if rows and _length([*rows, row]) > LONGEST_PAGE // 2:
                yield {**section, "rows": rows}
                rows = []
            rows.append(row)
        yield {**section, "rows": rows}


def _length(data: JSON) -> int:
    """In characters as sent, where one that is not ASCII takes six."""
    return len(json.dumps(data))

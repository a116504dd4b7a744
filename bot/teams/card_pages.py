"""What is long becomes several messages: Teams refuses, or does not show, one that is too long.

A long record or list is several cards. Long words without a card are several pieces, and what can be pressed comes with
the last. Where there is more to pick from than one card holds, its number is typed.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from dialogs.turn import JSON, Card, Reply
from dialogs.words import say

LONGEST_PAGE = 24_000
"""Weight of one message. Teams shows about 28 KB of words, and takes about 80 KB with what a card puts around them."""
LONGEST_ROW = LONGEST_PAGE + 1_000
"""Weight of one row, such as an answer in own words. A longer one goes on in the next row."""
A_LINE, A_ROW, A_SECTION = 30, 60, 100
"""Weight of each beside its words, so that many short ones are no more than Teams takes either."""


def weight(text: str) -> int:
    """What a text adds to a message: its characters as sent, where one that is not ASCII takes six or twelve."""
    return _length(text) + A_LINE * (text.count("\n") + 1)


def pages(reply: Reply) -> list[Reply]:
    """The same reply as several, where one would be longer than Teams takes. Choices come with the last."""
    reply = _with_a_list_to_type_from(reply)
    data = reply.card.data if reply.card else {}
    if reply.card is None or not (data.get("sections") or data.get("rows")):
        return _words(reply)
    name = "sections" if data.get("sections") else "rows"
    weighs = _weight_of_section if name == "sections" else _weight_of_row
    if sum(map(weighs, data[name])) <= LONGEST_PAGE:
        return [reply]
    parts = _cut(data[name]) if name == "sections" else _rows(data[name])
    found = _filled(parts, weighs)
    kept = {key: value for key, value in data.items() if key not in ("title", "text")}
    made = [Card(reply.card.name, {**(kept if n else data), name: part}) for n, part in enumerate(found)]
    return [*(Reply(reply.key, "", card=card) for card in made[:-1]), replace(reply, card=made[-1])]


def _with_a_list_to_type_from(reply: Reply) -> Reply:
    """More choices than one card can show become a numbered list; a number that is typed is an answer anyway."""
    if sum(weight(choice.title) + len(choice.value) for choice in reply.choices) <= LONGEST_PAGE:
        return reply
    rows = (f"{number}. {choice.title}" for number, choice in enumerate(reply.choices, start=1))
    text = "\n".join([reply.text, say("cards.type_a_number"), *rows])
    return replace(reply, text=text, choices=(), words_wanted=False)


def _words(reply: Reply) -> list[Reply]:
    """The words of a reply without a card of its own, in pieces."""
    pieces = list(_pieces(reply.text, LONGEST_PAGE))
    return [*(Reply(reply.key, piece) for piece in pieces[:-1]), replace(reply, text=pieces[-1])]


def _filled(parts: Iterable[JSON], weighs: Callable[[JSON], int]) -> list[list[JSON]]:
    """As many parts on each page as there is room for; one at least."""
    made: list[list[JSON]] = [[]]
    room = LONGEST_PAGE
    for part in parts:
        if made[-1] and weighs(part) > room:
            made.append([])
            room = LONGEST_PAGE
        made[-1].append(part)
        room -= weighs(part)
    return made


def _cut(sections: Iterable[JSON]) -> Iterator[JSON]:
    """Sections that are each short enough: a long one goes on under the same title."""
    for section in sections:
        rows: list[JSON] = []
        length = 0
        for row in _rows(section["rows"]):
            length += _weight_of_row(row)
            if rows and length > LONGEST_PAGE // 2:
                yield {**section, "rows": rows}
                rows, length = [], _weight_of_row(row)
            rows.append(row)
        yield {**section, "rows": rows}


def _rows(rows: Iterable[JSON]) -> Iterator[JSON]:
    """Rows that are each short enough: a long text goes on in a row without a label."""
    for row in rows:
        if _weight_of_row(row) <= LONGEST_ROW:
            yield row
            continue
        first, *others = _pieces(str(row["text"]), LONGEST_PAGE // 2)
        yield {**row, "text": first}
        yield from ({"text": piece} for piece in others)


def _pieces(text: str, longest: int) -> Iterator[str]:
    """Cut where a line ends, else between words, else in the middle of a very long one."""
    while weight(text) > longest:
        fits = _fitting(text, longest)
        end = max(text.rfind("\n", 0, fits), 0) or max(text.rfind(" ", 0, fits), 0) or fits
        yield text[:end].strip()
        text = text[end:].strip()
    yield text


def _fitting(text: str, longest: int) -> int:
    """How many characters of it are no heavier than that; one at least."""
    low, high = 1, min(len(text), longest)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if weight(text[:middle]) <= longest else (low, middle - 1)
    return low


def _weight_of_section(section: JSON) -> int:
    return _length(section.get("title", "")) + A_SECTION + sum(map(_weight_of_row, section["rows"]))


def _weight_of_row(row: JSON) -> int:
    lines = str(row.get("text", "")).count("\n")
    return _length(row) + A_ROW + A_LINE * lines


def _length(data: JSON) -> int:
    """In characters as sent, where one that is not ASCII takes six or twelve."""
    return len(json.dumps(data))

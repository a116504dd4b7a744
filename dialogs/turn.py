"""What goes into a conversation and what comes out: a Turn in, a list of Reply out.

Nothing here knows Teams, a terminal, a database or a web server. The edge in `bot/` turns an activity or a typed line
into a Turn, and each Reply into a message.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

JSON = Any
"""Plain JSON: dict, list, str, int, float, bool or None."""

State = dict[str, JSON]
"""A conversation's state: plain JSON that survives a restart and an upgrade."""


@dataclass(frozen=True)
class Turn:
    """One message from one person: typed `text`, or the `value` of a card or form (never both None)."""

    person_id: str
    now: datetime
    """Aware, in UTC. Conversations take the time from here, never from the clock."""
    text: str | None = None
    value: Mapping[str, JSON] | None = None
    attachments: int = 0
    """How many files or pictures came with the message. They are counted, never fetched."""


@dataclass(frozen=True)
class Choice:
    """An answer that can be pressed. `value` is what comes back, `title` is what is shown."""

    value: str
    title: str


@dataclass(frozen=True)
class Link:
    """A page of the desk that a button opens. Whoever opens it signs in there, and sees what they may."""

    title: str
    address: str


@dataclass(frozen=True)
class Field:
    """One input of a form. `kind` is text, long_text, date, choice or agree."""

    name: str
    label: str
    kind: str = "text"
    required: bool = False
    error: str = ""
    choices: tuple[Choice, ...] = ()
    max_length: int = 200
    letter: str = ""
    """The letter of the child that a field is about, where there are several: 'B' for Child B."""
    value: str = ""
    """What stands in it already: what is sent is what it was changed to."""


@dataclass(frozen=True)
class Dialog:
    """A form that is answered outside the chat (a Teams dialog, or a card that is replaced once sent).

    Its answers come back as a Turn's `value`: `{"dialog": name, "asked": token, <field name>: <text>}`.
    """

    name: str
    title: str
    intro: str
    fields: tuple[Field, ...]
    submit: str
    asked: str = ""


@dataclass(frozen=True)
class Card:
    """A card's shape by name (`dialogs/card_templates/<name>.json.j2`) and the plain data that fills it."""

    name: str
    data: Mapping[str, JSON] = field(default_factory=dict)


@dataclass(frozen=True)
class Reply:
    """One message back. `key` is the words' key, by which tests compare.

    `choices` are suggested answers; with `many`, more than one may be picked. `asked` marks which question these
    choices belong to, so that a press on an old card is recognised. `words_wanted` offers a box for own words
    beside the choices. `picked` are those that stand as the answer so far, `note` a quiet line such as how far one has
    come; neither is a part of what is said.
    """

    key: str
    text: str
    choices: tuple[Choice, ...] = ()
    many: bool = False
    words_wanted: bool = False
    asked: str = ""
    card: Card | None = None
    dialog: Dialog | None = None
    links: tuple[Link, ...] = ()
    picked: tuple[str, ...] = ()
    note: str = ""

    def as_json(self) -> dict[str, JSON]:
        """Plain JSON, to be kept with the turn and sent again."""
        return {
            "key": self.key,
            "text": self.text,
            "choices": [vars(choice) for choice in self.choices],
            "many": self.many,
            "words_wanted": self.words_wanted,
            "asked": self.asked,
            "card": vars(self.card) if self.card else None,
            "dialog": asdict(self.dialog) if self.dialog else None,
            "links": [vars(link) for link in self.links],
            "picked": list(self.picked),
            "note": self.note,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, JSON]) -> "Reply":
        """What `as_json` kept, by this version or an earlier one."""
        card, dialog = data.get("card"), data.get("dialog")
        return cls(
            key=data["key"],
            text=data["text"],
            choices=tuple(Choice(**c) for c in data.get("choices", ())),
            many=data.get("many", False),
            words_wanted=data.get("words_wanted", False),
            asked=data.get("asked", ""),
            card=Card(**card) if card else None,
            dialog=_dialog(dialog) if dialog else None,
            links=tuple(Link(**link) for link in data.get("links", ())),
            picked=tuple(data.get("picked", ())),
            note=data.get("note", ""),
        )


def _dialog(data: Mapping[str, JSON]) -> Dialog:
    fields = tuple(Field(**{**f, "choices": tuple(Choice(**c) for c in f.get("choices", ()))}) for f in data["fields"])
    return Dialog(**{**data, "fields": fields})

"""Adaptive Cards for replies: shapes from `card_templates/*.json.j2`, words from the reply.

Teams shows Adaptive Cards up to 1.5, and at most six actions on one. A card's answer comes back as a Turn's
`value`: `{"asked": ..., "answer": <choice value>}`. Where several may be picked, `answer` is their values
joined by commas and `words` holds own words. A press that answers no question carries `{"say": <words>}`, as
if typed. A form answers `{"dialog": name, "asked": ..., <field name>: <text>}`.

What `Reply.card.data` holds, by name (a row is `{"text"}`, with `label`, `due`, `sources` if wanted; `text` stands
above the card's own part, in the place of the reply's text, which says everything for those who see no card):
  view           title?, text?, colour, colour_words, sections: [{title?, rows: [row]}]
  record         title?, text?, colour?, colour_words, sections, parts?: [{title, data}], buttons of their own
  steps          title?, text?, sections, whose rows are numbered
  summary, slots title?, text?, sections
  inbox          title?, text?, rows: [row with colour?, colour_words?]
  receipt        title?
A card without rows of its own shows the reply's text. Choices come last.
"""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from dialogs.turn import JSON, Choice, Dialog, Field, Reply
from dialogs.words import say

MOST_ACTIONS = 6
LONGEST_BUTTON = 36
"""Characters. A phone cuts a longer button short, so longer choices become a list that wraps."""

SHADES = {
    "green": "good",
    "not_enough_information": "emphasis",
    "amber": "warning",
    "red": "attention",
}
RECORD = "record"
REPLACED = {"form", "summary", RECORD}
"""Cards that may show or ask for names: once answered, only a receipt stays in the chat."""
MENUS = ("menu.what_now", "menu.after", "menu.help.")
"""Keys of what offers commands that are as good later: its buttons stay."""


def render(reply: Reply, before: str = "") -> dict[str, JSON] | None:
    """The card for this reply, or None where one line of plain text will do. `before` stands above its text.

    Several lines make a card too: not every Teams keeps the lines of a plain message apart.
    """
    if reply.dialog:
        return _form(reply.text, reply.dialog)
    is_list = bool(reply.choices and reply.asked)
    if reply.card or reply.links or is_list or reply.note or before or "\n" in reply.text.strip():
        return _fill(shape(reply), _shown(reply, before) | _answers(reply))
    return None


def receipt(text: str) -> dict[str, JSON]:
    """A card with these words and nothing to press, to stand where an answered card stood."""
    return _fill("receipt", {"text": text})


def answered(reply: Reply, value: Mapping[str, JSON] | None = None, before: str = "") -> dict[str, JSON]:
    """What stands in the card's place once it is answered: no buttons, and no names.

    `value` is the answer that came from this very card; None when the person typed instead, or moved on.
    """
    if shape(reply) in REPLACED:
        return receipt(say("cards.sent" if value and not names_children(reply) else "cards.put_away"))
    shown = _shown(reply, before)
    if picked := _titles(reply.choices, value):
        shown["after"] = say("cards.answered", answer="; ".join(picked))
    return _fill(shape(reply), shown)


def superseded_card() -> dict[str, JSON]:
    """For a press on a card that belongs to an earlier question."""
    return receipt(say("cards.passed"))


def must_be_replaced(reply: Reply) -> bool:
    """Whether this card must not stay as it is: something on it can be pressed, or it may show names."""
    return shape(reply) in REPLACED or (bool(reply.choices) and not is_menu(reply))


def names_children(reply: Reply) -> bool:
    """Whether it shows what is on record about children, and so must not stand on a screen that nobody looks at."""
    return shape(reply) == RECORD


def is_menu(reply: Reply) -> bool:
    """Whether its buttons are commands that may be pressed at any time."""
    return not reply.asked and reply.key.startswith(MENUS)


def said_by(choice: Choice) -> str:
    """What a person would type for a choice that answers no question: a phrase, or the title of a key."""
    return choice.value if " " in choice.value else choice.title


def shape(reply: Reply) -> str:
    """The name of the template that shows this reply."""
    if reply.dialog:
        return "form"
    return reply.card.name if reply.card else "question"


def _shown(reply: Reply, before: str) -> dict[str, JSON]:
    data = dict(reply.card.data) if reply.card else {}
    own_part = data.get("sections") or data.get("rows")
    return {
        "before": before,
        "text": data.get("text", "") if own_part else reply.text,
        "is_question": bool(reply.asked),
        "title": data.get("title", ""),
        "card": data,
    }


def _answers(reply: Reply) -> dict[str, JSON]:
    as_list = reply.many or len(reply.choices) > MOST_ACTIONS
    as_list = as_list or any(len(choice.title) > LONGEST_BUTTON for choice in reply.choices)
    pick = ""
    if reply.choices and reply.asked and as_list:
        pick = _required(say("cards.pick_many" if reply.many else "cards.pick_one"))
    return {
        "choices": _pairs(reply.choices),
        "buttons": _buttons(reply),
        "links": [{"title": link.title, "address": link.address} for link in reply.links],
        "many": reply.many,
        "words_wanted": reply.words_wanted,
        "picked": ",".join(one for one in reply.picked if one in {c.value for c in reply.choices}),
        "note": reply.note,
        "pick": pick,  # the label of the list, or nothing where each choice has its own button
        "data": {"asked": reply.asked},
    }


def _buttons(reply: Reply) -> list[dict[str, JSON]]:
    if reply.asked:
        return [{"title": c.title, "data": {"asked": reply.asked, "answer": c.value}} for c in reply.choices]
    elsewhere = {part["title"] for part in reply.card.data.get("parts", ())} if reply.card else set()
    shown = [choice for choice in reply.choices if choice.title not in elsewhere]
    return [{"title": c.title, "data": {"say": said_by(c)}} for c in shown[: MOST_ACTIONS - len(reply.links)]]


def _form(text: str, dialog: Dialog) -> dict[str, JSON]:
    return _fill(
        "form",
        {
            "title": dialog.title,
            "text": f"{text}\n{dialog.intro}".strip(),
            "fields": [_field(field) for field in dialog.fields],
            "send": dialog.submit,
            "data": {"dialog": dialog.name, "asked": dialog.asked},
        },
    )


def _field(field: Field) -> dict[str, JSON]:
    return {
        "name": field.name,
        "kind": field.kind,
        "label": _required(field.label) if field.required else field.label,
        "required": field.required,
        "error": field.error or say("cards.fill_in" if field.required else "cards.check"),
        "choices": _pairs(field.choices),
        "max_length": field.max_length,
        "value": field.value,
    }


def _required(label: str) -> str:
    # Screen readers do not announce a card's red star, so 'required' is said, once.
    return label if "required" in label.casefold() else say("cards.required", label=label)


def _pairs(choices: tuple[Choice, ...]) -> list[dict[str, str]]:
    return [{"value": choice.value, "title": choice.title} for choice in choices]


def _titles(choices: tuple[Choice, ...], value: Mapping[str, JSON] | None) -> list[str]:
    """The titles picked. Own words are left out: they stay in the record, not in the chat."""
    answer = (value or {}).get("answer", "")
    picked = answer.split(",") if isinstance(answer, str) else answer
    return [choice.title for choice in choices if choice.value in picked]


def _fill(name: str, data: Mapping[str, JSON]) -> dict[str, JSON]:
    blank = {
        "before": "",
        "after": "",
        "is_question": False,
        "title": "",
        "choices": (),
        "buttons": (),
        "links": (),
        "many": False,
        "words_wanted": False,
        "picked": "",
        "note": "",
        "pick": "",
        "data": {},
    }
    text = _templates().get_template(f"{name}.json.j2").render({**blank, **data, "words": _words()})
    card: dict[str, JSON] = json.loads(text)
    card["body"] = [element for element in card["body"] if element is not None]
    return card


@cache
def _words() -> dict[str, str]:
    """The words that the shapes themselves need."""
    return {name: say(f"cards.{name}") for name in ("agree", "own_words", "check", "fill_in", "send")}


@cache
def _templates() -> Environment:
    templates = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "card_templates"),
        undefined=StrictUndefined,
        auto_reload=False,  # to look at each file at each card takes longer than to fill it
        autoescape=True,  # so that a value which missed `tojson` can be told from one that did not
        finalize=_only_json,
    )
    templates.filters["lines"] = _lines
    templates.globals["shades"] = SHADES
    return templates


def read_ahead() -> None:
    """Compile all shapes now: nobody waits for it then."""
    for name in _templates().list_templates():
        _templates().get_template(name)


def _lines(text: str) -> list[str]:
    """Paragraphs: a card shows a line break inside a run on some phones only."""
    lines = [line.strip() for line in text.splitlines()]
    return ["• " + line[2:] if line.startswith("- ") else line for line in lines if line] or [""]


def _only_json(value: object) -> object:
    if value == "" or isinstance(value, Markup):
        return value
    raise TypeError("a card's value must go through tojson")

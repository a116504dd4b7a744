"""Cards: right for Teams, safe with whatever a person types, and gone once answered."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import UndefinedError

from dialogs import cards
from dialogs.turn import Card, Choice, Dialog, Field, Reply
from dialogs.words import say
from tests.support.examples import examples

SCHEMA = yaml.safe_load((Path(__file__).parent / "card_schema.yaml").read_text("utf-8"))
"""Ours: the part that Waymark uses, and stricter."""
PUBLISHED = json.loads((files("adaptive_cards") / "schemas" / "schema-1.5.json").read_text("utf-8"))
"""Microsoft's, as http://adaptivecards.io/schemas/adaptive-card.json has it for 1.5."""
NASTY = [
    'He said "stop" and \\ {{ 7 * 7 }} {% raw %}',
    "[press here](https://example.org) **loud** _low_ # big",
    "</script><b>&amp;'",
    "مرحبا \u202e reversed",
    "👩‍👧‍👦 🚲",
    "line one\r\nline two\u2028line three",
    '", "type": "Image", "url": "https://example.org/x.png',
    "x" * 10_000,
]

YES_NO = (Choice("yes", "Yes"), Choice("no", "No"))
MANY = tuple(Choice(f"act_{n}", f"Act number {n}") for n in range(9))
FORM = Dialog(
    "child_displayed",
    "About Child A",
    "This goes on the record and never into the chat.",
    (
        Field("name", "Name", required=True, error="Enter the name."),
        Field("born", "Date of birth", "date"),
        Field("relation", "Relationship", "choice", choices=YES_NO),
        Field("notes", "Notes", "long_text", max_length=4000),
        Field("agree", "I have checked this", "agree", required=True),
    ),
    "Save",
    "f1.child_displayed",
)
ROWS = [
    {"text": "Now and then"},
    {"label": "Where", "text": "The hall", "due": "today", "sources": ["NY-2.3"]},
]
SECTIONS = [{"title": "Why", "rows": ROWS}, {"rows": ROWS}]
BY_NAME: dict[str, dict[str, Any]] = {
    "view": {"title": "View", "colour": "red", "colour_words": "Red", "sections": SECTIONS},
    "steps": {"title": "Next steps", "sections": SECTIONS},
    "summary": {"sections": SECTIONS},
    "slots": {"sections": SECTIONS},
    "record": {"title": "WM-7K3F-2Q", "sections": SECTIONS},
    "inbox": {"rows": [{"text": "WM-7K3F-2Q", "colour": "amber", "colour_words": "Amber"}, {"text": "WM-1"}]},
    "receipt": {},
}
QUESTIONS = [
    Reply("k", "Is anyone in danger now?", YES_NO, asked="f1.danger"),
    Reply("k", "What did you see?", MANY, asked="f1.acts"),
    Reply("k", "What did you see?", MANY, many=True, words_wanted=True, asked="f1.acts"),
    Reply("k", "Which?", (Choice("a", "A title that no telephone shows on one button"),), asked="f1.which"),
    Reply("k", "", dialog=FORM),
]


def every_card() -> list[Reply]:
    shown = [Reply("k", "Here it is.", card=Card(name, data)) for name, data in BY_NAME.items()]
    pressed = [Reply("k", "And now?", YES_NO, asked="f1.x", card=Card(name, data)) for name, data in BY_NAME.items()]
    return QUESTIONS + shown + pressed


def rendered(reply: Reply) -> dict[str, Any]:
    card = cards.render(reply)
    assert card is not None
    return card


def elements(node: Any) -> Iterator[dict[str, Any]]:
    """Every object with a type in a card, however deep."""
    if isinstance(node, dict):
        if "type" in node:
            yield node
        for child in node.values():
            yield from elements(child)
    elif isinstance(node, list):
        for child in node:
            yield from elements(child)


def of_type(card: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    return [e for e in elements(card) if e["type"] == kind]


def said(card: dict[str, Any]) -> str:
    return " ".join(run["text"] for run in of_type(card, "TextRun"))


@pytest.mark.parametrize("reply", every_card(), ids=cards.shape)
def test_every_card_is_an_adaptive_card_that_teams_shows(reply: Reply) -> None:
    for card in (rendered(reply), cards.answered(reply)):
        jsonschema.validate(card, SCHEMA)
        jsonschema.validate(card, PUBLISHED)


@pytest.mark.parametrize("reply", every_card(), ids=cards.shape)
def test_what_is_kept_of_a_reply_is_all_of_it(reply: Reply) -> None:
    """It is written out field by field, since that is done at every turn: none may be forgotten."""
    kept = json.loads(json.dumps(reply.as_json()))
    assert kept == json.loads(json.dumps(asdict(reply)))
    assert Reply.from_json(kept) == reply


@pytest.mark.parametrize(
    "wrong",
    [
        {"body": [{"type": "Input.Text"}]},
        {"body": [{"type": "Unheard.Of"}]},
        {"body": [{"type": "RichTextBlock", "inlines": [{"type": "TextRun"}]}]},
        {"actions": [{"type": "Action.Teleport"}]},
        {"type": "Card"},
    ],
    ids=str,
)
def test_the_published_schema_refuses_what_is_no_card(wrong: dict[str, Any]) -> None:
    assert PUBLISHED["id"] == "http://adaptivecards.io/schemas/adaptive-card.json"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(rendered(QUESTIONS[0]) | wrong, PUBLISHED)


def test_every_template_is_tried() -> None:
    templates = {
        p.name.removesuffix(".json.j2") for p in (Path(cards.__file__).parent / "card_templates").glob("[a-z]*.j2")
    }
    assert templates == {cards.shape(reply) for reply in every_card()}


def with_text(typed: str) -> Iterator[Reply]:
    """Each card with the same typed text in every place where a person's own words can come."""
    rows = [{"label": "In their words", "text": typed, "due": typed, "sources": [typed]}]
    for name in BY_NAME:
        data = {
            "sections": [{"title": "Why", "rows": rows}],
            "rows": rows,
            "colour": "red",
            "colour_words": "Red",
        }
        yield Reply("k", typed, YES_NO, asked="f1.x", card=Card(name, data if name != "receipt" else {}))
    yield Reply("k", typed, YES_NO, asked="f1.x")


@pytest.mark.parametrize("typed", NASTY, ids=lambda t: t[:12].encode("ascii", "replace").decode())
def test_typed_words_stand_in_a_card_as_typed_and_nothing_else_does(typed: str) -> None:
    for reply in with_text(typed):
        card = rendered(reply)
        jsonschema.validate(card, SCHEMA)
        for line in typed.splitlines():
            assert line.strip() in said(card)
        for heading in of_type(card, "TextBlock"):
            assert heading["text"] in ("Why", "Red")
        assert not of_type(card, "Image")


@given(typed=st.text(min_size=1, max_size=200))
@examples(30, 300)
def test_any_text_at_all_gives_a_card_of_the_same_shape(typed: str) -> None:
    shapes = [{e["type"] for e in elements(rendered(reply))} for reply in with_text(typed)]
    assert shapes == [{e["type"] for e in elements(rendered(reply))} for reply in with_text("plain")]


def test_up_to_six_short_choices_are_buttons_that_say_which_question_they_answer() -> None:
    card = rendered(Reply("k", "Is anyone hurt?", YES_NO, asked="f1.hurt"))
    assert [(a["title"], a["data"]) for a in card["actions"]] == [
        ("Yes", {"asked": "f1.hurt", "answer": "yes"}),
        ("No", {"asked": "f1.hurt", "answer": "no"}),
    ]


@pytest.mark.parametrize("reply", QUESTIONS[1:4], ids=["more than six", "several", "too long for a button"])
def test_other_choices_are_a_list_with_one_button(reply: Reply) -> None:
    card = rendered(reply)
    [choices] = of_type(card, "Input.ChoiceSet")
    assert choices["isMultiSelect"] is reply.many
    assert [c["value"] for c in choices["choices"]] == [c.value for c in reply.choices]
    assert [a["data"] for a in card["actions"]] == [{"asked": reply.asked}]
    assert [i["id"] for i in of_type(card, "Input.Text")] == (["words"] if reply.words_wanted else [])


def test_what_must_be_answered_says_so_in_words() -> None:
    for reply in every_card():
        for element in elements(rendered(reply)):
            if element.get("isRequired"):
                assert "(required)" in element.get("title", "") + element["label"]


def test_a_form_asks_for_its_fields_and_sends_its_name_and_question() -> None:
    card = rendered(QUESTIONS[-1])
    assert [e["id"] for e in elements(card) if e["type"].startswith("Input.")] == [f.name for f in FORM.fields]
    assert [a["data"] for a in card["actions"]] == [{"dialog": "child_displayed", "asked": "f1.child_displayed"}]


def test_plain_text_needs_no_card() -> None:
    assert cards.render(Reply("k", "Hello.")) is None
    assert cards.render(Reply("k", "Hello.", (Choice("help", "Help"),))) is None


@pytest.mark.parametrize(
    ("titles", "is_list"),
    [(["One"] * 6, False), (["One"] * 7, True), (["a" * 36, "b"], False), (["a" * 37, "b"], True)],
    ids=["six", "seven", "short enough", "too long"],
)
def test_few_and_short_choices_are_buttons_and_others_a_list(titles: list[str], is_list: bool) -> None:
    choices = tuple(Choice(f"one_{n}", title) for n, title in enumerate(titles))
    card = rendered(Reply("k", "Which?", choices, asked="f1.q"))
    assert bool(of_type(card, "Input.ChoiceSet")) is is_list
    assert len(of_type(card, "Action.Submit")) == (1 if is_list else len(titles))


def test_an_answered_question_keeps_its_words_and_the_titles_picked_but_no_button() -> None:
    reply = QUESTIONS[2]
    card = cards.answered(reply, {"asked": "f1.acts", "answer": "act_1,act_3", "words": "by the bikes"})
    assert said(card) == "What did you see? " + say("cards.answered", answer="Act number 1; Act number 3")
    assert not card["actions"]
    assert "by the bikes" not in json.dumps(card)


@pytest.mark.parametrize("name", ["form", "summary", "record"])
def test_a_card_with_names_becomes_a_receipt_that_says_nothing_of_them(name: str) -> None:
    rows = [{"label": "Child A", "text": "Invented Name"}]
    reply = (
        QUESTIONS[-1]
        if name == "form"
        else Reply("k", "Read this.", YES_NO, asked="f1.sign", card=Card(name, {"sections": [{"rows": rows}]}))
    )
    card = cards.answered(reply, {"asked": "f1.sign", "answer": "yes", "name": "Invented Name"})
    assert card == cards.receipt(say("cards.put_away" if name == "record" else "cards.sent"))


def test_a_template_with_a_value_that_missed_tojson_is_refused() -> None:
    template = cards._templates().from_string('{"text": "{{ text }}"}')
    with pytest.raises(TypeError):
        template.render(text="typed")


def test_a_template_that_lacks_its_data_is_refused() -> None:
    with pytest.raises(UndefinedError):
        cards.render(Reply("k", "x", card=Card("view", {"colour": "red", "colour_words": "Red"})))


def test_the_colour_is_said_in_words() -> None:
    for colour in cards.SHADES:
        data = {"colour": colour, "colour_words": "In words", "sections": []}
        card = rendered(Reply("k", "x", card=Card("view", data)))
        assert [h["text"] for h in of_type(card, "TextBlock")] == ["In words"]


def test_what_was_picked_stays_ticked_and_how_far_one_has_come_is_shown_quietly() -> None:
    choices = (Choice("a", "One"), Choice("b", "Two"), Choice("c", "Three"))
    asked = Reply(
        "k", "Which?", choices=choices, many=True, asked="x.y", picked=("a", "c", "gone"), note="8 of about 22"
    )
    card = cards.render(asked)
    assert card is not None
    ticked = [one["value"] for one in card["body"] if one["type"] == "Input.ChoiceSet"]
    assert ticked == ["a,c"]
    quiet = [run for one in card["body"] for run in one.get("inlines", ()) if run.get("isSubtle")]
    assert [run["text"] for run in quiet] == ["8 of about 22"]
    assert "8 of about 22" not in asked.text

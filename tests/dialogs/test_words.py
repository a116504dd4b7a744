"""Words and code match exactly: every key that is used exists, every key that exists is used."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any

import pytest
import yaml

from dialogs import conversations  # noqa: F401  conversations register themselves
from dialogs.interview.answers import Answers
from dialogs.interview.interview import Interview, Question
from dialogs.menu.commands import as_command
from dialogs.menu.listening.answering import WHERE_IT_MUST_BE_KNOWN
from dialogs.menu.registry import registry
from dialogs.words import MissingWords, choice, everything, has, names, say, several
from storage.clocks.clock import clocks
from storage.queues.alerts import Alert
from tests.support.for_each import by_name, for_each

ROOT = Path(__file__).parents[2]
CODE = [p for folder in ("dialogs", "bot") for p in (ROOT / folder).rglob("*.py")]
TEXT = {p: p.read_text("utf-8") for p in CODE}
# the words of what a case has, by where each kind of it keeps them
_ONE = ROOT / "dialogs" / "interview" / "which_one.py"
_KINDS = {kind for text in TEXT.values() for kind in re.findall(r"Theirs\(\"([a-z_]+)\"", text)}
TEXT[_ONE] = "\n".join(TEXT[_ONE].replace("{self.words}", kind) for kind in sorted(_KINDS))
# in a template, a key that ends with a name is written 'today.parts.' ~ name
TEXT |= {
    p: re.sub(r"\.' ~ [\w.]+", ".{name}'", p.read_text("utf-8"))
    for p in (ROOT / "bot" / "desk" / "templates").rglob("*.j2")
}
STORAGE = {p: p.read_text("utf-8") for p in (ROOT / "storage").rglob("*.py")}
FILES = {p.stem: p for p in (ROOT / "dialogs" / "text").rglob("*.yaml")}

BY_NAME = {
    # built from a name that comes from elsewhere: where the names come from
    "choices": "shared choices, by the choices of the questions",
    "refusals": "by the key of a Refusal",
    "problems": "by the reason of a Problem",
    "commands": "by the name of a command",
}


IN_COLUMNS = ("trying_out.", "operations.everything.read_me")
"""The two addresses of the demo, and what is in which folder of an export."""


@cache
def every_key() -> tuple[str, ...]:
    """All keys that hold a sentence or a list."""

    def walk(prefix: str, node: Any) -> Iterator[str]:
        if isinstance(node, Mapping):
            for name, child in node.items():
                yield from walk(f"{prefix}.{name}" if prefix else str(name), child)
        else:
            yield prefix

    return tuple(walk("", everything()))


@cache
def used() -> set[str]:
    """Every key written out in the code; an f-string's `{...}` stands for any one name."""
    found = set()
    for text in TEXT.values():
        for key in re.findall(r"[\"']([a-z_]+(?:\.(?:[a-z_0-9]+|\{[^}]*\}))+)[\"']", text):
            if key.split(".")[0] in FILES:
                found.add(key)
    return found


@cache
def patterns() -> re.Pattern[str]:
    whole = (re.sub(r"\\\{.*?\\\}", r"[^.]+", re.escape(pattern)) for pattern in used())
    return re.compile(f"(?:{'|'.join(whole)})" + r"(?:\..+)?")


def matches(key: str) -> bool:
    return bool(patterns().fullmatch(key))


def of_questions() -> set[str]:
    keys: set[str] = set()
    for flow in registry.flows.values():
        for question in flow.interview.questions:
            keys |= {flow.interview.key(question, part) for part in ("ask", "label", "why")}
            keys |= set(choice_keys(flow.interview, question))
            keys |= {key for key in every_key() if key.startswith(flow.interview.key(question, "choices_alone."))}
            keys |= {flow.interview.key(question, "ask_alone")} & set(every_key())
            spelt = flow.interview.key(question, "spellings")
            keys |= {key for key in every_key() if key.startswith(f"{spelt}.")}
            form = question.reader.form(question.name, ALL_ASKED)
            if form and not form.title:
                key = flow.interview.key(question, "form")
                keys |= {f"{key}.{part}" for part in ("title", "intro", "submit")}
                keys |= {f"{key}.{name}" for field in form.fields for name in (field.label, field.error)}
    return keys


ALL_ASKED = {"displayed_ages": ["14", "13"], "targeted_ages": ["9", "8"], "offered": [], "titles": {}, "goals": 5}
SITUATIONS: tuple[Answers, ...] = (
    {},
    {"about": "alone"},
    {"about": "with_another", "displayed_ages": ["14", "13"]},
    {"about": "with_another", "displayed_ages": ["14"], "acts": ["pornography"]},
    {"about": "alone", "words_found": ["disclosed"]},
)


def choice_keys(interview: Interview, question: Question) -> list[str]:
    listed = {choice for answers in SITUATIONS for choice in question.reader.choices(dict(answers))}
    own = interview.key(question, "choices")
    return [f"{own}.{choice}" if has(f"{own}.{choice}") else f"choices.{choice}.title" for choice in listed]


def test_no_two_files_have_one_name() -> None:
    """A key begins with the name of its file, whatever folder that is in: of two, only one would be heard."""
    assert len(FILES) == len(list((ROOT / "dialogs" / "text").rglob("*.yaml")))


def test_every_question_and_choice_has_its_words() -> None:
    there = set(every_key())
    assert not [key for key in of_questions() if key not in there]


def test_every_conversation_is_called_something() -> None:
    """When it is gone on with, and when a role that was withdrawn stops it."""
    assert [name for name in registry.flows if not has(f"menu.flows.{name}")] == []


def test_every_key_in_the_code_has_words() -> None:
    whole = [key for key in used() if "{" not in key]
    there = set(every_key())
    assert not [key for key in whole if key not in there and not any(k.startswith(f"{key}.") for k in there)]


def test_no_words_are_left_over() -> None:
    questions = of_questions()
    one_of_several = {key.replace("form.one_of_several_", "form.") for key in questions} | questions
    left = [
        key
        for key in every_key()
        if key.split(".")[0] not in BY_NAME and key not in one_of_several and not matches(key)
    ]
    assert not left


def test_every_refusal_has_words_and_is_used() -> None:
    raised = {key for text in TEXT.values() for key in re.findall(r"Refusal\(\s*\"([a-z_]+)\"", text)}
    raised |= {
        key
        for text in TEXT.values()
        for key in re.findall(r"(?:a_name|some_words|a_day|a_day_from)\(\"([a-z_]+)\"", text)
    }
    raised |= {"pick_many", "pick_one", "must_fill_in", "must_know", *WHERE_IT_MUST_BE_KNOWN.values()}
    assert raised == {key.split(".")[1] for key in every_key() if key.startswith("refusals.")}


def test_every_problem_that_storage_can_raise_has_words() -> None:
    reasons = set()
    for text in STORAGE.values():
        reasons |= set(re.findall(r"^    reason = \"([a-z_]+)\"", text, flags=re.MULTILINE))
    assert len(reasons) >= 20, "the code of storage was not found"
    handled_in_the_conversation = {"slot_taken", "already_booked"}
    only_the_base_class = {"problem"}
    there = {r for r in reasons if has(f"problems.{r}") or has(f"operations.problems.{r}")}
    assert not reasons - handled_in_the_conversation - only_the_base_class - there


def test_every_alert_has_its_words_and_every_word_its_alert() -> None:
    """One that lost its words would be tried again for ever, and tell nobody."""
    beside = {"mail", "soon"}
    assert set(words_file("alerts")) - beside == {alert.value for alert in Alert}


def test_every_alert_is_sent_by_somebody() -> None:
    """By its name, by a clock, or as `Alert(f"service_{what}")` where the rest of the name is a word of the code."""
    code = "\n".join(text for path, text in STORAGE.items() if path.stem != "alerts")
    of_clocks = {says for clock in clocks().values() for says in (clock.says_reminder, clock.says_overdue)}
    beginnings = re.findall(r"Alert\(f\"([a-z_]+_)\{[a-z]+\}\"\)", code)
    assert beginnings, "the code of storage was not found"

    def is_sent(alert: Alert) -> bool:
        rest = {alert.removeprefix(beginning) for beginning in beginnings if alert.startswith(beginning)}
        return alert in of_clocks or f"Alert.{alert.name}" in code or any(f'"{word}"' in code for word in rest)

    assert [alert for alert in Alert if not is_sent(alert)] == []


def test_a_missing_key_is_an_error_for_us() -> None:
    with pytest.raises(MissingWords):
        say("menu.no_such_words")


@for_each(by_name(k for k in every_key() if has(k)))
def test_words_are_plain(key: str) -> None:
    text = say(key, **{name: name for _, name, _, _ in Formatter().parse(raw(key)) if name})
    assert text == text.strip()
    assert not re.search(r"perpetrator|offender|victim|abuser|no further action", text, flags=re.IGNORECASE)
    assert "  " not in text or key.startswith(IN_COLUMNS)
    assert not re.search(r"\w'\w", text), "use the curly apostrophe"


def raw(key: str) -> str:
    file, *path = key.split(".")
    node = words_file(file)
    for part in path:
        node = node[part]
    return str(node)


@cache
def words_file(name: str) -> Any:
    return yaml.safe_load(FILES[name].read_text("utf-8"))


@for_each(by_name(sorted(set(names("menu.choices")) & set(names("commands.alone")))))
def test_a_button_does_what_it_says(name: str) -> None:
    """In Teams a button of the menu sends its title, as if it were typed."""
    assert as_command(choice(name).title) == (name, "")


def test_no_two_commands_share_a_spelling() -> None:
    spelt: dict[str, str] = {}
    for key in every_key():
        if key.startswith("commands.alone."):
            for spelling in several(key):
                assert spelling not in spelt, f"{spelling}: {key} and {spelt[spelling]}"
                spelt[spelling] = key

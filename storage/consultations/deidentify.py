"""A record without anybody in it: what a consultation or a yearly report may know.

No names, letters, places, references, days or dates of birth; ages in bands; nothing that was typed, unless a person
has looked it through. Everything that stays is on a list here: a new field is left out until it is added.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from storage.documents.redaction.hiding import hiding, lettered
from storage.records.signing import Record
from storage.records.tables import Status

BANDS = ((5, "under 5"), (10, "5 to 9"), (13, "10 to 12"), (16, "13 to 15"), (18, "16 to 17"))
COLOURS = ("green", "not_enough_information", "amber", "red")
ANSWERS = ("yes", "no")

PICKED = ("behaviour", "context", "relationship", "other_children_response", "child_response", "boundary_response",
          "earlier", "other_worries")  # fmt: skip
"""Fields of the form that hold only choices from the interview's own lists."""

TYPED = ("behaviour_words", "context_words", "relationship_words", "other_children_words", "child_words",
         "addressed_how", "other_actions")  # fmt: skip
"""Fields that hold a person's own words, which may name anybody. The place is never among them."""

TYPED_AT = ("acts", "self_directed_how", "looking_how", "image_how", "pornography_how", "mutual", "context",
            "relationship", "targeted_response", "displayed_response", "boundary_response")  # fmt: skip
"""Questions whose statements may go along. What was said of parents, earlier times and other worries stays."""


def band(age: object) -> str:
    """'13 to 15' for 14; 'not known' for what is no age of a child."""
    if isinstance(age, bool) or not isinstance(age, int) or not 0 <= age < 18:
        return "not known"
    return next(name for below, name in BANDS if age < below)


def deidentify(record: Record, looked_through: bool) -> dict[str, Any]:
    """Plain JSON. With `looked_through`, a person has read every word and says that nobody can be told from it.

    Even then the names of the children are taken out of their words, and places stay out.
    """
    summary: dict[str, Any] = {
        "colour": record.colour if record.colour in COLOURS else "not_enough_information",
        "status": Status(record.status).value,
        "term": _term(record.signed_at.date()),
        "children": {side: _ages(record.observations.get(side)) for side in ("displayed", "targeted")},
        "observations": _observations(record.observations),
        "criteria": _criteria(record.view),
        "rules_version": record.rules_version,
    }
    if looked_through:
        summary["picked"] = {key: _listed(record.content.get(key)) for key in PICKED}
        summary["words"] = _words(record)
    return summary


def _term(day: date) -> str:
    """'autumn 2026': near enough for a report, too far for one day."""
    season = "spring" if day.month < 4 else "summer" if day.month < 9 else "autumn"
    return f"{season} {day.year}"


def _ages(children: object) -> list[str]:
    listed = children if isinstance(children, list) else []
    return sorted(band(child.get("age")) for child in listed if isinstance(child, Mapping))


def _observations(seen: Mapping[str, Any]) -> dict[str, str]:
    """Yes and no by the names of the vocabulary, which hold nothing of anybody."""
    return {
        name: answer
        for name, answer in sorted(seen.items())
        if answer in ANSWERS and isinstance(answer, str) and name.replace("_", "").isalnum() and name.islower()
    }


def _criteria(view: Mapping[str, Any]) -> list[str]:
    reasons = view.get("reasons", [])
    return [str(reason["criterion"]) for reason in reasons if isinstance(reason, Mapping) and "criterion" in reason]


def _listed(value: object) -> list[str]:
    return [str(line) for line in value] if isinstance(value, list) else []


def _words(record: Record) -> dict[str, str]:
    hide = hiding(lettered(record.children), "")
    typed = {key: hide(text) for key in TYPED if isinstance(text := record.content.get(key), str) and text}
    statements = record.content.get("statements") or ()
    said = [hide(str(one["words"])) for one in statements if one["question"] in TYPED_AT]
    return {**typed, "statements": "\n".join(said)} if said else typed

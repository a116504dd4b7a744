"""Referral packs: for one incident a document for each child, and in none of them another child's identity (NY-3.2)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from storage.documents import who_is_who
from storage.documents.layout import (
    Addition,
    Entry,
    Form,
    Section,
    added_after,
    day_in_words,
    lay_out,
    not_recorded,
    paragraphs,
    to_read_through,
    without_names,
)
from storage.documents.record_fields import read
from storage.documents.redaction.hiding import lettered

OF_DISPLAYED = ("incident", "behaviour", "said", "context", "relationship", "other_children", "child_response",
                "boundaries", "background", "actions", "view", "signature")  # fmt: skip
OF_TARGETED = ("incident", "behaviour", "said", "context", "other_children", "boundaries", "actions", "signature")
"""Sections of the signed form that go along. How the other child took it, and their past, stay in their own pack."""

NOT_SAID = {
    "displayed": ("parents_told", "needs", "targeted_stages"),
    "targeted": ("parents_told", "needs", "displayed_ages", "displayed_stages", "displayed_response", "relationship",
                 "before", "other_worries", "view_opinion", "own_view", "own_view_reason"),
}  # fmt: skip
"""Questions whose statements stay behind, as the sections do to which they belong."""

ENQUIRIES = {
    "displayed": ("views", "wishes", "understanding", "willing"),
    "targeted": ("views", "wishes", "impact", "position", "feeling", "permission", "support"),
}


@dataclass(frozen=True)
class Decided:
    """The last decision on a record: the `answers` that were given, and by whom, with a number to ring back. `reason`
    and `plan` are what it says in words, the plan a line each.
    """

    answers: Mapping[str, Any]
    made_by: str
    reason: str = ""
    plan: Sequence[str] = ()
    telephone: str = ""


@dataclass(frozen=True)
class Later:
    """What is not in the signed content: what was added to the record, lines about earlier incidents (for the child who
    displayed the behaviour), the observations (for the ages), and the record's checksum.
    """

    additions: Sequence[Addition] = ()
    earlier: Sequence[str] = ()
    observations: Mapping[str, Any] = field(default_factory=dict)
    checksum: str = ""


def lay_out_referral(
    content: Mapping[str, Any],
    children: Sequence[Mapping[str, Any]],
    label: str,
    decided: Decided,
    beside: Later | None = None,
) -> Form:
    """The pack for the child `label` of a record; `content` and `children` are the signed record's. Raises KeyError for
    an unknown label.
    """
    beside = beside or Later()
    additions, earlier, checksum = beside.additions, beside.earlier, beside.checksum
    decision = decided.answers
    by_label = {str(child["label"]): child for child in children}
    child = by_label[label]
    side = "displayed" if child["displayed"] else "targeted"
    others = lettered(children, but=label)
    own = {"child_label": label, "child_name": child["name"], "date_of_birth": child["date_of_birth"]}
    said = [one for one in content.get("statements") or () if one["question"] not in NOT_SAID[side]]
    form = lay_out({**content, **own, "statements": said}, others=others, checksum=checksum)
    wanted = OF_DISPLAYED if side == "displayed" else OF_TARGETED
    signed = tuple(_without_no_plan(section) for section in form.sections if section.key in wanted)
    letter = label.split()[-1]
    by = {"setting": content["setting_name"], "by": decided.made_by, "telephone": decided.telephone}
    age = who_is_who.age_of(child, children, beside.observations)
    before = (
        _section("to", {**_to(decision, letter), **by}),
        _child(child, side, age),
        _established(decision, letter, side),
    )
    later = (added_after(additions),) if additions else ()
    level = _decision(decision, decided.reason, earlier if side == "displayed" else ())
    after = (*later, level, _section("plan", {"plan": "\n".join(decided.plan)}))
    added = _hidden_in(before + after, others, str(child["name"]))
    shown = (*added[: len(before)], *signed, *added[len(before) :])
    return Form(
        title=words()["title"][side],
        how_to_read=words()["how_to_read"],
        setting_name=form.setting_name,
        reference=f"{form.reference}, {label}",
        sections=shown,
        end=(*words()["end"], *form.end[-1:]) if checksum else tuple(words()["end"]),
        read_through=to_read_through(shown) if others else (),
    )


@cache
def words() -> Mapping[str, Any]:
    """The referral's own words (referral.yaml)."""
    loaded: Mapping[str, Any] = read("kinds/referral.yaml")
    return loaded


def _to(decision: Mapping[str, Any], letter: str) -> Mapping[str, str]:
    given = _sheet(decision, "referrals")
    rows = {part: given.get(f"{letter}_{part}", "") for part in ("to", "on", "why")}
    rows["on"] = day_in_words(rows["on"], weekday=True)
    return rows


def _child(child: Mapping[str, Any], side: str, age: int | None) -> Section:
    born = day_in_words(str(child["date_of_birth"]))
    given = {} if age is None else {"age": str(age)}
    rows = {"name": child["name"], "born": born, **given, "called": child["label"], "part": words()["part"][side]}
    return _section("child", rows)


def _without_no_plan(section: Section) -> Section:
    """Where the worker wrote no plan, nothing is said of it: the lead's own stands below."""
    kept = tuple(entry for entry in section.entries if not (entry.key == "safety_plan" and entry.empty))
    return replace(section, entries=kept)


def _established(decision: Mapping[str, Any], letter: str, side: str) -> Section:
    given = _sheet(decision, f"enquiry_{side}")
    prefix = "displayed" if side == "displayed" else f"targeted_{letter}"
    rows = {part: given.get(f"{prefix}_{part}", "") for part in ENQUIRIES[side]}
    parents = _sheet(decision, "parents")
    told = {part: parents.get(f"{letter}_{part}", "") for part in ("told_on", "told_by", "response")}
    told["told_on"] = day_in_words(told["told_on"], weekday=True)
    return _section("established", rows | told)


def _decision(decision: Mapping[str, Any], reason: str, earlier: Sequence[str]) -> Section:
    rows = {"level": words()["levels"].get(decision.get("level"), ""), "reason": reason}
    section = _section("decision", rows)
    if not earlier:
        return section
    lines = tuple((line,) for line in earlier)
    listed = Entry("earlier", words()["labels"]["earlier"], "fact", "", lines, listed=True)
    return Section(section.key, section.heading, section.note, (*section.entries, listed))


def _sheet(decision: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    given = decision.get(name)
    return given if isinstance(given, Mapping) else {}


def _section(key: str, rows: Mapping[str, Any]) -> Section:
    entries = []
    for name, text in rows.items():
        said = paragraphs("words", text)
        label = words()["labels"][name]
        entries.append(Entry(name, label, "fact", "", said or ((not_recorded(),),), empty=not said))
    return Section(key, words()["sections"][key], "", tuple(entries))


def _hidden_in(sections: Sequence[Section], others: Mapping[str, str], own: str) -> tuple[Section, ...]:
    """What the lead typed may name the other child: the letter stands there instead."""

    return tuple(without_names(section, others, own) for section in sections)

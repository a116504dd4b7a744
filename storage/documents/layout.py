"""Content into a form: sections, entries and their lines, in the order in which every document prints them.

Both the HTML and the PDF print exactly this and nothing else, so they cannot come to differ in order or text.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import groupby
from typing import Any

from storage.documents.drawing import Bars, Columns, Drawing, Grid, RunChart, Scores, Strip
from storage.documents.record_content import check, is_empty
from storage.documents.record_fields import Field, fields, words
from storage.documents.redaction.hiding import Hide, hiding
from storage.documents.redaction.read_through import notice
from storage.working_hours import LONDON

# Names, places and times: marking each of them as a fact would only hide the marks that matter.
PARTICULARS = ("file", "child", "incident", "signature")

# Where a name belongs, and where a worker of the same name must stay; and what is ours, not typed: a child may be
# called Amber or May.
KEPT = ("setting_name", "reference", "child_label", "child_name", "date_of_birth", "completed_by", "completed_by_role",
        "signed_name", "signed_at", "view_colour", "view_rules")  # fmt: skip

OURS_IN_JSON = ("author", "added_at", "decided_at", "checksum", "colour", "criterion", "weight", "citations",
                "rules_version", "rules_hash", "heading", "question", "about")  # fmt: skip

# Control characters have no place in HTML or PDF. Direction overrides are dropped because they can make a
# sentence read otherwise than it was typed; right-to-left text itself needs none of them.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True)
class Entry:
    """One label and what stands beside it: paragraphs of lines, or (`listed`) one point a paragraph."""

    key: str
    label: str
    nature: str
    """fact, opinion or own_words."""
    mark: str
    """The nature in words, or nothing in sections that hold only plain particulars."""
    paragraphs: tuple[tuple[str, ...], ...]
    listed: bool = False
    empty: bool = False
    aside: str = ""
    """A grey line below it: what somebody else found, and no part of the answer."""


@dataclass(frozen=True)
class Section:
    """A part of a document under its own heading."""

    key: str
    heading: str
    note: str
    entries: tuple[Entry, ...]
    drawing: Drawing | None = None
    """Where there is one, the entries are incidents in order, and stand along a line."""
    columns: Columns | None = None
    """Numbers drawn above the entries, which hold them too."""
    grid: Grid | None = None
    """A table of shapes drawn above the entries, which say it in words."""
    strip: Strip | None = None
    """A day drawn above the entries, a stretch each."""
    run: RunChart | None = None
    """Weeks drawn above the entries, which hold them too."""
    scores: Scores | None = None
    """Answers on a scale drawn by months above the entries, which hold them too."""
    bars: Bars | None = None
    """Bars drawn above the entries, which hold their numbers too."""


@dataclass(frozen=True)
class Form:
    """Any document as both renderers print it: everything in words, nothing still to be looked up."""

    title: str
    how_to_read: str
    setting_name: str
    reference: str
    sections: tuple[Section, ...]
    end: tuple[str, ...]
    read_through: tuple[str, ...] = ()
    """What a person must read before it goes to anybody, where anything is uncertain."""
    marking: str = ""
    """What stands at the top of each page where it is no child protection file."""


@dataclass(frozen=True)
class Addition:
    """A correction or a later fact. `added_at` is ISO, shown in London time."""

    author: str
    added_at: str
    reason: str
    text: str


@dataclass(frozen=True)
class Decided:
    """A decision of the safeguarding lead: its questions and answers in words, as it was signed."""

    number: int
    author: str
    decided_at: str
    rows: Sequence[tuple[str, str]]
    signed_name: str
    checksum: str


def lay_out(
    content: Mapping[str, Any],
    *,
    additions: Sequence[Addition] = (),
    checksum: str = "",
    others: Mapping[str, str] | None = None,
    decisions: Sequence[Decided] = (),
    story: Sequence[Section] = (),
) -> Form:
    """The form for one child, with what was added and decided after signing, and the signed record's checksum.

    `others` are the other children of the incident, name to letter: where a name was typed, the letter is printed.
    `story` is what else is on record about the child (see `chronology.chronology_sections`), where there is anything.

    Raises FormProblem when the content has an unknown key or a wrong shape.
    """
    check(content)
    sections = []
    for key, group in groupby(fields(), lambda field: field.section):
        said = words()["sections"][key]
        entries = tuple(e for field in group for e in _entries(field, content))
        if entries:
            sections.append(Section(key, said["heading"], said.get("note", ""), entries))
    if additions:
        sections.append(added_after(additions))
    sections += map(_decided, decisions)
    hide = hiding(others or {}, str(content.get("child_name") or ""))
    # no name is left in the story: it knows of more children than this record
    shown = (*(_hidden_in(section, hide) for section in sections), *story)
    return Form(
        title=words()["title"],
        how_to_read=words()["how_to_read"],
        setting_name=one_line(content["setting_name"]),
        reference=one_line(content["reference"]),
        sections=shown,
        end=_end(checksum),
        read_through=to_read_through(shown) if others else (),
    )


def to_read_through(sections: Iterable[Section]) -> tuple[str, ...]:
    """What must be read of sections in which names were hidden."""
    return notice(
        (section.heading, line)
        for section in sections
        for entry in section.entries
        for lines in entry.paragraphs
        for line in lines
    )


def without_names(section: Section, others: Mapping[str, str], own_name: str) -> Section:
    """A section without other children's names, where it was not made by `lay_out`."""
    return _hidden_in(section, hiding(others, own_name))


def plain_without_names(value: Any, hide: Hide) -> Any:
    """The same for plain JSON. What is ours or belongs there stays, by its key, as in the printed form."""
    if isinstance(value, str):
        return hide(value)
    if isinstance(value, Mapping):
        return {
            key: part if key in KEPT + OURS_IN_JSON else plain_without_names(part, hide) for key, part in value.items()
        }
    return [plain_without_names(part, hide) for part in value] if isinstance(value, list | tuple) else value


def not_recorded() -> str:
    """What stands where nothing was recorded."""
    said: str = words()["empty"]["not_recorded"]
    return said


def added_after(additions: Sequence[Addition]) -> Section:
    """Corrections and later facts, after everything that was signed."""
    said = words()["after"]
    return Section("after", said["heading"], said["note"], tuple(map(_added, additions)))


def _decided(made: Decided) -> Section:
    said = words()["decided"]
    rows = [*made.rows, (said["signed"], one_line(made.signed_name)), (said["checksum"], made.checksum)]
    entries = []
    for label, text in rows:
        shown = paragraphs("words", text)
        entries.append(Entry("decided", label, "fact", "", shown or ((not_recorded(),),), empty=not shown))
    heading = said["heading"].format(number=made.number)
    note = said["note"].format(author=one_line(made.author), when=moment_in_words(made.decided_at))
    return Section(f"decision_{made.number}", heading, note, tuple(entries))


def _added(addition: Addition) -> Entry:
    said = words()["after"]
    label = said["added"].format(author=one_line(addition.author), when=moment_in_words(addition.added_at))
    reason = said["reason"].format(reason=one_line(addition.reason))
    return Entry("addition", label, "fact", "", (*paragraphs("words", addition.text), (reason,)))


def _hidden_in(section: Section, hide: Hide) -> Section:
    return replace(section, entries=tuple(_hidden(entry, hide) for entry in section.entries))


def _hidden(entry: Entry, hide: Hide) -> Entry:
    """An entry without other children's names. A name may go over the end of a line, so lines are read together."""
    if entry.key in KEPT:
        return entry
    return replace(entry, paragraphs=tuple(tuple(hide("\n".join(lines)).split("\n")) for lines in entry.paragraphs))


def _end(checksum: str) -> tuple[str, ...]:
    end = tuple(words()["end"])
    return (*end, words()["after"]["checksum"].format(checksum=checksum)) if checksum else end


def _entries(field: Field, content: Mapping[str, Any]) -> Sequence[Entry]:
    value = content.get(field.key)
    if field.kind == "view":
        return _view_entries(value)
    if field.kind == "how_known" or (field.if_said and is_empty(value)):
        return []
    if field.kind == "statements" and value:
        return _statements(value)
    nature = field.nature
    if field.key == "behaviour_words" and (known := words()["known"].get(content.get("account_known"))):
        nature = known["nature"]
    label = words()["labels"][field.key]
    mark = "" if field.section in PARTICULARS else words()["natures"][nature]
    said = paragraphs(field.kind, value)
    if not said:
        return [Entry(field.key, label, nature, mark, ((_empty(value, field.key),),), empty=True)]
    return [Entry(field.key, label, nature, mark, said, listed=field.kind == "list")]


def _quoted(said: str) -> str:
    """In quotation marks, where it has none of its own around it."""
    return said if said[:1] in '“"' and said[-1:] in '”"' else f"“{said}”"


def _statements(said: Sequence[Mapping[str, str]]) -> list[Entry]:
    """What the writer typed, under the headings that fit: an entry a heading, a paragraph a statement."""
    entries, row = [], words()["statement"]
    for key, known in words()["known"].items():
        under = [row.format(words=_quoted(one["words"]), about=one["about"]) for one in said if one["heading"] == key]
        shown = tuple(block for text in under for block in paragraphs("words", text))
        if shown:
            mark = words()["natures"][known["nature"]]
            entries.append(Entry(f"said_{key}", known["label"], known["nature"], mark, shown))
    return entries


def _empty(value: Any, key: str) -> str:
    said: Mapping[str, str] = words()["empty"]
    if isinstance(value, str) and value in said:
        return said[value]
    left_blank: Mapping[str, str] = {} if value is None else words()["left_blank"]
    return left_blank.get(key, said["not_recorded"])


def paragraphs(kind: str, value: Any) -> tuple[tuple[str, ...], ...]:
    """The lines to print, paragraph by paragraph; none where nothing was answered."""
    if is_empty(value):
        return ()
    if kind == "list":
        return tuple((line,) for line in map(one_line, value) if line)
    if kind in ("date", "day"):
        value = day_in_words(value, weekday=kind == "day")
    if kind == "moment":
        value = moment_in_words(value)
    blocks = re.split(r"\n\s*\n", _clean(value).strip())
    return tuple(tuple(line.strip() for line in block.split("\n")) for block in blocks if block)


def _clean(text: str) -> str:
    return _UNPRINTABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def one_line(text: str) -> str:
    """Text without line breaks, signs that cannot be printed, or blanks at its ends."""
    return " ".join(_clean(text).split())


def day_in_words(value: str, *, weekday: bool = False) -> str:
    """'2026-03-04' as '4 March 2026'; anything else, such as 'one day in March', as it was told."""
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return value
    return f"{day:%A} {day.day} {day:%B %Y}" if weekday else f"{day.day} {day:%B %Y}"


def moment_in_words(value: str) -> str:
    """An ISO date and time in London's time; without an offset it is taken to be London's already."""
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return value
    if moment.tzinfo:
        moment = moment.astimezone(LONDON)
    return f"{moment.day} {moment:%B %Y, %H:%M}"


def _view_entries(view: Any) -> list[Entry]:
    """The view as entries of its own: colour in words first, then what it rests on, then who decides."""
    said = words()["view"]

    mark = words()["natures"]["opinion"]

    def entry(part: str, *points: str, listed: bool = True) -> Entry:
        shown = tuple((one_line(point),) for point in points)
        key, label = f"view_{part}", said["labels"][part]
        if not shown:
            return Entry(key, label, "opinion", mark, ((said["none"],),), empty=True)
        return Entry(key, label, "opinion", mark, shown, listed)

    if is_empty(view):
        return [Entry("view_colour", said["labels"]["colour"], "opinion", mark, ((_empty(view, "view"),),), empty=True)]
    entries = [entry("colour", said["colours"][view["colour"]], listed=False)]
    for flag in ("adult_pathway", "take_advice_today"):
        if view.get(flag):
            entries.append(entry(flag, said[flag], listed=False))
    entries += [entry(part, *map(_reason, view.get(part, ()))) for part in ("reasons", "balancing")]
    entries += [entry(part, *view.get(part, ())) for part in ("unknowns", "would_change")]
    entries.append(entry("who_decides", view.get("who_decides") or said["who_decides"], listed=False))
    entries.append(entry("rules", *_rules(view), listed=False))
    return entries


def _reason(reason: Mapping[str, Any]) -> str:
    rests_on = [*reason["citations"], *([words()["view"]["project_rule"]] if reason.get("project_rule") else [])]
    return f"{reason['text']} ({', '.join(rests_on)})" if rests_on else str(reason["text"])


def _rules(view: Mapping[str, Any]) -> list[str]:
    said = words()["view"]
    parts = []
    if view.get("rules_version"):
        parts.append(said["rules_version"].format(version=view["rules_version"]))
    if view.get("rules_hash"):
        parts.append(said["rules_hash"].format(hash=view["rules_hash"]))
    return [", ".join(parts)] if parts else []

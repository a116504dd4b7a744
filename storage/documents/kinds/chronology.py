"""The story of one child as a document, and as sections at the end of their form: incidents in order, drawn as a line.

No other child is named in it: where a name was typed, the letter of that record stands, or 'another child'.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Any

from storage.documents import drawing
from storage.documents.drawing import Drawing
from storage.documents.kinds import referral
from storage.documents.layout import (
    Entry,
    Form,
    Section,
    day_in_words,
    moment_in_words,
    not_recorded,
    one_line,
    to_read_through,
)
from storage.documents.record_fields import read
from storage.documents.record_fields import words as form_words
from storage.documents.redaction.hiding import hiding


@dataclass(frozen=True)
class Event:
    """One record of the child. `day` is when it happened, or where nobody knew that, when it was signed.

    `others` are the other children there, name to letter; `level` is the key of the last decision's level of concern,
    '' where none is signed. `time`, `place` and `acts` are as the form has them, '' or empty where not known;
    `setting_name` is '' where it is the same as that of the record that was asked about.
    """

    reference: str
    day: date
    day_known: bool
    colour: str
    displayed: bool
    likely: bool
    time: str = ""
    place: str = ""
    acts: Sequence[str] = ()
    setting_name: str = ""
    level: str = ""
    others: Mapping[str, str] | None = None


@dataclass(frozen=True)
class Together:
    """What several records show, in words, with the records it rests on (see `storage.history.patterns`)."""

    words: str
    references: Sequence[str]


@dataclass(frozen=True)
class Told:
    """The story of one child, oldest first. `second_view` is the view with earlier records counted: its colour in
    words, then lines about it; `uncertain` are references that wait for a person's word.
    """

    child_name: str
    date_of_birth: str
    events: Sequence[Event]
    together: Sequence[Together] = ()
    second_view: Sequence[str] = ()
    uncertain: Sequence[str] = ()

    @property
    def has_more(self) -> bool:
        """Whether there is anything beside the record that was asked about."""
        return len(self.events) > 1 or bool(self.uncertain)


def lay_out_chronology(told: Told, *, setting_name: str, reference: str, made_at: str, made_for: str) -> Form:
    """The document. `reference` is the record that was asked about, `made_at` an ISO moment."""
    shown = (_child(told, setting_name, reference, made_at, made_for), *chronology_sections(told))
    return Form(
        title=words()["title"],
        how_to_read=words()["how_to_read"],
        setting_name=one_line(setting_name),
        reference=reference,
        sections=shown,
        end=tuple(words()["end"]),
        read_through=to_read_through(shown) if _others(told) else (),
    )


def chronology_sections(told: Told) -> tuple[Section, ...]:
    """What the records show together, then each in order with the drawing, then what is not counted yet."""
    hide = hiding(_others(told), told.child_name)
    sections = []
    if told.together or told.second_view:
        entries = [*_second_view(told), *(_together(one, told, hide(one.words)) for one in told.together)]
        sections.append(_section("together", entries))
    events = tuple(_event(number, told) for number in range(1, len(told.events) + 1))
    sections.append(Section("story", words()["sections"]["story"], "", events, _drawing(told.events)))
    if told.uncertain:
        lines = tuple((reference,) for reference in told.uncertain)
        sections.append(_section("uncertain", [_entry("uncertain", lines, listed=True)]))
    return tuple(sections)


@cache
def words() -> Mapping[str, Any]:
    """The chronology's own words (chronology.yaml)."""
    loaded: Mapping[str, Any] = read("kinds/chronology.yaml")
    return loaded


def _child(told: Told, setting_name: str, reference: str, made_at: str, made_for: str) -> Section:
    many = len(told.events) > 1
    rows = {
        "name": told.child_name,
        "born": day_in_words(told.date_of_birth),
        "setting": setting_name,
        "asked_from": reference,
        "count": words()["count" if many else "count_one"].format(count=len(told.events)),
        "made": words()["made"].format(when=moment_in_words(made_at), who=made_for),
    }
    return _section("story_child", [_entry(key, ((one_line(text),),)) for key, text in rows.items()])


def _second_view(told: Told) -> list[Entry]:
    if not told.second_view:
        return []
    colour, *lines = ((one_line(line),) for line in told.second_view)
    # printed as the signed view's colour is: in a frame, in words
    return [
        replace(_entry("second_view", (colour,)), key="view_colour"),
        _entry("second_why", tuple(lines), listed=True),
    ]


def _together(one: Together, told: Told, label: str) -> Entry:
    numbers = {event.reference: str(number) for number, event in enumerate(told.events, start=1)}
    listed = [numbers[reference] for reference in one.references]
    text = words()["pattern"].format(numbers=_and(listed), references=", ".join(one.references))
    return Entry("pattern", label, "fact", "", ((text,),))


def _and(listed: Sequence[str]) -> str:
    return " and ".join([", ".join(listed[:-1]), listed[-1]]) if len(listed) > 1 else listed[0]


def _event(number: int, told: Told) -> Entry:
    event, said = told.events[number - 1], words()["event"]
    hide = hiding({**_others(told), **(event.others or {})}, told.child_name)
    colour = form_words()["view"]["colours"][event.colour]
    lines = [said["displayed" if event.displayed else "targeted"].format(colour=colour)]
    lines += [said["likely"]] if event.likely else []
    lines += [] if event.day_known else [said["signed_day"]]
    told_words = {"acts": "; ".join(event.acts), "when": event.time, "place": event.place}
    lines += [said[key].format(**{key: hide(one_line(text))}) for key, text in told_words.items() if text.strip()]
    lines += [said["setting"].format(setting=one_line(event.setting_name))] if event.setting_name else []
    level = referral.words()["levels"].get(event.level)
    lines.append(said["decided"].format(level=level) if level else said["not_decided"])
    lines.append(said["record"].format(reference=event.reference))
    label = said["label"].format(number=number, day=day_in_words(event.day.isoformat(), weekday=True))
    return Entry("event", label, "fact", _gap(told.events, number), tuple((line,) for line in lines))


def _gap(events: Sequence[Event], number: int) -> str:
    """How long after the one before."""
    if number == 1:
        return ""
    said, days = words()["event"], (events[number - 1].day - events[number - 2].day).days
    if days < 2:
        return str(said["day" if days else "same_day"])
    if days < 28:
        return str(said["days"].format(count=days))
    if days < 90:
        return str(said["weeks"].format(count=round(days / 7)))
    return str(said["months"].format(count=round(days / 30.4)))


def _drawing(events: Sequence[Event]) -> Drawing:
    days, shapes = [event.day for event in events], tuple(event.colour for event in events)
    marks = drawing.marks(days, shapes, [event.displayed for event in events])
    names = form_words()["view"]["colours"]
    caption = words()["caption" if all(mark.above for mark in marks) else "caption_two_sides"]
    if len(marks) < len(events):
        caption += " " + words()["caption_newest"].format(count=len(marks))
    return Drawing(
        marks=marks,
        ticks=drawing.ticks(days),
        rows_above=drawing.rows(marks, above=True),
        rows_below=drawing.rows(marks, above=False),
        caption=caption,
        key=tuple((shape, name) for shape, name in names.items() if shape in shapes),
        shapes=shapes,
    )


def _others(told: Told) -> dict[str, str]:
    """Every other child of every record: a name may be typed in one where that child was not."""
    return {name: form_words()["another_child"] for event in told.events for name in event.others or {}}


def _section(key: str, entries: Sequence[Entry]) -> Section:
    return Section(key, words()["sections"][key], words()["notes"].get(key, ""), tuple(entries))


def _entry(key: str, paragraphs: tuple[tuple[str, ...], ...], *, listed: bool = False) -> Entry:
    empty = not any(any(lines) for lines in paragraphs)
    said = ((not_recorded(),),) if empty else paragraphs
    return Entry(key, words()["labels"][key], "fact", "", said, listed, empty)

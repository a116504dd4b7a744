"""The board report as a document: the internal edition, exact, and the one to pass on.

The edition to pass on is laid out from what was worked out for it (`PassedOn`) and the ratings alone: it never sees an
exact figure of a case.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date

from dialogs.interview.parsing.days import moment_in_words
from dialogs.oversight import board_pictures as pictures
from dialogs.oversight import board_words as words
from dialogs.words import say
from storage.documents.drawing import Bars
from storage.documents.layout import Entry, Form, Section
from storage.oversight.board_report.content import Content, Item
from storage.oversight.board_report.editions import Edition
from storage.oversight.board_report.measures import Measure, measures
from storage.oversight.self_audit.items import items
from storage.oversight.self_audit.ratings import NEEDS_ACTION
from storage.working_hours import LONDON

Line = Callable[[Measure], str]


def internal(one: Edition) -> Form:
    """Exact, for named readers."""
    of, figures = one.content, one.content.figures
    heads = [
        _entry("displayed", say("board_report.headlines.displayed"), [str(figures.displayed)]),
        _entry("targeted", say("board_report.headlines.targeted"), [str(figures.targeted)]),
    ]
    stages = {name: words.stage_exact(stage) for name, stage in figures.stages.items()}
    sections = _sections(
        heads, lambda measure: words.exact(figures.tables[measure.name]), _delays(stages, pictures.journey(figures)),
        [measures().measures[name] for name in figures.tables],
    )  # fmt: skip
    sections["agencies"] = _drawn(sections["agencies"], pictures.agencies(figures))
    run = pictures.run(figures)
    points = ["; ".join(say("board_report.run_point", quarter=one.label, count=one.number) for one in run.points)]
    runs = Section("run", say("board_report.run"), "", (_entry("run", say("board_report.run"), points),), run=run)
    said = [_text(of)] if of.text else []
    changed = [_changes(of)] if of.changes else []
    ordered = [*said, *changed, sections.pop("numbers"), runs, *sections.values(), *_self_audit(of)]
    today = one.signed_at.astimezone(LONDON).date()
    end = ["unaudited", "own_rules", "inspection_note", "not_passed_on"]
    return _form(one, "internal", [*ordered, _actions(of, today, exact=True)], [
        *(say(f"board_report.{key}") for key in end), say("board_report.checksum", checksum=one.hash),
    ])  # fmt: skip


def to_pass_on(one: Edition) -> Form:
    """For anybody. No checksum: it is of exact figures, and whoever tried out small numbers would find them by it.

    Raises ValueError for a quarter: only years are passed on.
    """
    out = one.content.passed_on
    if out is None:
        raise ValueError("only a year is passed on")
    heads = [
        _entry(name, say(f"board_report.headlines.{name}"), [words.headline(said, one.edition)])
        for name, said in (("displayed", out.displayed), ("targeted", out.targeted))
    ]
    stages = {name: words.stage_passed(said, one.edition) for name, said in out.stages.items()}
    shown = [measures().measures[name] for name in out.tables]
    sections = _sections(
        heads, lambda measure: words.passed(out.tables[measure.name], one.edition),
        _delays(stages, pictures.journey_passed(out)), shown,
    )  # fmt: skip
    sections["agencies"] = _drawn(sections["agencies"], pictures.agencies_passed(out))
    sections["numbers"] = _drawn(sections["numbers"], pictures.quarters_passed(out))
    today = one.signed_at.astimezone(LONDON).date()
    ordered = [*sections.values(), *_self_audit(one.content), _actions(one.content, today, exact=False)]
    end = [say(f"board_report.{key}") for key in ("small_numbers", "own_rules", "inspection_note")]
    if one.edition > 1:
        end.insert(0, say("board_report.changed_to_pass_on", edition=one.edition, before=one.edition - 1))
    return _form(one, "to_pass_on", ordered, end)


def _sections(heads: Sequence[Entry], line: Line, delays: Section, shown: Sequence[Measure]) -> dict[str, Section]:
    """By name, in order."""
    made: dict[str, Section] = {}
    for name in measures().sections:
        entries = [_measure(one, line(one)) for one in shown if one.section == name]
        if name == "numbers":
            entries = [*heads, *entries]
        made[name] = delays if name == "delays" else Section(name, _heading(name), "", tuple(entries))
    return made


def _measure(one: Measure, said: str) -> Entry:
    if one.within:
        said = say(f"board_report.within.{one.within[0]}", said=said)
    return _entry(one.name, say(f"board_report.measures.{one.name}"), [said], aside=words.inspection(one))


def _delays(stages: Mapping[str, str], journey: Bars) -> Section:
    entries = tuple(
        _entry(name, say(f"board_report.stages.{name}"), [stages[name]], aside=words.inspection_of_stage(name))
        for name in stages
    )
    return Section("delays", _heading("delays"), "", entries, bars=journey)


def _drawn(section: Section, bars: Bars | None) -> Section:
    return Section(section.key, section.heading, section.note, section.entries, bars=bars)


def _text(of: Content) -> Section:
    lines = tuple((line.strip(),) for line in of.text.splitlines() if line.strip())
    return Section("text", _heading("text"), "", (
        Entry("text", say("board_report.text_label"), "own_words", "", lines),
    ))  # fmt: skip


def _changes(of: Content) -> Section:
    entry = _entry("changes", _heading("changes"), [words.change(one) for one in of.changes], listed=True)
    return Section("changes", _heading("changes"), "", (entry,))


def _self_audit(of: Content) -> Iterator[Section]:
    heading = _heading("self_audit")
    if not of.rated_on:
        none = _entry("self_audit", heading, [say("board_report.self_audit.none")])
        yield Section("self_audit", heading, "", (none,))
        return
    by_name = {one.name: one for one in of.items}
    entries = tuple(
        _entry(
            f"agency_{agency}", say(f"self_audit.agencies.{agency}"),
            [_item(by_name[one.name]) for one in items().of_agency(agency)], listed=True,
        )
        for agency in items().agencies
    )  # fmt: skip
    yield Section("self_audit", heading, "", entries, grid=pictures.self_audit(of))


def _item(one: Item) -> str:
    return say("board_report.self_audit.item", item=words.item(one.name), rating=words.rating(one.rating))


def _action(one: Item) -> str:
    due, said = words.day(date.fromisoformat(one.due_on)), words.item(one.name)
    return say("board_report.actions.one", due=due, action=one.action, owner=one.owner, item=said)


def _actions(of: Content, today: date, *, exact: bool) -> Section:
    counts = of.actions(today)
    lines = [say("board_report.actions.counts", open=counts.open, late=counts.late)]
    if not counts.open:
        lines = [say("board_report.actions.none")]
    due = [one for one in of.items if exact and one.due_on and one.rating in NEEDS_ACTION]
    lines += map(_action, sorted(due, key=lambda one: one.due_on))
    entry = _entry("actions", say("board_report.actions.label"), lines, listed=len(lines) > 1)
    return Section("actions", _heading("actions"), "", (entry,))


def _form(one: Edition, edition: str, sections: Sequence[Section], end: Sequence[str]) -> Form:
    of = one.period
    made = say(
        "board_report.signed", name=one.signed_name, when=moment_in_words(one.signed_at), edition=one.edition
    )  # fmt: skip
    replaced = (say("board_report.superseded", edition=one.superseded_by),) if one.superseded_by else ()
    return Form(
        title=say(f"board_report.title.{edition}", period=of),
        how_to_read=say("board_report.how_to_read", first=words.day(of.first), last=words.day(words.last_day(of))),
        setting_name=say("board_report.title.short"),
        reference=f"{of}, {one.edition}",
        sections=tuple(sections),
        marking=say(f"board_report.marking.{edition}"),
        end=(made, *end),
        read_through=replaced,
    )


def _heading(name: str) -> str:
    return say(f"board_report.sections.{name}")


def _entry(key: str, label: str, lines: Sequence[str], *, listed: bool = False, aside: str = "") -> Entry:
    return Entry(key, label, "fact", "", tuple((line,) for line in lines), listed=listed, aside=aside)

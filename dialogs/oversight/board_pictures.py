"""The pictures of the board report: the journey, the agencies, the run of quarters, the seventeen rows.

Each can be read in black and white, and what it shows stands in words below it.
"""

from collections.abc import Iterable, Mapping
from statistics import median

from dialogs.oversight import board_words as words
from dialogs.words import say
from storage.documents import drawing
from storage.documents.drawing import BarPart, BarRow, Bars, Grid, RunChart, Tick
from storage.documents.kinds.self_audit import SHAPES as DRAWN
from storage.oversight.board_report import period as periods
from storage.oversight.board_report.content import Content
from storage.oversight.board_report.figures import Figures
from storage.oversight.board_report.measures import measures
from storage.oversight.board_report.passing_on import PassedOn
from storage.oversight.self_audit.ratings import Rating
from storage.reporting.small_numbers import Group

STEP = 100
"""Days between two numbers below the journey."""
STYLES = {"came": "full", "invited": "hatched", "not_invited": "open", "not_known": "dotted"}
"""Of what an agency had of a meeting."""
JOINED = "grey"
SHAPES = {Rating(name): shape for name, shape in DRAWN.items()}


def journey(of: Figures) -> Bars:
    """Days since disclosure, exact bases."""
    return _journey({name: (stage.median, stage.base) for name, stage in of.stages.items()})


def journey_passed(out: PassedOn) -> Bars:
    """The same without small numbers: days since disclosure, with a base only where it is said."""
    return _journey({name: (said.median, said.count_of(["measured"])) for name, said in out.stages.items()})


def _journey(stages: Mapping[str, tuple[int | None, int | None]]) -> Bars:
    """Of each its median, and how many it is of as far as that is said."""
    average = measures().stages["to_sentence"]
    most = max(average.days, *(middle or 0 for middle, _ in stages.values()))
    end = -(-most // STEP) * STEP
    rows = []
    for name, (middle, base) in stages.items():
        parts = () if middle is None else _bar(max(middle, 1) / end)
        said = say("board_report.stage.bar_few") if middle is None else words.days(middle)
        if middle is not None and base is not None:
            said = say("board_report.stage.bar", days=said, base=base)
        rows.append(BarRow(say(f"board_report.stages.{name}"), parts, said))
    ticks = tuple(Tick(at / end, str(at)) for at in range(0, end + 1, STEP))
    line = Tick(round(average.days / end, 4), say("board_report.inspection.line", months=average.months))
    return Bars(tuple(rows), (), say("board_report.pictures.journey"), ticks, line)


def _bar(share: float) -> tuple[BarPart, ...]:
    return (BarPart("full", round(share, 4)),) if share else ()


def agencies(of: Figures) -> Bars | None:
    """A row an agency; None where there was no meeting."""
    tables = {name: tuple(Group((column,), count) for column, count in of.tables[name].items()) for name in _agencies()}
    return _bars(tables, STYLES)


def agencies_passed(out: PassedOn) -> Bars | None:
    """The same without small numbers; None where there was no meeting."""
    return _bars({name: out.tables[name].groups for name in _agencies()}, STYLES)


def _agencies() -> tuple[str, ...]:
    return tuple(name for name in measures().measures if name.startswith("at_"))


def _bars(tables: Mapping[str, tuple[Group, ...]], styles: Mapping[str, str]) -> Bars | None:
    most = max(sum(group.count for group in groups) for groups in tables.values())
    if not most:
        return None
    rows = []
    for name, groups in tables.items():
        label = say(f"board_report.measures.{name}")
        if len(groups) < 2:
            rows.append(BarRow(label, (), say("board_report.too_few")))
            continue
        shown = [group for group in groups if group.count]
        parts = tuple(BarPart(_style(group, styles), round(group.count / most, 4)) for group in shown)
        rows.append(BarRow(label, parts, _counts(shown)))
    key = tuple((style, words.column(column)) for column, style in styles.items())
    if any(len(group.labels) > 1 for groups in tables.values() for group in groups):
        key = (*key, (JOINED, say("board_report.joined")))
    return Bars(tuple(rows), key, say("board_report.pictures.agencies"))


def _style(group: Group, styles: Mapping[str, str]) -> str:
    return styles[group.labels[0]] if len(group.labels) == 1 else JOINED


def _counts(groups: Iterable[Group]) -> str:
    return " + ".join(str(group.count) for group in groups)


def quarters_passed(out: PassedOn) -> Bars | None:
    """Quarters, neighbours joined; None where they cannot be broken down."""
    groups = out.tables["quarter"].groups
    if len(groups) < 2:
        return None
    most = max(group.count for group in groups) or 1
    rows = tuple(BarRow(words.columns(group.labels), _bar(group.count / most), str(group.count)) for group in groups)
    return Bars(rows, (), say("board_report.pictures.quarters"))


def run(of: Figures) -> RunChart:
    """By quarter, exact."""
    labels = []
    for name in of.run:
        quarter = periods.read(name)
        first, last = f"{quarter.first:%b}", f"{words.last_day(quarter):%b %y}"
        labels.append(say("board_report.quarter_label", first=first, last=last))
    numbers = list(of.run.values())
    return drawing.run_chart(
        numbers, None, median(numbers), say("board_report.pictures.run"), labels
    )  # fmt: skip


def self_audit(of: Content) -> Grid:
    """Seventeen rows, a column a self-audit."""
    rows = tuple(
        (words.item(one.name), tuple(SHAPES[Rating(rating)] if rating else "" for rating in one.ratings))
        for one in of.items
    )
    heads = tuple(f"{words.day_short(day)}" for day in of.rated_on)
    key = tuple((shape, words.rating(rating.value)) for rating, shape in SHAPES.items())
    return Grid(heads, rows, key, say("board_report.pictures.self_audit"), room=0.5)

"""The board report as a table for a spreadsheet: a row a figure, exact or as it is passed on."""

from collections.abc import Iterator, Sequence

from dialogs.oversight import board_words as words
from dialogs.words import say
from storage.oversight.board_report.editions import Edition
from storage.oversight.board_report.measures import measures

COLUMNS = ("section", "figure", "column", "count", "of_edition", "sources")
"""`count` is empty where it is too few to be said; days are rounded medians."""

Row = Sequence[object]


def internal(one: Edition) -> Iterator[Row]:
    """A row for every exact figure, in the order of the report: for named readers only."""
    of = one.content.figures
    for name, count in (("displayed", of.displayed), ("targeted", of.targeted)):
        yield _headline(name, count, one.edition)
    for name, table in of.tables.items():
        for column, count in table.items():
            yield _row(name, words.column(column), count, one.edition, measures().measures[name].cites)
    for name, stage in of.stages.items():
        for part, number in (("reached", stage.reached), ("base", stage.base), ("median", stage.median)):
            yield _stage(name, part, number, one.edition)
    yield from _ratings(one)


def to_pass_on(one: Edition) -> Iterator[Row]:
    """Raises ValueError for a quarter."""
    out = one.content.passed_on
    if out is None:
        raise ValueError("only a year is passed on")
    for name, said in (("displayed", out.displayed), ("targeted", out.targeted)):
        yield _headline(name, said.total if said.groups else None, said.edition)
    for name, said in out.tables.items():
        cites = measures().measures[name].cites
        if len(said.groups) < 2:
            yield _row(name, say("board_report.too_few"), None, said.edition, cites)
            continue
        for group in said.groups:
            yield _row(name, words.columns(group.labels), group.count, said.edition, cites)
    for name, said in out.stages.items():
        yield _stage(name, "reached", said.total if said.groups else None, said.edition)
        yield _stage(name, "median", said.median, said.edition)
    yield from _ratings(one)


def _headline(name: str, count: int | None, edition: int) -> Row:
    return (say("board_report.sections.numbers"), say(f"board_report.headlines.{name}"), "", count, edition, "")


def _row(name: str, column: str, count: int | None, edition: int, cites: Sequence[str]) -> Row:
    section = say(f"board_report.sections.{measures().measures[name].section}")
    return (section, say(f"board_report.measures.{name}"), column, count, edition, " ".join(cites))


def _stage(name: str, part: str, number: int | None, edition: int) -> Row:
    section, label = say("board_report.sections.delays"), say(f"board_report.stages.{name}")
    return (section, label, say(f"board_report.change_parts.{part}"), number, edition, "")


def _ratings(one: Edition) -> Iterator[Row]:
    section = say("board_report.sections.self_audit")
    for item in one.content.items if one.content.rated_on else ():
        yield (section, words.item(item.name), words.rating(item.rating), None, one.edition, "HM-recommendations")

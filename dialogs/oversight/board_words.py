"""Figures of the board report in words: one line a table, exact or as it is passed on."""

from collections.abc import Iterable, Mapping
from datetime import date

from dialogs.words import say
from storage.documents.layout import day_in_words
from storage.oversight.board_report.content import Change
from storage.oversight.board_report.figures import Stage
from storage.oversight.board_report.measures import Measure, measures
from storage.oversight.board_report.passing_on import Said
from storage.oversight.board_report.period import Period
from storage.reporting.small_numbers import Group


def period(of: Period) -> str:
    """'2026-27, 1 April 2026 to 31 March 2027'."""
    return f"{of}, {say('board_report.period.year', first=day(of.first), last=day(last_day(of)))}"


def last_day(of: Period) -> date:
    """The last day that it holds."""
    return date.fromordinal(of.end.toordinal() - 1)


def day(of: date) -> str:
    """'1 April 2026'."""
    return day_in_words(of.isoformat())


def column(name: str) -> str:
    """'not known': a column of a table."""
    return say(f"board_report.columns.{name}")


def columns(names: Iterable[str]) -> str:
    """'no or not known'."""
    return f" {say('board_report.or')} ".join(map(column, names))


def cell(names: Iterable[str], count: int) -> str:
    """'no or not known: 13'."""
    return say("board_report.cell", columns=columns(names), count=count)


def exact(table: Mapping[str, int]) -> str:
    """'yes: 11; no: 13; not known: 0'."""
    return groups(Group((name,), count) for name, count in table.items())


def groups(of: Iterable[Group]) -> str:
    """That there are none to which it does not apply is not said."""
    shown = [group for group in of if group.count or group.labels != ("does_not_apply",)]
    if not any(group.count for group in shown):
        return say("board_report.no_case")
    return "; ".join(cell(group.labels, group.count) for group in shown)


def passed(said: Said, edition: int) -> str:
    """The same as it is passed on; where all of it is one group there is nothing to break down."""
    if len(said.groups) < 2:
        return say("board_report.too_few")
    return repeated(groups(said.groups), said, edition)


def headline(said: Said, edition: int) -> str:
    """The number of cases as it is passed on, or that they are too few."""
    return repeated(str(said.total), said, edition) if said.groups else say("board_report.headline_few")


def repeated(text: str, said: Said, edition: int) -> str:
    """With the edition in which it was said first, where that was an earlier one."""
    return text if said.edition == edition else say("board_report.repeated", said=text, edition=said.edition)


def days(median: int) -> str:
    """'240 days': rounded to ten, so that none at all are five at most."""
    return say("board_report.stage.days", median=median) if median else say("board_report.stage.least")


def stage_exact(stage: Stage) -> str:
    """The median in days with how many it is of; that nobody reached it, or too few for a median."""
    if not stage.reached:
        return say("board_report.stage.none")
    if stage.median is None:
        return say("board_report.stage.no_middle", base=stage.base, reached=stage.reached)
    return say("board_report.stage.exact", days=days(stage.median), base=stage.base, reached=stage.reached)


def stage_passed(said: Said, edition: int) -> str:
    """The same as it is passed on, without small numbers."""
    if not said.groups:
        return say("board_report.stage.few")
    if not said.total:
        return repeated(say("board_report.stage.none"), said, edition)
    counts = str(said.total) if len(said.groups) == 1 else groups(said.groups)
    middle = [] if said.median is None else [say("board_report.stage.passed", days=days(said.median))]
    lines = [*middle, say("board_report.stage.passed_counts", counts=counts)]
    return repeated(" ".join(lines), said, edition)


def inspection(measure: Measure) -> str:
    """What the inspection found of the same, with its base; '' where it published no figure."""
    return " ".join(
        say(
            "board_report.inspection.part",
            part=one.part, of=one.of, column=_found(measure.name, one.columns), cites=f"[{', '.join(one.cites)}]",
        )
        for one in measure.inspection
    )  # fmt: skip


def _found(name: str, of: Iterable[str]) -> str:
    return say("board_report.inspection.columns.age") if name == "age" else columns(of)


def inspection_of_stage(name: str) -> str:
    """How many months the inspection found, with its source; '' where it found no figure."""
    found = measures().stages.get(name)
    if found is None:
        return ""
    return say("board_report.inspection.months", months=found.months, cites=f"[{', '.join(found.cites)}]")


def change(one: Change) -> str:
    """'The school was told, no: 3, now 4'."""
    where = say("board_report.change_where", where=_where(one)) if one.where else ""
    was, now = (_rating(text) if one.where == "rating" else text for text in (one.was, one.now))
    return say("board_report.change", what=_what(one.what), where=where, was=was, now=now)


def day_short(of: str) -> str:
    """'2026-10-05' as 'Oct 2026'."""
    return f"{date.fromisoformat(of):%b %Y}"


def item(name: str) -> str:
    """One of the seventeen, shortly."""
    return say(f"board_report.items.{name}")


def rating(name: str) -> str:
    """A rating of the self-audit; '' is that there was none."""
    return say(f"self_audit.ratings.{name or 'none'}")


_rating = rating


def _what(name: str) -> str:
    if name in ("displayed", "targeted"):
        return say(f"board_report.headlines.{name}")
    if name in measures().measures:
        return say(f"board_report.measures.{name}")
    return item(name) if name not in _stages() else say(f"board_report.stages.{name}")


def _stages() -> frozenset[str]:
    from storage.oversight.case_audits.questions import content

    return frozenset(content().stages)


def _where(one: Change) -> str:
    known = one.what in measures().measures
    return column(one.where) if known else say(f"board_report.change_parts.{one.where}")

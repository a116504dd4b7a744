"""The numbers of a quarter or a year: by month, view, setting, part of the day, year group, behaviour and place.

Whoever may read each record sees the numbers as they are. What is taken away to be passed on has no small number in it,
and none that can be worked out (`storage/reporting/small_numbers.py`); only what is over can be taken away, so that two
editions of one period are the same.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from bot.desk.drawing.charts import bars, columns
from bot.desk.page import SAFEGUARDING, Answer, File, Page, Reader, Shown
from bot.desk.pages.register import act_in_words, year_in_words
from bot.exports import spreadsheet
from dialogs.interview.parsing.dates import month_in_words
from dialogs.interview.parsing.days import today
from dialogs.words import say
from storage.people import settings
from storage.records.register.overview import NOT_KNOWN, Count, Overview, Period, next_month, overview, passed_on
from storage.reporting.small_numbers import breakdown, may_be_said

YEARS_BACK, QUARTERS_BACK = 3, 4
TO_PASS_ON = ("month", "view", "setting", "part_of_day")
"""What is passed on: what parts the records, each in an order that is fixed. Where a record may stand under two values,
joining neighbours would not keep a small number from being worked out.
"""


@dataclass(frozen=True)
class Choice:
    """A quarter or a year that may be looked at. `is_over`: nothing can be added to it any more."""

    name: str
    period: Period
    is_over: bool

    @property
    def words(self) -> str:
        """As the page calls it: a quarter of a year, or a year."""
        year, _, quarter = self.name.partition("-Q")
        return say("overview.quarter", number=quarter, year=year) if quarter else say("overview.year", year=year)


async def shown(reader: Reader) -> Answer:
    """`GET /desk/overview`."""
    choices = list(periods(today(reader.now)))
    chosen = _chosen(choices, reader.asked.chosen("period"))
    found = await overview(reader.tx, reader.person, chosen.period)
    names = await _settings(reader, found)
    tables = [_table(count, chosen.period, names) for count in found.counts if _is_worth_showing(count)]
    return Shown(
        "overview",
        "overview.title",
        {"choices": choices, "chosen": chosen, "total": found.total, "tables": tables},
    )


async def taken(reader: Reader) -> Answer:
    """`POST /desk/overview.csv`: the numbers of what is over, with small ones joined."""
    over = [one for one in periods(today(reader.now)) if one.is_over]
    chosen = _chosen(over, reader.asked.typed("period"))
    found = await overview(reader.tx, reader.person, chosen.period)
    await passed_on(reader.tx, reader.person, chosen.period)
    names = await _settings(reader, found)
    rows = list(_to_pass_on(found, chosen, names))
    titles = [say(f"overview.csv.{name}") for name in ("by", "what", "number")]
    return File(spreadsheet.table(titles, rows), "text/csv; charset=utf-8", f"waymark-numbers-{chosen.name}.csv")


# -- which time ----------------------------------------------------------------------------------------------------


def periods(day: date) -> Iterator[Choice]:
    """This year and the years before, this quarter and those before: fixed ones, so that no two overlap by a part."""
    for year in range(day.year, day.year - YEARS_BACK, -1):
        yield _choice(f"{year}", date(year, 1, 1), 12, day)
    began = date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)
    for _ in range(QUARTERS_BACK + 1):
        yield _choice(f"{began.year}-Q{(began.month + 2) // 3}", began, 3, day)
        began = _months_before(began, 3)


def _choice(name: str, began: date, months: int, day: date) -> Choice:
    following = began
    for _ in range(months):
        following = next_month(following)
    last = following - timedelta(days=1)
    return Choice(name, Period(began, last), last < day)


def _months_before(month: date, number: int) -> date:
    for _ in range(number):
        month = (month - timedelta(days=1)).replace(day=1)
    return month


def _chosen(choices: list[Choice], name: str) -> Choice:
    """The one of that name; the first where there is none."""
    return next((one for one in choices if one.name == name), choices[0])


# -- what is shown -------------------------------------------------------------------------------------------------


def _is_worth_showing(count: Count) -> bool:
    """One setting alone needs no table."""
    return count.by != "setting" or len(count.numbers) > 1


def _table(count: Count, period: Period, names: Mapping[str, str]) -> dict[str, Any]:
    numbers = {value: number for value, number in count.numbers.items() if number or _always(count.by, value)}
    return {
        "by": count.by,
        "overlap": count.overlap,
        "columns": columns(numbers) if count.by == "month" else [],
        "bars": bars(numbers),
        "words": {value: _words(count.by, value, names) for value in numbers},
        "short": {value: _words("short", value, names) for value in numbers} if count.by == "month" else {},
        "links": {value: _link(count.by, value, period) for value in numbers},
    }


def _always(by: str, value: str) -> bool:
    """Of months and views each is shown, also where there was nothing; of long lists only what there was."""
    return by in ("month", "view") and value != NOT_KNOWN


def _words(by: str, value: str, names: Mapping[str, str]) -> str:
    if value == NOT_KNOWN:
        return say("overview.not_known")
    if by == "setting":
        return names.get(value, "")
    if by == "month":
        return month_in_words(date.fromisoformat(f"{value}-01"))
    if by == "short":
        return say(f"overview.months.{int(value[5:])}")
    if by == "view":
        return say(f"view.colours.{value}")
    if by == "year":
        return year_in_words(value)
    if by == "act":
        return act_in_words(value)
    return say(f"overview.named.{by}.{value}")


def _link(by: str, value: str, period: Period) -> str:
    """The register with the same records, where it has a filter for them."""
    if value == NOT_KNOWN or by not in ("month", "view", "setting", "year", "act"):
        return ""
    days = {"since": period.since, "until": period.until}
    if by == "month":
        first = date.fromisoformat(f"{value}-01")
        return _register({"since": first, "until": next_month(first) - timedelta(days=1)})
    return _register({by: value, **days})


def _register(asked: Mapping[str, object]) -> str:
    return f"/desk/register?{urlencode({name: str(value) for name, value in asked.items()})}"


async def _settings(reader: Reader, found: Overview) -> dict[str, str]:
    ids = [one for count in found.counts if count.by == "setting" for one in count.numbers]
    return {one: (await settings.setting(reader.tx, one)).name for one in ids}


# -- what is passed on ---------------------------------------------------------------------------------------------


def _to_pass_on(found: Overview, chosen: Choice, names: Mapping[str, str]) -> Iterator[list[object]]:
    yield [say("overview.csv.period"), chosen.words, ""]
    if not may_be_said(found.total):
        yield [say("overview.csv.total"), say("overview.csv.too_few"), ""]
        return
    yield [say("overview.csv.total"), "", found.total]
    for count in found.counts:
        if count.by in TO_PASS_ON and _is_worth_showing(count):
            by = say(f"overview.by.{count.by}")
            for group in breakdown(count.numbers):
                yield [by, _joined(count.by, group.labels, names), group.count]


def _joined(by: str, values: Iterable[str], names: Mapping[str, str]) -> str:
    """'October or November': neighbours that are one number."""
    return say("overview.csv.or").join(_words(by, value, names) for value in values)


PAGES = (
    Page("/overview", SAFEGUARDING, shown, menu="overview.menu"),
    Page("/overview.csv", SAFEGUARDING, taken, changes=True),
)

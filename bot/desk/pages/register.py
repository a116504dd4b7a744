"""The register: every record that a safeguarding lead may read, with filters, in pages.

What is chosen stands in the address, and so can be kept and come back to. What is typed (a child's name, a place) is
sent in a form and stands nowhere: of a place, the address has fingerprints.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from bot.desk.page import SAFEGUARDING, Answer, File, Goto, Page, Reader, Shown
from bot.exports import spreadsheet
from dialogs.interview.answers import Refusal
from dialogs.interview.parsing.days import moment_in_words
from dialogs.safeguarding.search import CHILD, how_sure
from dialogs.words import has, say
from storage import traces
from storage.history import matching
from storage.records.register import facets, register, saved_filters
from storage.records.register.facets import ACTS, YEARS, Facet
from storage.records.register.register import COLOURS, Row, Sort, Wanted
from storage.records.tables import Status

LONGEST_NAME = 60
MOST_PLACES = 5
FINGERPRINT = re.compile("[0-9a-f]{64}")
COLUMNS = ("reference", "view", "state", "signed", "from", "setting", "responsible")


async def listed(reader: Reader) -> Answer:
    """`GET /desk/register`."""
    wanted, refused = _wanted(reader)
    page = reader.asked.chosen("page")
    found = await register.listed(
        reader.tx, reader.person, wanted, int(page) if re.fullmatch("[0-9]{1,4}", page) else 1
    )
    data = {"found": found, "rows": found.rows, "refused": refused, **await _around(reader, wanted)}
    return Shown("records/register", "register.title", data)


async def of_child(reader: Reader) -> Answer:
    """`POST /desk/register/child`: records in which a child's name appears, and how sure that is."""
    heard = CHILD.read("child", {name: reader.asked.typed(name) for name in ("name", "born")}, {}, {}, reader.now)
    around = await _around(reader, Wanted())
    if isinstance(heard, Refusal):
        refused = [say(f"refusals.{heard.key}", **heard.params)]
        return Shown(
            "records/register_child",
            "register.found",
            {"rows": [], "sure": {}, "by": [], "refused": refused, **around},
            422,
        )
    child = heard.answers["child"]
    found = await matching.find(reader.tx, reader.person, child["name"], child["born"])
    matches = found.matches
    await traces.searched(reader.tx, reader.person.id, {match.record_id for match in matches})
    rows = await register.of_these(reader.tx, reader.person, [match.record_id for match in matches])
    sure = {match.reference: match.sureness for match in reversed(matches)}
    return Shown(
        "records/register_child",
        "register.found",
        {"rows": rows, "sure": sure, "by": how_sure(found), "refused": [], **around},
    )


async def of_place(reader: Reader) -> Answer:
    """`POST /desk/register/place`: the list narrowed to a place that was typed."""
    wanted, _ = _wanted(reader)
    words = sorted(facets.place_words(reader.asked.typed("place")))[:MOST_PLACES]
    if words:
        places = tuple(facets.token(reader.tx, Facet.PLACE, word) for word in words)
        wanted = replace(wanted, places=places)
    return Goto(_address(wanted))


async def taken(reader: Reader) -> Answer:
    """`POST /desk/register.csv`: what the list shows, as a table."""
    wanted, _ = _wanted(reader)
    rows = await register.whole(reader.tx, reader.person, wanted)
    columns = [say(f"register.columns.{name}") for name in COLUMNS]
    return File(spreadsheet.table(columns, map(_cells, rows)), "text/csv; charset=utf-8", "waymark-register.csv")


async def save(reader: Reader) -> Answer:
    """`POST /desk/register/save`: keep this list under a name."""
    wanted, _ = _wanted(reader)
    name = reader.asked.typed("name")[:LONGEST_NAME]
    if any(sign.isalnum() for sign in name):
        await saved_filters.save(reader.tx, reader.person, name, _query(wanted))
    return Goto(_address(wanted), "saved")


async def forget(reader: Reader) -> Answer:
    """`POST /desk/register/forget`: delete a list that was kept."""
    await saved_filters.delete(reader.tx, reader.person, reader.asked.typed("id"))
    return Goto("/register", "deleted")


# -- what is looked for --------------------------------------------------------------------------------------------


def _wanted(reader: Reader) -> tuple[Wanted, list[str]]:
    """From the address, or from the form that repeats it; and what of it cannot be used, in words. A choice that there
    is not is none.
    """
    asked = reader.asked.query or reader.asked.form
    refused: list[str] = []

    def several(name: str, known: Iterable[str]) -> list[str]:
        return [one for one in known if one in asked.get(name, ())]

    def first(name: str) -> str:
        return next(iter(asked.get(name, ())), "").strip()

    def day(name: str) -> date | None:
        try:
            return date.fromisoformat(first(name)) if first(name) else None
        except ValueError:
            refused.append(say("register.no_day"))
            return None

    sort = first("sort")
    found = Wanted(
        states=frozenset(Status(one) for one in several("state", Status)),
        colours=frozenset(several("view", COLOURS)),
        since=day("since"),
        until=day("until"),
        setting_id=first("setting")[:64],
        responsible_id=first("responsible")[:64],
        facets=(
            *((Facet.YEAR, one) for one in several("year", YEARS)[:1]),
            *((Facet.ACT, one) for one in several("act", ACTS)[:1]),
        ),
        places=tuple(one for one in asked.get("place", ()) if FINGERPRINT.fullmatch(one))[:MOST_PLACES],
        sort=Sort(sort) if sort in set(Sort) else Sort.NEWEST,
    )
    return found, refused


def _pairs(wanted: Wanted) -> Iterator[tuple[str, str]]:
    yield from (("state", state.value) for state in Status if state in wanted.states)
    yield from (("view", colour) for colour in COLOURS if colour in wanted.colours)
    yield from ((kind.value, value) for kind, value in wanted.facets)
    yield from (("place", one) for one in wanted.places)
    ones = {"since": wanted.since, "until": wanted.until, "setting": wanted.setting_id}
    ones |= {"responsible": wanted.responsible_id, "sort": wanted.sort if wanted.sort is not Sort.NEWEST else ""}
    yield from ((name, str(value)) for name, value in ones.items() if value)


def _query(wanted: Wanted) -> str:
    return urlencode(list(_pairs(wanted)))


def _address(wanted: Wanted) -> str:
    query = _query(wanted)
    return f"/register?{query}" if query else "/register"


# -- what is shown around it ---------------------------------------------------------------------------------------


async def _around(reader: Reader, wanted: Wanted) -> dict[str, Any]:
    """What the filters offer, and what they are set to."""
    return {
        "wanted": wanted,
        "chosen": dict(wanted.facets),
        "pairs": list(_pairs(wanted)),
        "query": _query(wanted),
        "choices": await register.choices(reader.tx, reader.person),
        "saved": await saved_filters.of(reader.tx, reader.person),
        "states": list(Status),
        "colours": COLOURS,
        "years": {year: year_in_words(year) for year in YEARS},
        "acts": {act: act_in_words(act) for act in ACTS},
        "sorts": list(Sort),
        "most": f"{register.MOST:,}",
    }


def year_in_words(year: str) -> str:
    """A year group: 'Year 9', 'Reception'."""
    return say("register.year", number=year) if year.isdecimal() else say(f"register.years.{year}")


def act_in_words(act: str) -> str:
    """A kind of behaviour, as the question about it calls it."""
    own = f"incident.questions.acts.choices.{act}"
    return say(own if has(own) else f"incident.questions.self_directed_how.choices.{act}")


def _cells(row: Row) -> list[str]:
    return [
        row.reference,
        say(f"view.colours.{row.colour}"),
        say(f"inbox.status.{row.status}"),
        moment_in_words(row.signed_at),
        row.from_name,
        row.setting_name,
        row.responsible_name,
    ]


PAGES = (
    Page("/register", SAFEGUARDING, listed, menu="register.menu"),
    Page("/register/child", SAFEGUARDING, of_child, changes=True),
    Page("/register/place", SAFEGUARDING, of_place, changes=True),
    Page("/register.csv", SAFEGUARDING, taken, changes=True),
    Page("/register/save", SAFEGUARDING, save, changes=True),
    Page("/register/forget", SAFEGUARDING, forget, changes=True),
)

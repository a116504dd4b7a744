"""The register: what each may read of what there is, found by what it is looked for, in order and in pages."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pytest

from storage import audit
from storage.administration import organisation
from storage.database.engine import Tx
from storage.people.people import Role
from storage.people.responsible import responsible_for
from storage.records import handovers, inbox, signing
from storage.records.register import facets, register, saved_filters
from storage.records.register.child_index import ChildPart
from storage.records.register.facets import ACTS, NURSERY, RECEPTION, Facet, year_group
from storage.records.register.register import A_PAGE, COLOURS, MOST, Sort, Wanted
from storage.records.register.saved_filters import TooManyFilters
from storage.records.signing import Record, Submission
from storage.records.tables import Status
from tests.storage.conftest import NOW, At, who


async def sign(tx: Tx, key: str, **parts: Any) -> Record:
    author = await who(tx, parts.get("author", "worker"))
    about_dsl = parts.get("about_dsl", False)
    (record,) = await signing.submit(
        tx,
        Submission(
            submission_key=key,
            author=author,
            setting_id=author.setting_id,
            responsible=await responsible_for(tx, author.setting_id, author_id=author.id, concern_about_dsl=about_dsl),
            children=[ChildPart("Child A", "Zed Inventedname", parts.get("born", "2013-05-04"))],
            content={
                "place": parts.get("place", "The yard"),
                "happened_on": parts.get("on", "2026-03-02"),
                "happened_at": parts.get("at", "not_known"),
            },
            view={"colour": parts.get("colour", "amber")},
            observations=dict.fromkeys(parts.get("acts", ()), "yes"),
            rules_version="1",
            rules_hash="0" * 64,
            signed_name="A Worker",
            concern_about_dsl=about_dsl,
        ),
    )
    return record


async def found(tx: Tx, login: str, page: int = 1, **wanted: Any) -> list[str]:
    listed = await register.listed(tx, await who(tx, login), Wanted(**wanted), page)
    return [row.reference for row in listed.rows]


def references(records: Sequence[Record]) -> list[str]:
    return [record.reference for record in records]


async def test_the_newest_come_first_the_oldest_or_the_most_serious(at: At) -> None:
    made = []
    for number, colour in enumerate(("green", "red", "amber", "red", "not_enough_information")):
        async with at(NOW + timedelta(hours=number)) as tx:
            made.append(await sign(tx, f"k{number}", colour=colour))
    async with at() as tx:
        assert await found(tx, "dsl") == references(made[::-1])
        assert await found(tx, "dsl", sort=Sort.OLDEST) == references(made)
        by_view = [made[3], made[1], made[2], made[4], made[0]]
        assert await found(tx, "dsl", sort=Sort.VIEW) == references(by_view)


async def test_it_is_found_by_state_view_days_setting_and_who_is_responsible(at: At) -> None:
    async with at() as tx:
        red, green = await sign(tx, "red", colour="red"), await sign(tx, "green", colour="green")
    async with at(NOW + timedelta(days=2)) as tx:
        later = await sign(tx, "later")
        dsl = await who(tx, "dsl")
        await inbox.read(tx, dsl, green.reference)
    async with at(NOW + timedelta(days=3)) as tx:
        assert await found(tx, "dsl", states=frozenset({Status.READ})) == [green.reference]
        assert await found(tx, "dsl", colours=frozenset({"red"})) == [red.reference]
        assert await found(tx, "dsl", since=date(2026, 3, 4)) == [later.reference]
        assert set(await found(tx, "dsl", until=date(2026, 3, 4))) == {red.reference, green.reference}
        assert await found(tx, "dsl", setting_id="demo-foster") == []
        assert len(await found(tx, "dsl", responsible_id=dsl.id)) == 3
        assert await found(tx, "dsl", responsible_id="demo-deputy") == []


async def test_it_is_found_by_what_is_sealed_and_none_of_it_stands_in_the_table(at: At) -> None:
    async with at() as tx:
        one = await sign(tx, "one", place="Behind the CANTEEN, by Zed’s locker", acts=["pornography", "attempted"])
        other = await sign(tx, "other", born="2016-08-31", acts=["pornography"])
        acts = [(Facet.ACT, "pornography")]
        assert set(await found(tx, "dsl", facets=tuple(acts))) == {one.reference, other.reference}
        assert await found(tx, "dsl", facets=(*acts, (Facet.ACT, "attempted"))) == [one.reference]
        assert await found(tx, "dsl", facets=((Facet.YEAR, "5"),)) == [other.reference]
        assert await found(tx, "dsl", facets=((Facet.YEAR, "8"),), places=()) == [one.reference]
        canteen = tuple(facets.token(tx, Facet.PLACE, word) for word in facets.place_words("canteen"))
        assert await found(tx, "dsl", places=canteen) == [one.reference]
        assert await found(tx, "dsl", places=(*canteen, facets.token(tx, Facet.PLACE, "yard"))) == []
        rows = str((await tx.connection.execute(facets.record_facets.select())).all())
        assert not [word for word in ("canteen", "zed", "pornography", "2013") if word in rows.casefold()]


@pytest.mark.parametrize("sort", Sort)
async def test_each_finds_what_they_may_read_and_no_more(at: At, sort: Sort) -> None:
    async with at() as tx:
        plain = await sign(tx, "plain")
        about_dsl = await sign(tx, "about the dsl", about_dsl=True)
        theirs = await sign(tx, "by the dsl", author="dsl")
        elsewhere = await sign(tx, "elsewhere", author="foster")
        await handovers.give(tx, await who(tx, "dsl"), plain.reference, "demo-foster", "moves")
        await organisation.set_roles(tx, "demo-head", "demo-school", [Role.HEAD])
        expected = {
            "dsl": {plain.reference},
            "deputy": {plain.reference, about_dsl.reference, theirs.reference},
            "foster_dsl": {plain.reference, elsewhere.reference},
            "head": set(),
            "service_dsl": set(),
        }
        for login, references_of in expected.items():
            assert set(await found(tx, login, sort=sort)) == references_of, login
            assert set(await found(tx, login, sort=sort, facets=((Facet.YEAR, "7"),))) <= references_of, login


async def test_a_head_finds_what_has_passed_to_them(at: At) -> None:
    async with at() as tx:
        await sign(tx, "plain")
        await organisation.set_roles(tx, "demo-deputy", "demo-school", [])
        about_dsl = await sign(tx, "about the dsl", about_dsl=True)
        assert await found(tx, "head") == [about_dsl.reference]


async def test_a_page_after_the_last_is_the_last_and_more_than_the_most_is_said(
    at: At, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with at() as tx:
        made = [await sign(tx, f"k{number}") for number in range(7)]
        monkeypatch.setattr(register, "A_PAGE", 3)
        dsl = await who(tx, "dsl")
        pages = [await register.listed(tx, dsl, Wanted(), page) for page in (1, 2, 3, 4, 0)]
        assert [len(page.rows) for page in pages] == [3, 3, 1, 1, 3]
        assert {row.reference for page in pages[:3] for row in page.rows} == set(references(made))
        assert (pages[0].count, pages[0].pages, pages[0].is_more) == (7, 3, False)
        monkeypatch.setattr(register, "MOST", 5)
        narrow = await register.listed(tx, dsl, Wanted(), 9)
        assert (narrow.count, narrow.pages, narrow.is_more, len(narrow.rows)) == (5, 2, True, 2)
        assert len(await register.whole(tx, dsl, Wanted())) == 5


async def test_looking_and_taking_it_away_stand_in_the_history(at: At) -> None:
    async with at() as tx:
        await sign(tx, "one")
        dsl = await who(tx, "dsl")
        await register.listed(tx, dsl, Wanted())
        await register.whole(tx, dsl, Wanted())
        entries = await audit.entries(tx, audit.of_person(dsl.id))
        assert [entry.action for entry in entries][-2:] == ["register_shown", "register_exported 1"]


async def test_rows_of_certain_records_are_those_that_may_be_read_in_their_order(at: At) -> None:
    async with at() as tx:
        one, two = await sign(tx, "one"), await sign(tx, "two")
        hidden = await sign(tx, "hidden", about_dsl=True)
        rows = await register.of_these(tx, await who(tx, "dsl"), [two.id, hidden.id, one.id, "none", two.id])
        assert [row.reference for row in rows] == [two.reference, one.reference]


async def test_kept_lists_are_ones_own(at: At, monkeypatch: pytest.MonkeyPatch) -> None:
    async with at() as tx:
        dsl, deputy = await who(tx, "dsl"), await who(tx, "deputy")
        await saved_filters.save(tx, dsl, "Red ones", "view=red")
        await saved_filters.save(tx, dsl, "Red ones", "view=red&state=signed")
        (kept,) = await saved_filters.of(tx, dsl)
        assert (kept.name, kept.query) == ("Red ones", "view=red&state=signed")
        assert await saved_filters.of(tx, deputy) == []
        await saved_filters.delete(tx, deputy, kept.id)
        assert len(await saved_filters.of(tx, dsl)) == 1
        monkeypatch.setattr(saved_filters, "MOST", 1)
        with pytest.raises(TooManyFilters):
            await saved_filters.save(tx, dsl, "Another", "")
        await saved_filters.delete(tx, dsl, kept.id)
        assert await saved_filters.of(tx, dsl) == []


@pytest.mark.parametrize(
    ("born", "on", "year"),
    [
        (date(2013, 8, 31), date(2026, 3, 2), "8"),
        (date(2013, 9, 1), date(2026, 3, 2), "7"),
        (date(2013, 9, 1), date(2026, 8, 31), "7"),
        (date(2013, 9, 1), date(2026, 9, 1), "8"),
        (date(2021, 9, 1), date(2026, 3, 2), NURSERY),
        (date(2021, 8, 31), date(2026, 3, 2), RECEPTION),
        (date(2025, 1, 1), date(2026, 3, 2), NURSERY),
        (date(1990, 1, 1), date(2026, 3, 2), "after_13"),
    ],
)
def test_a_year_group_is_by_the_first_of_september(born: date, on: date, year: str) -> None:
    assert year_group(born, on) == year


def test_kinds_of_behaviour_are_those_of_the_rules() -> None:
    from knowledge.observations import ACTS as of_the_rules

    assert of_the_rules == ACTS


def test_colours_are_those_of_a_view() -> None:
    from knowledge.view import Colour

    assert set(COLOURS) == {colour.value for colour in Colour}
    assert A_PAGE < MOST

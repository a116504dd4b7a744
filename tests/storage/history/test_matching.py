"""The same child in other records: found however the name is spelt, without opening a record."""

from datetime import timedelta
from types import SimpleNamespace
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage import audit
from storage.database.engine import Tx
from storage.history import matching
from storage.history.matching import By, Match, Sureness
from storage.names import phonetics
from storage.records.access import may_read
from storage.records.register.child_index import ChildPart, tokens
from storage.records.signing import Record
from tests.storage.conftest import NOW, At, who
from tests.storage.names import spelt
from tests.storage.names.test_folding import PLAIN, as_it_was
from tests.storage.records.test_records import submit
from tests.support.examples import examples

SURE, LIKELY, UNCERTAIN = Sureness.SURE, Sureness.LIKELY, Sureness.UNCERTAIN


async def about(tx: Tx, name: str, born: str = "", *, key: str = "", author: str = "worker") -> Record:
    (record,) = await submit(tx, author, key or f"{name}{born}", children=[ChildPart("Child A", name, born)])
    return record


async def found(tx: Tx, record: Record) -> list[Match]:
    return await matching.matches(tx, record.id, "Child A", may_read(await who(tx, "dsl")))


@pytest.mark.parametrize(
    ("first", "then", "sureness"),
    [
        (("Zed Inventedname", "2013-01-02"), ("Zed Inventedname", "2013-01-02"), SURE),
        (("Zed Inventedname", "2013-01-02"), ("inventedname, ZED", "2013-01-02"), SURE),
        (("Zed Inventedname", "2013-01-02"), ("Zed Inventedname", ""), LIKELY),
        (("Zed Inventedname", ""), ("Zéd Inventedname", ""), LIKELY),
        (("Zed Inventedname", "2013-01-02"), ("Zed Inventedname", "2013-02-01"), UNCERTAIN),
        (("Catherine Madeup", ""), ("Kathryn Madeupp", ""), UNCERTAIN),
        (("Catherine Madeup", "2013-01-02"), ("Kathryn Maydup", "2013-01-02"), UNCERTAIN),
        (("Zed Middle Inventedname", ""), ("Zed Inventedname", ""), UNCERTAIN),
        (("Z Inventedname", ""), ("Zed Inventedname", ""), UNCERTAIN),
        (("Zed", ""), ("Zed Inventedname", ""), UNCERTAIN),
        (("Zed Oldname", "2013-01-02"), ("Zed Newcalled", "2013-01-02"), UNCERTAIN),
        (("Zed Inventedname", ""), ("Quill Madeup", ""), None),
        (("Catherine Madeup", "2013-01-02"), ("Kathryn Madeup", "2011-12-30"), None),
        (("Zed Oldname", "2013-01-02"), ("Quill Newcalled", "2013-01-02"), None),
        (("", ""), ("", ""), None),
    ],
)
async def test_how_sure_a_match_is(
    at: At, first: tuple[str, str], then: tuple[str, str], sureness: Sureness | None
) -> None:
    async with at() as tx:
        earlier = await about(tx, *first, key="first")
        later = await about(tx, *then, key="then")
        matches = await found(tx, later)
        assert [(m.reference, m.sureness) for m in matches] == ([(earlier.reference, sureness)] if sureness else [])
        assert [m.sureness for m in await found(tx, earlier)] == ([sureness] if sureness else []), "both ways"


async def test_another_setting_is_not_searched_for_what_sounds_alike(at: At) -> None:
    async with at() as tx:
        await about(tx, "Catherine Madeup", author="foster")
        here = await about(tx, "Kathryn Madeup", key="here")
        assert await found(tx, here) == []


async def test_a_person_sees_matches_only_in_what_they_may_read(at: At) -> None:
    async with at() as tx:
        elsewhere = await about(tx, "Zed Inventedname", "2013-01-02", author="foster", key="elsewhere")
        here = await about(tx, "Zed Inventedname", "2013-01-02")
        assert await matching.matches(tx, here.id, "Child A", may_read(await who(tx, "dsl"))) == []
        seen = await matching.matches(tx, here.id, "Child A", may_read(await who(tx, "foster_dsl")))
    assert [m.reference for m in seen] == [elsewhere.reference]


async def test_a_child_who_was_targeted_before_is_found(at: At) -> None:
    async with at() as tx:
        await submit(tx, key="before")  # Billie Example is Child B there
        later = await about(tx, "Billie Example")
        assert [m.label for m in await found(tx, later)] == ["Child B"]


async def test_a_person_says_that_it_is_the_same_child_and_both_records_keep_it(at: At) -> None:
    async with at() as tx:
        earlier = await about(tx, "Catherine Madeup")
        later = await about(tx, "Kathryn Madeup")
        (match,) = await found(tx, later)
        await matching.confirm(tx, await who(tx, "dsl"), later.id, "Child A", match, is_same=True)
        assert [m.sureness for m in await found(tx, later)] == [SURE]
        assert [m.sureness for m in await found(tx, earlier)] == [SURE]
        for record in (earlier, later):
            assert (await audit.entries(tx, record.id))[-1].action == "same_child"
            assert await audit.verify(tx, record.id)


async def test_a_person_says_that_it_is_another_child_and_can_put_that_right(at: At) -> None:
    async with at() as tx:
        await about(tx, "Zed Inventedname", key="1")
        later = await about(tx, "Zed Inventedname", key="2")
        (match,) = await found(tx, later)
        dsl = await who(tx, "dsl")
        await matching.confirm(tx, dsl, later.id, "Child A", match, is_same=False)
        assert await found(tx, later) == []
        await matching.confirm(tx, dsl, later.id, "Child A", match, is_same=True)
        assert [m.sureness for m in await found(tx, later)] == [SURE]


async def test_search_finds_what_may_be_read_and_nothing_else(at: At) -> None:
    async with at() as tx:
        here = await about(tx, "Zed Inventedname", "2013-01-02")
        await about(tx, "Zed Inventedname", "2013-01-02", author="foster", key="elsewhere")
        assert [m.reference for m in (await matching.find(tx, await who(tx, "dsl"), "zed inventedname")).matches] == [
            here.reference
        ]
        assert [m.reference for m in (await matching.find(tx, await who(tx, "dsl"), "Zedd Inventedname")).matches] == [
            here.reference
        ]
        assert (await matching.find(tx, await who(tx, "worker"), "Zed Inventedname")).matches == []
        assert (await matching.find(tx, await who(tx, "admin"), "Zed Inventedname")).matches == []


@pytest.mark.parametrize(
    ("typed", "by"),
    [
        ("Inventedname", By.PART),
        ("inventidname", By.PART),
        ("Zed", By.PART),
        ("Zed Inventdname", By.SLIP),
        ("Zed Inventedanme", By.SLIP),
        ("Zeb Inventedname", By.SLIP),
        ("Inventdename", By.SLIP),
        ("Ben Inventedname", None),
        ("Quill Inventdname", None),
        ("Zed Sandlight", None),
        ("Bo", None),
        ("王小明", None),
        ("", None),
    ],
)
async def test_a_surname_alone_and_a_slip_find_a_child_and_say_so(at: At, typed: str, by: By | None) -> None:
    async with at() as tx:
        here = await about(tx, "Zed Inventedname", "2013-01-02")
        await about(tx, "Zed Inventedname", "2013-01-02", author="foster", key="elsewhere")
        found = await matching.find(tx, await who(tx, "dsl"), typed)
        assert [(m.reference, m.sureness) for m in found.matches] == ([(here.reference, UNCERTAIN)] if by else [])
        assert by in (None, found.by)
        other_day = await matching.find(tx, await who(tx, "dsl"), typed, "2012-12-30")
        assert other_day.matches == [], "two dates of birth are two children"


@examples(40, 2_000)
@given(st.text("abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=12), st.data())
def test_one_slip_of_the_hand_is_near(part: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(part) - 1))
    letter = data.draw(st.sampled_from("abcxyz"))
    for slip in (part[:at] + part[at + 1 :], part[:at] + letter + part[at:], part[:at] + letter + part[at + 1 :]):
        assert not slip or phonetics.key(slip) in phonetics.near(part)
    assert phonetics.key(part) in phonetics.near(part)


async def test_the_same_day_finds_what_may_be_the_same_incident_for_who_may_know_of_it(at: At) -> None:
    async with at() as tx:
        await about(tx, "Zed Inventedname", author="foster", key="elsewhere")
    async with at(NOW - timedelta(days=1)) as tx:
        await about(tx, "Zed Inventedname", key="yesterday")
    async with at() as tx:
        first = await about(tx, "Zed Inventedname", key="first")
        dsl = await who(tx, "dsl")
        assert await matching.same_day(tx, first, dsl) == []
        second = await about(tx, "Zedd Inventedname", key="today")
        await about(tx, "Quill Madeup", key="another child")
        assert [m.reference for m in await matching.same_day(tx, first, dsl)] == [second.reference]
        assert [m.reference for m in await matching.same_day(tx, second, dsl)] == [first.reference]
        assert await matching.same_day(tx, first, await who(tx, "foster_dsl")) == []
        assert await matching.same_day(tx, first, await who(tx, "worker2")) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [("catherine", "kathryn"), ("smith", "smyth"), ("jon", "john"), ("stephen", "steven"), ("sean", "shaun"),
     ("mohammed", "mohamed"), ("philip", "filip"), ("geoffrey", "jeffrey"), ("knight", "nite")],
)  # fmt: skip
def test_names_said_alike_sound_alike(one: str, other: str) -> None:
    assert phonetics.key(one) == phonetics.key(other)


@pytest.mark.parametrize(("one", "other"), [("zed", "quill"), ("robin", "morgan"), ("anna", "hannah")])
def test_names_said_otherwise_mostly_do_not(one: str, other: str) -> None:
    assert phonetics.key(one) != phonetics.key(other)


def test_nothing_sounds_like_nothing() -> None:
    assert phonetics.key("") == ""


@pytest.mark.parametrize(
    ("first", "then", "sureness"),
    [
        ("Łukasz Madeup", "Lukasz Madeup", SURE),
        ("Søren Madeup", "SOREN MADEUP", SURE),
        ("Yıldız Madeup", "Yildiz Madeup", SURE),
        ("Zed O’Madeup", "Zed O'Madeup", SURE),
        ("Zed Oʼmadeup", "Zed O Madeup", SURE),
        ("Anne-Marie Madeup", "Annemarie Madeup", SURE),
        ("Zed Made\u200bup", "Zed Madeup", SURE),
        ("Anne-Marie Madeup-Pretend", "Anne Madeup", UNCERTAIN),
        ("Katherine Madeup", "Catherine Madeup", UNCERTAIN),
        ("Katherine Madeup", "Kate Madeup", UNCERTAIN),
        ("Elizabeth Madeup", "Liz Madeup", UNCERTAIN),
        ("Robert Madeup", "Bob Madeup", UNCERTAIN),
        ("أحمد علی", "احمد علي", SURE),
        ("Ёлкина Анна", "Елкина Анна", SURE),
        ("王小明", "王小明", SURE),
        ("மீனா குமார்", "மீனா குமார்", SURE),
    ],
)
async def test_a_name_is_found_however_it_is_typed(at: At, first: str, then: str, sureness: Sureness) -> None:
    async with at() as tx:
        earlier = await about(tx, first, "2013-01-02", key="first")
        later = await about(tx, then, "2013-01-02", key="then")
        assert [(m.reference, m.sureness) for m in await found(tx, later)] == [(earlier.reference, sureness)]
        assert [m.sureness for m in await found(tx, earlier)] == [sureness], "both ways"


OTHER_SCRIPTS = ("أحمد علي", "محمد حسن", "Анна Елкина", "Пётр Иванов", "王小明", "李 伟", "மீனா குமார்", "மோனா குமார்",
                 "नीता शर्मा", "נועה כהן", "Νίκος Παππάς", "김민수", "ஆ", "Ян")  # fmt: skip


async def test_in_other_scripts_not_every_name_sounds_like_every_other(at: At) -> None:
    async with at() as tx:
        made = [await about(tx, name, key=name) for name in OTHER_SCRIPTS]
        for one in made:
            assert await found(tx, one) == []


@given(st.data())
@examples(100, 2000)
def test_every_spelling_of_a_name_shares_a_fingerprint(data: st.DataObject) -> None:
    name = data.draw(spelt.names)
    other = data.draw(spelt.typed(name))
    assert names_in(name) & names_in(other)


def names_in(name: str) -> set[tuple[str, str]]:
    return {one for one in plainly(ChildPart("Child A", name, "2013-01-02")) if one[0] == "name_born"}


def plainly(child: ChildPart) -> list[tuple[str, str]]:
    """The fingerprints of a child before they are made unreadable."""
    vault = SimpleNamespace(blind=lambda text: text)
    return tokens(cast(Tx, SimpleNamespace(vault=vault)), child, "demo-school")


def as_they_were(name: str, born: str) -> set[tuple[str, str]]:
    """What older records are found by, as it was made when they were signed."""
    whole = as_it_was(name)
    if not whole:
        return set()
    last_name, comma, first_name = name.partition(",")
    in_order = [
        plain for part in (f"{first_name} {last_name}" if comma else name).split() for plain in as_it_was(part).split()
    ]
    first, last = in_order[0], in_order[-1] if " " in whole else ""
    kept = {("name", f"name:{whole}"),
            ("first" if last else "sole", f"first:demo-school:{phonetics.key(first)}"),
            }  # fmt: skip
    if born:
        kept |= {("name_born", f"name_born:{whole}:{born}"), ("born", f"born:demo-school:{born}"),
                 ("initial_born", f"initial_born:demo-school:{first[0]}:{born}")}  # fmt: skip
    if last:
        short = "initial" if len(first) == 1 else "initial_last"
        ends = "/".join(sorted((phonetics.key(first), phonetics.key(last))))
        kept |= {("ends", f"ends:demo-school:{ends}"), (short, f"initial:demo-school:{first[0]}:{phonetics.key(last)}")}
    return kept


@given(st.text(PLAIN + "  -'’,", min_size=1, max_size=30))
def test_plain_latin_names_keep_all_that_older_records_are_found_by(name: str) -> None:
    assert as_they_were(name, "2013-01-02") <= set(plainly(ChildPart("Child A", name, "2013-01-02")))

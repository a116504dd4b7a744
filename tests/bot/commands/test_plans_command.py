"""`waymark plans`: the documents of a safety plan, each in its history; and nothing of one child in another's."""

import io
import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from bot.exports import plan as exports
from dialogs.plans.safety.prefill import row
from knowledge.safety_plan import parts_for
from storage.database.engine import Tx
from storage.documents import printed
from storage.plans import access, behaviour, reviewing, sheets, writing
from storage.plans.behaviour import Behaviour
from storage.plans.plan import Agreement, Agrees, Content, Side, StaffGroup, of_group
from storage.plans.reviewing import Said
from tests.bot.office import Office
from tests.storage.conftest import NOW, who
from tests.storage.documents.examples import html_text
from tests.storage.records.test_records import submit
from tests.support.examples import examples

WORD = st.text("bcdfghjkmnpqrtvwxz", min_size=7, max_size=9)
"""Words that stand in no document by themselves, and are nobody's name."""


async def written(tx: Tx, record_id: str, label: str, side: Side, planted: str) -> str:
    """A plan in force, reviewed, with a sheet out, and a word of its own in every place; its reference."""
    dsl, parts = await who(tx, "dsl"), [part.id for part in parts_for(side)]
    rows = {part: row(part, f"{planted}{part.replace('_', '')}", "the tutor") for part in parts}
    plan = await writing.begin(tx, dsl, record_id, label, side, Content(rows))
    says = Agreement(Agrees.IN_PART, f"{planted}parents", Agrees.AGREES, f"{planted}child", f"{planted}held", "Jo")
    plan = await writing.agree(tx, dsl, plan.reference, says, NOW.date(), seen=1)
    said = Said(f"{planted}there", f"{planted}works", Agrees.AGREES, f"{planted}later", f"{planted}own", "Jo")
    await reviewing.review(tx, dsl, plan.reference, NOW.date(), said, None, seen=2)
    await sheets.give(tx, dsl, plan.reference, StaffGroup.LUNCH, await who(tx, "worker2"))
    if side is Side.DISPLAYED:
        words = {name: f"{planted}{name}" for name in ("when", "instead", "stop")}
        counted = Behaviour(("too_close",), words, words, words, f"{planted}counted", 2, True, True)
        await behaviour.keep(tx, dsl, plan.reference, counted, ["demo-worker2"], seen=0)
        await behaviour.tally(tx, await who(tx, "worker2"), 3)
    return plan.reference


class Undone(Exception):
    """Nothing of it is kept, so that the next example finds the same."""


async def two(tx: Tx, first: str, second: str) -> list[str]:
    """A plan for each child of one record."""
    (record,) = await submit(tx)
    targeted = next(str(one["label"]) for one in record.children if not one["displayed"])
    return [
        await written(tx, record.id, record.child_label, Side.DISPLAYED, first),
        await written(tx, record.id, targeted, Side.TARGETED, second),
    ]


async def every_document(tx: Tx, reference: str) -> str:
    """All that is made of a plan, as one text."""
    plan = await access.look(tx, await who(tx, "dsl"), reference)
    made = [json.dumps(await exports.everything(tx, plan))]
    whats = [("plan", ""), ("family", "")]
    whats += [("sheet", str(group)) for group in StaffGroup if of_group(plan.version.content, group)]
    whats += [("behaviour", "")] if plan.side is Side.DISPLAYED else []
    for what, group in whats:
        made.append(html_text(printed(await exports.form(tx, plan, what, group), "html").decode()))
    mine = [one for one in await sheets.mine(tx, await who(tx, "worker2")) if one.reference == reference]
    return "\n".join([*made, repr(mine)])


def test_nothing_of_one_child_is_in_any_document_of_another(office: Office) -> None:
    @examples(3, 100)
    @given(WORD, WORD)
    def no_words_cross(first: str, second: str) -> None:
        made: list[str] = []

        async def look(tx: Tx) -> None:
            made.extend([await every_document(tx, one) for one in await two(tx, first, second)])
            raise Undone

        with pytest.raises(Undone):
            office.changes(look, NOW)
        a, b = made
        assert first in a
        assert second in b
        assert first == second or (second not in a and first not in b)
        assert "Billie" not in a
        assert "Alex" not in b

    no_words_cross()


def test_the_lunch_sheet_holds_break_rows_and_no_word_of_what_happened(office: Office, tmp_path: Path) -> None:
    first, _ = office.changes(lambda tx: two(tx, "plantedone", "plantedtwo"), NOW)
    sheet = html_text(office.says(f"plans export {first} --as dsl --what sheet --group lunch").out)
    assert "plantedonebreaks" in sheet
    assert sheet.count("plantedone") == 1
    for word in ("behind the hall", "their own words", "harm", "protection", "WM-"):
        assert word not in sheet
    assert "Signed:" in sheet
    said = office.says(f"plans export {first} --as dsl --what sheet --group gardeners")
    assert (said.code, said.out) == (2, "")
    assert "gardeners" in said.err
    assert "lunch" in said.err
    file = tmp_path / "plan.pdf"
    assert office.says(f"plans export {first} --as dsl --pdf --out {file}").code == 0
    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(file.read_bytes())).pages)
    assert "plantedonetransport" in text.replace("\n", "")
    history = office.says(f"plans history {first}").out
    assert history.count("exported") == 2
    assert "plantedone" not in history


def test_the_family_sees_their_copy_without_what_is_for_other_children(office: Office) -> None:
    first, _ = office.changes(lambda tx: two(tx, "plantedone", "plantedtwo"), NOW)
    family = html_text(office.says(f"plans export {first} --as dsl --what family").out)
    assert "plantedoneparents" in family
    assert "plantedoneotherchildren" not in family
    assert "Child B" not in family


def test_the_weeks_are_drawn_with_their_median(office: Office) -> None:
    async def weeks(tx: Tx) -> str:
        first, _ = await two(tx, "plantedone", "plantedtwo")
        later = replace(tx, now=NOW + timedelta(days=14))
        await behaviour.tally(later, await who(tx, "worker2"), 5)
        form = await exports.form(later, await access.look(later, await who(tx, "dsl"), first), "behaviour")
        run = next(section.run for section in form.sections if section.run)
        assert [point.number for point in run.points] == ["3", "", "5"]
        assert run.start == 0
        assert run.middle == pytest.approx(0.8)
        return printed(form, "html").decode()

    assert "not counted" in office.changes(weeks, NOW)


def test_what_is_held_about_a_child_names_their_own_plan(office: Office) -> None:
    first, second = office.changes(lambda tx: two(tx, "plantedone", "plantedtwo"), NOW)
    held = office.says("records about --as dsl", typed="Alex Demo-Smith\n\n").out
    assert first in held
    assert second not in held

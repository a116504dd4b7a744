"""Whatever is written in one child's intervention plan stands in no plan, sheet or export of another child's."""

import asyncio
import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.exports import intervention, plan
from storage.administration.demo_cases import casework
from storage.administration.demo_cases import plans as safety
from storage.casework import assessments, cases
from storage.database.engine import Database, Tx
from storage.database.vault import Vault
from storage.people import people
from storage.plans import access, sheets
from storage.plans.intervention import actions
from storage.plans.intervention import plan as plans
from storage.plans.intervention.actions import NewAction
from storage.plans.intervention.content import PARTS
from storage.plans.intervention.plan import Plan
from tests.conversation import TUESDAY, demo_runtime
from tests.support.databases import Files, Filling
from tests.support.examples import examples

PLANTED = "Plantedword{number}"
PLACES = ("change", "know", "what", "who", *(part for part in PARTS if part not in ("family_work", "high_risk")))
"""Where somebody writes in their own words."""


async def with_two_cases(database: Database) -> None:
    """The demo's assessments: two of them, of two children, have a plan; and there is a safety plan of a third."""
    await demo_runtime(database, TUESDAY)
    async with database.transaction(TUESDAY) as tx:
        await casework.fill(tx)
        await safety.fill(tx)
        for login in ("social_worker", "yj"):
            by = await people.get(tx, f"demo-{login}")
            (first, *_) = await assessments.of_person(tx, by)
            made = await plans.make(tx, by, await cases.get(tx, first.case_id), "child_in_need", by.id)
            await plans.save(tx, by, made, made.version, made.content.with_need("family", "Evenings are calm", "Diary"))


async def planted(tx: Tx, words: Mapping[str, str]) -> None:
    """Into the plan that the social worker leads, at these places."""
    by = await people.get(tx, "demo-social_worker")
    (one,) = await plans.of_person(tx, by)
    content = one.content.with_parts(words).with_need("family", words.get("change", "x y z"), words.get("know", "x y"))
    one = await plans.save(tx, by, one, one.version, content)
    what, who = words.get("what", "A weekly talk"), words.get("who", "the mentor")
    new = NewAction(1, "school_programme", "life_space", "constructive", "school", what, who, statutory=False)
    await actions.add(tx, by, one, new)


async def everything_of_others(tx: Tx) -> str:
    """Every document of the other child's plan, and every one, and every sheet, of a third child's safety plan."""
    (other,) = await plans.of_person(tx, await people.get(tx, "demo-yj"))
    texts = [await _documents(tx, other)]
    lead = await people.get(tx, "demo-foster_dsl")
    for row in await access.rows_for(tx, lead):
        whole = await access.look(tx, lead, row.reference)
        texts += [str(await plan.form(tx, whole, what)) for what in ("plan", "family")]
        texts.append(str(await plan.everything(tx, whole)))
    texts += [str(sheet) for sheet in await sheets.mine(tx, await people.get(tx, "demo-foster"))]
    return "\n".join(texts)


async def _documents(tx: Tx, one: Plan) -> str:
    forms = [await intervention.form(tx, one, what) for what in ("page", "family")]
    forms.append(await intervention.diary(tx, one))
    return "\n".join([*map(str, forms), str(await intervention.everything(tx, one))])


@pytest.fixture(scope="module")
def template(sqlite_files: Files, key: str) -> Path:
    return sqlite_files.template(Filling(with_two_cases, key))


@given(st.sets(st.sampled_from(PLACES), min_size=1))
@examples(6, 200)
def test_no_planted_word_of_one_child_is_in_anything_of_another(
    template: Path, key: str, tmp_path_factory: pytest.TempPathFactory, places: set[str]
) -> None:
    words = {place: PLANTED.format(number=number) for number, place in enumerate(sorted(places))}
    file = shutil.copy(template, tmp_path_factory.mktemp("planted") / "waymark.db")

    async def look() -> tuple[str, str]:
        database = Database(f"sqlite:///{file}", Vault([key]))
        async with database.transaction(TUESDAY) as tx:
            await planted(tx, words)
            (own,) = await plans.of_person(tx, await people.get(tx, "demo-social_worker"))
            found = await _documents(tx, own), await everything_of_others(tx)
        await database.close()
        return found

    own, others = asyncio.run(look())
    assert all(word in own for word in words.values()), "it is there, in the plan where it was written"
    assert not [word for word in words.values() if word in others]

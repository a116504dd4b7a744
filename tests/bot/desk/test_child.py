"""One child in several records: in order, with what they show together, and with the answer to 'the same child?'."""

import re

import pytest
from aiohttp.test_utils import TestServer

from bot.runtime import Runtime
from dialogs.words import say
from storage import audit
from storage.people import people
from storage.records import signing
from storage.records.register.child_index import ChildPart
from storage.records.signing import Submission
from tests.bot.desk.visitor import Visitor


async def another(runtime: Runtime, name: str, born: str, key: str = "another") -> str:
    """The reference of a further record of the school, about a child of that name."""
    async with runtime.database.transaction(runtime.clock()) as tx:
        worker, dsl = await people.get(tx, "demo-worker"), await people.get(tx, "demo-dsl")
        (made,) = await signing.submit(
            tx,
            Submission(
                submission_key=key,
                author=worker,
                setting_id=worker.setting_id,
                responsible=dsl,
                children=[ChildPart("Child A", name, born)],
                content={"happened_on": "2026-09-01", "setting_name": "Demo", "place": "The yard"},
                view={"colour": "red", "reasons": []},
                observations={},
                rules_version="1",
                rules_hash="0" * 64,
                signed_name="A Worker",
            ),
        )
        return made.reference


async def child_of(runtime: Runtime, reference: str) -> tuple[str, str]:
    """Name and date of birth of the child a record is about."""
    async with runtime.database.transaction(runtime.clock()) as tx:
        record = await signing.by_reference(tx, reference)
    child = next(one for one in record.children if one["label"] == record.child_label)
    return str(child["name"]), str(child["date_of_birth"])


async def test_the_records_of_one_child_stand_in_order_and_name_what_they_show(
    runtime: Runtime, dsl: Visitor, reference: str
) -> None:
    name, born = await child_of(runtime, reference)
    before = await another(runtime, name, born)
    await dsl.opens(f"/record/{reference}/child/A")
    assert name in dsl.text
    assert dsl.text.index(before) < dsl.text.rindex(reference)
    assert say("timeline.patterns.repeated") in dsl.text
    assert "<svg" in dsl.text
    (title,) = re.findall("<title>(.*?)</title>", dsl.text)
    assert name not in title
    assert reference not in title
    async with runtime.database.transaction(runtime.clock()) as tx:
        record = await signing.by_reference(tx, before)
        read = [entry.action for entry in await audit.entries(tx, record.id) if entry.person_id == "demo-dsl"]
    assert audit.AuditAction.READ_IN_STORY in read


async def test_other_children_have_letters(runtime: Runtime, dsl: Visitor, reference: str) -> None:
    async with runtime.database.transaction(runtime.clock()) as tx:
        record = await signing.by_reference(tx, reference)
    others = [str(child["name"]) for child in record.children if child["label"] != record.child_label]
    await dsl.opens(f"/record/{reference}/child/A")
    assert not [name for name in others if name and name in dsl.text]


@pytest.mark.parametrize(("same", "done"), [("yes", "kept_same"), ("no", "kept_another")])
async def test_a_person_says_whether_it_is_the_same_child(runtime: Runtime, dsl: Visitor, same: str, done: str) -> None:
    reference = await another(runtime, "Yan Madeupson", "2012-05-04", "one")
    other = await another(runtime, "Yan Madeupson", "2012-05-14", "other")
    await dsl.opens(f"/record/{reference}/child/A")
    assert say("child.same_of", reference=other) in dsl.text
    await dsl.sends(f"/record/{reference}/same-child", other=other, same=same)
    assert f"done={done}" in dsl.goes_to or "done=now_higher" in dsl.goes_to
    await dsl.opens(f"/record/{reference}/child/A")
    assert say("child.same_of", reference=other) not in dsl.text
    assert (other in dsl.text) == (same == "yes")
    await dsl.sends(f"/record/{reference}/same-child", other=other, same="yes")
    assert "done=answered_meanwhile" in dsl.goes_to


@pytest.mark.parametrize("letter", ["Z", "AA", "%20", "..%2f"])
async def test_a_child_that_is_not_there_is_no_page(dsl: Visitor, reference: str, letter: str) -> None:
    await dsl.opens(f"/record/{reference}/child/{letter}")
    assert dsl.status == 404


async def test_whoever_may_not_read_it_has_no_such_page(server: TestServer, reference: str) -> None:
    foster = await (await Visitor(server).signs_in("foster_dsl")).opens(f"/record/{reference}/child/A")
    assert foster.status == 404

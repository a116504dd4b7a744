"""From the last question to the DSL's desk: names in a form, the read-back, signing, and who may see what."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from bot.runtime import Runtime
from storage import audit
from storage.administration import organisation
from storage.database.engine import Database
from storage.documents.record_content import check
from storage.people import people
from storage.queues import outbox
from storage.records import inbox as records_inbox
from storage.records import signing
from tests.conversation import SCHOOL_CASE, TUESDAY, Conversation, at, demo_runtime, someone
from tests.storage.documents.examples import as_html
from tests.support.databases import on_both

NAMES = ("Zed Inventedname", "Quill Madeup")


async def signed(worker: Conversation, **changed: Any) -> str:
    """Play the school case to the end; the reference."""
    await worker.says("report")
    await worker.answers(SCHOOL_CASE, **changed)
    return worker.last("record.signed").text.split("Reference: ")[1].split(".")[0].split(",")[0]


async def with_a_record(database: Database) -> None:
    """The demo organisation, and in it the school case, told and signed."""
    await signed(await someone(await demo_runtime(database)))


async def test_names_are_asked_last_in_a_form_and_never_echoed(worker: Conversation) -> None:
    await signed(worker)
    said_by_waymark = "\n".join(line for line in worker.heard if line.startswith("Waymark"))
    assert not [name for name in NAMES if name in said_by_waymark]
    assert "names and dates of birth: given (not shown here)" in said_by_waymark


async def test_the_form_says_one_of_several_only_where_there_are_several(worker: Conversation) -> None:
    await worker.says("report")
    await worker.answers(SCHOOL_CASE, until="identity", displayed_ages="14, 13")
    dialog = worker.replies[-1].dialog
    assert dialog is not None
    several = {field.name for field in dialog.fields if field.label.startswith("Child ")}
    assert several == {f"displayed_{n}_{part}" for n in (1, 2) for part in ("name", "born")}


async def test_a_name_typed_in_the_chat_instead_is_refused(worker: Conversation) -> None:
    await worker.says("report")
    await worker.answers(SCHOOL_CASE, until="identity")
    await worker.says("Zed Inventedname")
    assert worker.keys[0] == "refusals.form_only"
    assert "Zed" not in worker.text
    assert worker.replies[-1].dialog is not None, "the form is there again"


@pytest.mark.parametrize(
    ("values", "refusal"),
    [
        ({"displayed_1_name": "", "targeted_1_name": "Quill Madeup"}, "name_missing"),
        ({"displayed_1_name": "Zed", "targeted_1_name": "Q" * 200}, "name_too_long"),
        ({"displayed_1_name": "Zed", "displayed_1_born": "next year", "targeted_1_name": "Quill"}, "born_wrong"),
        ({"displayed_1_name": "Zed", "displayed_1_born": "2099-01-01", "targeted_1_name": "Quill"}, "born_wrong"),
        ({"displayed_1_name": "Zed", "displayed_1_born": "2019-01-01", "targeted_1_name": "Q"}, "born_does_not_fit"),
    ],
)
async def test_the_form_says_what_is_wrong_without_repeating_it(
    worker: Conversation, values: dict[str, str], refusal: str
) -> None:
    await worker.says("report")
    await worker.answers(SCHOOL_CASE, until="identity")
    await worker.sends(values)
    assert worker.keys[0] == f"refusals.{refusal}"
    assert "Zed" not in worker.text
    assert worker.asked == "identity"


async def test_signing_makes_one_record_and_one_content_free_notification(runtime: Runtime, reference: str) -> None:
    async with runtime.database.transaction(TUESDAY) as tx:
        record = await signing.by_reference(tx, reference)
        messages = await outbox.waiting_for(tx, "demo-dsl")
        assert await audit.verify(tx, record.id)
    assert [m.key for m in messages] == ["record_arrived"]
    assert not [name for name in NAMES if name in str(messages)]
    assert record.content["child_name"] == "Zed Inventedname"
    assert record.content["happened_on"] == "2026-11-16"
    assert record.content["behaviour_words"] == SCHOOL_CASE["what_happened"]
    assert record.content["child_label"] == "Child A"
    assert record.content["ages"] == ["Child A: 14 (displayed the behaviour)", "Child B: 14 (the other child)"]
    assert record.view["colour"] == "amber"
    assert record.signed_name == "Robin Ashdown"


async def test_the_content_is_what_the_form_prints(runtime: Runtime, reference: str) -> None:
    async with runtime.database.transaction(TUESDAY) as tx:
        record = await signing.by_reference(tx, reference)
    check(record.content)
    page = as_html(record.content)
    assert "Zed Inventedname" in page
    assert "Quill Madeup" not in page, "another child has no name on this child's form"
    assert "Not all the children chose to take part" in page


async def test_one_record_for_each_child_who_displayed_the_behaviour(runtime: Runtime, worker: Conversation) -> None:
    both = {"displayed_1_name": "Zed Inventedname", "displayed_2_name": "Yan Inventedname", "targeted_1_name": "Quill"}
    await signed(worker, displayed_ages="14, 13", identity=both)
    async with runtime.database.transaction(TUESDAY) as tx:
        rows = await records_inbox.sent_by(tx, worker.person)
        made = [await signing.by_reference(tx, row.reference) for row in rows]
        messages = await outbox.waiting_for(tx, "demo-dsl")
    assert {record.content["child_name"] for record in made} == {"Zed Inventedname", "Yan Inventedname"}
    assert len(messages) == 1, "one notification for both"
    for record in made:
        others = {"Zed Inventedname", "Yan Inventedname"} - {record.content["child_name"]}
        assert not [name for name in others if name in as_html(record.content)]


@on_both
async def test_two_records_of_one_incident_stand_together_in_the_inbox(
    runtime: Runtime, worker: Conversation, dsl: Conversation
) -> None:
    both = {"displayed_1_name": "Zed Inventedname", "displayed_2_name": "Yan Inventedname", "targeted_1_name": "Quill"}
    await signed(worker, displayed_ages="14, 13", identity=both)
    await dsl.says("inbox")
    first, second = (line for line in dsl.reply("inbox.list").text.splitlines() if line.startswith("•"))
    here, there = (line.partition("WM-")[2][:7] for line in (first, second))
    assert f"One incident with WM-{there}" in first
    assert f"One incident with WM-{here}" in second
    await dsl.says(f"read WM-{here} before")
    assert f"WM-{there} is the record of another child" in dsl.text


async def test_signing_again_sends_nothing_twice(runtime: Runtime, worker: Conversation) -> None:
    await worker.says("report")
    await worker.answers(SCHOOL_CASE, until="signature")
    await worker.sends(SCHOOL_CASE["signature"], id="same")
    first = worker.text
    await worker.sends(SCHOOL_CASE["signature"], id="same")
    assert worker.text == first
    await worker.sends(SCHOOL_CASE["signature"], id="pressed again")
    assert worker.keys == ["menu.stale_nothing_open"]
    async with runtime.database.transaction(TUESDAY) as tx:
        assert len(await records_inbox.sent_by(tx, worker.person)) == 1


async def test_an_answer_changed_at_the_read_back_is_what_is_signed(runtime: Runtime, worker: Conversation) -> None:
    await worker.says("report")
    await worker.answers(SCHOOL_CASE, until="signature")
    await worker.says("change place")
    await worker.says("The dining hall; one kitchen assistant.")
    assert worker.keys[-2:] == ["record.read_back", "incident.questions.signature.ask"]
    await worker.sends(SCHOOL_CASE["signature"])
    async with runtime.database.transaction(TUESDAY) as tx:
        (row,) = await records_inbox.sent_by(tx, worker.person)
        record = await signing.by_reference(tx, row.reference)
    assert record.content["place"] == "The dining hall; one kitchen assistant."


async def test_a_change_that_changes_the_view_shows_it_again(worker: Conversation) -> None:
    await worker.says("report")
    await worker.answers(SCHOOL_CASE, until="signature")
    await worker.says("change how it came about")
    await worker.says("4")
    assert "view.changed" in worker.keys
    assert "view.lead.red" in worker.keys
    assert worker.asked == "told_them"


async def test_a_red_view_that_was_changed_away_is_on_the_record(runtime: Runtime, worker: Conversation) -> None:
    await worker.says("report")
    await worker.answers(SCHOOL_CASE, until="told_them", context="4")
    assert "view.lead.red" in worker.keys
    await worker.says("change how it came about")
    await worker.says("none")
    await worker.answers(SCHOOL_CASE)
    async with runtime.database.transaction(TUESDAY) as tx:
        (row,) = await records_inbox.sent_by(tx, worker.person)
        record = await signing.by_reference(tx, row.reference)
    assert record.view["colour"] == "amber"
    assert "A red view was shown on Tuesday 17 November 2026 at 15:30" in record.content["earlier_view"]


async def test_a_worker_who_disagrees_says_why_and_both_are_kept(runtime: Runtime, worker: Conversation) -> None:
    reference = await signed(
        worker, view_opinion="I see it differently", own_view="red", own_view_reason="It feels planned to me."
    )
    async with runtime.database.transaction(TUESDAY) as tx:
        record = await signing.by_reference(tx, reference)
    assert record.view["colour"] == "amber"
    assert record.content["disagreement"] == "The person who signed sees it as Red: It feels planned to me."


async def test_an_answer_that_no_longer_holds_is_asked_again_before_signing(
    runtime: Runtime, worker: Conversation
) -> None:
    await worker.says("report")
    await worker.answers(SCHOOL_CASE, until="signature")
    at(runtime, TUESDAY + timedelta(days=365 * 19))
    await worker.sends(SCHOOL_CASE["signature"])
    assert "record.check_again" in worker.keys
    assert worker.asked == "noticed_on"


async def test_with_nobody_responsible_nothing_is_sent_and_nothing_is_lost(
    runtime: Runtime, worker: Conversation
) -> None:
    async with runtime.database.transaction(TUESDAY) as tx:
        for login in ("dsl", "deputy", "head"):
            await organisation.set_roles(tx, f"demo-{login}", "demo-school", [])
    await worker.says("report")
    await worker.answers(SCHOOL_CASE, until="signature")
    await worker.sends(SCHOOL_CASE["signature"])
    assert worker.keys == ["record.no_one_responsible"]
    async with runtime.database.transaction(TUESDAY) as tx:
        await organisation.set_roles(tx, "demo-deputy", "demo-school", [people.Role.DEPUTY])
    await worker.says("carry on")
    await worker.sends(SCHOOL_CASE["signature"])
    assert "record.signed" in worker.keys


# -- the DSL ---------------------------------------------------------------------------------------------------------


async def test_the_dsl_reads_it_and_the_worker_sees_received_then_read(
    worker: Conversation, dsl: Conversation, reference: str
) -> None:
    await dsl.says("inbox")
    inbox = dsl.reply("inbox.list")
    assert reference in inbox.text
    assert not [name for name in NAMES if name in inbox.text]
    await dsl.says(f"received {reference}")
    await worker.says("my records")
    assert f"{reference}: received by the DSL" in worker.text
    await dsl.says(f"read {reference.lower()}")
    assert "Zed Inventedname" in dsl.text
    assert dsl.text.count("Quill Madeup") == 1, "who is who, and nowhere else"
    await worker.says("My Records")
    assert f"{reference}: read by the DSL" in worker.text


@pytest.mark.parametrize("login", ["worker", "worker2", "foster", "consultation", "manager", "admin"])
async def test_nobody_else_reads_it(runtime: Runtime, reference: str, login: str) -> None:
    other = await someone(runtime, login)
    await other.says(f"read {reference}")
    assert other.keys[-1] != "inbox.record"
    assert "Zed" not in other.text
    await other.says("inbox")
    assert reference not in other.text


async def test_another_settings_dsl_cannot_tell_that_it_exists(runtime: Runtime, reference: str) -> None:
    other = await someone(runtime, "foster_dsl")
    await other.says(f"read {reference}")
    first = other.reply("inbox.not_found").text
    await other.says("read WM-0000-00")
    assert other.reply("inbox.not_found").text == first


async def test_a_role_withdrawn_meanwhile_no_longer_reads(runtime: Runtime, reference: str, dsl: Conversation) -> None:
    await dsl.says("inbox")
    async with runtime.database.transaction(TUESDAY) as tx:
        await organisation.set_roles(tx, "demo-dsl", "demo-school", [people.Role.WORKER])
    await dsl.says(f"read {reference}")
    assert "Zed" not in dsl.text


async def test_what_was_typed_is_nowhere_in_the_database_in_clear(runtime: Runtime, worker: Conversation) -> None:
    await signed(worker)
    words = [*NAMES, "put a hand on", "midday supervisor", "went quiet"]
    async with runtime.database.transaction(TUESDAY) as tx:
        tables = await tx.connection.run_sync(lambda sync: sa.inspect(sync).get_table_names())
        for table in tables:
            rows = (await tx.connection.execute(sa.text(f'SELECT * FROM "{table}"'))).all()  # noqa: S608
            everything = " ".join(str(bytes(c) if isinstance(c, memoryview) else c) for row in rows for c in row)
            assert not [word for word in words if word in everything], table


async def test_one_answer_for_several_children_is_said_to_be_one(runtime: Runtime, worker: Conversation) -> None:
    names = {
        "displayed_1_name": "Zed Inventedname",
        "displayed_2_name": "Wren Pretend",
        "targeted_1_name": "Quill Madeup",
    }
    await signed(worker, displayed_ages="14, 14", identity=names, displayed_response="not sure")
    async with runtime.database.transaction(runtime.clock()) as tx:
        dsl = await people.get(tx, "demo-dsl")
        rows = await records_inbox.inbox(tx, dsl)
        record = await records_inbox.read(tx, dsl, rows[0].reference)
    assert record.content["child_response"] == ["Not known", "One answer for Child A, Child B together"]
    assert "One answer" not in str(record.content["other_children_response"])

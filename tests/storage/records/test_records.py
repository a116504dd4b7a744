"""Signing, sending, receiving and reading a record."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from storage import audit
from storage.administration import demo, organisation
from storage.database.engine import Tx
from storage.names.folding import normalised
from storage.people import responsible
from storage.people.people import Role
from storage.problems import DatabaseProblem, NotFound, Trouble
from storage.queues import outbox
from storage.records import addenda, inbox, signing
from storage.records.register.child_index import ChildPart
from storage.records.signing import Record, Submission
from storage.records.tables import Status, child_index
from storage.records.tables import records as RECORDS
from tests.storage.conftest import NOW, At, who

ALEX = ChildPart("Child A", "Alex Demo-Smith", "2014-05-06", content={"child_name": "Alex Demo-Smith"})
BILLIE = ChildPart("Child B", "Billie Example", displayed=False)
CAM = ChildPart("Child C", "Cam Sample", content={"child_name": "Cam Sample"})


async def submit(tx: Tx, author: str = "worker", key: str = "case-1", **changes: Any) -> list[Record]:
    writing = await who(tx, author)
    concern, also = changes.get("concern_about_dsl", False), changes.get("also_about", ())
    given: dict[str, Any] = {
        "submission_key": key,
        "author": writing,
        "setting_id": writing.setting_id,
        "responsible": await responsible.responsible_for(
            tx, writing.setting_id, author_id=writing.id, concern_about_dsl=concern, also=also
        ),
        "children": [ALEX, BILLIE],
        "content": {"place": "behind the hall", "behaviour_words": "their own words"},
        "view": {"colour": "amber", "reasons": []},
        "observations": {"alone": "no"},
        "rules_version": "2026-11",
        "rules_hash": "0" * 64,
        "signed_name": "R. Ashdown",
    }
    return await signing.submit(tx, Submission(**(given | changes)))


async def test_one_submission_makes_one_record_and_one_notification(at: At) -> None:
    async with at() as tx:
        (record,) = await submit(tx)
        (message,) = await outbox.waiting_for(tx, "demo-dsl")
    assert record.status is Status.SIGNED
    assert record.content["place"] == "behind the hall"
    assert record.content["child_name"] == "Alex Demo-Smith"
    assert record.content["reference"] == record.reference
    assert record.signed_at == NOW
    assert [child["label"] for child in record.children] == ["Child A", "Child B"]
    about = {"count": 1, "soon": "today", "reference": record.reference}
    assert (message.key, message.params) == ("record_arrived", about)


async def test_a_red_record_is_to_be_read_now_and_nothing_says_why(at: At) -> None:
    async with at() as tx:
        await submit(tx, view={"colour": "red", "reasons": []})
        (message,) = await outbox.waiting_for(tx, "demo-dsl")
    assert message.params["soon"] == "now"
    assert "red" not in str(message.params.values())


async def test_each_child_who_displayed_the_behaviour_has_a_record_of_their_own(at: At) -> None:
    async with at() as tx:
        first, second = await submit(tx, children=[ALEX, BILLIE, CAM])
        assert len(await outbox.waiting_for(tx, "demo-dsl")) == 1
    assert (first.child_label, first.content["child_name"]) == ("Child A", "Alex Demo-Smith")
    assert (second.child_label, second.content["child_name"]) == ("Child C", "Cam Sample")
    assert first.reference != second.reference


async def test_submitting_twice_changes_nothing(at: At) -> None:
    async with at() as tx:
        first = await submit(tx)
    async with at(NOW + timedelta(minutes=1)) as tx:
        assert await submit(tx, content={"place": "elsewhere"}) == first
        assert len(await outbox.waiting_for(tx, "demo-dsl")) == 1
        assert len(await audit.entries(tx, first[0].id)) == 1


async def test_a_record_needs_a_child_who_displayed_the_behaviour(at: At) -> None:
    async with at() as tx:
        with pytest.raises(ValueError, match="displayed"):
            await submit(tx, children=[BILLIE])


async def test_the_inbox_has_unread_first_and_red_on_top(at: At) -> None:
    async with at() as tx:
        (was_read,) = await submit(tx, key="1", view={"colour": "red"})
        (amber,) = await submit(tx, key="2")
        (red,) = await submit(tx, key="3", view={"colour": "red"})
    async with at(NOW + timedelta(hours=1)) as tx:
        (later,) = await submit(tx, key="4")
        dsl = await who(tx, "dsl")
        await inbox.read(tx, dsl, was_read.reference)
        rows = await inbox.inbox(tx, dsl)
    assert [row.reference for row in rows] == [record.reference for record in (red, later, amber, was_read)]
    assert rows[0].from_name == "Robin Ashdown (demo)"


async def test_the_worker_sees_received_and_then_read(at: At) -> None:
    async with at() as tx:
        (record,) = await submit(tx)
    async with at(NOW + timedelta(minutes=5)) as tx:
        dsl = await who(tx, "dsl")
        assert await inbox.receive(tx, dsl, record.reference) is Status.RECEIVED
    async with at(NOW + timedelta(minutes=9)) as tx:
        worker = await who(tx, "worker")
        (sent,) = await inbox.sent_by(tx, worker)
        assert sent == (record.reference, Status.RECEIVED, NOW + timedelta(minutes=5), False)
        seen = await inbox.read(tx, dsl, f" {record.reference.lower()} ")
        assert seen.status is Status.READ
        (sent,) = await inbox.sent_by(tx, worker)
        assert sent == (record.reference, Status.READ, NOW + timedelta(minutes=9), False)
        told = [message.key for message in await outbox.waiting_for(tx, "demo-worker")]
    assert told == ["record_received", "record_read"]


async def test_a_status_never_goes_back_and_is_told_once(at: At) -> None:
    async with at() as tx:
        (record,) = await submit(tx)
        dsl = await who(tx, "dsl")
        for _ in range(2):
            await inbox.read(tx, dsl, record.reference)
            assert await inbox.receive(tx, dsl, record.reference) is Status.READ
        told = [message.key for message in await outbox.waiting_for(tx, "demo-worker")]
        actions = [entry.what for entry in await audit.entries(tx, record.id)]
    assert told == ["record_read"]
    assert actions == ["signed", "read", "received", "read", "received"]


async def test_only_the_settings_dsl_and_deputy_read_a_record(at: At) -> None:
    async with at() as tx:
        (record,) = await submit(tx)
    may_read = []
    for login in demo.PEOPLE:
        async with at() as tx:
            person = await who(tx, login)
            if await inbox.inbox(tx, person):
                may_read.append(login)
                assert (await inbox.read(tx, person, record.reference)).id == record.id
                continue
            with pytest.raises(NotFound):
                await inbox.read(tx, person, record.reference)
            with pytest.raises(NotFound):
                await inbox.receive(tx, person, record.reference)
    assert may_read == ["dsl", "deputy"]


async def test_a_concern_about_the_dsl_is_kept_from_the_dsl(at: At) -> None:
    async with at() as tx:
        (record,) = await submit(tx, concern_about_dsl=True)
        dsl, deputy = await who(tx, "dsl"), await who(tx, "deputy")
        assert await inbox.inbox(tx, dsl) == []
        assert await outbox.waiting_for(tx, dsl.id) == []
        with pytest.raises(NotFound):
            await inbox.read(tx, dsl, record.reference)
        assert (await inbox.read(tx, deputy, record.reference)).responsible_id == deputy.id


async def test_a_refused_reading_leaves_a_trace_in_the_history(at: At) -> None:
    async with at() as tx:
        (record,) = await submit(tx)
        for asked in (record.reference, "WM-0000-00"):
            with pytest.raises(NotFound):
                await inbox.read(tx, await who(tx, "foster_dsl"), asked)
        last = (await audit.entries(tx, record.id))[-1]
        assert (last.person_id, last.action) == ("demo-foster_dsl", "refused_read")
        assert await audit.how_often(tx, audit.AuditAction.REFUSED_READ, NOW) == 1
        assert await audit.verify(tx, record.id)


async def test_a_dsl_does_not_receive_what_they_wrote_themselves(at: At) -> None:
    async with at() as tx:
        (record,) = await submit(tx, author="dsl")
        dsl = await who(tx, "dsl")
        assert record.responsible_id == "demo-deputy"
        with pytest.raises(NotFound):
            await inbox.receive(tx, dsl, record.reference)


async def test_a_role_withdrawn_meanwhile_counts_at_once(at: At) -> None:
    async with at() as tx:
        (record,) = await submit(tx)
        deputy = await who(tx, "deputy")
        await organisation.set_roles(tx, deputy.id, "demo-school", [Role.WORKER])
        with pytest.raises(NotFound):
            await inbox.read(tx, deputy, record.reference)


async def test_who_was_responsible_and_no_longer_has_the_role_cannot_read(at: At) -> None:
    async with at() as tx:
        (record,) = await submit(tx)
        dsl = await who(tx, "dsl")
        assert record.responsible_id == dsl.id
        await organisation.set_roles(tx, dsl.id, "demo-school", [Role.WORKER])
        assert await inbox.inbox(tx, dsl) == []
        with pytest.raises(NotFound):
            await inbox.read(tx, dsl, record.reference)


async def test_what_is_added_later_leaves_the_record_as_it_was(at: At) -> None:
    async with at() as tx:
        (record,) = await submit(tx)
        worker, dsl = await who(tx, "worker"), await who(tx, "dsl")
        await addenda.addendum(tx, worker, record.reference, "It was the small hall.", "wrong place")
        await addenda.addendum(tx, dsl, record.reference, "Parents rang.", "later fact")
        added = await addenda.addenda_of(tx, record.id)
        assert [(one.number, one.text, one.reason) for one in added] == [
            (1, "It was the small hall.", "wrong place"),
            (2, "Parents rang.", "later fact"),
        ]
        assert (await signing.by_reference(tx, record.reference)).content == record.content
        with pytest.raises(NotFound):
            await addenda.addendum(tx, await who(tx, "worker2"), record.reference, "x", "y")


TAMPERING = [
    "UPDATE records SET colour = 'green'",
    "UPDATE records SET signed_sealed = own_key_sealed, status = 'read'",
    "UPDATE records SET hash = 'x'",
    "UPDATE records SET signed_at = signed_at",
    "UPDATE records SET author_id = 'demo-dsl'",
    "DELETE FROM records",
    "UPDATE audit SET action = 'nothing'",
    "DELETE FROM audit",
    "UPDATE addenda SET text_sealed = own_key_sealed",
    "DELETE FROM addenda",
    "UPDATE submissions SET author_id = 'demo-dsl'",
    "UPDATE record_children SET displayed = NOT displayed",
    "DELETE FROM record_children WHERE label = 'Child B'",
]


async def test_the_database_itself_refuses_to_change_what_was_signed(at: At) -> None:
    async with at() as tx:
        (record,) = await submit(tx)
        await addenda.addendum(tx, await who(tx, "worker"), record.reference, "more", "why")
        for change in TAMPERING:
            undone = await tx.connection.begin_nested()
            with pytest.raises(DBAPIError, match="never changed"):
                await tx.connection.execute(sa.text(change))
            await undone.rollback()
        assert (await signing.by_reference(tx, record.reference)).content == record.content


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
async def test_sqlite_refuses_to_put_another_row_in_its_place(at: At) -> None:
    async with at() as tx:
        await submit(tx)
        changed = sa.select(*(sa.literal("green") if c.name == "colour" else c for c in RECORDS.c))
        replace = RECORDS.insert().prefix_with("OR REPLACE").from_select(list(RECORDS.c), changed)
        with pytest.raises(DBAPIError, match="never changed"):
            await tx.connection.execute(replace)


@pytest.mark.parametrize("database_kind", ["postgresql"], indirect=True)
async def test_postgresql_refuses_to_empty_the_table(at: At) -> None:
    async with at() as tx:
        await submit(tx)

    async def tamper() -> None:
        async with at() as tx:
            await tx.connection.execute(sa.text("TRUNCATE records CASCADE"))

    with pytest.raises(DBAPIError, match="never changed"):
        await tamper()


async def test_a_record_swapped_behind_our_back_is_noticed(at: At, database_kind: str) -> None:
    async with at() as tx:
        (record,) = await submit(tx)
        key, content = tx.vault.seal_for_good({"reference": record.reference, "content": {}})
        # as somebody could who has the keys: in the places to which they are bound
        other_key, other = (
            value.at(("records", column, record.id))
            for value, column in ((key, "own_key_sealed"), (content, "signed_sealed"))
        )
        off = "DROP TRIGGER records_stay" + (" ON records" if database_kind == "postgresql" else "")
        await tx.connection.execute(sa.text(off))
        await tx.connection.execute(
            sa.text("UPDATE records SET own_key_sealed = :key, signed_sealed = :other"),
            {"key": other_key, "other": other},
        )
        with pytest.raises(DatabaseProblem) as caught:
            await signing.by_reference(tx, record.reference)
    assert caught.value.trouble is Trouble.DAMAGED


async def test_no_name_and_no_word_lies_open_in_any_table(at: At) -> None:
    async with at() as tx:
        (record,) = await submit(tx)
        await addenda.addendum(tx, await who(tx, "worker"), record.reference, "secret addendum", "secret reason")
        names = await tx.connection.run_sync(lambda sync: sa.inspect(sync).get_table_names())
        everything = ""
        for name in names:
            rows = await tx.connection.execute(sa.select(sa.text("*")).select_from(sa.table(name)))
            everything += " ".join(repr(tuple(row)) for row in rows)
    assert record.reference in everything
    for typed in (
        "Alex",
        "Billie",
        "behind the hall",
        "own words",
        "2014-05-06",
        "secret",
        "Ashdown",
        "960110",
    ):
        assert typed not in everything, f"{typed!r} can be read in a table"


async def test_the_same_child_is_found_again_however_the_name_is_typed(at: At) -> None:
    async with at() as tx:
        await submit(tx, key="1", children=[ChildPart("Child A", "Zoë Smith-Jones", "2014-05-06")])
        await submit(tx, key="2", children=[ChildPart("Child A", "SMITH JONES, zoe")])
        query = sa.select(sa.func.count(), child_index.c.kind).group_by(child_index.c.token, child_index.c.kind)
        found = sorted(tuple(row) for row in await tx.connection.execute(query))
    assert [one for one in found if one[1].startswith("name")] == [
            (1, "name_born"), (1, "name_born"), (2, "name"), (2, "name"),
        ], "in any order of its parts, and in order with nothing between them"  # fmt: skip


def test_a_name_that_is_only_marks_is_no_name() -> None:
    assert normalised(" -- '' 12 ") == ""
    assert normalised("O'Neill-Ó Dubh") == "dubh o oneill"

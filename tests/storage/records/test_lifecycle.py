"""What becomes of a record: its states, the decision on it, filing, and what was added."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from storage import audit
from storage.database.engine import Tx
from storage.problems import NotFound
from storage.queues import outbox
from storage.records import decisions, inbox, integrity, lifecycle
from storage.records.decisions import DecidedMeanwhile, NotDecided
from storage.records.tables import Status
from tests.storage.conftest import NOW, At, who
from tests.storage.records.test_records import submit

PLAN = {"level": "concerning", "reason": "The record and what both children said."}


async def decide(tx: Tx, reference: str, login: str = "dsl", seen: int = 0) -> decisions.Decision:
    person = await who(tx, login)
    return await decisions.decide(tx, person, reference, PLAN, signed_name="J. Marlowe", seen=seen)


async def test_each_state_is_kept_with_who_when_and_why(at: At) -> None:
    async with at() as tx:
        (record,) = await submit(tx)
    async with at(NOW + timedelta(minutes=5)) as tx:
        dsl = await who(tx, "dsl")
        await inbox.read(tx, dsl, record.reference)
        await decide(tx, record.reference)
    async with at(NOW + timedelta(days=9)) as tx:
        await decisions.file(tx, await who(tx, "deputy"), record.reference, "The plan has been reviewed.")
        steps = await lifecycle.transitions_of(tx, record.id)
        assert [(s.status, s.person_id) for s in steps] == [
            (Status.SIGNED, "demo-worker"),
            (Status.READ, "demo-dsl"),
            (Status.DECIDED, "demo-dsl"),
            (Status.FILED, "demo-deputy"),
        ]
        assert steps[-1].reason == "The plan has been reviewed."
        assert [m.key for m in await outbox.waiting_for(tx, "demo-worker")] == [
            "record_read", "record_decided", "record_filed",
        ]  # fmt: skip
        assert (await inbox.sent_by(tx, await who(tx, "worker")))[0] == (
            record.reference, Status.FILED, NOW + timedelta(days=9), False,
        )  # fmt: skip
        assert (await integrity.verify(tx, record.reference)).whole


async def test_a_decision_is_signed_and_kept(at: At) -> None:
    async with at() as tx:
        (record,) = await submit(tx)
        made = await decide(tx, record.reference)
        assert (await decisions.of(tx, record.id)) == [made]
    assert (made.number, made.signed_name, made.content) == (1, "J. Marlowe", PLAN)


async def test_of_two_leads_who_decide_at_once_the_second_is_told(at: At) -> None:
    async with at() as tx:
        (record,) = await submit(tx)
        await decide(tx, record.reference)
        with pytest.raises(DecidedMeanwhile):
            await decide(tx, record.reference, "deputy", seen=0)
        further = await decide(tx, record.reference, "deputy", seen=1)
        assert further.number == 2
        assert len(await decisions.of(tx, record.id)) == 2


@pytest.mark.parametrize("login", ["worker", "worker2", "foster_dsl", "consultation", "manager", "admin"])
async def test_nobody_else_decides_or_files(at: At, login: str) -> None:
    async with at() as tx:
        (record,) = await submit(tx)
        with pytest.raises(NotFound):
            await decide(tx, record.reference, login)
        with pytest.raises(NotFound):
            await decisions.file(tx, await who(tx, login), record.reference)


async def test_who_signed_the_record_does_not_decide_on_it(at: At) -> None:
    async with at() as tx:
        (record,) = await submit(tx, author="dsl")
        with pytest.raises(NotFound):
            await decide(tx, record.reference, "dsl")
        await decide(tx, record.reference, "deputy")


async def test_nothing_is_filed_before_it_is_decided_and_filing_twice_gives_the_same_receipt(at: At) -> None:
    async with at() as tx:
        (record,) = await submit(tx)
        dsl = await who(tx, "dsl")
        with pytest.raises(NotDecided):
            await decisions.file(tx, dsl, record.reference)
        made = await decide(tx, record.reference)
        first = await decisions.file(tx, dsl, record.reference)
        assert (first.hash, first.decision_hash, first.is_new) == (record.hash, made.hash, True)
    async with at(NOW + timedelta(days=1)) as tx:
        again = await decisions.file(tx, await who(tx, "deputy"), record.reference)
        assert again == decisions.Filed(first.reference, NOW, "demo-dsl", first.hash, first.decision_hash, False)
        assert await inbox.inbox(tx, dsl) == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE decisions SET decision_sealed = own_key_sealed",
        "UPDATE decisions SET author_id = 'demo-deputy'",
        "UPDATE transitions SET status = 'filed'",
        "UPDATE responsibilities SET person_id = 'demo-head'",
        "DELETE FROM decisions",
        "DELETE FROM transitions",
        "DELETE FROM responsibilities",
    ],
)
async def test_what_was_decided_is_never_changed(at: At, statement: str) -> None:
    async with at() as tx:
        (record,) = await submit(tx)
        await decide(tx, record.reference)
    with pytest.raises(DBAPIError, match="never changed"):
        async with at() as tx:
            await tx.connection.execute(sa.text(statement))


async def test_a_decision_taken_away_behind_our_back_shows(at: At) -> None:
    async with at() as tx:
        (record,) = await submit(tx)
        await audit.note(tx, record.id, "demo-dsl", audit.AuditAction.DECISION)
        verdict = await integrity.verify(tx, record.reference)
    assert (verdict.signed, verdict.additions) == (True, False)

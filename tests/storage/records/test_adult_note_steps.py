"""What is done with a note about an adult: only by whoever has it, only ever added, and kept as long as KCSIE says."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from storage import audit
from storage.administration import organisation, retention
from storage.database.engine import Tx
from storage.people import people
from storage.people.people import Role
from storage.problems import NotFound
from storage.queues import outbox
from storage.records import adult_note_steps as steps
from storage.records import adult_notes
from storage.records.adult_note_steps import NotePeriod, Outcome, Step
from storage.records.adult_notes import AdultNote
from tests.storage.conftest import NOW, At, who

WORDS = {"adult": "Mx Zed Inventedname", "what": "Seen alone", "signed_name": "Robin Ashdown"}
TO_LADO = {"to": "lado", "on": "2026-11-17", "how": "by telephone"}


async def signed(tx: Tx, to: str | None = "head") -> AdultNote:
    worker = await who(tx, "worker")
    return await adult_notes.sign(tx, worker, worker.setting_id, await who(tx, to) if to else None, WORDS)


async def test_whoever_has_it_receives_passes_on_and_decides_and_each_step_stays(at: At) -> None:
    async with at() as tx:
        note, head = await signed(tx), await who(tx, "head")
        await steps.pass_on(tx, head, note.reference, TO_LADO)
        await steps.decide(tx, head, note.reference, Outcome.UNFOUNDED, "The LADO and I, on what was seen")
        await steps.receive(tx, head, note.reference)
        done = await steps.of(tx, note)
        assert [one.step for one in done] == [Step.RECEIVED, Step.PASSED_ON, Step.DECIDED], "received once, by itself"
        assert done[1].said == TO_LADO
        assert done[2].keep_until == date(2036, 3, 3)
        told = [(one.key, one.params) for one in await outbox.waiting_for(tx, "demo-worker")]
        assert told == [("adult_note_received", {"reference": note.reference})], "that somebody has it, once"
        history = [one.what for one in await audit.entries(tx, audit.of_adult_note(note.id))]
        assert history == ["signed", "received", "passed_on", "decided"]
        (sealed,) = (await tx.connection.execute(sa.select(steps.steps.c.said_sealed).offset(2))).scalars().all()
        assert b"LADO" not in bytes(sealed)


async def test_nobody_else_does_anything_with_it_not_even_its_writer(at: At) -> None:
    async with at() as tx:
        note = await signed(tx)
        for login in ("worker", "dsl", "deputy", "manager", "admin", "foster_dsl"):
            with pytest.raises(NotFound):
                await steps.receive(tx, await who(tx, login), note.reference)
        assert await steps.of(tx, note) == []
        kept = await signed(tx, None)
        await steps.pass_on(tx, await who(tx, "worker"), kept.reference, TO_LADO)
        assert [one.step for one in await steps.of(tx, kept)] == [Step.RECEIVED, Step.PASSED_ON]


@pytest.mark.parametrize(
    ("outcome", "given", "until"),
    [
        (Outcome.SUBSTANTIATED, None, date(2036, 3, 3)),
        (Outcome.UNSUBSTANTIATED, date(2059, 5, 1), date(2059, 5, 1)),
        (Outcome.FALSE, None, date(2026, 6, 1)),
        (Outcome.MALICIOUS, date(2059, 5, 1), date(2026, 6, 1)),
        (Outcome.LOW_LEVEL, None, None),
        (Outcome.LOW_LEVEL, date(2030, 1, 1), date(2030, 1, 1)),
    ],
)
def test_how_long_it_is_kept_follows_from_what_was_decided(
    outcome: Outcome, given: date | None, until: date | None
) -> None:
    assert steps.keep_until(outcome, NOW, NOW, given) == until


async def test_less_than_the_ten_years_is_refused_and_nothing_is_kept(at: At) -> None:
    async with at() as tx:
        note, head = await signed(tx), await who(tx, "head")
        with pytest.raises(NotePeriod):
            await steps.decide(tx, head, note.reference, Outcome.UNFOUNDED, "why", date(2030, 1, 1))
        assert [one.step for one in await steps.of(tx, note)] == [Step.RECEIVED]


async def test_what_is_past_its_time_goes_with_all_that_was_done_and_nothing_else(at: At) -> None:
    async with at() as tx:
        head = await who(tx, "head")
        going, again, stays = [await signed(tx) for _ in range(3)]
        for note in (going, again):
            await steps.decide(tx, head, note.reference, Outcome.FALSE, "it did not happen")
        await steps.decide(tx, head, again.reference, Outcome.LOW_LEVEL, "looked at once more")
    async with at(NOW + timedelta(days=90)) as tx:
        await retention.tidy(tx)
        assert len(await adult_notes.listed(tx, await who(tx, "head"))) == 3, "its last day is not over"
    async with at(NOW + timedelta(days=91)) as tx:
        await retention.tidy(tx)
        left = {one.reference for one in await adult_notes.listed(tx, await who(tx, "head"))}
        assert left == {again.reference, stays.reference}
        assert await tx.connection.scalar(sa.select(sa.func.count()).select_from(steps.steps)) == 3
        assert await audit.entries(tx, audit.of_adult_note(going.id)), "that it was there stays in the history"


async def test_when_whoever_has_it_goes_nobody_inherits_it_and_its_writer_sends_it_on(at: At) -> None:
    async with at() as tx:
        note = await signed(tx)
        await people.add(tx, "Example New", note.setting_id, [Role.HEAD], id="new")
    async with at(NOW + timedelta(days=1)) as tx:
        await organisation.leave(tx, "demo-head")
        for login in ("new", "demo-dsl", "demo-deputy"):
            with pytest.raises(NotFound):
                await adult_notes.read(tx, await people.get(tx, login), note.reference)
        told = [(one.key, one.params) for one in await outbox.waiting_for(tx, "demo-worker")]
        assert told == [("adult_note_left", {"reference": note.reference})]
        with pytest.raises(NotFound):
            await adult_notes.send(tx, await who(tx, "dsl"), note.reference, await who(tx, "deputy"))
        await adult_notes.send(tx, await who(tx, "worker"), note.reference, await who(tx, "deputy"))
        with pytest.raises(NotFound):
            await adult_notes.send(tx, await who(tx, "worker"), note.reference, await people.get(tx, "new"))
        read = await adult_notes.read(tx, await who(tx, "deputy"), note.reference)
        assert (read.content, read.hash) == (note.content, note.hash), "as it was signed"
        assert [one.key for one in await outbox.waiting_for(tx, "demo-deputy")] == ["adult_note"]
        history = [one.what for one in await audit.entries(tx, audit.of_adult_note(note.id))]
        assert history == ["signed", "note_left", "note_sent", "read"]

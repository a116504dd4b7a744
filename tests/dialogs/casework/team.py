"""The teams of the demo organisation in their work, and short ways to say what they say."""

from datetime import UTC, date, datetime
from typing import Any

from bot.job_kinds import KINDS, Rules
from bot.runtime import Runtime
from storage.administration.demo_cases import casework as demo_casework
from storage.casework.reference import REFERENCE
from storage.queues import jobs, outbox
from storage.queues.jobs import JobKind
from tests.conversation import Conversation, at

BOY: dict[str, Any] = {
    "child": {"name": "Zed Inventedname", "born": "2012-05-01", "sex": "boy", "school": "secondary"},
    "established": "happened", "court": "no_case", "for_the_court": "no", "works_with": "social_worker",
    "takes_part": "agrees", "learning": "no", "cognitive_done": "no", "mental_disorder": "no", "safety_plan": "yes",
    "court_day": {"day": ""}, "ask_now": "yes", "tool": "aim3", "asked_as": "case_worker",
}  # fmt: skip
"""A boy of 14 in a mainstream school, established, no court, with a social worker."""


async def teams(runtime: Runtime) -> None:
    async with runtime.database.transaction(runtime.clock()) as tx:
        await demo_casework.organisation(tx)


async def asked(worker: Conversation, **changed: Any) -> str:
    """Ask for an assessment; its reference."""
    await worker.says("ask for an assessment")
    await worker.answers(BOY, **changed)
    found = REFERENCE.search(worker.reply("ask_assessment.asked").text)
    assert found
    return found[0]


async def led(worker: Conversation, manager: Conversation, **changed: Any) -> str:
    """Ask for one that the worker leads; its reference."""
    reference = await asked(worker, **changed)
    await manager.says(f"lead {reference}")
    await manager.says("Nia Harrowby (demo) (on the register)")
    assert manager.keys == ["name_lead.named"], manager.transcript
    return reference


async def on_to(worker: Conversation, reference: str, stage: str) -> None:
    """Stage by stage, up to that one."""
    for one in ("collecting", "interviews", "analysis", "report"):
        await worker.says(f"stage {reference} {one}")
        assert worker.keys == ["assessment.stage"], worker.transcript
        if one == stage:
            return


async def fills_in(person: Conversation, typed: str, **values: str) -> Conversation:
    """Begin a conversation that is one form, and send the form."""
    await person.says(typed)
    assert person.asked == "sheet", person.transcript
    return await person.sends(values)


def on(day: date, hour: int = 9, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=UTC)


async def told(runtime: Runtime, moment: datetime) -> list[tuple[str, str, dict[str, Any]]]:
    """What is told at a moment, and was not told before: to whom, in which words, with what."""
    at(runtime, moment)
    found = []
    async with runtime.database.transaction(moment) as tx:
        for job in await jobs.claim(tx, kinds=frozenset({JobKind.CLOCK, JobKind.TRAINING_YEAR, JobKind.CASE_DAY})):
            await KINDS[job.kind](tx, job, Rules())
        for message in await outbox.claim(tx, limit=100):
            found.append((message.to_person.removeprefix("demo-"), message.key, dict(message.params)))
            await outbox.delivered(tx, message)
    return sorted(found, key=lambda row: (row[1], row[0]))

"""A whole informal talk, by the questions' names: what a worker with a worry answers, and what the duty answers."""

from datetime import datetime
from typing import Any

from bot.job_kinds import KINDS, Rules
from bot.runtime import Runtime
from dialogs.interview.parsing.days import LONDON
from storage.people import managers, people, settings
from storage.people.people import KnownAs, Role
from storage.queues import jobs, outbox
from tests.conversation import Conversation, at, someone

WORRY: dict[str, Any] = {
    "danger_now": "no, everyone is safe now",
    "evidence": "No: a worry only",
    "rather_report": "No more than a worry: go on",
    "linked": "No, to nothing here",
    "side": "A child’s own behaviour",
    "manager": "Yes",
    "agreement": {"manager_name": "Dana Thorley", "manager_agreed_on": "2026-11-16"},
    "age_band": "12 to 17",
    "concern": "Child A has changed since the summer and stands very close to younger children at break.",
    "wanted": "1, 3",
    "reach": {"reach": "01632 960155, after four"},
    "send_talk": "Send it",
}
WATCH: dict[str, Any] = {
    "outcomes": "Watch it further",
    "watch": {"what": "how close Child A stands at break", "who": "the form tutor", "review_on": ""},
    "talk_advice": "skip",
}


async def with_duty(runtime: Runtime) -> None:
    """A youth justice team beside the demo's: a duty worker and their manager; the worker has a line manager."""
    async with runtime.database.transaction(runtime.clock()) as tx:
        await settings.add_setting(tx, "Duty Team", "youth_justice", {}, id="yj")
        await people.add(tx, "Nell Invented", "yj", [Role.MANAGER], KnownAs(login="yj_boss"), id="yj-boss")
        await people.add(tx, "Bo Invented", "yj", [Role.YOUTH_JUSTICE], KnownAs(login="yj_one"), id="yj-one")
        await managers.set_line_manager(tx, "demo-worker", "demo-manager")


async def asks(runtime: Runtime, login: str = "worker", about: str = "", **changed: Any) -> Conversation:
    """Somebody asks for a talk, and sends it."""
    worker = await someone(runtime, login)
    await worker.says(f"informal talk {about}".strip())
    await worker.answers(WORRY, **changed)
    return worker


async def answers(runtime: Runtime, number: int = 1, login: str = "yj_one", **changed: Any) -> Conversation:
    """The duty worker answers the talk of that number in their list."""
    duty = await someone(runtime, login)
    await duty.says("talks")
    await duty.says(f"talk outcome {number}")
    await duty.answers(WATCH, **changed)
    return duty


async def jobs_done(runtime: Runtime, moment: datetime) -> None:
    """Whatever is due by then is done, at that moment."""
    at(runtime, moment)
    for _ in range(4):
        async with runtime.database.transaction(moment) as tx:
            for job in await jobs.claim(tx):
                await KINDS[job.kind](tx, job, Rules())


async def told(runtime: Runtime, login: str) -> list[tuple[str, dict[str, Any]]]:
    """The alerts that wait for somebody: each with what it carries."""
    async with runtime.database.transaction(runtime.clock()) as tx:
        person = await people.find(tx, login)
        assert person is not None
        return [(one.key, dict(one.params)) for one in await outbox.waiting_for(tx, person.id)]


async def keys_told(runtime: Runtime, login: str) -> list[str]:
    return [key for key, _ in await told(runtime, login)]


def london(year: int, month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=LONDON)


__all__ = ["WATCH", "WORRY", "answers", "asks", "jobs_done", "keys_told", "london", "told", "with_duty"]

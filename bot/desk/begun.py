"""What somebody has begun at the desk and not finished: where it goes on, and when it is deleted."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.desk.page import Reader
from bot.desk.pages import audits, groups, life, plans, slots, talks, training, write
from storage.people import desk_drafts
from storage.records import access

NOTICE = timedelta(days=14)
"""For so long before a draft is deleted, the first page says when."""
FLOWS = {flow: what for what, flow in write.FLOWS.items()}
ACTS = {
    act.flow: act
    for act in (
        *plans.ACTS, *life.ACTS, *talks.ACTS, *groups.ACTS, *training.ACTS, *audits.ACTS, slots.CHANGE,
    )
}  # fmt: skip


@dataclass(frozen=True)
class Begun:
    """`title` is the key of what it is called; `reference` of what it is about, or ''. `ends_at` where it is
    deleted soon.
    """

    title: str
    reference: str
    address: str
    changed_at: datetime
    ends_at: datetime | None


async def begun(reader: Reader) -> list[Begun]:
    """What this person may still go on with; what is deleted first comes first."""
    found = []
    kept = timedelta(days=reader.settings.keep_drafts_days)
    for name, changed_at in await desk_drafts.of_person(reader.tx, reader.person):
        flow, _, about = name.partition(" ")
        ends_at = changed_at + kept if changed_at + kept - NOTICE <= reader.now else None
        act = ACTS.get(flow)
        if act is not None and reader.is_one_of(act.by):
            found.append(Begun(act.called, about, f"/desk{act.address_of(about)}", changed_at, ends_at))
        elif flow in FLOWS and await access.is_theirs(reader.tx, reader.person, about):
            title = f"write.{FLOWS[flow].replace('-', '_')}"
            found.append(Begun(title, about, f"/desk/record/{about}/{FLOWS[flow]}", changed_at, ends_at))
    return found

"""What somebody has begun at the desk and not finished: where it goes on, and when it is deleted."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.desk.page import Reader
from bot.desk.pages import slots, write
from storage.people import desk_drafts
from storage.records import access

NOTICE = timedelta(days=14)
"""For so long before a draft is deleted, the first page says when."""
FLOWS = {flow: what for what, flow in write.FLOWS.items()}


@dataclass(frozen=True)
class Begun:
    """`title` is the key of what it is called; `reference` of the record that it is about, or ''. `ends_at` where it is
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
        if flow == slots.FLOW:
            found.append(Begun("slots_page.change", "", f"/desk{slots.CHANGE}", changed_at, ends_at))
        elif flow in FLOWS and await access.is_theirs(reader.tx, reader.person, about):
            title = f"write.{FLOWS[flow].replace('-', '_')}"
            found.append(Begun(title, about, f"/desk/record/{about}/{FLOWS[flow]}", changed_at, ends_at))
    return found

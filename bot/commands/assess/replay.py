"""`waymark assess --replay`: the view of a signed record, under the rules it was signed with and those of now."""

from dataclasses import asdict
from typing import Any

from bot.cli.acting_as import reading
from bot.cli.console import database, run, settings
from knowledge.observations import Observations
from knowledge.replay import replay as again
from knowledge.view import View
from storage.audit import AuditAction
from storage.records import inbox, signing


def replay(reference: str, who: str) -> dict[str, Any]:
    """The signed view beside the same observations' view now: the same, or which rules differ.

    Read by somebody's right, and kept in the record's history like any reading.
    """
    of = settings()

    async def read() -> signing.Record:
        async with database(of) as opened, reading(opened, reference, who) as (tx, person):
            return await inbox.open_for(tx, person, reference, AuditAction.READ)

    record = run(read)
    found = again(Observations.from_json(record.observations), View.from_json(record.view))
    return {
        "reference": record.reference,
        "as_signed": found.as_signed,
        "same_view": found.same_view,
        "same_rules": found.same_rules,
        "rules_then": {"version": found.kept.rules_version, "hash": found.kept.rules_hash},
        "rules_now": {"version": found.now.rules_version, "hash": found.now.rules_hash},
        "colour_then": found.kept.colour.value,
        "colour_now": found.now.colour.value,
        "changed": [asdict(change) for change in found.changed],
        "view": found.now.as_json(),
    }

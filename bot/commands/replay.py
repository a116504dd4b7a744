"""`waymark assess --replay`: the view of a signed record under the rules as they are now."""

from typing import Any

from bot.commands.as_whom import reading
from bot.running import database, run, settings
from knowledge.criteria import rules_hash, rules_version
from knowledge.observations import Observations
from knowledge.traffic_light import assess
from knowledge.view import View
from storage import records


def replay(reference: str, who: str) -> dict[str, Any]:
    """The signed view beside the same observations' view now: the same, or which criteria differ.

    Read by somebody's right, and kept in the record's history like any reading.
    """
    of = settings()

    async def read() -> records.Record:
        async with database(of) as opened, reading(opened, reference, who) as (tx, person):
            return await records.read(tx, person, reference)

    record = run(read)
    then, now = View.from_json(record.view), assess(Observations.from_json(record.observations))
    before, after = ({reason.criterion for reason in view.reasons} for view in (then, now))
    return {
        "reference": record.reference,
        "same_view": then == now,
        "same_rules": record.rules_hash == rules_hash(),
        "rules_then": {"version": record.rules_version, "hash": record.rules_hash},
        "rules_now": {"version": rules_version(), "hash": rules_hash()},
        "colour_then": then.colour.value,
        "colour_now": now.colour.value,
        "no_longer_met": sorted(before - after),
        "newly_met": sorted(after - before),
        "view": now.as_json(),
    }

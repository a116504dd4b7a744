"""Earlier incidents count: the rules run again with what earlier records show, beside the view that was signed.

Each person is shown the view that rests on those earlier records which they may know of, and on no other.
"""

from knowledge.observations import Answer, Observations
from knowledge.traffic_light import assess
from knowledge.view import Colour
from storage.database.engine import Tx
from storage.history import chronology, second_views
from storage.history.patterns import patterns
from storage.history.second_views import Made, SecondView
from storage.people.people import Person
from storage.records import access, concerns, escalation
from storage.records.access import Which
from storage.records.signing import Record

AS_OBSERVED = ("repeated", "increasing", "several_children")
"""Patterns that are observations of the same name."""


async def seen_by(tx: Tx, record: Record, person: Person) -> SecondView | None:
    """The view with earlier records counted that this person may know of; None where there are none. What is shown is
    kept, so that it can be shown again.
    """
    again = await _again(tx, record, access.may_know(await access.fresh(tx, person)))
    return await second_views.keep(tx, record, person, again) if again else None


async def look_back(tx: Tx, record: Record, by: str) -> bool:
    """Make the second views of a record where its child has earlier ones, and alert who answers for it.

    Whether the worker who signed is to be told to speak to them now: that, and how soon the record passes on, is all
    that a worker may gather from earlier records.
    """
    shared = await _again(tx, record, access.shared(record.setting_id))
    if shared is not None:
        await second_views.keep(tx, record, None, shared, by=by)
        if shared.is_higher:
            await escalation.escalate_now(tx, record.id)
    seen = {}
    for person in await access.chain(tx, record.id, record.setting_id):
        second = await seen_by(tx, record, person)
        if second is not None:
            seen[person.id] = second
    await second_views.alert(tx, record, seen)
    responsible = await access.fresh(tx, record.responsible_id)
    # a DSL who signs a record is a worker too, and a concern about them tells them nothing
    again = await _again(tx, record, access.may_know(responsible) & ~concerns.is_about(record.author_id))
    return again is not None and again.is_higher


async def _again(tx: Tx, record: Record, which: Which) -> Made | None:
    story = await chronology.among(tx, record, which)
    until_now = [entry for entry in story.entries if entry.record.signed_at <= record.signed_at]
    rests_on = [entry.record.reference for entry in until_now if entry.record.id != record.id]
    if not rests_on:
        return None
    seen = {pattern.kind for pattern in patterns(until_now)}
    known = {name: Answer.YES for name in AS_OBSERVED if name in seen}
    observations = Observations.from_json(record.observations).with_answers(earlier_records=Answer.YES, **known)
    view = assess(observations)
    is_higher = view.colour.height > Colour(record.colour).height
    return Made(view.as_json(), observations.as_json(), rests_on, is_higher)

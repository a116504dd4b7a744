"""Earlier incidents count: the rules run again with what earlier records show, beside the view that was signed."""

from dialogs.chat import Chat
from knowledge.observations import Answer, Observations
from knowledge.traffic_light import assess
from knowledge.view import Colour
from storage import chronology, second_views
from storage.patterns import patterns
from storage.records import Record

AS_OBSERVED = ("repeated", "increasing", "several_children")
"""Patterns that are observations of the same name."""


async def look_back(chat: Chat, record: Record) -> bool:
    """Make the second view of a record, where its child has earlier ones; whether it is higher than the signed one."""
    story = await chronology.of(chat.tx, record)
    until_now = [entry for entry in story.entries if entry.record.signed_at <= record.signed_at]
    earlier = [entry for entry in until_now if entry.record.id != record.id]
    if not earlier:
        return False
    seen = {pattern.kind for pattern in patterns(until_now)}
    known = {name: Answer.YES for name in AS_OBSERVED if name in seen}
    observations = Observations.from_json(record.observations).with_answers(earlier_records=Answer.YES, **known)
    view = assess(observations)
    is_higher = view.colour.height > Colour(record.colour).height
    await second_views.keep(
        chat.tx, record, view=view.as_json(), observations=observations.as_json(),
        rests_on=[entry.record.reference for entry in earlier], is_higher=is_higher,
    )  # fmt: skip
    return is_higher

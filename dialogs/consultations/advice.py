"""What was advised in consultations, for whoever booked and for the safeguarding lead; and actions that are done."""

from typing import Any

from dialogs.interview.chat import Chat
from dialogs.interview.parsing.days import day_in_words, moment_in_words
from dialogs.interview.shown import Item, Stale
from dialogs.turn import Card, Choice, Reply
from dialogs.words import reply, say
from storage.consultations import outcomes
from storage.consultations.outcomes import Action, Outcome
from storage.problems import NotFound

ACTIONS = "actions"
"""The list of actions that are still to be done."""


async def advice(chat: Chat, rest: str) -> list[Reply]:
    """The newest first, with the actions that are open numbered."""
    found = await outcomes.of_person(chat.tx, chat.person)
    if not found:
        return [reply("advice.none", choices=("bookings",))]
    still_open = _open(found)
    chat.shown.keep(ACTIONS, map(_item, still_open))
    numbers = {(one.booking_id, action.number): n for n, (one, action) in enumerate(still_open, 1)}
    sections = [section(one, numbers) for one in found]
    lines = [say("advice.mine")]
    for part in sections:
        lines += ["", part["title"], *(row["text"] for row in part["rows"])]
    done = tuple(
        Choice(f"action done {_item(one)}", say("advice.done_choice", number=n))
        for n, one in enumerate(still_open[:5], 1)
    )
    return [Reply("advice.mine", "\n".join(lines), choices=done, card=Card("record", {"title": lines[0], "colour": "",
            "colour_words": "", "sections": sections}))]  # fmt: skip


async def action_done(chat: Chat, rest: str) -> list[Reply]:
    """'action done 2', by its number in 'advice' as it was shown last."""
    still_open = {_item(one): one for one in _open(await outcomes.of_person(chat.tx, chat.person))}
    meant = chat.shown.meant(ACTIONS, rest, still_open)
    if meant is None:
        return await advice(chat, "")
    if isinstance(meant, Stale):
        return [reply(f"advice.stale.{meant}", choices=("advice",))]
    of, action = still_open[meant]
    try:
        await outcomes.done(chat.tx, of.booking_id, action.number, chat.person)
    except NotFound:
        return [reply("advice.stale.gone", choices=("advice",))]
    return [reply("advice.done", choices=("advice",), what=action.what)]


async def on_record(chat: Chat, record_id: str) -> list[Reply]:
    """What was advised about the case of a record that this person has just read, oldest first; nothing where none."""
    found = (await outcomes.of_record(chat.tx, record_id))[::-1]
    if not found:
        return []
    lines = [say("advice.on_record")]
    for part in (section(one) for one in found):
        lines += ["", part["title"], *(row["text"] for row in part["rows"])]
    return [Reply("advice.on_record", "\n".join(lines))]


def section(one: Outcome, numbers: dict[tuple[str, int], int] | None = None) -> dict[str, Any]:
    """One consultation: when, the advice, the actions."""
    title = say("advice.of", when=moment_in_words(one.consulted_at))
    if not one.attended:
        return {"title": title, "rows": [{"text": say("advice.missed")}]}
    rows = [{"text": one.advice}]
    for action in one.actions:
        number = (numbers or {}).get((one.booking_id, action.number), 0)
        key = "advice.action_done" if action.done_at else "advice.action" if number else "advice.action_plain"
        due = day_in_words(action.due_on)
        rows.append({"text": say(key, number=number, what=action.what, who=action.who, due=due)})
    return {"title": title, "rows": rows}


def _item(one: tuple[Outcome, Action]) -> Item:
    return Item(f"{one[0].booking_id}-{one[1].number}")


def _open(found: list[Outcome]) -> list[tuple[Outcome, Action]]:
    return [(one, action) for one in found for action in one.actions if action.done_at is None]

"""The consultation service's slots: the patterns that they come from, those that are to come, and what is changed.

A change is the chat's own conversation about slots (`dialogs/consultations/service_slots.py`), a page for each
question; what was pressed here is its first answers.
"""

from bot.desk import writing
from bot.desk.page import SERVICE, Answer, Goto, Page, Reader, Shown
from bot.desk.writing import Standing
from dialogs.consultations.service_slots import FURTHEST, TASKS, pattern_in_words
from dialogs.consultations.slot_words import in_words
from storage.consultations import bookings, slot_patterns

FLOW = "service_slots"
HOME = "/service/slots"
CHANGE = f"{HOME}/change"
ABOUT_ONE = {"end_pattern": "which_pattern", "move_slot": "which_slot", "withdraw_slot": "which_slot"}
"""What is done to a pattern or a slot, and the question that asks to which."""


async def slots(reader: Reader) -> Answer:
    """`GET /desk/service/slots`."""
    coming = await bookings.coming(reader.tx, until=reader.now + FURTHEST)
    data = {
        "patterns": [(one.id, pattern_in_words(one)) for one in await slot_patterns.every(reader.tx)],
        "slots": [(one, in_words(one)) for one in coming],
        "new": [task for task in TASKS if task not in ABOUT_ONE],
        "is_open": await writing.go_on(reader, FLOW, "") is not None,
    }
    return Shown("service/slots", "slots_page.title", data)


async def begin(reader: Reader) -> Answer:
    """`POST /desk/service/slots/begin`: what is to be done, and to which."""
    task = reader.asked.typed("task")
    answers = {"task": task}
    if task in ABOUT_ONE:
        answers[ABOUT_ONE[task]] = reader.asked.typed("which")
    standing = await writing.begin_with(reader, FLOW, answers)
    return Goto(CHANGE) if standing.is_open else _ended(standing)


async def question(reader: Reader) -> Answer:
    """`GET /desk/service/slots/change`: the question that is open."""
    standing = await writing.go_on(reader, FLOW, "")
    if standing is None:
        return Goto(HOME)
    return Shown("write/write", "slots_page.change", {"standing": standing, "address": CHANGE, "home": HOME})


async def answer(reader: Reader) -> Answer:
    """`POST /desk/service/slots/change`: its answer, or a step back."""
    if reader.asked.typed("act") == "drop":
        await writing.drop(reader, FLOW, "")
        return Goto(HOME, "dropped")
    standing = await writing.take(reader, FLOW, "")
    return Goto(CHANGE) if standing is None or standing.is_open else _ended(standing)


def _ended(standing: Standing) -> Answer:
    return Shown("write/ended", "write.ended", {"standing": standing, "home": HOME})


PAGES = (
    Page(HOME, SERVICE, slots, menu="slots_page.menu"),
    Page(f"{HOME}/begin", SERVICE, begin, changes=True),
    Page(CHANGE, SERVICE, question),
    Page(CHANGE, SERVICE, answer, changes=True),
)

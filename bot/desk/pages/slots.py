"""The consultation service's slots: the patterns that they come from, those that are to come, and what is changed.

A change is the chat's own conversation about slots (`dialogs/consultations/service_slots.py`), a page for each
question; what was pressed here is its first answers.
"""

from bot.desk import writing
from bot.desk.acting import Act
from bot.desk.page import SERVICE, Answer, Page, Reader, Shown
from dialogs.consultations.service_slots import FURTHEST, TASKS, pattern_in_words
from dialogs.consultations.slot_words import in_words
from storage.consultations import bookings, slot_patterns

HOME = "/service/slots"
CHANGE = Act(HOME, "change", "slots_page.change", "service_slots", SERVICE, of_a_list=False,
    first=("task", "which_pattern", "which_slot"),
)  # fmt: skip
ABOUT_ONE = {"end_pattern": "which_pattern", "move_slot": "which_slot", "withdraw_slot": "which_slot"}
"""What is done to a pattern or a slot, and the question that asks to which."""


async def slots(reader: Reader) -> Answer:
    """`GET /desk/service/slots`."""
    coming = await bookings.coming(reader.tx, until=reader.now + FURTHEST)
    data = {
        "patterns": [(one.id, pattern_in_words(one)) for one in await slot_patterns.every(reader.tx)],
        "slots": [(one, in_words(one)) for one in coming],
        "new": [task for task in TASKS if task not in ABOUT_ONE],
        "about_one": ABOUT_ONE,
        "is_open": await writing.go_on(reader, CHANGE.flow, "") is not None,
    }
    return Shown("service/slots", "slots_page.title", data)


PAGES = (Page(HOME, SERVICE, slots, menu="slots_page.menu"), *CHANGE.pages)

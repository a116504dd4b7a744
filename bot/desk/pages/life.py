"""A Good Life plan at the desk: what it says, what is arranged for leaving and how it goes since, and what the chat
offers with it. Who may read it is asked in `storage/plans/good_life/`.

The list stands with the other plans (`plans.py`).
"""

from bot.desk import writing
from bot.desk.acting import Act, offered, pages_of
from bot.desk.page import EVERYBODY, Answer, Page, Reader, Shown
from dialogs.plans.good_life import shown
from dialogs.plans.good_life.forms import FORMS
from dialogs.tracking import shown as tracking
from dialogs.tracking.forms import FORMS as TRACKING_FORMS
from dialogs.turn import Reply
from storage.plans.good_life import plan as plans
from storage.plans.good_life.content import SIGNED, State
from storage.problems import NotFound

HOME = "/life"
STEP_DONE = "step_done"
ACTS = tuple(
    Act(HOME, one.name, f"good_life.buttons.{one.command}", one.name, EVERYBODY,
        filled=("goal",) if one.name == STEP_DONE else ())
    for one in (*FORMS, *TRACKING_FORMS)
)  # fmt: skip
"""A contact is kept in the chat alone: what is heard in one may have to go on as a report, with its urgent steps."""


async def one(reader: Reader) -> Answer:
    """`GET /desk/life/{which}`: as in the chat. Somebody else's is answered as one that is not there."""
    which = reader.asked.parts["which"]
    chat = writing.chat_of(reader)
    try:
        (said,) = await shown.plan(chat, which)
        plan = await plans.read(reader.tx, reader.person, which, action=None)
    except NotFound:
        return Shown("plans/none", "life_page.title", status=404)
    beside: dict[str, Reply] = {}
    if plan.state in SIGNED:
        (beside["leaving"],) = await shown.leaving(chat, plan.reference)
    if plan.left_on is not None:
        (beside["tracking"],) = await tracking.tracking(chat, plan.reference)
    acts = [(act.what, words) for act, words in offered(ACTS, said, *beside.values())]
    steps = [goal for goal in plan.content.goals if goal.step] if STEP_DONE in dict(acts) else []
    data = {
        "reference": plan.reference,
        "said": said.text,
        "beside": {name: reply.text for name, reply in beside.items()},
        "acts": [(what, words) for what, words in acts if what != STEP_DONE],
        "steps": steps,
        "contacts": plan.state is State.TRACKING,
    }
    return Shown("plans/life", "life_page.title", data)


PAGES = (Page(f"{HOME}/{{which}}", EVERYBODY, one), *pages_of(HOME, ACTS, EVERYBODY))

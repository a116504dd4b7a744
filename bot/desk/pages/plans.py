"""Plans that live, at the desk: safety plans with their behaviour plan and its tally, intervention plans, and the list
of Good Life plans (`life.py`).

What a plan says, and the questions of a review, are the chat's. Who may know is asked in `storage/plans/`.
"""

from bot.desk import writing
from bot.desk.acting import Act, offered, pages_of
from bot.desk.page import EVERYBODY, SAFEGUARDING, Answer, Goto, Page, Reader, Shown
from dialogs.interview.parsing.days import today
from dialogs.interview.shown import number_in
from dialogs.plans.good_life import shown as good_life
from dialogs.plans.good_life.about import may_open_case
from dialogs.plans.intervention import shown as interventions
from dialogs.plans.intervention.forms import FORMS
from dialogs.plans.safety import behaviour as behaviour_words
from dialogs.plans.safety import shown
from dialogs.words import say
from storage.plans import access, behaviour
from storage.plans.intervention import actions
from storage.plans.intervention import plan as intervention
from storage.plans.plan import State
from storage.problems import NotFound, Problem

OF_A_CASE, MARK = "WC-", "plan_action"
OF_INTERVENTION = tuple(
    Act("/plans", flow, f"intervention.buttons.{command}", flow, EVERYBODY,
        filled=("number",) if flow == MARK else ())
    for flow, command in (*((one.name, one.command) for one in FORMS), ("lead_passes", "lead_passes"))
)  # fmt: skip
OF_SAFETY = (
    Act("/plans", "agree", "plans_page.agree", "agree_plan", SAFEGUARDING),
    Act("/plans", "review", "plans_page.review", "review_safety_plan", SAFEGUARDING),
)
BEGIN_LIFE = Act("/plans", "begin_life", "plans_page.begin_life", "begin_life_plan", EVERYBODY, of_a_list=False)
ACTS = (*OF_SAFETY, *OF_INTERVENTION, BEGIN_LIFE)
"""What can be done with one of them, and what begins one."""
ACT = {State.FIRST: "agree", State.IN_FORCE: "review"}
"""What is mostly done with a safety plan as it stands."""


async def all_of_them(reader: Reader) -> Answer:
    """`GET /desk/plans`: who has no plan yet, and each plan, the soonest due first; what this person counts."""
    chat = writing.chat_of(reader)
    needed, plans = await shown.listed(chat) if reader.is_one_of(SAFEGUARDING) else ([], [])
    data = {
        "needed": needed,
        "plans": plans,
        "interventions": await interventions.listed(chat),
        "lives": await good_life.listed(chat),
        "begins_life": may_open_case(chat),
        "counts": await behaviour.counts_for(reader.tx, reader.person),
        "most": behaviour.MOST,
    }
    return Shown("plans/plans", "plans_page.title", data)


async def one(reader: Reader) -> Answer:
    """`GET /desk/plans/{which}`: as in the chat. Somebody else's is answered as one that is not there."""
    which = reader.asked.parts["which"]
    try:
        return await (_intervention if which.upper().startswith(OF_A_CASE) else _safety)(reader, which)
    except NotFound:
        return Shown("plans/none", "plans_page.title", status=404)


async def _safety(reader: Reader, which: str) -> Answer:
    plan = await access.look(reader.tx, reader.person, which)
    (said,) = await shown.plan(writing.chat_of(reader), plan.reference)
    act = ACT.get(plan.state(today(reader.now)))
    made = await behaviour.newest(reader.tx, plan.id)
    counted = await behaviour.weeks(reader.tx, plan.id) if made and not made.is_draft else []
    data = {
        "reference": plan.reference,
        "said": said.text,
        "acts": [(act, say(f"plans_page.{act}"))] if act else [],
        "steps": [],
        "behaviour": list(behaviour_words.in_words(made)) if made else [],
        "counted": list(behaviour_words.tally_lines(counted)),
    }
    return Shown("plans/plan", "plans_page.one", data)


async def _intervention(reader: Reader, which: str) -> Answer:
    plan = await intervention.read(reader.tx, reader.person, which, action=None)
    (said,) = await interventions.plan(writing.chat_of(reader), plan.reference)
    acts = [(act.what, words) for act, words in offered(OF_INTERVENTION, said)]
    steps = [one for one in await actions.of_plan(reader.tx, plan) if not one.ends_on] if MARK in dict(acts) else []
    data = {
        "reference": plan.reference,
        "said": said.text,
        "acts": [(what, words) for what, words in acts if what != MARK],
        "steps": [(one.number, interventions.action_line(one)) for one in steps],
        "behaviour": [],
        "counted": [],
    }
    return Shown("plans/plan", "plans_page.one", data)


async def count(reader: Reader) -> Answer:
    """`POST /desk/plans/{which}/tally`: so many more in this week."""
    number = number_in(reader.asked.typed("count"))
    if number is None or number > behaviour.MOST:
        return Goto("/plans", "not_a_count")
    try:
        await behaviour.tally(reader.tx, reader.person, number, reader.asked.parts["which"])
    except Problem:
        return Goto("/plans", "not_counted")
    return Goto("/plans", "counted")


PAGES = (
    Page("/plans", EVERYBODY, all_of_them, menu="plans_page.menu"),
    Page("/plans/{which}", EVERYBODY, one),
    Page("/plans/{which}/tally", EVERYBODY, count, changes=True),
    *(page for act in OF_SAFETY for page in act.pages),
    *BEGIN_LIFE.pages,
    *pages_of("/plans", OF_INTERVENTION, EVERYBODY),
)

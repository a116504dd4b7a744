"""Training at the desk: who is trained and current, who will be when, and the sessions that keep people so.

The team sees everybody and keeps the sessions, a manager their own staff, and everybody themselves. What is asked and
said is the chat's; who sees whom is asked in `storage/training/register.py`.
"""

import re
from datetime import timedelta

from bot.desk import writing
from bot.desk.acting import Act
from bot.desk.drawing import charts
from bot.desk.page import EVERYBODY, Answer, Page, Reader, Shown
from dialogs.interview.parsing.days import today
from dialogs.training import own
from dialogs.training.in_words import area_in_words, courses_in_words, standing
from dialogs.training.own import SEE_IT, TEAM
from dialogs.training.report import steps_in_words
from dialogs.training.sessions import CANCELLED, HELD, in_words
from storage.training import places, register, sessions
from storage.training.currency import months_after, staircase

HOME, MINE = "/training", "/training/mine"
KEEPING = Act(
    HOME, "sessions", "training_page.sessions", "training_sessions", TEAM, of_a_list=False,
    first=("session_task", "which"),
)  # fmt: skip
CAME = Act(HOME, "came", "training_page.came", "attended", TEAM, of_a_list=False, first=("session",))
PLACE = Act(MINE, "place", "training_page.place", "refresher", EVERYBODY, of_a_list=False)
ACTS = (KEEPING, CAME, PLACE)
A_PAGE = 50
A_YEAR = timedelta(days=365)


async def all_of_it(reader: Reader) -> Answer:
    """`GET /desk/training`: the register, who will be current when, and for the team what sessions there are."""
    entries = await own.listed(writing.chat_of(reader))
    pages = max(1, -(-len(entries) // A_PAGE))
    asked = reader.asked.chosen("page")
    page = min(int(asked), pages) if re.fullmatch("[1-9][0-9]{0,3}", asked) else 1
    rows = [
        (one.person.name, area_in_words(one.area), courses_in_words(one), one.currency, standing(one))
        for one in entries[(page - 1) * A_PAGE : page * A_PAGE]
    ]
    on = today(reader.now)
    steps = staircase([one.last for one in entries if one.last], on)
    data = {
        "short": own.in_short(entries, reader.now),
        "rows": rows,
        "total": len(entries),
        "page": page,
        "pages": pages,
        "steps": steps_in_words(steps),
        "picture": charts.columns({str(n): count for n, count in enumerate(steps)}),
        "changes": [str(n) for n, count in enumerate(steps) if n == 0 or count != steps[n - 1]],
        "months": {str(n): f"{months_after(on, n):%b %y}" if n % 6 == 0 else "" for n in range(len(steps))},
        "keeps": reader.is_one_of(TEAM),
        **(await _sessions(reader) if reader.is_one_of(TEAM) else {}),
        "hold": HELD,
        "cancel": CANCELLED,
    }
    return Shown("training/training", "training_page.title", data)


async def _sessions(reader: Reader) -> dict[str, object]:
    """Each with who has a place in it; of those gone by, who came."""
    coming = await sessions.coming(reader.tx)
    begun = await sessions.begun(reader.tx)
    noted = list(reversed(await sessions.noted(reader.tx, reader.now - A_YEAR)))
    who = await places.taken_in(reader.tx, [one.id for one in (*coming, *begun, *noted)])
    return {
        name: [(one, in_words(one), who.get(one.id, [])) for one in found]
        for name, found in (("coming", coming), ("begun", begun), ("noted", noted))
    }


async def mine(reader: Reader) -> Answer:
    """`GET /desk/training/mine`: one's own, as in the chat."""
    (said,) = await own.my_training(writing.chat_of(reader), "")
    on_register = bool((await register.of(reader.tx, reader.person.id)).courses)
    return Shown("training/mine", "training_page.mine", {"said": said.text, "on_register": on_register})


PAGES = (
    Page(HOME, SEE_IT, all_of_it, menu="training_page.menu"),
    Page(MINE, EVERYBODY, mine),
    *(page for act in ACTS for page in act.pages),
)

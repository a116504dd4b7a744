"""Places in a group, at the desk: for their lead who is in it and what waits, for whoever refers what they have sent.

What a referral says, and the questions of an answer, are the chat's. Who may read is asked in `storage/groups/`.
"""

from bot.desk import writing
from bot.desk.acting import Act
from bot.desk.page import Answer, Page, Reader, Shown
from dialogs.groups import shown
from dialogs.groups.referring import REFERS
from dialogs.groups.shown import LEADS
from storage.groups import access
from storage.groups.access import Part
from storage.groups.referral import HAS_A_PLACE, Referral, State
from storage.problems import NotFound

WHOSE = LEADS | REFERS
CAME = Act("/groups", "came", "groups_page.came", "group_came", LEADS, of_a_list=False, first=("of_which_group",))
ACTS = (
    CAME,
    Act("/groups", "answer", "groups_page.answer", "referral_answer", LEADS),
    Act("/groups", "end", "groups_page.end", "referral_end", LEADS),
)
"""What can be done with one of them."""


async def all_of_them(reader: Reader) -> Answer:
    """`GET /desk/groups`: no child is named."""
    chat = writing.chat_of(reader)
    led = await shown.led(chat) if reader.is_one_of(LEADS) else []
    sent = await shown.sent(chat) if reader.is_one_of(REFERS) else []
    groups = [
        (group.id, shown.group_in_words(group), inside, any(each.state in HAS_A_PLACE for each, _ in inside))
        for group, inside in led
    ]
    # the chat asks which group only where there is more than one to ask about
    several = sum(may_come for *_, may_come in groups) > 1
    return Shown("groups/groups", "groups_page.title", {"led": groups, "sent": sent, "several": several})


async def one(reader: Reader) -> Answer:
    """`GET /desk/groups/{which}`: as in the chat. Somebody else's is answered as one that is not there."""
    try:
        referral, part = await access.read(reader.tx, reader.person, reader.asked.parts["which"])
    except NotFound:
        return Shown("plans/none", "groups_page.title", status=404)
    (said,) = await shown.one_of_them(writing.chat_of(reader), referral.reference)
    data = {"reference": referral.reference, "said": said.text, "acts": _acts(referral, part)}
    return Shown("groups/group", "groups_page.one", data)


def _acts(referral: Referral, part: Part) -> list[str]:
    if part is not Part.LEAD:
        return []
    may = {"answer": referral.state in (State.SENT, State.WAITING), "end": referral.state in HAS_A_PLACE}
    return [what for what, yes in may.items() if yes]


PAGES = (
    Page("/groups", WHOSE, all_of_them, menu="groups_page.menu"),
    Page("/groups/{which}", WHOSE, one),
    *(page for act in ACTS for page in act.pages),
)

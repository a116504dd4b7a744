"""Deciding on a record, adding to it, handing it over: the chat's own interviews, a page for each question."""

from bot.desk import writing
from bot.desk.page import CASE_WORK, SAFEGUARDING, Answer, Goto, Page, Reader, Shown
from bot.desk.writing import Standing

FLOWS = {"decide": "decision", "add": "addition", "hand-over": "handover"}
"""What stands in the address, and the interview."""


async def begin(reader: Reader) -> Answer:
    """`POST /desk/record/{reference}/decide/begin`: or go on with what was begun."""
    what, reference = _asked(reader)
    standing = await writing.open_or_go_on(reader, FLOWS[what], reference)
    return Goto(f"/record/{reference}/{what}") if standing.is_open else ended(standing, _home(reader, reference))


async def question(reader: Reader) -> Answer:
    """`GET /desk/record/{reference}/decide`: the question that is open."""
    what, reference = _asked(reader)
    standing = await writing.go_on(reader, FLOWS[what], reference)
    if standing is None:
        return Goto(_home(reader, reference))
    data = {"standing": standing, "address": f"/record/{reference}/{what}", "home": _home(reader, reference)}
    return Shown("write/write", f"write.{what.replace('-', '_')}", data)


async def answer(reader: Reader) -> Answer:
    """`POST /desk/record/{reference}/decide`: its answer, or a step back, over, or to another question."""
    what, reference = _asked(reader)
    if reader.asked.typed("act") == "drop":
        await writing.drop(reader, FLOWS[what], reference)
        return Goto(_home(reader, reference), "dropped")
    standing = await writing.take(reader, FLOWS[what], reference)
    if standing is None or standing.is_open:
        return Goto(f"/record/{reference}/{what}")
    return ended(standing, _home(reader, reference))


def ended(standing: Standing, home: str) -> Answer:
    """What is said at the end, and the way back."""
    return Shown("write/ended", "write.ended", {"standing": standing, "home": home})


def _home(reader: Reader, reference: str) -> str:
    """From where somebody came: whoever signed a record may add to it, and has no page of it."""
    return f"/record/{reference}" if reader.is_one_of(SAFEGUARDING) else "/mine"


def _asked(reader: Reader) -> tuple[str, str]:
    """Which interview, by the address, and about which record."""
    *_, reference, what = reader.asked.path.removesuffix("/begin").split("/")
    return what, reference.upper()


PAGES = tuple(
    page
    for what, roles in (("decide", SAFEGUARDING), ("add", CASE_WORK), ("hand-over", SAFEGUARDING))
    for page in (
        Page(f"/record/{{reference}}/{what}/begin", roles, begin, changes=True),
        Page(f"/record/{{reference}}/{what}", roles, question),
        Page(f"/record/{{reference}}/{what}", roles, answer, changes=True),
    )
)

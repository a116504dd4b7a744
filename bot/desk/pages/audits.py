"""Case audits at the desk: those that somebody has made, a sample by lot, and the chat's own questions for one.

Who may audit and who may read is asked in `storage/oversight/case_audits/`.
"""

import re

from bot.desk import writing
from bot.desk.acting import Act
from bot.desk.page import EVERYBODY, Answer, Goto, Page, Reader, Shown
from dialogs.oversight import shown
from dialogs.oversight.case_audit import CaseAuditFlow
from storage.casework import reference as references
from storage.oversight.case_audits import auditing, sampling
from storage.oversight.case_audits.sampling import NotASample, NotASeed, Sample

HOME = "/audits"
AUDIT = Act(HOME, "audit", "audits_page.one", "case_audit", CaseAuditFlow.roles)
ACTS = (AUDIT,)
DIGITS = re.compile("[0-9]{1,16}")


async def all_of_them(reader: Reader) -> Answer:
    """`GET /desk/audits`: which cases this person has audited; nothing of what was found."""
    return await _listed(reader)


async def sample(reader: Reader) -> Answer:
    """`POST /desk/audit-sample`: drawn by lot, or again with a seed."""
    size, seed = reader.asked.typed("size"), reader.asked.typed("seed")
    if not DIGITS.fullmatch(size) or not DIGITS.fullmatch(seed or "0"):
        return await _listed(reader, refused="not_a_sample")
    try:
        drawn = await sampling.sample(reader.tx, reader.person, int(size), int(seed) if seed else None)
    except (NotASample, NotASeed) as problem:
        return await _listed(reader, refused=problem.reason)
    return await _listed(reader, drawn=drawn)


async def begin(reader: Reader) -> Answer:
    """`POST /desk/audit-case`: a case by its reference."""
    found = references.REFERENCE.search(reader.asked.typed("case"))
    return await AUDIT.begin_about(reader, found[0].upper()) if found else Goto(HOME, "no_reference")


async def one(reader: Reader) -> Answer:
    """`GET /desk/audits/{which}`: as in the chat. Somebody else's is answered as one that is not there."""
    which = reader.asked.parts["which"]
    (said,) = await shown.show(writing.chat_of(reader), which)
    if said.key != "case_audit.head":
        return Shown("audits/none", "audits_page.title", status=404)
    data = {"reference": references.tidy(which), "said": said.text}
    return Shown("audits/audit", "audits_page.one", data)


async def _listed(reader: Reader, drawn: Sample | None = None, refused: str = "") -> Shown:
    data = {
        "made": await auditing.made_by(reader.tx, reader.person),
        "drawn": drawn,
        "lines": [shown.drawn_line(each) for each in drawn.cases] if drawn else [],
        "refused": refused,
        "most": sampling.MOST,
    }
    return Shown("audits/audits", "audits_page.title", data, 422 if refused else 200)


PAGES = (
    Page(HOME, CaseAuditFlow.roles, all_of_them, menu="audits_page.menu"),
    Page("/audit-sample", CaseAuditFlow.roles, sample, changes=True),
    Page("/audit-case", CaseAuditFlow.roles, begin, changes=True),
    Page(f"{HOME}/{{which}}", EVERYBODY, one),
    *AUDIT.pages,
)

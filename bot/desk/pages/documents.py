"""Documents of a record: for each, before it is made, for whom it is and what leaves with it.

They are the documents of the command line (`bot/exports/`), and stand in the record's history like those.
"""

from collections.abc import Callable

from bot.desk.page import SAFEGUARDING, Answer, Export, Page, Reader, Shown
from bot.exports import chronology, record, referral, sealed
from bot.exports.exporting import document
from storage.audit import AuditAction
from storage.documents import FORMATS
from storage.documents.layout import Form
from storage.documents.record_content import FormProblem
from storage.problems import NotFound, Problem
from storage.records import access, decisions, inbox
from storage.records.signing import Record

ON_PAPER = ("pdf", "docx", "html")
DOCUMENTS = {
    "own_file": ON_PAPER,
    "record": (*ON_PAPER, "json", "zip"),
    "referral": ON_PAPER,
    "story": ON_PAPER,
}
"""Each document, and what it can be made as; those about one child come once for each."""
KINDS = {**FORMATS, "json": "application/json", sealed.KIND: sealed.CONTENT}
"""What a browser calls each."""
OF_A_CHILD = frozenset({"referral", "story"})


class DoesNotFit(Problem):
    """What is in the record does not fit the form."""

    reason = "does_not_fit"


async def documents(reader: Reader) -> Answer:
    """`GET /desk/record/{reference}/documents`: what there is to choose from; nothing is made yet."""
    of = await inbox.open_for(reader.tx, reader.person, reader.asked.parts["reference"], AuditAction.OPENED)
    elsewhere = await access.comes_by_handover(reader.tx, reader.person, of.id)
    decided = bool(await decisions.count(reader.tx, of.reference))
    letters = [str(child["label"]).split()[-1] for child in of.children]
    there = {
        "own_file": [] if elsewhere else [""],
        "record": [""],
        "referral": letters if decided and not elsewhere else [],
        "story": [of.child_label.split()[-1]] if elsewhere else letters,
    }
    data = {"reference": of.reference, "there": there, "kinds": DOCUMENTS, "decided": decided, "elsewhere": elsewhere}
    return Shown("records/documents", "documents.title", data)


async def made(reader: Reader) -> Answer:
    """`POST /desk/record/{reference}/documents`: one of them, as a file."""
    what, kind, letter = (reader.asked.typed(name) for name in ("what", "kind", "child"))
    if kind not in DOCUMENTS.get(what, ()):
        raise NotFound("document")
    of = await inbox.open_for(reader.tx, reader.person, reader.asked.parts["reference"], AuditAction.READ)
    make, detail = await _maker(reader, of, what, kind, f"Child {letter}")
    of_child = f"-child-{letter}" if what in OF_A_CHILD else ""
    name = f"{of.reference}-{what.replace('_', '-')}{of_child}.{kind}"
    return Export(of, make, detail, KINDS[kind], name)


async def _maker(reader: Reader, of: Record, what: str, kind: str, label: str) -> tuple[Callable[[], bytes], str]:
    """What makes it, and what the history says of it. Raises NotFound where there is no such child."""
    tx, person = reader.tx, reader.person
    if what in OF_A_CHILD:
        laid_out = referral.pack_of if what == "referral" else chronology.story_of
        form: Form = await laid_out(tx, person, of, label)
        return lambda: document(form, kind), f"{what}_{kind}"
    whole = await record.gathered(tx, person, of, own_file=what == "own_file")
    signed = await sealed.around(tx, person, of.id) if kind == sealed.KIND else None

    def make() -> bytes:
        try:
            return record.in_format(whole, kind) if signed is None else record.in_one_file(whole, signed)
        except FormProblem:
            raise DoesNotFit from None

    return make, f"own_file_{kind}" if whole.who else kind


PAGES = (
    Page("/record/{reference}/documents", SAFEGUARDING, documents),
    Page("/record/{reference}/documents", SAFEGUARDING, made, changes=True),
)

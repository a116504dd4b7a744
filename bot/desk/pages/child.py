"""One child in several records: drawn to scale, what they show together, and which may be about the same child.

The child is named to whoever may read the record; every other child has a letter. What is shown is what the document
about the child shows (`storage/documents/kinds/chronology.py`), and each record is noted as read in it.
"""

from bot.desk.page import SAFEGUARDING, Answer, Goto, Page, Reader, Shown
from bot.exports.chronology import told_of
from dialogs.safeguarding.timeline import judge
from storage.audit import AuditAction
from storage.documents.kinds.chronology import chronology_sections
from storage.documents.layout import day_in_words
from storage.records import inbox


async def child(reader: Reader) -> Answer:
    """`GET /desk/record/{reference}/child/{letter}`."""
    record = await inbox.open_for(reader.tx, reader.person, reader.asked.parts["reference"], AuditAction.OPENED)
    letter = reader.asked.parts["letter"].upper()
    told = await told_of(reader.tx, reader.person, record, f"Child {letter}")
    sections = {section.key: section for section in chronology_sections(told)}
    data = {
        "reference": record.reference,
        "letter": letter,
        "told": told,
        "born": day_in_words(told.date_of_birth),
        "together": sections.get("together"),
        "story": sections["story"],
        "mine_to_say": f"Child {letter}" == record.child_label,
    }
    return Shown("records/child", "child.title", data)


async def same_child(reader: Reader) -> Answer:
    """`POST /desk/record/{reference}/same-child`: a person's word on a record that may be about the same child."""
    reference = reader.asked.parts["reference"]
    said = await judge(
        reader.tx, reader.person, reference, reader.asked.typed("other"),
        is_same=reader.asked.typed("same") == "yes", only_if_open=True,
    )  # fmt: skip
    record = await inbox.open_for(reader.tx, reader.person, reference, AuditAction.OPENED)
    letter = record.child_label.removeprefix("Child ")
    return Goto(f"/record/{record.reference}/child/{letter}", said[-1].key.removeprefix("timeline."))


PAGES = (
    Page("/record/{reference}/child/{letter}", SAFEGUARDING, child),
    Page("/record/{reference}/same-child", SAFEGUARDING, same_child, changes=True),
)

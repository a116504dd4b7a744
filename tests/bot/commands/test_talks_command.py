"""`waymark talks export`: what stands in it, for whom it is made, and what its history says."""

import io
from datetime import timedelta
from pathlib import Path

import sqlalchemy as sa
from docx import Document
from pypdf import PdfReader

from storage import audit
from storage.database.engine import Tx
from storage.people import people, settings
from storage.people.people import KnownAs, Role
from storage.talks import answering, asking, reviewing
from storage.talks.tables import talks
from storage.talks.talk import Answer, Outcome, Review, Seen, Watch, subject
from tests.bot.office import Office
from tests.storage.conftest import NOW, who
from tests.storage.documents.examples import html_text
from tests.storage.talks.test_talks import WORRY


async def asked(tx: Tx) -> str:
    """A talk that the worker has asked for, about a draft of theirs; its reference. Somebody is on duty."""
    await settings.add_setting(tx, "Duty Team", "youth_justice", {}, id="yj")
    await people.add(tx, "Bo Invented", "yj", [Role.YOUTH_JUSTICE], KnownAs(login="one"), id="yj-one")
    return await asking.ask(tx, await who(tx, "worker"), WORRY, case_key="draft-of-theirs")


async def answered(tx: Tx) -> None:
    """They watch it for two weeks, and have looked again."""
    talk_id = str(await tx.connection.scalar(sa.select(talks.c.id)))
    watch = Watch("how close", "the tutor", (tx.now + timedelta(days=14)).date())
    words = Answer((Outcome.MONITORING, Outcome.CAF), watch, "Speak to the mentor")
    await answering.answer(tx, await who(tx, "one"), talk_id, words)
    await reviewing.review(tx, await who(tx, "worker"), talk_id, Review(Seen.STILL_WORRIED, "Closer again"))


async def history(tx: Tx) -> list[tuple[str, str]]:
    """Who did what with it, in order."""
    talk_id = str(await tx.connection.scalar(sa.select(talks.c.id)))
    assert await audit.verify(tx, subject(talk_id))
    return [(str(entry.person_id), entry.what.split()[0]) for entry in await audit.entries(tx, subject(talk_id))]


def test_whoever_asked_and_who_answered_have_it_as_a_document_and_nobody_else(office: Office, tmp_path: Path) -> None:
    reference = office.changes(asked, NOW)
    waits = html_text(office.says(f"talks export {reference} --as one").out)
    assert "None yet." in waits
    office.changes(answered, NOW)
    page = html_text(office.says(f"talks export {reference} --as worker").out)
    for wanted in ("Stands too close", "A child’s own behaviour", "What to look out for", "Val", "01632", "Bo Invented",
                   "Watch it further; Early help assessment (CAF)", "Speak to the mentor", "how close", "the tutor",
                   "I’m still worried", "Closer again", "PB-support"):  # fmt: skip
        assert wanted in page, wanted
    assert "draft-of-theirs" not in page
    for kind in ("pdf", "docx"):
        assert office.says(f"talks export {reference} --as one --{kind} --out {tmp_path / kind}").code == 0
    paper = Document(io.BytesIO((tmp_path / "docx").read_bytes()))
    assert "Closer again" in "".join(cell.text for table in paper.tables for cell in table._cells)
    text = " ".join(sheet.extract_text() for sheet in PdfReader(tmp_path / "pdf").pages)
    assert "Closer again" in " ".join(text.split())
    for other in ("dsl", "deputy", "head", "manager", "worker2", "admin"):
        said = office.says(f"talks export {reference} --as {other} --out {tmp_path / other}")
        assert (said.code, said.out, (tmp_path / other).exists()) == (2, "", False), other
    noted = office.changes(history)
    assert noted.count(("demo-worker", "exported")) == 1
    assert noted.count(("yj-one", "exported")) == 3
    assert [action for who, action in noted if who == "demo-dsl"] == ["refused_read"]


def test_all_that_is_kept_is_plain_json_without_what_its_readers_are_not_to_know(office: Office) -> None:
    reference = office.changes(asked, NOW)
    assert office.says(f"talks export {reference} --as worker --everything").values[0]["answer"] is None
    office.changes(answered, NOW)
    said = office.says(f"talks export {reference} --as one --everything")
    (held,) = said.values
    assert (held["reference"], held["state"]) == (reference, "ended")
    assert held["asked"]["concern"] == "Stands too close"
    assert held["answer"]["watch"] == {"what": "how close", "who": "the tutor", "review_on": "2026-03-17"}
    assert held["review"] == {"seen": "still_worried", "words": "Closer again"}
    for hidden in ("draft-of-theirs", "case_key", "lead", "passes"):
        assert hidden not in said.out

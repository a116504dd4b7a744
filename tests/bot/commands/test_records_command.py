"""`waymark records`: a DSL lists, exports and checks what is theirs, and nobody else does."""

import sqlite3
import stat
from contextlib import closing
from datetime import date

import pytest

from dialogs.words import say
from storage import audit
from storage.casework import cases, members
from storage.casework.cases import Child, NewCase
from storage.casework.parts import Part
from storage.database.engine import Tx
from storage.people import people
from storage.people.people import get
from storage.plans.intervention import plan as intervention
from storage.records import addenda, decisions, inbox, signing
from storage.records.register import child_index
from storage.records.signing import Submission
from tests.bot.office import Office, signed_record
from tests.conversation import SCHOOL_CASE
from tests.storage.documents.examples import docx_text, html_text, whole_form

OTHER_CHILD = "Madeup"


@pytest.fixture
def reference(office: Office) -> str:
    return office.changes(signed_record).reference


def history(office: Office, reference: str) -> list[tuple[str | None, str]]:
    """Who did what with the record; of an export only its kind."""

    async def entries(tx: Tx) -> list[tuple[str | None, str]]:
        record = await signing.by_reference(tx, reference)
        found = await audit.entries(tx, record.id)
        return [(e.person_id, " ".join(e.action.split()[: 2 if e.what == "exported" else 1])) for e in found]

    return office.changes(entries)


def test_the_list_says_what_has_come_in_and_nothing_of_what_is_in_it(office: Office, reference: str) -> None:
    (row,) = office.says("records list --as dsl --json").values
    assert (row["reference"], row["status"], row["from_name"]) == (reference, "signed", "Robin Ashdown (demo)")
    said = office.says("records list --as dsl")
    assert reference in said.out
    assert "Example Child" not in said.out
    assert history(office, reference) == [("demo-worker", "signed")]


def test_an_export_is_the_form_for_its_owner_only_and_is_in_the_history(office: Office, reference: str) -> None:
    file = office.folder / "record.html"
    said = office.says(f"records export {reference.lower()} --as dsl --out {file}")
    assert (said.code, said.out) == (0, "")
    page = file.read_text("utf-8")
    assert "Example Child" in page
    assert OTHER_CHILD not in page
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert history(office, reference) == [
        ("demo-worker", "signed"), ("demo-dsl", "read"), ("demo-dsl", "exported html"),
    ]  # fmt: skip


def test_each_kind_of_export(office: Office, reference: str) -> None:
    file = office.folder / "record.pdf"
    assert office.says(f"records export {reference} --as deputy --pdf --out {file}").code == 0
    assert file.read_bytes().startswith(b"%PDF-")
    (value,) = office.says(f"records export {reference} --as dsl --json").values
    assert value["content"]["child_name"] == "Example Child"
    assert value["content"]["behaviour_words"] == "Example Child pushed [Child B] off the bench."
    assert value["view"]["colour"] == value["colour"]
    assert OTHER_CHILD not in str(value)
    assert value["read_through"] == []
    assert office.says(f"records export {reference} --as dsl").out.startswith("<!DOCTYPE html>")


def test_only_the_settings_own_file_says_who_is_who(office: Office, reference: str) -> None:
    own = office.says(f"records export {reference} --as dsl --own-file").out
    assert "Who is who" in own
    assert OTHER_CHILD in own
    (value,) = office.says(f"records export {reference} --as dsl --own-file --json").values
    assert OTHER_CHILD in str(value["who_is_who"])
    assert value["content"]["behaviour_words"] == "Example Child pushed [Child B] off the bench."
    assert "own_file_json" in str(history(office, reference))
    assert OTHER_CHILD not in office.says(f"records export {reference} --as dsl").out


def test_what_must_be_read_through_is_said_in_each_kind_of_export(office: Office, reference: str) -> None:
    async def add(tx: Tx) -> None:
        await addenda.addendum(tx, await get(tx, "demo-dsl"), reference, "Quil Madeup's bag.", "Said by QM")

    office.changes(add)
    (value,) = office.says(f"records export {reference} --as dsl --json").values
    assert value["read_through"][2] == "Where: Added after signing (2)."
    assert value["additions"][0]["text"] == "[Child B?] [Child B]'s bag."
    assert value["additions"][0]["reason"] == "Said by [QM?]"
    page = office.says(f"records export {reference} --as dsl").out
    assert "Where: Added after signing (2)." in page
    assert "<mark>[QM?]</mark>" in page


def test_what_a_worker_signed_in_the_conversation_can_be_exported(office: Office) -> None:
    office.plays(SCHOOL_CASE)
    (row,) = office.says("records list --as dsl --json").values
    page = office.says(f"records export {row['reference']} --as dsl").out
    assert "Zed Inventedname" in page
    assert "Quill" not in page
    (value,) = office.says(f"records export {row['reference']} --as dsl --json").values
    assert value["content"]["child_name"] == "Zed Inventedname"
    assert value["observations"]["mutual"] == "no"
    assert "Quill" not in str(value)
    file = office.folder / "record.pdf"
    assert office.says(f"records export {row['reference']} --as dsl --pdf --out {file}").code == 0
    assert office.says(f"records verify {file}").code == 0


def test_what_was_added_later_is_exported_too(office: Office, reference: str) -> None:
    async def add(tx: Tx) -> None:
        await addenda.addendum(tx, await get(tx, "demo-dsl"), reference, "It was Wednesday.", "A wrong day")

    office.changes(add)
    (value,) = office.says(f"records export {reference} --as dsl --json").values
    assert [(one["author"], one["text"]) for one in value["additions"]] == [("Jo Marlowe (demo)", "It was Wednesday.")]
    assert "It was Wednesday." in office.says(f"records export {reference} --as dsl").out


@pytest.mark.parametrize("login", ["worker", "foster_dsl", "admin", "consultation", "nobody"])
def test_nobody_else_exports_it(office: Office, reference: str, login: str) -> None:
    file = office.folder / "record.html"
    said = office.says(f"records export {reference} --as {login} --out {file}")
    assert (said.code, said.out) == (2, "")
    assert not file.exists()
    assert office.says(f"records list --as {login} --json").out == ""
    refused = [] if login == "nobody" else [(f"demo-{login}", "refused_read")]
    assert history(office, reference) == [("demo-worker", "signed"), *refused]


def test_a_file_is_never_written_over(office: Office, reference: str) -> None:
    file = office.folder / "record.html"
    file.write_text("mine")
    said = office.says(f"records export {reference} --as dsl --out {file}")
    assert (said.code, file.read_text()) == (2, "mine")
    assert "never write over" in said.err
    assert history(office, reference) == [("demo-worker", "signed")]


def test_where_the_file_cannot_be_written_nothing_counts_as_exported(office: Office, reference: str) -> None:
    said = office.says(f"records export {reference} --as dsl --out {office.folder / 'no' / 'folder.html'}")
    assert said.code == 2
    assert "nothing was exported" in said.err
    assert "exported html" not in {action for _, action in history(office, reference)}


def test_two_kinds_at_once_are_refused(office: Office, reference: str) -> None:
    assert "Choose one" in office.says(f"records export {reference} --as dsl --html --pdf").err


@pytest.mark.parametrize("kind", ["html", "pdf", "docx", "json"])
def test_a_file_is_recognised_and_a_changed_one_is_not(office: Office, reference: str, kind: str) -> None:
    file = office.folder / f"record.{kind}"
    office.says(f"records export {reference} --as dsl --{kind} --out {file}")
    said = office.says(f"records verify {file}")
    assert (said.code, reference in said.out) == (0, True)
    assert office.says(f"records verify {file} --json").values[0]["whole"] is True
    file.write_bytes(file.read_bytes().replace(b"1", b"2", 1))
    said = office.says(f"records verify {file}")
    assert (said.code, "not as any record was exported" in said.err) == (1, True)
    assert office.says(f"records verify {file} --json").values[0]["whole"] is False


def test_a_whole_record(office: Office, reference: str) -> None:
    assert "is whole" in office.says(f"records verify {reference.lower()}").out
    (verdict,) = office.says(f"records verify {reference} --json").values
    assert verdict == {
        "reference": reference,
        "whole": True,
        "signed": True,
        "additions": True,
        "history": True,
        "state": True,
    }


TAMPERED = {
    "signed": "UPDATE records SET own_key_sealed = x'00'",
    "additions": "DELETE FROM addenda",
    "history": "DELETE FROM audit WHERE number = 2",
}


@pytest.mark.parametrize("part", TAMPERED)
def test_a_record_that_somebody_changed_behind_our_back(office: Office, reference: str, part: str) -> None:
    async def add(tx: Tx) -> None:
        dsl = await get(tx, "demo-dsl")
        await inbox.read(tx, dsl, reference)
        await addenda.addendum(tx, dsl, reference, "It was Wednesday.", "A wrong day")

    office.changes(add)
    file = office.folder / "record.html"
    office.says(f"records export {reference} --as dsl --out {file}")
    with closing(sqlite3.connect(office.file)) as connection, connection:
        triggers = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for (name,) in triggers:
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute(TAMPERED[part])
    said = office.says(f"records verify {reference} --json")
    assert said.code == 1
    # an entry that is gone is missed by what it told of as well
    also = {"state"} if part == "history" else set()
    assert {name for name in ("signed", "additions", "history", "state") if not said.values[0][name]} == {part} | also
    said = office.says(f"records verify {file}")
    assert (said.code, "no longer matches its seal" in said.err) == (1, True)


def test_no_such_record_and_no_such_file(office: Office) -> None:
    for what in ("WM-0000-00", "somewhere/record.pdf", "."):
        said = office.says(f"records verify {what}")
        assert (said.code, said.out) == (2, "")


DECISION = {
    "rows": [{"label": "Level of concern", "text": "Sexually harmful"}],
    "answers": {"level": "harmful", "referrals": {"A_to": "Demo social care", "B_to": "Demo social care"}},
    "reason": "It went on after a clear no.",
}


def decided(office: Office, reference: str) -> None:
    async def decide(tx: Tx) -> None:
        dsl = await get(tx, "demo-dsl")
        await decisions.decide(tx, dsl, reference, DECISION, signed_name="Jo Marlowe", seen=0)

    office.changes(decide)


def test_each_child_has_a_referral_pack_and_neither_names_the_other(office: Office, reference: str) -> None:
    decided(office, reference)
    a = office.says(f"records referral {reference} --as dsl --child A").out
    b = office.says(f"records referral {reference} --as dsl --child b").out
    assert "Example Child" in a
    assert OTHER_CHILD not in a
    assert "Quill Madeup" in b
    assert "Example Child" not in b
    assert [action for _, action in history(office, reference)].count("exported referral_html") == 2
    file = office.folder / "pack.pdf"
    assert office.says(f"records referral {reference} --as deputy --child B --pdf --out {file}").code == 0
    assert file.read_bytes().startswith(b"%PDF-")
    assert office.says(f"records verify {file}").code == 0
    file = office.folder / "pack.docx"
    assert office.says(f"records referral {reference} --as deputy --child B --docx --out {file}").code == 0
    assert "Quill Madeup" in docx_text(file.read_bytes())
    assert "Example Child" not in docx_text(file.read_bytes())


def test_a_referral_waits_for_a_decision_and_for_a_child_who_was_there(office: Office, reference: str) -> None:
    assert office.says(f"records referral {reference} --as dsl --child A").code != 0
    decided(office, reference)
    assert office.says(f"records referral {reference} --as dsl --child Z").code != 0
    assert office.says(f"records referral {reference} --as worker --child A").code != 0
    assert "exported" not in str(history(office, reference))


def test_an_export_carries_the_decision(office: Office, reference: str) -> None:
    decided(office, reference)
    page = office.says(f"records export {reference} --as dsl").out
    assert "Sexually harmful" in html_text(page)
    assert "Decision 1 of the safeguarding lead" in page


def two_weeks(office: Office) -> list[str]:
    """Two incidents with Example Child, and one with another child; their references."""

    async def three(tx: Tx) -> list[str]:
        made = [await signed_record(tx, key=key) for key in ("case-1", "case-2")]
        (alone,) = await signing.submit(
            tx,
            Submission(
                submission_key="case-3",
                author=await get(tx, "demo-worker"),
                setting_id="demo-school",
                responsible=await get(tx, "demo-dsl"),
                children=[child_index.ChildPart("Child A", "Wren Pretend")],
                content=whole_form(child_name="Wren Pretend"),
                view={"colour": "green", "reasons": []},
                observations={},
                rules_version="2026-11",
                rules_hash="0" * 64,
                signed_name="Example Worker",
            ),
        )
        return [record.reference for record in (*made, alone)]

    return office.changes(three)


def test_the_story_of_a_child_is_told_from_any_of_their_records(office: Office) -> None:
    first, second, alone = two_weeks(office)
    page = office.says(f"records story {second} --as dsl").out
    assert "Example Child" in page
    assert first in page
    assert second in page
    assert alone not in page
    assert "It has happened before" in page
    assert "a date of birth is missing" not in page, "name and date of birth are the same"
    assert OTHER_CHILD not in page
    assert history(office, second)[1:] == [("demo-dsl", "read"), ("demo-dsl", "exported story_html")]
    assert history(office, first)[1:] == [("demo-dsl", "read_in_story")]


def test_the_story_of_a_child_who_was_targeted(office: Office) -> None:
    first, second, _ = two_weeks(office)
    page = office.says(f"records story {second} --as dsl --child b").out
    assert "Quill Madeup" in page
    assert "This child was targeted." in page
    assert first in page
    assert "Example Child" not in page
    assert office.says(f"records story {second} --as dsl --child Z").code == 2


def test_a_story_as_a_file_is_for_its_owner_only_and_can_be_checked(office: Office) -> None:
    _, second, _ = two_weeks(office)
    file = office.folder / "story.pdf"
    assert office.says(f"records story {second} --as deputy --pdf --out {file}").code == 0
    assert file.read_bytes().startswith(b"%PDF-")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert office.says(f"records verify {file}").code == 0
    assert "never write over" in office.says(f"records story {second} --as deputy --out {file}").err
    assert "Choose one" in office.says(f"records story {second} --as deputy --html --pdf").err


@pytest.mark.parametrize("login", ["worker", "foster_dsl", "head", "admin", "consultation", "manager", "nobody"])
def test_nobody_else_is_told_a_story(office: Office, login: str) -> None:
    first, second, _ = two_weeks(office)
    said = office.says(f"records story {second} --as {login}")
    assert (said.code, said.out) == (2, "")
    assert "read_in_story" not in str(history(office, first))


def test_an_export_tells_the_story_where_there_is_one(office: Office) -> None:
    first, second, alone = two_weeks(office)
    page = office.says(f"records export {second} --as dsl").out
    assert "In the order in which it happened" in page
    assert first in page
    assert OTHER_CHILD not in page
    assert "In the order in which it happened" not in office.says(f"records export {alone} --as dsl").out
    (value,) = office.says(f"records export {second} --as dsl --json").values
    assert [part["title"] for part in value["story"]][-1] == "In the order in which it happened"
    assert OTHER_CHILD not in str(value)
    file = office.folder / "record.pdf"
    assert office.says(f"records export {second} --as dsl --pdf --out {file}").code == 0


def test_what_is_held_about_a_child_is_found_by_a_name_that_no_shell_keeps(office: Office, reference: str) -> None:
    decided(office, reference)
    office.says(f"records export {reference} --as dsl")
    (held,) = office.says("records about --as dsl --json", typed="example child\n04/03/2014\n").values
    assert (held["reference"], held["child"], held["sureness"]) == (reference, "Child A", "sure")
    assert (held["status"], held["decisions"], held["exports"]) == ("decided", 1, 1)
    assert held["held_back"] == {"other_children": 1}
    said = office.says("records about --as deputy", typed="Quill Maddeup\n\n").out
    assert "held back from its export: who the 1 other children are" in said
    assert "Held back is also what this person may not read" in said
    assert f"{reference}, Child B" in said
    assert "Quill" not in said
    assert ("demo-deputy", "found_by_name") in history(office, reference)


@pytest.mark.parametrize(
    ("login", "typed", "code", "key"),
    [
        ("dsl", "Nobody Known\n\n", 0, "about.none"),
        ("foster_dsl", "Example Child\n\n", 0, "about.none"),
        ("worker", "Example Child\n\n", 2, "problems.not_allowed"),
        ("dsl", "Example Child\nsoon\n", 2, "about.not_a_birth"),
        ("dsl", "", 2, "people.not_a_name"),
    ],
)
def test_what_is_held_is_told_to_nobody_else(
    office: Office, reference: str, login: str, typed: str, code: int, key: str
) -> None:
    said = office.says(f"records about --as {login}", typed=typed)
    assert said.code == code
    assert (said.out or said.err).strip() == say(
        f"operations.{key}", **({"longest": 200} if "name" in key else {})
    ).strip()
    assert reference not in said.out


def test_what_is_held_names_the_cases_of_which_they_are_a_member_with_their_plans(office: Office) -> None:
    async def opened(tx: Tx) -> str:
        dsl, worker = await people.get(tx, "demo-dsl"), await people.get(tx, "demo-worker")
        child = Child("Ivy Notreal", date(2014, 3, 4))
        case = await cases.open_case(tx, worker, NewCase(child, "demo-school", "social_care", Part.SOCIAL_WORKER))
        await members.add(tx, case.id, dsl.id, Part.SCHOOL_DSL, worker.id)
        await intervention.make(tx, worker, case, "child_in_need", worker.id)
        return case.reference

    reference = office.changes(opened)
    said = office.says("records about --as dsl", typed="Notreal, Ivy\n04/03/2014\n").out
    assert f"interventions export {reference}" in said
    assert reference not in office.says("records about --as dsl", typed="Ivy Notreal\n05/03/2014\n").out
    assert reference not in office.says("records about --as deputy", typed="Ivy Notreal\n04/03/2014\n").out
    assert "found_by_name" in office.says(f"assessments history {reference} --json").out

"""A record at the desk: read, decided on, added to, filed, handed over, and taken away as a document."""

import io
import json
from typing import Any

import pytest
from aiohttp.test_utils import TestServer
from pypdf import PdfReader

from bot.runtime import Runtime
from dialogs.words import say
from storage import audit
from storage.documents import FORMATS
from storage.people import desk_drafts, people
from storage.people.people import Role
from storage.records import decisions, handovers, inbox, signing
from storage.records.tables import Status
from tests.bot.desk.visitor import Visitor
from tests.roles.test_withdrawn import roles
from tests.storage.documents.examples import docx_text

SHEETS = {
    "enquiry_displayed": {"displayed_views": "Says it was a joke."},
    "referral": {"answer": "not_made"},
    "no_referral": {"why": "One touch, stopped at once.", "watch_for": "Any further sign."},
    "level": {"answer": "concerning"},
    "view_opinion": {"answer": "agree"},
    "signature": {"reason": "Stopped at once, both are supported.", "signed_name": "Jo Marlowe"},
}


def field(text: str, name: str) -> str:
    return text.partition(f'name="{name}" value="')[2].partition('"')[0]


async def answers(visitor: Visitor, address: str, until: str = "") -> None:
    """Each question that is open, from the sheets above; what has none is left out."""
    for _ in range(20):
        await visitor.opens(address)
        name = field(visitor.text, "asked").partition(".")[2]
        if visitor.status != 200 or name == until:
            return
        given: dict[str, Any] | None = SHEETS.get(name)
        dialog = field(visitor.text, "dialog")
        if given is None:
            await visitor.sends(address, act="skip")
        else:
            await visitor.sends(address, asked=field(visitor.text, "asked"), dialog=dialog or None, **given)
        if visitor.status == 200:
            return


@pytest.fixture
async def deciding(dsl: Visitor, reference: str) -> Visitor:
    await dsl.opens(f"/record/{reference}")
    await dsl.sends(f"/record/{reference}/decide/begin")
    assert dsl.goes_to == f"/desk/record/{reference}/decide"
    return dsl


async def history(runtime: Runtime, reference: str) -> list[str]:
    async with runtime.database.transaction(runtime.clock()) as tx:
        record = await signing.by_reference(tx, reference)
        return [f"{entry.what} {entry.via}" for entry in await audit.entries(tx, record.id)]


async def test_reading_it_here_is_reading_it(runtime: Runtime, dsl: Visitor, reference: str) -> None:
    await dsl.opens(f"/record/{reference}")
    assert dsl.status == 200
    first, rest = dsl.text.split('class="row no-print"', 1)
    for shown in ("Zed Inventedname", "Quill Madeup", say("record_page.to_decide"), "Not told yet"):
        assert shown in first
    assert "get off" in rest
    assert "Zed" not in dsl.text.partition("<title>")[2].partition("</title>")[0]
    assert "read desk" in await history(runtime, reference)
    async with runtime.database.transaction(runtime.clock()) as tx:
        assert (await signing.by_reference(tx, reference)).status is Status.READ
    assert (await dsl.opens(f"/record/{reference.lower()}")).status == 200


async def test_a_record_of_others_is_a_page_that_is_not_there_and_the_refusal_is_kept(
    server: TestServer, runtime: Runtime, reference: str
) -> None:
    foster = await Visitor(server).signs_in("foster_dsl")
    there, nowhere = [(await foster.opens(f"/record/{one}")).text.replace(one, "") for one in (reference, "WM-2222-22")]
    assert foster.status == 404
    assert there == nowhere
    assert "refused_read desk" in await history(runtime, reference)


async def test_a_decision_is_shown_before_it_is_signed(runtime: Runtime, deciding: Visitor, reference: str) -> None:
    address = f"/record/{reference}/decide"
    await answers(deciding, address, until="signature")
    assert "Says it was a joke." in deciding.text
    assert say("decision.read_back") in deciding.text
    async with runtime.database.transaction(runtime.clock()) as tx:
        assert await decisions.count(tx, reference) == 0
    await answers(deciding, address)
    assert "Checksum" in deciding.text
    async with runtime.database.transaction(runtime.clock()) as tx:
        record = await signing.by_reference(tx, reference)
        (made,) = await decisions.of(tx, record.id)
        person = await people.get(tx, "demo-dsl")
        assert (await desk_drafts.load(tx, person, f"decision {reference}")).version == 0
    assert made.content["answers"]["level"] == "concerning"
    assert made.signed_name == "Jo Marlowe"
    await deciding.opens(f"/record/{reference}")
    assert say("record_page.to_file") in deciding.text
    await deciding.sends(f"/record/{reference}/file", seen="1", reason="All done.")
    assert "Receipt." in deciding.text
    assert "filed desk" in await history(runtime, reference)


async def test_what_was_written_is_there_again_after_signing_in_again(
    server: TestServer, deciding: Visitor, reference: str
) -> None:
    address = f"/record/{reference}/decide"
    await answers(deciding, address, until="level")
    other = await Visitor(server).signs_in("dsl")
    await other.opens(f"/record/{reference}")
    await other.sends(f"/record/{reference}/decide/begin")
    await other.opens(address)
    assert field(other.text, "asked").endswith(".level")
    await other.sends(address, change="enquiry_displayed")
    await other.opens(address)
    assert "Says it was a joke." in other.text
    deputy = await (await Visitor(server).signs_in("deputy")).opens(address)
    assert deputy.goes_to == f"/desk/record/{reference}", "a draft is seen by nobody else"


async def test_an_answer_that_is_refused_says_why_and_keeps_what_was_typed(deciding: Visitor, reference: str) -> None:
    address = f"/record/{reference}/decide"
    await answers(deciding, address, until="no_referral")
    asked, dialog = field(deciding.text, "asked"), field(deciding.text, "dialog")
    await deciding.sends(address, asked=asked, dialog=dialog, why="", watch_for="<b>Any further</b> sign.")
    await deciding.opens(address)
    assert say("refusals.needs_words") in deciding.text
    assert "&lt;b&gt;Any further&lt;/b&gt; sign." in deciding.text


async def test_an_answer_from_an_old_page_answers_nothing_else(deciding: Visitor, reference: str) -> None:
    address = f"/record/{reference}/decide"
    await deciding.opens(address)
    old = field(deciding.text, "asked")
    await answers(deciding, address, until="level")
    await deciding.sends(address, asked=old, dialog="enquiry_displayed", displayed_views="Typed twice.")
    await deciding.opens(address)
    assert field(deciding.text, "asked").endswith(".level")
    assert "Typed twice." not in deciding.text


async def test_what_was_written_can_be_deleted(runtime: Runtime, deciding: Visitor, reference: str) -> None:
    address = f"/record/{reference}/decide"
    await answers(deciding, address, until="level")
    await deciding.sends(address, act="drop")
    assert deciding.goes_to == f"/desk/record/{reference}?done=dropped"
    assert (await deciding.opens(address)).goes_to == f"/desk/record/{reference}"


async def test_a_role_that_is_withdrawn_ends_it_in_the_midst(
    runtime: Runtime, deciding: Visitor, reference: str
) -> None:
    address = f"/record/{reference}/decide"
    await answers(deciding, address, until="level")
    await roles(runtime, "demo-dsl", Role.DSL, setting="demo-foster")
    await roles(runtime, "demo-dsl")
    for path in (address, f"/record/{reference}"):
        await deciding.opens(path)
        assert deciding.status in (403, 404)
        assert "joke" not in deciding.text


async def test_somebody_else_who_decides_meanwhile_stops_the_signing(
    server: TestServer, runtime: Runtime, deciding: Visitor, reference: str
) -> None:
    await answers(deciding, f"/record/{reference}/decide", until="signature")
    deputy = await Visitor(server).signs_in("deputy")
    await deputy.opens(f"/record/{reference}")
    await deputy.sends(f"/record/{reference}/decide/begin")
    await answers(deputy, f"/record/{reference}/decide")
    await answers(deciding, f"/record/{reference}/decide")
    async with runtime.database.transaction(runtime.clock()) as tx:
        assert await decisions.count(tx, reference) == 1
    assert "Somebody else signed a decision" in deciding.text


async def test_whoever_signed_adds_to_it_and_never_sees_it(
    server: TestServer, runtime: Runtime, reference: str
) -> None:
    worker = await Visitor(server).signs_in("worker")
    await worker.opens("/")
    await worker.sends(f"/record/{reference}/add/begin")
    await worker.opens(f"/record/{reference}/add")
    assert "Zed" not in worker.text
    await worker.sends(f"/record/{reference}/add", asked=field(worker.text, "asked"), dialog="addition",
                       text="It was Wednesday.", reason="A wrong day.")  # fmt: skip
    assert say("addition.added", reference=reference) in worker.text
    assert (await worker.opens(f"/record/{reference}")).status == 403
    dsl = await (await Visitor(server).signs_in("dsl")).opens(f"/record/{reference}")
    assert "It was Wednesday." in dsl.text


async def test_it_is_handed_over_and_received_with_a_receipt_on_both_sides(
    server: TestServer, runtime: Runtime, dsl: Visitor, reference: str
) -> None:
    address = f"/record/{reference}/hand-over"
    await dsl.opens(f"/record/{reference}")
    await dsl.sends(f"{address}/begin")
    await dsl.opens(address)
    await dsl.sends(address, asked=field(dsl.text, "asked"), answer="demo-foster")
    await dsl.opens(address)
    await dsl.sends(address, asked=field(dsl.text, "asked"), dialog="why", reason="The child moves.")
    assert "Receipt." in dsl.text
    foster = await (await Visitor(server).signs_in("foster_dsl")).opens("/")
    assert reference in foster.text
    await foster.opens(f"/record/{reference}")
    assert say("record_page.to_receive") in foster.text
    assert "Quill Madeup" not in foster.text, "of a record that was handed over, the other children have letters"
    assert say("record_page.history") not in foster.text
    await foster.sends(f"/record/{reference}/received")
    assert "Receipt." in foster.text
    async with runtime.database.transaction(runtime.clock()) as tx:
        record = await signing.by_reference(tx, reference)
        assert [one.received_by for one in await handovers.of(tx, record.id)] == ["demo-foster_dsl"]


@pytest.mark.parametrize(("what", "kind"), [("own_file", "pdf"), ("own_file", "docx"), ("record", "pdf"),
    ("record", "docx"), ("record", "html"), ("record", "json"), ("story", "pdf"), ("story", "html")])  # fmt: skip
async def test_a_document_says_what_leaves_and_is_in_the_history_before_anybody_has_it(
    runtime: Runtime, dsl: Visitor, reference: str, what: str, kind: str
) -> None:
    await dsl.opens(f"/record/{reference}/documents")
    assert say(f"documents.leaves.{what}") in dsl.text
    assert say("documents.names.referral") not in dsl.text, "there is no decision yet"
    address = f"/record/{reference}/documents"
    made = await _taken(dsl, address, what=what, kind=kind, child="B" if what == "story" else None)
    name = dsl.headers["Content-Disposition"]
    assert reference in name
    assert "Zed" not in name
    assert dsl.headers["Cache-Control"] == "no-store"
    assert "Quill" in made if what in ("own_file", "story") else "Quill" not in made
    assert ("Zed Inventedname" in made) is (what != "story")
    assert (await history(runtime, reference))[-1] == "exported desk"


async def _taken(visitor: Visitor, address: str, **fields: Any) -> str:
    await visitor.sends(address, **fields)
    assert visitor.status == 200, visitor.text
    if visitor.headers["Content-Type"] == "application/pdf":
        return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(visitor.content)).pages)
    if visitor.headers["Content-Type"] == FORMATS["docx"]:
        return docx_text(visitor.content)
    return visitor.text if "html" in visitor.headers["Content-Type"] else json.dumps(json.loads(visitor.text))


async def test_a_referral_is_for_one_child_and_comes_after_a_decision(
    runtime: Runtime, deciding: Visitor, reference: str
) -> None:
    address = f"/record/{reference}/documents"
    await deciding.sends(address, what="referral", kind="html", child="B", token=deciding.token or None)
    assert deciding.status in (403, 409)
    await answers(deciding, f"/record/{reference}/decide")
    await deciding.opens(address)
    assert say("documents.names.referral") in deciding.text
    made = await _taken(deciding, address, what="referral", kind="html", child="B")
    assert "Quill Madeup" in made
    assert "Zed" not in made


@pytest.mark.parametrize("fields", [{}, {"what": "record"}, {"what": "record", "kind": "exe"},
    {"what": "story", "kind": "pdf", "child": "Q"}, {"what": "secrets", "kind": "pdf"}])  # fmt: skip
async def test_a_document_that_there_is_not_is_not_made(
    runtime: Runtime, dsl: Visitor, reference: str, fields: dict[str, Any]
) -> None:
    await dsl.opens(f"/record/{reference}/documents")
    await dsl.sends(f"/record/{reference}/documents", None, **fields)
    assert dsl.status == 404
    assert "exported desk" not in await history(runtime, reference)


async def test_its_history_tells_nothing_of_other_records(runtime: Runtime, dsl: Visitor, reference: str) -> None:
    async with runtime.database.transaction(runtime.clock()) as tx:
        record = await inbox.read(tx, await people.get(tx, "demo-deputy"), reference)
        for action in audit.AuditAction:
            await audit.note(tx, record.id, "demo-deputy", action)
    await dsl.opens(f"/record/{reference}")
    listed = dsl.text.partition('id="history"')[2]
    for told in ("second_view", "same_child", "not_same_child", "shown_in", "read_in_story", "found_by_name"):
        assert say(f"operations.history.actions.{told}") not in listed
    assert say("operations.history.actions.exported") in listed

"""Notes about an adult at the desk: what leaves is shown first; of anybody else's nobody can tell that it is there."""

from aiohttp.test_utils import TestServer

from bot.runtime import Runtime
from storage import audit
from storage.people import people
from storage.records import adult_notes
from tests.bot.desk.visitor import Visitor

WORDS = {
    "adult": "Mx Zed Inventedname",
    "adult_is": "someone who works with children",
    "what": "Seen alone with a pupil",
    "by_whom": "Seen by me",
    "when": "Today",
    "signed_name": "Robin Ashdown",
    "setting": "Demo School",
    "writer_role": "worker",
}
EVERYBODY = ("worker2", "dsl", "deputy", "manager", "admin", "consultation", "foster_dsl")


async def signed(runtime: Runtime) -> tuple[str, str]:
    """Of a note that the worker sent to the head: its reference and its id."""
    async with runtime.database.transaction(runtime.clock()) as tx:
        worker, head = await people.get(tx, "demo-worker"), await people.get(tx, "demo-head")
        note = await adult_notes.sign(tx, worker, worker.setting_id, head, WORDS)
        return note.reference, note.id


async def test_the_head_reads_it_makes_a_file_and_says_what_came_of_it(runtime: Runtime, server: TestServer) -> None:
    reference, note_id = await signed(runtime)
    head = await Visitor(server).signs_in("head")
    await head.opens("/notes")
    assert reference in head.text
    assert "Zed" not in head.text, "a list says nothing of what is in it"
    await head.opens(f"/notes/{reference}")
    assert "Seen alone with a pupil" in head.text
    assert "all that leaves" in head.text
    for kind, begins in (("pdf", b"%PDF"), ("docx", b"PK"), ("html", b"<!DOCTYPE html>")):
        await head.opens(f"/notes/{reference}")
        await head.sends(f"/notes/{reference}/document", kind=kind)
        assert head.content.startswith(begins), kind
    copy = head.content.decode()
    assert "The note was sent to" in copy, "apart from whom this copy is made for"
    assert "Made for" in copy
    await head.opens(f"/notes/{reference}")
    await head.sends(f"/notes/{reference}/received")
    await head.sends(f"/notes/{reference}/done", what="pass_note", to="lado", on="2026-11-17", how="rung")
    assert head.status == 303, head.text
    await head.opens(f"/notes/{reference}")
    assert "Passed to the designated officer (LADO) on" in head.text
    assert "(rung)" in head.text
    await head.sends(f"/notes/{reference}/done", what="decide_note", outcome="unfounded", reason="", keep_until="")
    assert head.status == 422
    assert "unfounded" in head.text, "nothing that was typed is lost"
    await head.sends(f"/notes/{reference}/done", what="decide_note", outcome="unfounded", reason="Looked into")
    await head.opens(f"/notes/{reference}")
    assert "November 2036" in head.text
    async with runtime.database.transaction(runtime.clock()) as tx:
        history = [one.what for one in await audit.entries(tx, audit.of_adult_note(note_id))]
    assert history.count("exported") == 3
    worker = await Visitor(server).signs_in("worker")
    await worker.opens(f"/notes/{reference}")
    assert "Closed by" in worker.text
    assert "Looked into" not in worker.text, "what came of it is not for its writer"
    await worker.sends(f"/notes/{reference}/document", kind="pdf")
    assert worker.status == 404, "and it is not the writer's to pass on"


async def test_to_everybody_else_it_is_not_there(runtime: Runtime, server: TestServer) -> None:
    reference, _ = await signed(runtime)
    for login in EVERYBODY:
        them = await Visitor(server).signs_in(login)
        seen = []
        for which in (reference, "WN-2222-22"):
            await them.opens(f"/notes/{which}")
            seen.append((them.status, them.text.replace(which, "")))
            await them.opens("/")
            for what in ("received", "done", "document"):
                await them.sends(f"/notes/{which}/{what}", kind="pdf", what="pass_note")
                seen.append((them.status, them.text.replace(which, "")))
        assert seen[:4] == seen[4:], login
        assert {status for status, _ in seen} == {404}, login

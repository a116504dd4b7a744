"""Three cases, each from the incident to the file, with their documents.

After a change of words that is meant, look at the difference and approve it: `WAYMARK_APPROVE=1 make test`.
"""

import io
import os
import re
from pathlib import Path

import pytest
from pypdf import PdfReader

from bot.runtime import Runtime
from storage.documents import printed
from storage.documents.layout import Form
from tests.cases.cases import CASES
from tests.cases.play import played
from tests.storage.documents.examples import html_text

APPROVED = Path(__file__).parent / "approved"
DOCS = Path(__file__).parents[2] / "docs"
SHOWN = re.findall(r'<img src="pictures/cases/([^"]+)"', (DOCS / "cases.md").read_text("utf-8"))


def said_in(form: Form) -> str:
    return html_text(printed(form, "html").decode())


@pytest.mark.parametrize("name", CASES)
async def test_a_case_is_played_to_the_file(runtime: Runtime, name: str) -> None:
    play = await played(runtime, name)
    approved = APPROVED / f"{name}.txt"
    if os.environ.get("WAYMARK_APPROVE"):
        approved.write_text(play.transcript, "utf-8")
    assert not re.search(r"\[(problems|refusals)\.", play.transcript)
    assert "[decision.filed]" in play.transcript
    assert "no further action" not in play.transcript.casefold()
    assert not re.search("perpetrator|offender|victim", play.transcript, re.IGNORECASE)
    assert play.transcript == approved.read_text("utf-8")


async def test_the_amber_case_leaves_one_whole_form(runtime: Runtime) -> None:
    said = said_in((await played(runtime, "amber_school")).documents["form"])
    assert "Zed Inventedname" in said
    assert "Quill" not in said
    for label in ("Child A: their view", "Child B: the effect on them", "level of concern", "why there is no referral",
                  "Child A: the day they were told", "Child B: how they responded", "safety plan"):  # fmt: skip
        assert label.casefold() in said.casefold()
    assert "Reason for the decision One touch over clothing that ended with a no." in said
    assert "Signed (typed name) Jo Marlowe" in said


async def test_the_red_case_tells_one_story_and_names_one_child(runtime: Runtime) -> None:
    play = await played(runtime, "red_home")
    for document in play.documents.values():
        said = said_in(document)
        assert "Ivo Inventedname" in said
        assert not re.search("Jan|Pretendson|Kim|Makebelieve|Nia|Madeup", said)
        assert "The view with earlier records counted Red" in said
        assert "Different children were targeted 1 and 2 (WM-2222-2A, WM-3333-3B)" in said
    assert "[decision.the_second_view]" in play.transcript


async def test_the_deputys_case_has_two_referrals_and_neither_names_the_other(runtime: Runtime) -> None:
    play = await played(runtime, "deputy_decides")
    form, a, b = (said_in(play.documents[name]) for name in ("form", "referral-a", "referral-b"))
    assert "Child C came to say that they saw it from the bench. Reason: Told to me at 15:10." in form
    assert "Gus Inventedname" in a
    assert not re.search("Hal|Madeup", a + form)
    assert "Hal Madeup" in b
    assert not re.search("Gus|Inventedname", b)
    assert "reference 11" in a
    assert "reference 12" in b


def test_each_picture_is_shown_and_each_that_is_shown_is_there() -> None:
    assert sorted(SHOWN) == sorted(file.name for file in (DOCS / "pictures" / "cases").iterdir())


@pytest.mark.parametrize("name", CASES)
async def test_each_document_is_shown_to_its_last_page(runtime: Runtime, name: str) -> None:
    for document, form in (await played(runtime, name)).documents.items():
        picture = f"{name.replace('_', '-')}-{document}"
        pages = len(PdfReader(io.BytesIO(printed(form, "pdf"))).pages)
        taken = [file for file in SHOWN if re.fullmatch(rf"{picture}-\d+\.png", file)]
        assert len(taken) == pages, "make cases, and docs/cases.md"

"""Six whole incidents through the JSON lines of the real process, compared with approved transcripts.

After a change of words that is meant, look at the difference and approve it: `WAYMARK_APPROVE=1 make test`.
"""

import os
from pathlib import Path

import pytest

from tests.transcripts.cases import CASES, DIFFICULT, Line, Talk
from tests.transcripts.own_words import TOLD, WHO
from tests.transcripts.play import Waymark, asked_by, written_down

APPROVED = Path(__file__).parent / "approved"
COLOUR = {"green": "view.lead.green", "amber": "view.lead.amber", "red": "view.lead.red"}


@pytest.mark.parametrize("name", CASES)
def test_an_incident_from_the_first_word_to_the_signature(name: str, tmp_path: Path) -> None:
    written, keys = play(name, tmp_path)
    approved = APPROVED / f"{name}.txt"
    if os.environ.get("WAYMARK_APPROVE"):
        approved.write_text(written, "utf-8")
    assert COLOUR[name.split("_")[0]] in keys
    assert "record.signed" in keys
    assert not [key for key in keys if key.startswith("problems.")]
    assert written == approved.read_text("utf-8")


@pytest.mark.parametrize("name", DIFFICULT)
def test_a_case_that_is_not_a_plain_colour(name: str, tmp_path: Path) -> None:
    written, keys = play(name, tmp_path)
    approved = APPROVED / f"{name}.txt"
    if os.environ.get("WAYMARK_APPROVE"):
        approved.write_text(written, "utf-8")
    assert not [key for key in keys if key.startswith(("problems.", "refusals."))]
    assert written == approved.read_text("utf-8")


@pytest.mark.parametrize("name", TOLD)
def test_a_whole_incident_told_in_own_words(name: str, tmp_path: Path) -> None:
    turns, keys, left = [], [], {question: [*answers] for question, answers in TOLD[name].items()}
    begins = left.pop("begins", ["report"])
    with Waymark(tmp_path, WHO.get(name, "worker")) as waymark:
        line: Line = begins.pop(0)
        while True:
            replies = waymark.says(line)
            turns.append(written_down(line, replies))
            keys += [reply["key"] for reply in replies]
            asked = asked_by(replies)
            if not asked and begins:
                line = begins.pop(0)
                continue
            if not asked:
                break
            assert left.get(asked), f"no answer to {asked}, or it was asked again"
            line = left[asked].pop(0)
    written = "\n".join(turns)
    approved = APPROVED / f"told_by_{name}.txt"
    if os.environ.get("WAYMARK_APPROVE"):
        approved.write_text(written, "utf-8")
    assert not any(left.values()), left
    assert "record.signed" in keys
    assert written == approved.read_text("utf-8")


def play(name: str, data: Path) -> tuple[str, list[str]]:
    turns: list[str] = []
    keys: list[str] = []
    waymark = Waymark(data)
    try:
        talk, asked = Talk({**CASES, **DIFFICULT}[name]), ""
        while (line := talk.next(asked)) is not None:
            id = f"{name}-{len(turns)}"
            replies = waymark.says(line, id)
            if name == "red_twice":
                assert waymark.says(line, id) == replies, "the same message again gets the same replies"
            turns.append(written_down(line, replies))
            keys += [reply["key"] for reply in replies]
            asked = asked_by(replies)
            if line == "save and finish later":
                with waymark:
                    waymark.kill()
                waymark = Waymark(data)
                turns.append("(Waymark is restarted.)\n")
    finally:
        waymark.__exit__()
    return "\n".join(turns), keys

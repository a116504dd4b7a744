"""`kill -9` between any two turns of a full incident loses nothing that was acknowledged, on both databases."""

import os
from pathlib import Path

import pytest

from tests.transcripts.cases import CASES
from tests.transcripts.play import Waymark, written_down
from tests.transcripts.test_transcripts import APPROVED, play


def test_killed_between_any_two_turns(database_url: str, database_kind: str, tmp_path: Path) -> None:
    """One process a turn, each killed as soon as it has answered: the same conversation as without."""
    url = database_url if database_kind == "postgresql" else ""
    turns = []
    for number, line in enumerate(CASES["red_with_booking"]):
        with Waymark(tmp_path / "data", url=url) as waymark:
            turns.append(written_down(line, waymark.says(line, str(number))))
            waymark.kill()
    assert "\n".join(turns) == (APPROVED / "red_with_booking.txt").read_text("utf-8")


def test_killed_before_the_answer_was_seen(tmp_path: Path) -> None:
    """The answer was on its way when the process died: the same message again gives it, and does nothing twice."""
    lines = CASES["amber_changed"]
    with Waymark(tmp_path) as waymark:
        for number, line in enumerate(lines[:-1]):
            waymark.says(line, str(number))
        last = waymark.says(lines[-1], "signature")
        waymark.kill()
    with Waymark(tmp_path) as waymark:
        assert waymark.says(lines[-1], "signature") == last
        (mine,) = waymark.says("my records")
    assert mine["text"].count("WM-") == 1


if "WAYMARK_PROVE" in os.environ:  # a long proof: make prove

    @pytest.mark.parametrize("name", CASES)
    def test_every_case_killed_between_all_its_turns(name: str, tmp_path: Path) -> None:
        turns = []
        for number, line in enumerate(CASES[name]):
            with Waymark(tmp_path / "killed") as waymark:
                turns.append(written_down(line, waymark.says(line, str(number))))
                waymark.kill()
        calm, _ = play(name, tmp_path / "calm")
        assert "\n".join(turns) == calm.replace("(Waymark is restarted.)\n\n", "")

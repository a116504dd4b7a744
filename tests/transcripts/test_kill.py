"""`kill -9` between any two turns of a full incident loses nothing that was acknowledged, on both databases."""

import os
from itertools import count
from pathlib import Path

import pytest

from tests.transcripts.cases import CASES, Talk
from tests.transcripts.play import Waymark, asked_by, written_down
from tests.transcripts.test_transcripts import APPROVED, play


def test_killed_between_any_two_turns(database_url: str, database_kind: str, tmp_path: Path) -> None:
    """One process a turn, each killed as soon as it has answered: the same conversation as without."""
    url = database_url if database_kind == "postgresql" else ""
    assert killed_after_each("red_with_booking", tmp_path / "data", url) == (
        APPROVED / "red_with_booking.txt"
    ).read_text("utf-8")


def killed_after_each(name: str, data: Path, url: str = "") -> str:
    """The case as it is written down, with a new process for each turn."""
    turns: list[str] = []
    talk, asked = Talk(CASES[name]), ""
    while (line := talk.next(asked)) is not None:
        with Waymark(data, url=url) as waymark:
            replies = waymark.says(line, str(len(turns)))
            waymark.kill()
        turns.append(written_down(line, replies))
        asked = asked_by(replies)
    return "\n".join(turns)


def test_killed_before_the_answer_was_seen(tmp_path: Path) -> None:
    """The answer was on its way when the process died: the same message again gives it, and does nothing twice."""
    talk, asked = Talk(CASES["amber_changed"]), ""
    with Waymark(tmp_path) as waymark:
        for number in count():
            if (line := talk.next(asked)) is None:
                break
            signature, last = line, waymark.says(line, id := str(number))
            asked = asked_by(last)
        waymark.kill()
    with Waymark(tmp_path) as waymark:
        assert waymark.says(signature, id) == last
        (mine,) = waymark.says("my records")
    assert mine["text"].count("WM-") == 1


if "WAYMARK_PROVE" in os.environ:  # a long proof: make prove

    @pytest.mark.parametrize("name", CASES)
    def test_every_case_killed_between_all_its_turns(name: str, tmp_path: Path) -> None:
        calm, _ = play(name, tmp_path / "calm")
        assert killed_after_each(name, tmp_path / "killed") == calm.replace("(Waymark is restarted.)\n\n", "")

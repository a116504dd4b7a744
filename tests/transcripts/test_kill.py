"""`kill -9` between any two turns of a full incident loses nothing that was acknowledged, on both databases."""

from itertools import count
from pathlib import Path

import pytest

from tests.support.examples import PROVING
from tests.transcripts.cases import CASES, Talk
from tests.transcripts.play import Waymark, asked_by, written_down
from tests.transcripts.test_transcripts import APPROVED, play


def test_killed_between_any_two_turns(database_url: str, database_kind: str, tmp_path: Path) -> None:
    """One process a turn, each killed as soon as it has answered: the same conversation as without.

    On PostgreSQL after every third turn only, and after each with `make prove`: a new process takes its time.
    """
    postgresql = database_kind == "postgresql"
    url, turns = (database_url, 1 if PROVING else 3) if postgresql else ("", 1)
    assert killed_after_each("red_with_booking", tmp_path / "data", url, turns) == (
        APPROVED / "red_with_booking.txt"
    ).read_text("utf-8")


def killed_after_each(name: str, data: Path, url: str = "", lives: int = 1) -> str:
    """The case as it is written down, with a new process for so many turns."""
    turns: list[str] = []
    talk, asked = Talk(CASES[name]), ""
    line = talk.next(asked)
    while line is not None:
        with Waymark(data, url=url) as waymark:
            for _ in range(lives):
                replies = waymark.says(line, str(len(turns)))
                turns.append(written_down(line, replies))
                asked = asked_by(replies)
                if (line := talk.next(asked)) is None:
                    break
            waymark.kill()
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


if PROVING:  # a long proof: make prove

    @pytest.mark.parametrize("name", CASES)
    def test_every_case_killed_between_all_its_turns(name: str, tmp_path: Path) -> None:
        calm, _ = play(name, tmp_path / "calm")
        assert killed_after_each(name, tmp_path / "killed") == calm.replace("(Waymark is restarted.)\n\n", "")

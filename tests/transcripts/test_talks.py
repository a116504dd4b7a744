"""An informal talk that becomes monitoring three times, through the real process: everybody in a terminal of their own.

The worker has begun to describe something and left it; each talk is about that. Another talk of the demo waits before
it. The third time that it is only watched, the safeguarding lead is asked to look at the whole of it.
"""

import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.transcripts.cases import Line
from tests.transcripts.play import Waymark, written_down
from tests.transcripts.test_transcripts import APPROVED

NAME = "talk_watched_three_times"
ANSWERED: Mapping[str, Line] = {
    "danger_now": "no, everyone is safe",
    "evidence": "no, only a worry",
    "linked": "1",
    "side": "his behaviour",
    "manager": "yes, she agreed",
    "agreement": {},
    "age_band": "12 to 17",
    "concern": "Child A stands very close to younger children at break and laughs when they move away.",
    "wanted": "1, 3",
    "reach": {"reach": "01632 960155, after four"},
    "send_talk": "send it",
}


def asks(agreed_on: str) -> Sequence[Line]:
    """A talk from the first question to its sending, with the day on which the line manager agreed."""
    agreement = {"manager_name": "Dana Thorley", "manager_agreed_on": agreed_on}
    return ("informal talk", *{**ANSWERED, "agreement": agreement}.values())


ANSWERS: Sequence[Line] = (
    *("talks", "talk 2", "talk outcome 2", "keep an eye on it"),
    {"what": "how close Child A stands at break", "who": "the form tutor", "review_on": ""},
    "skip",
)
STILL: Sequence[Line] = ("talks", "review talk 1", "still worried", "It was the same at break last week.")
STORY: Sequence[tuple[str, str, Sequence[Line]]] = (
    ("worker", "2026-11-17T15:30", ["report", "no", "between children", "save and finish later", *asks("2026-11-17")]),
    ("youth_justice", "2026-11-18T10:00", ANSWERS),
    ("worker", "2026-12-15T09:00", [*STILL, *asks("2026-12-15")]),
    ("youth_justice", "2026-12-15T14:00", ANSWERS),
    ("worker", "2027-01-12T09:00", [*STILL, *asks("2027-01-12")]),
    ("youth_justice", "2027-01-12T14:00", ANSWERS),
    ("dsl", "2027-01-12T15:00", ["talks"]),
)


def test_a_talk_that_is_watched_three_times(tmp_path: Path) -> None:
    turns, keys = [], []
    for who, moment, lines in STORY:
        turns.append(f"({who}, {moment.replace('T', ' ')})\n")
        with Waymark(tmp_path, who, at=moment) as waymark:
            for line in lines:
                replies = waymark.says(line)
                turns.append(written_down(line, replies))
                keys += [(who, reply["key"]) for reply in replies]
    written = _references_alike("\n".join(turns))
    approved = APPROVED / f"{NAME}.txt"
    if os.environ.get("WAYMARK_APPROVE"):
        approved.write_text(written, "utf-8")
    assert not [key for _, key in keys if key.startswith(("refusals.", "problems."))]
    assert keys.count(("worker", "talk.sent")) == 3
    assert "please look at the whole of it" in turns[-1]
    assert written == approved.read_text("utf-8")


def _references_alike(text: str) -> str:
    return re.sub(r"WT-[A-Z0-9]{4}-[A-Z0-9]{2}", "WT-XXXX-XX", text)

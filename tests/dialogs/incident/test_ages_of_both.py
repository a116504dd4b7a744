"""The second child's age by the first one's: 'both 8', 'same age'."""

import pytest

from tests.conversation import SCHOOL_CASE, Conversation


@pytest.mark.parametrize("said", ["both 14", "same age", "theyre the same age", "same"])
async def test_the_other_child_is_as_old_as_the_first(worker: Conversation, said: str) -> None:
    await worker.says("report")
    await worker.answers(SCHOOL_CASE, until="targeted_ages")
    await worker.says(said)
    assert worker.asked == "acts", worker.transcript
    await worker.says("answers")
    assert "14, 14" not in worker.text


async def test_both_of_another_age_are_two_children(worker: Conversation) -> None:
    await worker.says("report")
    await worker.answers(SCHOOL_CASE, until="targeted_ages")
    await worker.says("both 9")
    await worker.says("answers")
    assert "9, 9" in worker.text

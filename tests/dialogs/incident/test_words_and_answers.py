"""What a worker wrote and what they picked differ: one question before the view, and its answer counts."""

import pytest

from dialogs.incident.view import observe
from knowledge.observations import Answer
from tests.conversation import SCHOOL_CASE, Conversation

KISS = dict(
    SCHOOL_CASE, acts="kissing", mutual="yes", targeted_response="1", all_well="no",
    what_happened="Child A and Child B kissed by the hall.", boundary_response="nothing yet",
)  # fmt: skip
"""Two of 14 who both wanted to: nothing in the account that the answers do not have."""


async def told(worker: Conversation, account: str, **changed: str) -> Conversation:
    await worker.says("report")
    return await worker.answers({k: v for k, v in KISS.items() if k != "words_checked"}, until="words_checked",
                                what_happened=account, **changed)  # fmt: skip


async def test_where_they_agree_nothing_more_is_asked(worker: Conversation) -> None:
    await worker.says("report")
    await worker.answers(KISS, until="view_opinion")
    assert "view.lead.green" in worker.keys, worker.transcript


async def test_filming_that_no_answer_has_is_asked_about_once_in_the_workers_own_words(worker: Conversation) -> None:
    await told(worker, "They kissed. Another pupil was filming them on a phone.")
    assert "Another pupil was filming them on a phone" in worker.reply("incident.you_wrote").text
    assert [choice.value for choice in worker.replies[-1].choices] == ["image_made", "none", "not_sure"]
    await worker.says("yes")
    await worker.says("Somebody filmed or photographed it (not known if they agreed)")
    assert "view.lead.amber" in worker.keys
    assert "Somebody filmed or photographed it" in worker.text


async def test_a_no_leaves_the_view_as_it_was(worker: Conversation) -> None:
    await told(worker, "They kissed and one of them was filming the trees.")
    await worker.says("no")
    assert "view.lead.green" in worker.keys


async def test_not_sure_leaves_it_open_and_so_not_green(worker: Conversation) -> None:
    await told(worker, "They kissed. Child B was asleep on the bus before.")
    await worker.says("not sure")
    assert "view.lead.not_enough_information" in worker.keys


@pytest.mark.parametrize(
    ("account", "offered"),
    [
        ("Child A told Child B not to tell anyone.", ["kept_secret"]),
        ("Child A made him touch it.", ["force_or_coercion"]),
        ("Child B was asleep.", ["unable_to_choose"]),
        (
            "A mum told me that one put a hand on the other at a sleepover at his house while he was asleep there.",
            ["unable_to_choose"],
        ),
        ("A man online had asked for it.", ["adult_involved"]),
        ("Child B was bleeding.", ["targeted_injured"]),
        ("Child B began to cry.", ["targeted_embarrassed", "targeted_fear_or_distress"]),
        ("Child A took a pic of it.", ["image_made"]),
        ("There is a video of it.", ["image_made"]),
        ("It was their secret.", ["kept_secret"]),
        ('Child B said "get off".', ["unwanted"]),
        ("Child A kept doing it even though I reminded them.", ["went_on_after_no", "went_on_when_told"]),
        ("Child B said that Child A had hurt her.", ["child_disclosed"]),
        ("Child A was filming it, and it was a secret.", ["image_made", "kept_secret"]),
    ],
)
async def test_each_subject_is_asked_about(worker: Conversation, account: str, offered: list[str]) -> None:
    await told(worker, account)
    assert [choice.value for choice in worker.replies[-1].choices] == [*offered, "none", "not_sure"]


@pytest.mark.parametrize(
    "account",
    [
        "Nobody was filming. There were no pictures and it was no secret.",
        "Child B was not crying and nobody was upset.",
        "They laughed until they cried laughing, and Child A made Child B laugh.",
        "Child A drew a picture of a flower.",
    ],
)
async def test_what_is_denied_or_means_something_else_is_not_asked_about(worker: Conversation, account: str) -> None:
    await worker.says("report")
    await worker.answers(KISS, until="view_opinion", what_happened=account)


async def test_where_the_answers_have_it_nothing_is_asked(worker: Conversation) -> None:
    await worker.says("report")
    account = "Child A told Child B not to tell anyone."
    await worker.answers(KISS, until="view_opinion", what_happened=account, context="3")


async def test_words_that_are_changed_after_the_view_are_held_against_the_answers_again(worker: Conversation) -> None:
    await worker.says("report")
    await worker.answers(KISS, until="view_opinion")
    await worker.says("change what happened")
    await worker.says("They kissed, and Child A told Child B not to tell.")
    assert worker.asked == "words_checked"
    await worker.says("1")
    assert "view.lead.amber" in worker.keys
    assert "One child made another keep it secret" in worker.text


def test_the_answer_counts_like_any_other() -> None:
    answers = {"about": "with_another", "mutual": "yes", "what_happened": 'B said "get off" and A was filming.'}
    assert observe(answers).mutual is Answer.YES
    assert observe({**answers, "words_checked": ["unwanted", "image_made"]}).mutual is Answer.NO
    unsure = observe({**answers, "words_checked": ["not_sure"]})
    assert (unsure.mutual, unsure.images_or_messages) == (Answer.NOT_KNOWN, Answer.NOT_KNOWN)


async def test_words_beside_a_choice_are_held_against_the_answers_too(worker: Conversation) -> None:
    await worker.says("report")
    await worker.answers(KISS, until="words_checked", targeted_response="1: but she began to cry later")
    assert "she began to cry later" in worker.reply("incident.you_wrote").text
    assert worker.replies[-1].choices[0].value == "targeted_embarrassed"


async def test_after_somebody_filmed_it_the_questions_about_images_are_asked(worker: Conversation) -> None:
    await told(worker, "They kissed. Another pupil was filming them on a phone.")
    await worker.says("yes")
    assert worker.keys[0] == "incident.no_images"
    assert worker.asked == "image_how", worker.transcript
    await worker.says("An image was made or passed on without agreement (a made-up or AI image too)")
    assert "view.lead.red" in worker.keys, worker.transcript


@pytest.mark.parametrize("account", ["", "Use what I wrote"])
async def test_words_told_before_the_questions_always_count(worker: Conversation, account: str) -> None:
    """Whether or not they are used as the account."""
    await worker.says("Two of my year 9s were kissing by the hall and somebody was filming them on a phone.")
    await worker.says("describe it now")
    kiss = {k: v for k, v in KISS.items() if k != "words_checked"}
    await worker.answers(kiss, until="what_happened")
    await worker.says(account or KISS["what_happened"])
    await worker.answers(kiss, until="words_checked")
    assert "filming them on a phone" in worker.reply("incident.you_wrote").text
    assert "image_made" in [choice.value for choice in worker.replies[-1].choices]

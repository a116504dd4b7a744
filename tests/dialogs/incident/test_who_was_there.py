"""Who was there shapes what is asked: a child on their own, friends who all took part, what a child has said."""

from knowledge.observations import meanings
from tests.conversation import SCHOOL_CASE, Conversation

ALONE = dict(
    SCHOOL_CASE, about="one child on their own", acts="touching themselves", self_directed_how="in private",
    what_happened="Child A was in their own room.", displayed_response="not sure", boundary_response="nothing yet",
    before="not sure", displayed_ages="16",
)  # fmt: skip


async def test_a_child_of_16_alone_in_their_room_is_green(worker: Conversation) -> None:
    """Though nobody knows how they took being noticed, or whether it was the first time."""
    await worker.says("report")
    await worker.answers(ALONE, until="view_opinion")
    assert "view.lead.green" in worker.keys, worker.transcript


async def test_a_child_of_4_at_nap_time_is_green_where_others_could_see(worker: Conversation) -> None:
    await worker.says("report")
    await worker.answers(ALONE, until="view_opinion", displayed_ages="4", self_directed_how="where others could see",
                         boundary_response="1", before="first time")  # fmt: skip
    assert "view.lead.green" in worker.keys, worker.transcript


async def test_a_child_of_5_where_others_could_see_is_amber(worker: Conversation) -> None:
    await worker.says("report")
    await worker.answers(ALONE, until="view_opinion", displayed_ages="5", self_directed_how="where others could see")
    assert "view.lead.amber" in worker.keys


async def test_small_children_undress(worker: Conversation) -> None:
    await worker.says("report")
    await worker.answers(ALONE, until="view_opinion", displayed_ages="3", acts="2",
                         what_happened="Child A took his clothes off in the garden.")  # fmt: skip
    assert "view.lead.green" in worker.keys, worker.transcript


async def test_no_other_child_is_spoken_of_on_the_way_of_a_child_alone(worker: Conversation) -> None:
    await worker.says("report")
    await worker.answers(ALONE, until="view_opinion")
    said = [line for line in worker.heard if line.startswith("Waymark:")]
    about = said.index(next(line for line in said if "questions.how_known" in line))
    spoken = "\n".join(said[about:]).casefold()
    for words in ("the other child", "another child", "each other", "both", "the children", "more than one"):
        assert words not in spoken, worker.transcript


async def test_friends_who_all_took_part_are_one_group(worker: Conversation) -> None:
    await worker.says("report")
    group = dict(SCHOOL_CASE, displayed_ages="12, 12, 12", all_took_part="yes", acts="1", mutual="yes",
                 targeted_response="1", all_well="no", boundary_response="nothing yet",
                 what_happened="They told rude jokes and laughed.", looking_how="1")  # fmt: skip
    await worker.answers(group, until="view_opinion")
    assert not [line for line in worker.heard if "questions.targeted_ages" in line], "nobody else is asked for"
    assert "view.lead.green" in worker.keys, worker.transcript


async def test_pornography_looked_at_together_under_16_is_never_green(worker: Conversation) -> None:
    await worker.says("report")
    group = dict(SCHOOL_CASE, displayed_ages="12, 12, 12", all_took_part="yes", acts="pornography", mutual="yes",
                 pornography_how="1", targeted_response="1", boundary_response="nothing yet",
                 what_happened="They looked at a phone and laughed.")  # fmt: skip
    await worker.answers(group, until="view_opinion")
    assert "view.lead.amber" in worker.keys
    assert "Children looked at pornography together" in worker.text
    assert "NY-2.2, NY-2.3" in worker.text


async def test_a_request_that_was_not_wanted_is_not_a_child_saying_that_they_were_hurt(worker: Conversation) -> None:
    """One yes to two questions made it red, and put a disclosure into a child's mouth."""
    await worker.says("report")
    await worker.answers(
        SCHOOL_CASE, until="view_opinion", how_known="a child told me", child_said="no", child_said_unwanted="yes",
        acts="images or messages", image_how="7",
        what_happened="Child B was asked for a picture and would rather not.",
    )  # fmt: skip
    assert "view.lead.amber" in worker.keys, worker.transcript
    assert "did something sexual that they did not want" in worker.text
    assert "hurt them sexually" not in worker.text


async def test_touch_that_a_child_says_they_did_not_want_is_red(worker: Conversation) -> None:
    await worker.says("report")
    await worker.answers(
        SCHOOL_CASE, until="told_them", how_known="a child told me", child_said="no", child_said_unwanted="yes"
    )
    assert "view.lead.red" in worker.keys


async def test_not_sure_what_the_child_said_is_not_a_no(worker: Conversation) -> None:
    await worker.says("report")
    await worker.answers(
        SCHOOL_CASE, until="view_opinion", how_known="a child told me", child_said="not sure", child_said_unwanted="no"
    )
    assert "A child has said that another child sexually hurt them. (Then: Red.)" in worker.text


async def test_thats_all_i_know_says_who_finds_out_the_rest(worker: Conversation) -> None:
    little = dict.fromkeys(("displayed_ages", "targeted_ages", "acts", "mutual", "context", "relationship", "needs",
                            "targeted_response", "displayed_response", "boundary_response", "before",
                            "other_worries"), "not sure")  # fmt: skip
    await worker.says("report")
    await worker.answers({**SCHOOL_CASE, **little}, until="view_opinion", what_happened="They came out of the toilets.")
    seen = worker.reply("view.lead.not_enough_information").text
    assert "Your DSL finds it out, not you" in seen
    assert "What kind of behaviour it was." in seen
    assert "What would change it" not in seen
    assert seen.count("•") <= 8, seen


async def test_nothing_is_left_open_that_was_never_asked(worker: Conversation) -> None:
    """But for what only the DSL can know."""
    await worker.says("report")
    await worker.answers(ALONE, until="view_opinion", displayed_response="2", boundary_response="1", before="1")
    assert open_after(worker) == {"earlier_records"}
    await worker.says("cancel")
    await worker.says("yes")
    await worker.says("report")
    await worker.answers(SCHOOL_CASE, until="view_opinion", acts="3", mutual="yes", targeted_response="1",
                         all_well="no", what_happened="They kissed.", displayed_response="3")  # fmt: skip
    assert open_after(worker) == {"earlier_records"}


def open_after(worker: Conversation) -> set[str]:
    """What the view that was just shown says would change it."""
    named = {words.get("worry", words["means"]): name for name, words in meanings().items()}
    told = worker.reply("view.lead.green").text
    return {name for text, name in named.items() if f"{text} (Then" in told}

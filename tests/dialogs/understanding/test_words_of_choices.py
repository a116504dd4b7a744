"""The words of the choices and the questions match: every choice can be said, and no words are left over."""

from collections.abc import Iterator

from dialogs.interview.listener import Listener
from dialogs.understanding.hearing import SITUATIONS, Asked

FOUND = {
    # their choices are found, not written: free slots, one's own bookings, a record's lines, settings, patterns
    "booking.about", "booking.slot", "rebooking.which", "rebooking.new_slot", "pack.which", "pack.strike",
    "hand_over.to_setting", "service_slots.which_pattern", "service_slots.which_slot", "outcome.consultation",
    "name_lead.who", "co_worker.whom",
    "talk.linked", "group_referral.which_group", "make_plan.lead_practitioner", "lead_passes.new_lead",
    "group_came.of_which_group", "group_came.who_came",
    "safety_plan.child", "change_plan.rows", "review_plan.rows", "give_sheet.reader", "behaviour_plan.staff",
    "training_sessions.which", "attended.session", "attended.came", "refresher.session", "census.whom",
}  # fmt: skip
OTHERS_WHERE_ALONE = ("acts", "image_how", "pornography_how", "needs", "before", "other_worries", "words_checked")
"""Questions that list other choices where one child was on their own."""


def as_they_stand(listener: Listener) -> Iterator[Asked]:
    yield from listener.with_choices().values()
    yield from (listener.asked(name, {"about": "alone"}) for name in OTHERS_WHERE_ALONE)


def test_every_choice_of_every_question_has_words(listener: Listener) -> None:
    without = {}
    alone = {name: listener.asked(name, {"about": "alone"}) for name in OTHERS_WHERE_ALONE}
    for name, asked in (*listener.with_choices().items(), *alone.items()):
        there = listener.understanding.choices(asked.words)
        if missing := [choice for choice in asked.choices if choice not in there]:
            without[name] = missing
    assert set(without) <= FOUND, set(without) - FOUND


def test_no_words_are_left_over(listener: Listener) -> None:
    said: dict[str, set[str]] = {}
    for asked in as_they_stand(listener):
        said.setdefault(asked.words, set()).update(asked.choices)
    for question in listener.understanding.questions():
        if question not in SITUATIONS:
            assert set(listener.understanding.choices(question)) <= said[question], question


def test_what_a_question_says_of_its_choices_names_only_its_choices(listener: Listener) -> None:
    for question in listener.understanding.questions():
        manner = listener.understanding.manner(question)
        choices = set(listener.understanding.choices(question))
        named = {*manner.dear, *manner.cheap, *manner.free, *manner.whole, *manner.order, *manner.opposites}
        named |= {*manner.opposites.values(), *manner.beats, *(one for row in manner.beats.values() for one in row)}
        named |= {meant for meant in (manner.yes, manner.no) if meant}
        assert named <= choices, question


def test_a_choice_in_its_own_words_is_that_choice(listener: Listener) -> None:
    """Or it is asked: a title may be ambiguous where it is long. It is never another."""
    for asked in as_they_stand(listener):
        if asked.words:
            titles = listener.understanding.titles(asked.words)
            for choice, title in ((choice, titles[choice]) for choice in asked.choices):
                took = listener.understanding.hear(asked, title).took
                assert took in ((), (choice,)), (asked.name, title)


def test_an_article_in_a_list_leaves_more_than_one_word_that_must_be_there(listener: Listener) -> None:
    """'at her/the' is found in every 'at', since articles are left out of a message."""
    articles = {"a", "an", "the"}
    loose = [
        f"{words.question}.{words.choice}: {words.pattern.written}"
        for question in listener.understanding.questions()
        for words in listener.understanding.words_of(question)
        if any("/" in part and articles & set(part.split("/")) for part in words.pattern.written.split())
        and len([one for one in words.pattern.elements if one.keys()]) < 2
        and len(words.pattern.written.split()) > 1
        and not words.pattern.written.startswith("^")
    ]
    assert not loose

"""Six whole incidents, two of each colour, and four difficult ones: what a person answers, by the question's name.

An answer is a text, or the values of a form. The clock stands still at Tuesday 17 November 2026, 15:30. `approved/`
holds what Waymark said.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Line = str | Mapping[str, Any]


@dataclass(frozen=True)
class Case:
    """`before` are things said when a question is asked, and before it is answered. `again` is the answer to a question
    that is asked a second time.
    """

    answers: Mapping[str, Line]
    opening: Sequence[str] = ("report",)
    before: Mapping[str, Sequence[str]] = field(default_factory=dict)
    again: Mapping[str, Line] = field(default_factory=dict)


class Talk:
    """One case as it is said: `next` is what comes after a question; None at the end."""

    def __init__(self, case: Case) -> None:
        self._case = case
        self._queue: list[Line] = list(case.opening)
        self._asides = {name: list(said) for name, said in case.before.items()}
        self._answers: dict[str, list[Line]] = {
            name: [answer, *([case.again[name]] if name in case.again else [])] for name, answer in case.answers.items()
        }

    def next(self, asked: str) -> Line | None:
        self._queue += self._asides.pop(asked, [])
        if self._queue:
            return self._queue.pop(0)
        if not asked:
            left = [name for name, answers in self._answers.items() if answers]
            assert not left, f"never asked: {left}"
            return None
        assert self._answers.get(asked), f"no answer to {asked}, or it was asked again"
        return self._answers[asked].pop(0)


GREEN_PRIMARY = Case(
    opening=("hi", "report"),
    answers={
        "danger_now": "no",
        "about": "1",
        "how_known": "saw",
        "displayed_ages": "5",
        "targeted_ages": "5",
        "acts": "2",
        "looking_how": "1",
        "all_well": "1",
        "what_happened": "Child A and Child B were giggling and showed each other their tummies and bottoms behind the "
        "play house.",
        "noticed_on": "today at quarter past ten",
        "place": "The play house; other children nearby, one teaching assistant.",
        "boundary_response": "1: we reminded them that private parts stay covered",
        "before": "first",
        "view_opinion": "it fits",
        "wants_slot": "no",
        "identity": {
            "displayed_1_name": "Ash Inventedname",
            "targeted_1_name": "Bee Madeup",
            "targeted_1_born": "2021-03-02",
        },
        "signature": {"signed_name": "Robin Ashdown"},
    },
)

GREEN_INTERRUPTED = Case(
    answers={
        "danger_now": "nobody",
        "about": "between children",
        "how_known": "3",
        "displayed_ages": "16",
        "targeted_ages": "16",
        "acts": "3",
        "what_happened": "Two pupils were kissing by the lockers. Both were laughing.",
        "noticed_on": "yesterday",
        "noticed_at": "after school",
        "place": "The lockers; nobody else.",
        "mutual": "yes",
        "context": "spontaneous",
        "relationship": "1, 2",
        "needs": "none",
        "targeted_response": "1",
        "displayed_response": "embarrassed",
        "boundary_response": "stopped",
        "before": "first time",
        "other_worries": "none",
        "parents_told": "not sure",
        "other_actions": "skip",
        "view_opinion": "it fits",
        "wants_slot": "no",
        "identity": {"displayed_1_name": "Cat Inventedname", "targeted_1_name": "not known"},
        "signature": {"signed_name": "Robin Ashdown"},
    },
    before={
        "mutual": (
            "save and finish later",
            "carry on",
        )
    },
)
"""Interrupted by a restart after 'save and finish later' (the test starts a new process there)."""

AMBER_WITH_QUESTION = Case(
    answers={
        "danger_now": "no",
        "about": "1",
        "how_known": "1",
        "displayed_ages": "13",
        "targeted_ages": "13",
        "acts": "1",
        "all_well": "2",
        "what_happened": "Child A made a sexual joke about Child B in front of the class. Child B went red.",
        "noticed_on": "last Tues",
        "noticed_at": "period 3",
        "place": "Classroom; about twenty other children and one teacher.",
        "mutual": "no",
        "context": "7, 2: others were laughing",
        "relationship": "similar",
        "needs": "none",
        "targeted_response": '2: "stop it"',
        "displayed_response": "1",
        "boundary_response": "1: moved seats",
        "before": "first",
        "other_worries": "none",
        "parents_told": "not yet",
        "other_actions": "skip",
        "view_opinion": "it fits",
        "wants_plan": "not now",
        "wants_slot": "no",
        "identity": {"displayed_1_name": "Dot Inventedname", "targeted_1_name": "Eli Madeup"},
        "signature": {"signed_name": "Robin Ashdown"},
    },
    before={"displayed_ages": ("what does LADO mean?",)},
)
"""A guidance question in the middle."""

AMBER_CHANGED = Case(
    answers={
        "danger_now": "no",
        "about": "one child on their own",
        "how_known": "saw",
        "displayed_ages": "7",
        "acts": "1",
        "self_directed_how": "2",
        "what_happened": "Child A was touching themselves during story time, and again at the carpet.",
        "noticed_on": "yesterday morning",
        "place": "The reading corner; the whole class.",
        "needs": "none",
        "displayed_response": "embarrassed",
        "boundary_response": "1: gave a reminder and another task",
        "before": "first",
        "other_worries": "none",
        "parents_told": "not yet",
        "other_actions": "skip",
        "view_opinion": "it fits",
        "wants_plan": "not now",
        "wants_slot": "no",
        "identity": {"displayed_1_name": "Fay Inventedname"},
        "signature": {"signed_name": "Robin Ashdown"},
    },
    before={"view_opinion": ("change place",)},
    again={"place": "The library corner; half the class, one teaching assistant."},
)
"""An answer is changed after the view was shown."""

RED_WITH_BOOKING = Case(
    answers={
        "danger_now": "no",
        "about": "1",
        "how_known": "a child told me",
        "child_said": "yes",
        "displayed_ages": "14",
        "targeted_ages": "9",
        "acts": "5",
        "what_happened": 'Child B said Child A put a hand inside their clothes. Child B said "I didn\'t like it".',
        "noticed_on": "Sunday evening",
        "place": "At home in the garage; nobody else.",
        "mutual": "no",
        "context": "3, 4: told not to tell anyone",
        "relationship": "9, 10",
        "needs": "none",
        "targeted_response": "3, 5",
        "displayed_response": "8",
        "boundary_response": "6",
        "before": "not sure",
        "other_worries": "9",
        "parents_told": "not yet",
        "other_actions": "skip",
        "told_them": "I've told them",
        "view_opinion": "it fits",
        "wants_plan": "not now",
        "wants_slot": "yes",
        "slot": "1",
        "details": {
            "manager_name": "Val Manager",
            "manager_agreed_on": "today",
            "help_wanted": "Keeping two children safe at home",
        },
        "identity": {
            "displayed_1_name": "Gus Inventedname",
            "targeted_1_name": "Hal Madeup",
            "targeted_1_born": "2017-05-01",
        },
        "signature": {"signed_name": "Robin Ashdown"},
    },
)

RED_TWICE = Case(
    answers={
        "danger_now": "hurt",
        "after_urgent": "carry on",
        "about": "1",
        "how_known": "saw",
        "displayed_ages": "15, 15",
        "all_took_part": "no",
        "targeted_ages": "15",
        "acts": "3, 9",
        "image_how": "4, 5",
        "what_happened": "Child A and Child B held Child C and took a picture, then sent it on. Child C was crying.",
        "noticed_on": "today",
        "noticed_at": "at lunch",
        "place": "Behind the gym; a group of five others.",
        "mutual": "no",
        "context": "1, 4, 5",
        "relationship": "4, 5",
        "needs": "none",
        "targeted_response": '4: "leave me alone"',
        "displayed_response": "6, 7",
        "boundary_response": "3: they were sent to the head",
        "before": "not sure",
        "other_worries": "none",
        "parents_told": "not yet",
        "other_actions": "skip",
        "told_them": "I can't reach them",
        "view_opinion": "I see it differently",
        "own_view": "red",
        "own_view_reason": "I agree it is red; the group worries me too.",
        "wants_plan": "yes",
        "safety_plan": {"breaks": "Two adults in the yard, one beside the gym.", "named_contact": "The head of year."},
        "wants_slot": "no",
        "identity": {
            "displayed_1_name": "Ivo Inventedname",
            "displayed_2_name": "Jan Inventedname",
            "targeted_1_name": "Kim Madeup",
        },
        "signature": {"signed_name": "Robin Ashdown"},
    },
)
"""Every message is sent twice with the same id."""

ADULT = Case(
    answers={
        "danger_now": "no",
        "about": "an adult's behaviour, or an adult behind it",
        "adult_who": "2",
        "children_too": "yes",
        "how_known": "a child told me",
        "child_said": "not sure",
        "child_said_unwanted": "not sure",
        "displayed_ages": "15",
        "targeted_ages": "15",
        "acts": "9",
        "image_how": "4, 9",
        "what_happened": "Child B said that someone from a club online asked for pictures through Child A.",
        "noticed_on": "not sure",
        "noticed_at": "not sure",
        "place": "Online.",
        "mutual": "not sure",
        "context": "3, 9",
        "relationship": "not sure",
        "needs": "none",
        "targeted_response": "3",
        "displayed_response": "8",
        "boundary_response": "6",
        "before": "not sure",
        "other_worries": "6, 5",
        "parents_told": "not yet",
        "other_actions": "skip",
        "told_them": "told",
        "view_opinion": "it fits",
        "wants_plan": "not now",
        "wants_slot": "no",
        "identity": {"displayed_1_name": "Lou Inventedname", "targeted_1_name": "Max Madeup"},
        "signature": {"signed_name": "Robin Ashdown"},
    },
)

LONG_PAST = Case(
    answers={
        "danger_now": "no",
        "about": "1",
        "how_known": "a child told me",
        "child_said": "yes",
        "displayed_ages": "not sure",
        "targeted_ages": "8",
        "acts": "not sure",
        "what_happened": 'Child B said "it was years ago, he made me" and asked me not to tell.',
        "noticed_on": "not sure",
        "noticed_at": "not sure",
        "place": "At a relative's house; not known who else.",
        "mutual": "no",
        "context": "4, 9",
        "words_checked": "no",
        "relationship": "not sure",
        "needs": "not sure",
        "targeted_response": "3",
        "displayed_response": "10",
        "boundary_response": "not sure",
        "before": "not sure",
        "other_worries": "8, 10",
        "parents_told": "not yet",
        "other_actions": "skip",
        "told_them": "not yet: let me sign first",
        "view_opinion": "it fits",
        "wants_plan": "not now",
        "wants_slot": "no",
        "identity": {"displayed_1_name": "not known", "targeted_1_name": "Nia Madeup"},
        "signature": {"signed_name": "Robin Ashdown"},
    },
)

NOT_ENOUGH = Case(
    answers={
        "danger_now": "no",
        "about": "1",
        "how_known": "a colleague told me",
        "displayed_ages": "not sure",
        "targeted_ages": "7",
        "acts": "not sure",
        "what_happened": 'A colleague heard two children say "the touching game" and saw them run off.',
        "noticed_on": "today",
        "noticed_at": "morning break",
        "place": "The far end of the field; nobody near.",
        "mutual": "not sure",
        "context": "not sure",
        "relationship": "2, 11",
        "needs": "not sure",
        "targeted_response": "not sure",
        "displayed_response": "8",
        "boundary_response": "6",
        "before": "not sure",
        "other_worries": "not sure",
        "parents_told": "not yet",
        "other_actions": "skip",
        "view_opinion": "it fits",
        "wants_slot": "no",
        "identity": {"displayed_1_name": "not known", "targeted_1_name": "Oak Madeup"},
        "signature": {"signed_name": "Robin Ashdown"},
    },
)

WORRY = Case(
    answers={
        "danger_now": "no",
        "about": "4",
        "record_anyway": "no",
    },
)

CASES: Mapping[str, Case] = {
    "green_primary": GREEN_PRIMARY,
    "green_interrupted": GREEN_INTERRUPTED,
    "amber_with_question": AMBER_WITH_QUESTION,
    "amber_changed": AMBER_CHANGED,
    "red_with_booking": RED_WITH_BOOKING,
    "red_twice": RED_TWICE,
}
"""The name begins with the colour."""

DIFFICULT: Mapping[str, Case] = {
    "adult_behind_it": ADULT,
    "disclosed_years_later": LONG_PAST,
    "not_enough_information": NOT_ENOUGH,
    "only_a_worry": WORRY,
}
"""What is not a plain colour."""

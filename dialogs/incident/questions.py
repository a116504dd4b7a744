"""The questions about an incident, in the order a shaken person can answer them.

Every field of the Sexual Behaviour Recording Form (NY-9) and every observation of the traffic light comes from these
questions: choices first, own words after. The words are in `text/incident/incident.yaml`, under the same names. What
is said between the questions (urgent steps, the view, the next steps) is in `flow.py`.
"""

from collections.abc import Callable, Sequence

from dialogs import concern
from dialogs.incident import adult_note, words_and_answers
from dialogs.incident.identity import Identities
from dialogs.incident.safety_plan import PlanForm
from dialogs.incident.words_and_answers import Settling
from dialogs.interview.answers import NOT_KNOWN, NOT_SURE, Answers, Choices, OwnWords, fixed, one
from dialogs.interview.forms import SIGNATURE
from dialogs.interview.interview import Interview, Question
from dialogs.interview.parsing.ages import Ages
from dialogs.interview.parsing.days import Day, Time

ACTS_WITH_ANOTHER = (
    "talk_or_gestures", "looking_or_showing", "kissing_or_hugging", "touch_over_clothing", "touch_under_clothing",
    "undressing_another", "sexual_activity", "attempted", "images_or_messages", "pornography", "self_directed",
    "other_act",
)  # fmt: skip
ACTS_ALONE = (
    "self_directed", "undressed_self", "talk_or_gestures", "images_or_messages", "pornography", "other_act",
)  # fmt: skip


def picked(answers: Answers, name: str) -> frozenset[str]:
    """What was picked in a question, one or several; empty when it was not answered."""
    value = answers.get(name)
    return frozenset(value) if isinstance(value, list) else frozenset({value} if value else ())


def many(*listed: str, words_wanted: bool = True) -> Choices:
    """Several may be picked. The last two are always 'none of these' and 'not sure about the rest'."""
    return Choices(fixed(*listed, "none", NOT_SURE), many=True, words_wanted=words_wanted)


# -- when a question matters ---------------------------------------------------------------------------------------


def is_urgent(answers: Answers) -> bool:
    """Someone is in danger or hurt, or nobody can say: the urgent steps come first (NY-3.1)."""
    return bool(picked(answers, "danger_now") & {"danger", "hurt", NOT_SURE})


def waits_for_safety(answers: Answers) -> bool:
    """The urgent steps come first, also in the middle of the questions: what was answered waits."""
    return is_urgent(answers) and answers.get("after_urgent") != "carry_on"


def is_adult(answers: Answers) -> bool:
    """An adult is involved: another pathway, with its own urgent steps."""
    named = picked(answers, "other_worries") | picked(answers, "words_checked")
    return answers.get("about") == "adult" or "adult_involved" in named


def about_the_dsl(answers: Answers) -> bool:
    """The concern is, or may be, about the DSL, by what was answered or typed anywhere (`dialogs/concern.py`)."""
    return concern.DSL in concern.of(answers)


def passes_the_dsl_by(answers: Answers) -> bool:
    """It is about the DSL or near them: then it goes to the deputy or head instead."""
    return concern.passes_the_dsl_by(concern.of(answers))


def only_the_adult(answers: Answers) -> bool:
    """Nothing that children did: it goes into a short signed note, not onto the form (KCSIE-2026)."""
    return answers.get("about") == "adult" and answers.get("children_too") == "no"


def is_hunch(answers: Answers) -> bool:
    """Nothing was seen or told, it is only a worry."""
    return answers.get("about") == "hunch"


def goes_on(answers: Answers) -> bool:
    """The questions go on after what had to be said first."""
    if waits_for_safety(answers):
        return False
    if answers.get("about") == "adult":
        return answers.get("children_too") == "yes"
    return answers.get("about") != "hunch" or answers.get("record_anyway") == "yes"


def with_another(answers: Answers) -> bool:
    """More than one child was there: the questions about the other are asked."""
    return goes_on(answers) and answers.get("about") != "alone"


def took_part_together(answers: Answers) -> bool:
    """All who took part are listed together: there is no other child to ask about."""
    return answers.get("all_took_part") == "yes"


def of_other(answers: Answers) -> bool:
    """Another child was there, beside those whose behaviour it is about."""
    return with_another(answers) and not took_part_together(answers)


def was_told(answers: Answers) -> bool:
    """A child has said something: whether they said that they were hurt is asked plainly, not left to a long list."""
    return with_another(answers) and answers.get("how_known") == "child_told"


def _of_one_child(answers: Answers) -> str:
    """A child on their own is asked about as that child: there are no others."""
    return "alone" if answers.get("about") == "alone" else ""


def act(name: str) -> Callable[[Answers], bool]:
    """Asked only where this act was picked."""
    return lambda answers: goes_on(answers) and name in picked(answers, "acts")


def of_images(answers: Answers) -> bool:
    """A picture, film or message is part of it: by the kind of behaviour, or by what their own words came to."""
    return act("images_or_messages")(answers) or (goes_on(answers) and "image_made" in picked(answers, "words_checked"))


def _either(*alone: str, with_others: Sequence[str]) -> Choices:
    """Several may be picked, other ones where one child was on their own: nothing then speaks of another child."""

    def listed(answers: Answers) -> Sequence[str]:
        return (*(alone if answers.get("about") == "alone" else with_others), "none", NOT_SURE)

    return Choices(listed, many=True)


def _acts(answers: Answers) -> Sequence[str]:
    return (*(ACTS_ALONE if answers.get("about") == "alone" else ACTS_WITH_ANOTHER), NOT_SURE)


def _relationship(answers: Answers) -> Sequence[str]:
    several = len(picked_ages(answers, "displayed")) > 1 and not took_part_together(answers)
    return (
        "similar", "normally_associate", "not_associate", "authority_or_care",
        *(("several_against_one",) if several or not picked_ages(answers, "displayed") else ()),
        "dominance", "strength_or_ability_gap", "lesser_power_difference", "targeted_stronger", "siblings", "same_home",
        NOT_SURE,
    )  # fmt: skip


def _needs(answers: Answers) -> Sequence[str]:
    nobody_else = answers.get("about") == "alone" or took_part_together(answers)
    other = () if nobody_else else ("learning_disability_targeted",)
    return ("learning_disability_displayed", *other, "none", NOT_SURE)


def _before(answers: Answers) -> Sequence[str]:
    several = () if answers.get("about") == "alone" else ("several_children",)
    return ("first", "repeated", "increasing", *several, NOT_SURE)


def picked_ages(answers: Answers, side: str) -> list[str]:
    """The ages of one side's children, as they were answered; empty before that."""
    ages = answers.get(f"{side}_ages")
    return ages if isinstance(ages, list) else []


def _worries(answers: Answers) -> Sequence[str]:
    listed = ["not_ordinary", "beyond_stage", "cruelty_fire_violence", "exploitation_signs", "adult_involved"]
    if "pornography" not in picked(answers, "acts"):
        listed.insert(3, "pornography_disproportionate")
    told = answers.get("how_known") == "child_told"
    disclosed: tuple[str, ...] = () if told else ("child_disclosed", "child_said_unwanted")
    if answers.get("about") == "alone":
        disclosed = ("told_of_harm",)
    return (*listed, *disclosed, "police_involved", "long_past", "none", NOT_SURE)


LOW_KEY = frozenset({"talk_or_gestures", "looking_or_showing", "kissing_or_hugging"})


def may_be_all_well(answers: Answers) -> bool:
    """Low-key, seen by the worker, and of an age: one question can ask for every green feature at once (NY-2.1)."""
    sides = ("displayed",) if took_part_together(answers) else ("displayed", "targeted")
    ages = [[int(age) for age in picked_ages(answers, side) if age.isdecimal()] for side in sides]
    known = all(ages) and sum(map(len, ages)) == sum(len(picked_ages(answers, side)) for side in sides)
    of_an_age = known and max(map(max, ages)) - min(map(min, ages)) <= 1
    acts = picked(answers, "acts")
    return with_another(answers) and of_an_age and answers.get("how_known") == "saw" and bool(acts) and acts <= LOW_KEY


ALL_WELL: Answers = {
    "mutual": "yes",
    "context": ["none"],
    "relationship": ["similar", "normally_associate"],
    "needs": ["none"],
    "targeted_response": ["targeted_comfortable"],
    "displayed_response": ["no_intent"],
    "other_worries": ["none"],
}
"""What 'every one of these, and I'm sure' answers. Each is in the read-back and can be changed like any other."""


def in_full(answers: Answers) -> bool:
    """Everything that the form asks beyond the shortest path of a clear green."""
    return goes_on(answers) and answers.get("all_well") != "yes"


def some_parents_told(answers: Answers) -> bool:
    """Told, and there are two families: whose parents or carers it was is asked, not taken for granted."""
    return (
        in_full(answers) and with_another(answers) and answers.get("parents_told") in ("told_supportive", "told_unsure")
    )


def is_red(answers: Answers) -> bool:
    """A red view was shown: whom to ring comes before everything, and then the record is signed."""
    return goes_on(answers) and answers.get("view_colour") == "red"


def is_signed(answers: Answers) -> bool:
    """The record has been signed and sent, and some questions are still to come (after a red view)."""
    return bool(answers.get("signed"))


def at_leisure(answers: Answers) -> bool:
    """What can wait until a red has been signed: a plan, a consultation, what the worker makes of the view."""
    return goes_on(answers) and (not is_red(answers) or is_signed(answers))


def needs_plan(answers: Answers) -> bool:
    """After an amber or red view a safety plan is offered."""
    return at_leisure(answers) and answers.get("view_colour") in ("amber", "red")


def differs(answers: Answers) -> bool:
    """The worker sees it otherwise than the view: they are asked how, and why."""
    return answers.get("view_opinion") == "differ"


IMAGE_HOW = (
    "words_only", "no_image", "image_made", "image_passed_on_without_agreement", "image_pressured",
    "image_exchanged_willingly", "image_asked_once_accepted_no", "image_of_under_13", "image_adult_behind",
)  # fmt: skip
IMAGE_HOW_ALONE = tuple(how for how in IMAGE_HOW if how not in (
    "image_exchanged_willingly", "image_asked_once_accepted_no"))  # fmt: skip
PORNOGRAPHY_HOW = (
    "watched_together", "pornography_shown_unwilling", "watched_alone", "pornography_disproportionate",
)  # fmt: skip

DECIDING = frozenset(
    "danger_now after_urgent about adult_who children_too record_anyway displayed_ages targeted_ages acts "
    "what_happened mutual context targeted_response view_opinion wants_plan wants_slot".split()
)
"""What is asked although the worker has said that they know no more: who, what, and what makes a view red (NY-2.3)."""

INCIDENT = Interview(
    "incident",
    (
        # safety first
        Question("danger_now", one("nobody", "danger", "hurt", NOT_SURE)),
        Question("after_urgent", one("carry_on", "later"), applies=is_urgent, takes_back="danger_now",
                 unsure="later"),
        Question("about", one("with_another", "alone", "adult", "hunch"),
                 applies=lambda a: not waits_for_safety(a), unsure="with_another"),
        Question("adult_who", one("dsl", "works_with_children", "other_adult", "head", NOT_SURE), applies=is_adult),
        Question("children_too", one("yes", "no"), applies=lambda a: a.get("about") == "adult", unsure="yes"),
        Question("wants_note", one("yes", "no"), applies=only_the_adult, unsure="yes"),
        Question("adult_note", adult_note.FORM,
                 applies=lambda a: only_the_adult(a) and a.get("wants_note") == "yes", private=True),
        Question("record_anyway", one("yes", "no"), applies=is_hunch, unsure="yes"),
        # what happened
        Question("how_known", one("saw", "child_told", "adult_told", "found", NOT_SURE), applies=goes_on),
        Question("child_said", one("yes", "no", NOT_SURE), applies=was_told),
        Question("child_said_unwanted", one("yes", "no", NOT_SURE),
                 applies=lambda a: was_told(a) and a.get("child_said") != "yes"),
        Question("displayed_ages", Ages(), applies=goes_on),
        Question("all_took_part", one("yes", "no"),
                 applies=lambda a: with_another(a) and len(picked_ages(a, "displayed")) > 1, unsure=NOT_KNOWN),
        Question("targeted_ages", Ages(), applies=of_other),
        Question("acts", Choices(_acts, many=True), applies=goes_on),
        Question("self_directed_how", many("self_directed_private", "self_directed_public", "self_directed_excessive",
                                           words_wanted=False), applies=act("self_directed")),
        Question("looking_how", one("both_looked", "exposure_aimed", NOT_SURE),
                 applies=lambda a: with_another(a) and "looking_or_showing" in picked(a, "acts")),
        Question("image_how", _either(*IMAGE_HOW_ALONE, with_others=IMAGE_HOW),
                 applies=of_images),
        Question("pornography_how", _either(*PORNOGRAPHY_HOW[2:], with_others=PORNOGRAPHY_HOW),
                 applies=act("pornography")),
        Question("all_well", one("yes", "no"), applies=may_be_all_well, fills=ALL_WELL, unsure="no"),
        Question("what_happened", OwnWords(least=3), applies=goes_on, told_before=True),
        Question("noticed_on", Day("noticed_at"), applies=goes_on),
        Question("noticed_at", Time("noticed_on"), applies=goes_on),
        Question("place", OwnWords(longest=1_000), applies=goes_on),
        # how it was between them
        Question("mutual", one("yes", "no", NOT_SURE), applies=with_another),
        Question("context", many("planned", "spontaneous", "kept_secret", "force_or_coercion", "went_on_after_no",
                                 "unable_to_choose", "egged_on"), applies=with_another),
        Question("relationship", Choices(_relationship, many=True, words_wanted=True), applies=with_another),
        Question("needs", Choices(_needs, many=True), applies=goes_on),
        Question("displayed_stages", Ages(),
                 applies=lambda a: goes_on(a) and "learning_disability_displayed" in picked(a, "needs")),
        Question("targeted_stages", Ages(),
                 applies=lambda a: of_other(a) and "learning_disability_targeted" in picked(a, "needs")),
        Question("targeted_response", many("targeted_comfortable", "targeted_embarrassed", "targeted_anxious",
                                           "targeted_fear_or_distress", "targeted_avoiding", "targeted_injured"),
                 applies=with_another),
        Question("displayed_response", many("takes_responsibility", "embarrassed", "no_intent", "understands",
                                            "denies", "displayed_anger", "displayed_blames", "passive"),
                 applies=goes_on),
        # what was done, and what is known from before
        Question("boundary_response", many("stopped", "went_on_when_told", "hard_to_distract", "compulsive",
                                           "persists_despite_plan", "nothing_done"), applies=goes_on),
        Question("before", Choices(_before, many=True, words_wanted=True, lone=frozenset({"first"})), applies=goes_on),
        Question("other_worries", Choices(_worries, many=True, words_wanted=True), applies=goes_on),
        Question("parents_told", one("not_yet", "told_supportive", "told_unsure", NOT_SURE, words_wanted=True),
                 applies=in_full),
        Question("parents_whose", one("both", "displayed", "targeted", NOT_SURE), applies=some_parents_told),
        Question("other_actions", OwnWords(), applies=in_full, may_skip=True),
        # where what they wrote and what they picked differ: one question settles it (`words_and_answers.py`)
        Question("words_checked", Settling(words_and_answers.choices, many=True),
                 applies=lambda a: goes_on(a) and bool(a.get("words_found"))),
        # the view, which is shown before this is asked
        Question("told_them", one("told", "not_reached", "not_yet"), applies=is_red, unsure="not_yet"),
        Question("view_opinion", one("agree", "differ"),
                 applies=lambda a: at_leisure(a) and (not is_red(a) or "wants_slot" in a), unsure=NOT_KNOWN),
        Question("own_view", one("green", "amber", "red"), applies=differs, unsure=NOT_KNOWN),
        Question("own_view_reason", OwnWords(longest=1_000, least=3), applies=differs),
        # the next steps, which are shown before this is asked
        Question("wants_plan", one("yes", "no"), applies=needs_plan, unsure="no"),
        Question("safety_plan", PlanForm(), applies=lambda a: needs_plan(a) and a.get("wants_plan") == "yes"),
        Question("wants_slot", one("yes", "no"), applies=at_leisure, unsure="no"),
        # the record, which comes before those of a red that can wait
        Question("identity", Identities(), applies=goes_on, private=True),
        Question("signature", SIGNATURE, applies=goes_on, private=True),
    ),
    deciding=DECIDING,
    holds=waits_for_safety,
    manner=_of_one_child,
)  # fmt: skip

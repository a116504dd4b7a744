"""'which assessment': a dozen taps, and the route with who leads, whether the child may be seen, and the sources."""

from dataclasses import asdict, replace
from typing import Any

import pytest

from bot.runtime import Runtime
from dialogs.casework.which_assessment import WHICH, facts
from dialogs.menu.registry import registry
from knowledge.which_assessment.route import Facts
from tests.conversation import Conversation, someone

BOY: dict[str, Any] = {
    "age_band": "twelve_to_17", "school": "secondary", "established": "happened", "court": "no_case",
    "for_the_court": "no", "works_with": "social_worker", "takes_part": "agrees", "girl_or_boy": "boy",
    "learning": "no", "cognitive_done": "no", "mental_disorder": "no", "safety_plan": "yes",
}  # fmt: skip


async def asked(worker: Conversation, **changed: Any) -> str:
    await worker.says("which assessment")
    await worker.answers(BOY, **changed)
    return worker.reply("which_assessment.made").text


async def test_a_boy_of_fourteen_with_a_social_worker(worker: Conversation) -> None:
    said = await asked(worker)
    assert "AIM3" in said
    assert "Led by: children’s social care" in said.replace("'", "’")
    assert "may be seen" in said
    assert "six weeks" in said
    assert "[DC-map-assessment, HM-4.7]" in said
    assert "could change" not in said


async def test_for_a_court_youth_justice_leads_jointly_with_the_social_worker(worker: Conversation) -> None:
    said = await asked(worker, for_the_court="yes")
    assert "Led by: youth justice, jointly with the social worker" in said


async def test_a_child_who_may_plead_not_guilty_is_not_seen_without_their_lawyer(worker: Conversation) -> None:
    said = await asked(worker, court="may_deny")
    assert "explicit agreement of their legal representative" in said
    assert "That a child denies it raises nothing by itself. [HM-1.3]" in said
    assert "pre-sentence report" in said


async def test_at_eleven_in_year_seven_both_are_shown(worker: Conversation) -> None:
    said = await asked(worker, age_band="ten_or_eleven")
    assert "a person decides" in said
    assert "[PB-assessment, NY-6]" in said


async def test_what_is_not_known_comes_as_what_could_change_it(worker: Conversation) -> None:
    said = await asked(worker, court="not_sure", for_the_court="not_sure")
    assert "Do not arrange to see the child yet" in said
    assert "whether the police or a court are involved" in said
    assert "it is asked for to assist criminal proceedings" in said


async def test_an_adult_is_asked_nothing_more(worker: Conversation) -> None:
    await worker.says("which assessment")
    await worker.says("18 or over")
    assert "No new request" in worker.text


@pytest.mark.parametrize("login", ["dsl", "head", "foster", "consultation"])
async def test_anybody_may_ask(runtime: Runtime, login: str) -> None:
    person = await someone(runtime, login)
    await person.says("which assessment")
    assert "which_assessment.opening" in person.keys


async def test_own_words_do(worker: Conversation) -> None:
    await worker.says("which assessment")
    for said in ("hes 14", "its been confirmed", "no police", "no", "theres a social worker", "he refuses", "a boy"):
        await worker.says(said)
    assert "which_assessment.questions.learning.ask" in worker.keys, worker.transcript


def test_every_choice_reaches_the_rules() -> None:
    """Each answer, given alone beside an open rest, changes a fact, except 'neither of them' and 'not sure'."""
    for question in WHICH.questions:
        many = question.name == "works_with"
        nothing = facts({})
        for choice in question.reader.choices({}):
            found = facts({question.name: [choice] if many else choice})
            assert (found != nothing) == (choice != "not_sure"), (question.name, choice)


def test_every_fact_of_the_rules_is_asked() -> None:
    known = facts({**{q.name: q.reader.choices({})[0] for q in WHICH.questions}, "works_with": ["neither"]})
    assert None not in asdict(known).values()
    assert replace(Facts(), **asdict(known)) == known


@pytest.mark.parametrize(
    ("question", "said", "not_taken"),
    [
        ("court", "not charged", "no_case"),
        ("court", "he hasnt been charged yet", "no_case"),
        ("works_with", "no social worker", "neither"),
        ("works_with", "not early help, a social worker", "neither"),
        ("age_band", "nearly 12", "twelve_to_17"),
        ("age_band", "hes 17 but turns 18 next week", "twelve_to_17"),
        ("takes_part", "agreed then changed his mind", "agrees"),
        ("takes_part", "not willing", "agrees"),
        ("safety_plan", "theres one for him not for her", "yes"),
    ],
)
def test_half_an_answer_is_not_taken_as_the_whole_one(question: str, said: str, not_taken: str) -> None:
    """Each of these would allow more than was said, or rest on what was not."""
    assert not_taken not in registry.listener.hear(f"which_assessment.{question}", said).took

"""What strict readings of the cards found wrong, dangerous or missing, held to what was put there instead.

Each line names a card, what must stand on it, and what that rests on. `docs/guidance-review.md` tells of the readings.
"""

from __future__ import annotations

import re

import pytest

from knowledge.lookup.card import Card
from tests.bench.lookup import OWN_SETS, wanted_cards
from tests.support.for_each import by_name, for_each
from tests.support.looked_up import answers_to, every_card, guidance

CARDS = every_card()
ON_RAPE = {id: card for id, card in CARDS.items() if re.search(r"\brape\b", card.text)}
SPEAKS_OF_THE_ACT = (
    "name-what-you-saw point-out-the-effect remind-of-the-rule what-to-say-to-the-child-who-did-it what-to-do-first "
    "stop-the-behaviour stay-calm-and-firm touch-over-clothes pranks-and-initiations"
)
"""The cards by which somebody may speak to a child about what the child did."""


@for_each(by_name(SPEAKS_OF_THE_ACT.split()))
def test_whoever_is_to_name_the_act_to_a_child_is_told_when_not_to(id: str) -> None:
    # NY-3.1 holds these steps back where an immediate referral to police or social care is warranted.
    assert re.search(
        r"([Ss]erious|Something put into the body).{0,80}(say nothing|do not talk)", CARDS[id].text, re.I | re.S
    )


@for_each(ON_RAPE)
def test_a_card_that_speaks_of_rape_names_police_or_social_care(card: Card) -> None:
    assert re.search(r"[Pp]olice|social care|999|specialist centre|head's decision|same school", card.text)


@pytest.mark.parametrize(
    ("id", "said", "rests_on"),
    [
        # every harmful incident goes to social care; rape and assault to the police too, under 10 as well
        ("when-to-call-the-police", "Every harmful (red) incident goes to social care", "NY-3.2"),
        ("red-behaviour", "rape, penetration and sexual assault to the police as well", "KCSIE-2025"),
        ("dsl-two-referrals", "Make a separate referral to children's social care for each child", "NY-3.2"),
        ("rape-or-sexual-assault", "Under 10 too: police are told", "KCSIE-2025"),
        ("age-of-criminal-responsibility", "told to the police at any age", "KCSIE-2025"),
        # help after rape
        ("sexual-assault-referral-centre", "emergency contraception", "SARC"),
        ("sexual-assault-referral-centre", "who takes the child", "SARC"),
        ("may-be-pregnant", "Emergency contraception", "SARC"),
        ("rape-or-sexual-assault", '"I am glad you told me. It is not your fault."', "KCSIE-2025"),
        # amber, and what it may still be
        ("touch-over-clothes", "can be sexual assault, over clothes too", "KCSIE-2025"),
        ("kissing", "a single kiss without consent can be sexual assault", "KCSIE-2025"),
        # how long records are kept
        ("how-long-records-kept", "75 years from the date of birth", "CHR-2015"),
        ("how-long-records-kept", "Looked after children", "CARE-PLANNING-2010"),
        ("how-long-records-kept", "no law sets a period", "IRMS-RETENTION"),
        # law, each to its source
        ("help-before-a-trial", "not put off for any reason", "CPS-THERAPY-2022"),
        ("should-we-exclude", "case by case", "KCSIE-2025"),
        ("should-we-exclude", "inspectors called that illegal", "HM-5.10"),
        ("shared-classes-after-an-assault", "out of classes shared", "KCSIE-2025"),
        ("shared-classes-after-an-assault", "normally not tenable", "KCSIE-2025"),
        ("sixteen-and-seventeen", "can often decide about help for themselves. Check with your DSL", "COMPETENCE"),
        ("one-is-eighteen", "as an 18-year-old with a 17-year-old", "SOA-2003"),
        ("is-an-image-illegal", "having one under the Act of 1988", "CJA-1988"),
        ("nice-guideline", "It does not leave younger children out", "NICE-NG55"),
        ("fgm", "by the end of the next working day", "FGM-2003"),
        ("fgm", "does not pass to your DSL", "FGM-2003"),
        ("age-of-criminal-responsibility", "A child of nine can still be helped", "AGE-10"),
        ("parents-refuse", "a refusal does not mean that the risk is low", "HM-3.12"),
        ("role-of-social-care", "assesses children's needs at every age", "PB-roles"),
        ("victims-social-worker", "It says nothing of who the social worker may be", "NY-10"),
        # a child who wants to die
        ("child-wants-to-die", "NHS 111 and choose the mental health option", "NHS-111"),
        ("child-wants-to-die", "Childline, 0800 1111", "CHILDLINE"),
        ("threatened-with-a-picture", "can end a life", "UKCIS-2024"),
        # an adult: nobody answers, a friend of the accused, homes, clubs, fostering
        ("adult-and-nobody-acts", "go past them: ring the council's LADO or social care yourself", "KCSIE-2026"),
        ("adult-manages-a-home", "and not the manager or anyone close to them", "WT-2026"),
        ("adult-foster-carer", "Never ring the carer", "WT-2026"),
        ("adult-coach-or-volunteer", "if that is the adult accused, the body above it", "WT-2026"),
        # what a lawyer's reading found
        ("brothers-and-sisters", "a crime up to 18", "SOA-2003"),
        ("sixteen-and-seventeen", "a crime up to 18, never green", "SOA-2003"),
        ("dsl-amber-plan", "police and social care are told before you plan", "KCSIE-2025"),
        ("dsl-amber-plan", "Ask social care before you talk to any parent", "NY-3.2"),
        ("dsl-amber-plan", "children's social care", "NY-3.2"),
        ("early-help-caf", "Reason to suspect", "CA-1989"),
        ("not-sure-no-proof", "Reason to suspect harm is enough", "CA-1989"),
        ("new-reporting-duty", "whether it is your own duty", "CPA-2026"),
        ("naming-the-other-child", "a crime to publish", "SOAA-1992"),
        ("talk-to-a-colleague", "a crime, online too", "SOAA-1992"),
        ("adult-works-in-a-home", "tells Ofsted without delay", "CHR-2015"),
        ("rshe", "by law since 1 September 2020", "CSWA-2017"),
        ("rshe", "may take a child out", "CSWA-2017"),
        ("adult-behind-it", "possible slavery", "MSA-2015"),
        ("already-saw-the-image", "you did not ask, nor keep it long", "CJA-1988"),
        ("is-an-image-illegal", "As a rule", "CJA-1988"),
        ("images-first-steps", "Filming under clothes", "SOA-2003"),
        ("angry-or-blames-others", "not taking responsibility", "NY-2.3"),
        ("will-it-happen-again", "the safety plan goes on", "HM-1.2"),
        ("parents-agree-support", "can often agree to help by themselves", "COMPETENCE"),
        ("fgm", "physical signs", "FGM-2003"),
        ("working-together", "of the strategy discussion", "WT-2026"),
        ("five-outcomes", "a red concern is always referred", "PB-support"),
        ("how-long-records-kept", "destroy nothing", "IRMS-RETENTION"),
        # what a trainer's reading found
        ("brothers-and-sisters", "ask what to do before they leave", "NY-3.2"),
        ("rape-or-sexual-assault", "Keep the children apart", "KCSIE-2025"),
        ("clothes-washing-cctv", "it has just happened: 999. Earlier: police 101", "KCSIE-2025"),
        ("supervise-without-shame", "never watch a child wash or undress", "NY-3.2"),
        ("give-the-record-to-the-dsl", "Give your first notes too", "NY-3.1"),
        ("passed-on", "does not look", "REPORT-REMOVE"),
        ("thirteen-to-fifteen", "Nobody there", "KCSIE-2025"),
        ("fgm", "may be taken abroad soon", "FGM-2003"),
        ("what-to-say-to-parents-of-the-child-who-did-it", "nobody tells the family until they agree", "KCSIE-2025"),
    ],
)  # fmt: skip
def test_what_was_wrong_or_missing_is_said_with_its_source(id: str, said: str, rests_on: str) -> None:
    assert said in CARDS[id].text
    assert rests_on in CARDS[id].citations


@pytest.mark.parametrize("id", ["child-wants-to-die", "threatened-with-a-picture"])
def test_nothing_comes_before_999_where_a_life_is_at_stake(id: str) -> None:
    assert "999" in CARDS[id].text.split(". ")[0]


@for_each(by_name("asked-and-took-no little-ones-and-clothes kissing name-calling after-green minor-incident".split()))
def test_nothing_is_too_small_to_be_told_and_written_down(id: str) -> None:
    # NY-9: the form each time, even if it is relatively minor
    assert re.search(r"[Tt]ell", CARDS[id].text)
    assert re.search(r"record|write it down|[Ff]ill in the form", CARDS[id].text)
    assert "NY-9" in CARDS[id].citations or id == "name-calling"


@for_each(by_name("dsl-ask-the-child-who-did-it dsl-ask-the-child-targeted".split()))
def test_the_dsl_asks_a_child_nothing_where_it_may_be_a_crime(id: str) -> None:
    assert CARDS[id].text.startswith("Red, or may be a crime: ask the child nothing")
    assert 'no "why"' in CARDS[id].text


@for_each(by_name("keep-a-secret what-is-consent says-it-was-agreed pornography planned-secret-or-forced".split()))
def test_no_card_leaves_a_door_open_to_questions(id: str) -> None:
    assert re.search(r"[Dd]o not (ask|question)", CARDS[id].text)


@for_each(by_name("rule-of-age-gap power-difference".split()))
def test_a_worker_is_given_no_sum_to_do_instead_of_telling(id: str) -> None:
    assert "no number" in CARDS[id].text
    assert re.search(r"Tell your DSL or manager today|tell your DSL or manager today", CARDS[id].text)


@for_each(by_name("why-children-do-it who-is-more-vulnerable autism".split()))
def test_autism_is_given_as_no_cause(id: str) -> None:
    assert re.search(r"no cause|nothing of any one child", CARDS[id].text)


@for_each(by_name("share-the-outcome report-outline paperwork-assessment".split()))
def test_what_tells_of_the_other_child_comes_out_before_a_report_is_shared(id: str) -> None:
    assert re.search(r"(other child's details|identifies the other child)", CARDS[id].text)


# --- where cards used to say different things, one rule ---


@pytest.mark.parametrize("id", ["dsl-ask-the-child-targeted", "dsl-ask-the-child-who-did-it", "dsl-after-a-red-record"])
def test_with_police_or_social_care_likely_they_are_asked_before_anyone_speaks_to_a_child(id: str) -> None:
    assert re.search(r"[Aa]sk them (first, )?before (you|anyone) speaks? to", CARDS[id].text)


@pytest.mark.parametrize("id", ["rape-or-sexual-assault", "clothes-washing-cctv"])
def test_the_police_are_asked_before_anyone_washes_and_the_dsl_is_told_at_once(id: str) -> None:
    assert re.search(r"(Ask the police|ring the police and ask) before anyone washes", CARDS[id].text)
    assert re.search(r"[Tt]ell your DSL or manager at once", CARDS[id].text)


@pytest.mark.parametrize("id", ["not-sure-no-proof", "informal-discussion"])
def test_a_mere_worry_goes_to_the_dsl_and_outside_a_school_to_the_manager(id: str) -> None:
    assert re.search(r"(Designated Safeguarding Lead|DSL) or, outside a school, your (line )?manager", CARDS[id].text)


@pytest.mark.parametrize("id", ["pattern-over-time", "record-when-and-who-fills-it-in"])
def test_one_form_each_time_and_for_each_child_who_displayed_the_behaviour(id: str) -> None:
    assert re.search(r"one form each time(,| and) for each child", CARDS[id].text)


# --- what belongs to the past comes up only where it is asked for ---

OF_THE_PAST = {"inspection_findings", "research", "recommendations"}
GUIDANCE = guidance()


@pytest.mark.parametrize("name", OWN_SETS)
def test_in_the_middle_of_it_nobody_gets_the_inspection_or_research_first(name: str) -> None:
    wanted = [one for one in wanted_cards(name) if not {CARDS[id].subject for id in one.cards} & OF_THE_PAST]
    got = {one.question: answers_to(GUIDANCE, one.question, limit=1) for one in wanted}
    assert [asked for asked, answers in got.items() if answers and answers[0].card.subject in OF_THE_PAST] == []

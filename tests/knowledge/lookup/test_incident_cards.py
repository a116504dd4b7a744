"""What someone must find on a card while it is happening: whom now, who else, 999, and what not to do."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from knowledge.lookup.card import Card
from tests.support.for_each import by_name, for_each
from tests.support.looked_up import every_card

CARDS = every_card()
LISTED = yaml.safe_load((Path(__file__).parent / "incident_cards.yaml").read_text("utf-8"))
INCIDENTS = {id: CARDS[id] for ids in LISTED.values() for id in ids}
ADULTS = {
    id: card
    for id, card in INCIDENTS.items()
    if (id.startswith("adult-") or id == "member-of-staff") and id != "adult-accused-is-me"
}
SAYS_WHAT_IT_WAS = [
    "name-what-you-saw",
    "point-out-the-effect",
    "remind-of-the-rule",
    "what-to-say-to-the-child-who-did-it",
]

SOMEBODY = re.compile(
    r"\b(DSL|[Mm]anager|[Hh]ead|LADO|social care|social worker|[Pp]olice|governors|welfare|governor|officer|deputy)\b"
)
SOMEBODY_ELSE = re.compile(
    r"(Nobody (is )?there|[Oo]ut of hours|[Cc]annot reach|cannot find|nobody acts|nobody there)[^\n]*"
    r"(deputy|service on call|on call|out-of-hours|police|social care|ring)"
)
NOT_TO_DO = re.compile(r"\b(Do not|do not|Never|never|say nothing|Say nothing|without looking|not warn)\b")
OUR_OWN = "†"


def opening(card: Card) -> str:
    return card.text.split("\n-")[0]


@for_each(INCIDENTS)
def test_a_card_for_an_incident_names_999(card: Card) -> None:
    assert "999" in card.text


@for_each(CARDS)
def test_999_stands_before_the_list_wherever_a_card_has_it(card: Card) -> None:
    assert bool(re.search(r"\b999\b", card.text)) == bool(re.search(r"\b999\b", opening(card)))


@for_each(CARDS)
def test_a_worker_outside_a_school_finds_somebody_to_tell(card: Card) -> None:
    # 'Tell your DSL' alone helps nobody in a home, in foster care or in a club
    if "worker" in card.readers and re.search(
        r"([Tt]ell|[Aa]sk|[Rr]ing|[Ll]et|[Gg]o to) (your|the) (DSL|Designated)", card.text
    ):
        assert re.search(r"[Mm]anager|service on call|on call|[Hh]ead\b", card.text)


@for_each(INCIDENTS)
def test_a_card_for_an_incident_says_whom_to_tell_and_who_else_if_they_cannot_be_reached(card: Card) -> None:
    assert SOMEBODY.search(card.text)
    assert SOMEBODY_ELSE.search(card.text)


@for_each(CARDS)
def test_out_of_hours_is_never_the_only_one_to_ring(card: Card) -> None:
    # At 12.40 on a school day the out-of-hours team is shut.
    for line in card.text.splitlines():
        if "Nobody there" in line and "out-of-hours" in line:
            assert re.search(r"social care (yourself )?\(at night|at night|duty team|[Aa]ny worker can ring", line), (
                line
            )


@for_each(CARDS)
def test_a_card_that_sends_to_the_police_sends_there_too_if_nobody_is_there(card: Card) -> None:
    if re.search(r"[Pp]olice and social care are told (at once|now|today)", card.text) and "worker" in card.readers:
        assert re.search(r"ring (them|police)|police \(?101|Police 101|with your DSL|[Nn]obody there", card.text)


@for_each(INCIDENTS)
def test_a_card_for_an_incident_says_what_not_to_do(card: Card) -> None:
    assert NOT_TO_DO.search(card.text)


@for_each(by_name(SAYS_WHAT_IT_WAS))
def test_nobody_is_sent_to_confront_a_child_about_what_may_be_a_rape(id: str) -> None:
    # NY-3.1 gives these steps unless an immediate referral to police or social care is warranted.
    gate = CARDS[id].text.split("If it is none of these")[0]
    assert gate.startswith(
        "In danger, or something serious just happened: 999. If it is serious, or you did not see it: do not talk with "
        "the children about what happened; comfort the child who was hurt, and ring."
    )
    for serious in (
        "rape",
        "bottom, breasts or private parts",
        "force",
        "threat",
        "fear",
        "drink",
        "younger or weaker",
    ):
        assert serious in gate


@for_each(ADULTS)
def test_where_an_adult_is_accused_the_child_is_asked_about_and_the_adult_is_not_told(card: Card) -> None:
    assert re.search(r"safe from that adult tonight|go back there|due to see that adult", card.text)
    assert "ever" in card.text or "not warn" in card.text or "go past them" in card.text


def test_no_card_keeps_police_and_social_care_for_the_more_serious_cases() -> None:
    said = re.compile(r"(more serious cases|for serious cases)", re.IGNORECASE)
    assert [id for id, card in CARDS.items() if said.search(card.text)] == []


def test_rape_and_the_place_that_helps_stand_on_cards() -> None:
    assert "rape" in CARDS["rape-or-sexual-assault"].title.lower()
    assert "sexual assault referral centre" in CARDS["sexual-assault-referral-centre"].title.lower()
    for said in ("examination", "emergency contraception", "samples", "who takes the child"):
        assert said in CARDS["sexual-assault-referral-centre"].text


@pytest.mark.parametrize("id", ["kissing", "touch-over-clothes", "amber-behaviour"])
def test_a_touch_or_a_kiss_without_consent_is_not_made_small(id: str) -> None:
    assert "can be sexual assault" in CARDS[id].text or "can still be sexual assault" in CARDS[id].text


# --- an answer that survives a question turned round ---

BARE = re.compile(
    r"(Yes|No|Not|Often|Probably|Maybe|Mostly|Sometimes|Normally|Seldom|Hardly|Of course|Certainly)\b"
    r"(?! [a-z]+ (is|was|are|has))"
    r"|(It can|There often can|There can be one|Both|Too seldom|With care)\."
)


@for_each(CARDS)
def test_no_card_opens_with_a_bare_yes_or_no(card: Card) -> None:
    # 'Is it ok if I do not write it down?' must not meet 'Yes: fill in the form'.
    assert not BARE.match(card.text)


def test_an_answer_like_there_often_can_is_as_bare_as_a_yes() -> None:
    # 'He denies it, so can there be no assessment?' once met 'There often can.'
    assert BARE.match("There often can. In one council's pathway they need not accept everything.")
    assert not BARE.match("An assessment can often be made all the same.")


# --- what a further reading found ---


@for_each(
    {
        id: card
        for id, card in CARDS.items()
        if "worker" in card.readers and re.search(r"\b13\b[^.]*consent|consent[^.]*\b13\b", card.text)
    }
)
def test_where_a_child_under_13_cannot_consent_police_and_social_care_are_told(card: Card) -> None:
    assert re.search(r"police and social care", card.text, re.IGNORECASE)


def test_nobody_speaks_of_a_consequence_before_police_and_social_care_agree() -> None:
    assert "say nothing of it to the child until police and social care agree" in CARDS["held-to-account"].text


@for_each(CARDS)
def test_a_worker_is_never_told_to_speak_with_nobody_at_all(card: Card) -> None:
    # 'Do not talk with anyone about the act' keeps a frightened person from ringing.
    assert not re.search(r"not (talk|speak) (with|to) anyone", card.text)


# --- whose advice a sentence is ---


@for_each(CARDS)
def test_a_sentence_is_marked_where_it_is_our_own_advice_and_only_then(card: Card) -> None:
    assert (OUR_OWN in card.text) == card.project_rule


# --- words about children ---


def test_the_cards_call_each_child_by_one_name() -> None:
    said = re.compile(r"child who did it|child doing it", re.IGNORECASE)
    assert [id for id, card in CARDS.items() if said.search(f"{card.title}\n{card.text}")] == []

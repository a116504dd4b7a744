"""The guidance cards: whole, true to their sources, and easy to read when tired."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
import yaml

from knowledge.citations import (
    UnknownCitation,
    citation,
    due_for_review,
    editions,
    expired,
)
from knowledge.criteria import HERE as RULES
from knowledge.lookup.card import Card
from knowledge.lookup.cards import GuidanceProblem, broken_links, load_cards
from tests.support.for_each import by_name, for_each
from tests.support.looked_up import every_card

HERE = Path(__file__).parent
CARDS = every_card()

LONGEST_ANSWER = 120
LONGEST_AVERAGE_SENTENCE = 20
LONGEST_FIRST_SENTENCE = 32


def sections() -> list[str]:
    """Every section id of the five sources."""
    sources = yaml.safe_load((RULES / "sources.yaml").read_text("utf-8"))
    return [id for document in sources.values() for id in document["sections"]]


def words(text: str) -> list[str]:
    return re.findall(r"[\w'’&-]+", text)


def sentences(text: str) -> list[str]:
    """Each sentence, and each point of a list, counts as one."""
    lines = [line.strip().removeprefix("- ") for line in text.splitlines() if line.strip()]
    parts = [part for line in lines for part in re.split(r"(?<=[.!?:;])\s+", line)]
    return [part for part in parts if words(part)]


def banned() -> list[str]:
    lists = yaml.safe_load((HERE / "banned_words.yaml").read_text("utf-8"))
    return [word for line in lists.values() for word in line]


ASK_FIRST = re.compile(r"\b(check|ask)\b[^.]*\bDSL\b", re.IGNORECASE)
BANNED = re.compile(rf"\b({'|'.join(map(re.escape, banned()))})\b", re.IGNORECASE)


# --- every card ---


@for_each(CARDS)
def test_an_answer_is_short_enough_to_read_between_two_lessons(card: Card) -> None:
    assert len(words(card.text)) < LONGEST_ANSWER


@for_each(CARDS)
def test_sentences_are_short(card: Card) -> None:
    lengths = [len(words(sentence)) for sentence in sentences(card.text)]
    assert sum(lengths) / len(lengths) < LONGEST_AVERAGE_SENTENCE


@for_each(CARDS)
def test_the_answer_comes_first(card: Card) -> None:
    first = sentences(card.text)[0]
    assert not re.match(r"[-#*]|\d+[.)] ", card.text)
    assert not first.endswith("?")
    assert len(words(first)) <= LONGEST_FIRST_SENTENCE


@for_each(CARDS)
def test_no_banned_word_reaches_a_reader(card: Card) -> None:
    assert not BANNED.findall(f"{card.title}\n{card.text}")


@for_each(CARDS)
def test_what_is_not_settled_is_not_told_as_settled(card: Card) -> None:
    unsure = [id for id in card.citations if citation(id).confidence in ("medium", "low")]
    if unsure:
        assert ASK_FIRST.search(card.text), f"rests on {unsure}"


@for_each(CARDS)
def test_a_card_is_asked_about_in_at_least_five_different_ways(card: Card) -> None:
    assert len({phrase.lower().strip(" ?") for phrase in card.asked_as}) >= 5


@for_each(CARDS)
def test_nobody_is_claimed_to_have_checked_a_card(card: Card) -> None:
    # Both are filled in together, by the person who did it, or not at all.
    assert bool(card.last_reviewed) == bool(card.reviewed_by)


# --- all cards together ---


def test_every_related_card_exists() -> None:
    assert broken_links(CARDS) == []


def test_two_cards_never_have_the_same_title() -> None:
    titles = [card.title.lower() for card in CARDS.values()]
    assert sorted(titles) == sorted(set(titles))


def test_every_section_and_edition_is_covered_by_a_card() -> None:
    exempt = yaml.safe_load((HERE / "not_on_a_card.yaml").read_text("utf-8"))
    cited = {id for card in CARDS.values() for id in card.citations}
    wanted = {*sections(), *editions()}
    assert wanted - cited - exempt.keys() == set()
    assert exempt.keys() & cited == set(), "no longer an exception"
    assert all(exempt.values()), "each exception gives its reason"


@pytest.mark.parametrize(
    "agency",
    [
        "every agency",
        "Youth Justice Board",
        "MAPPA",
        "safeguarding boards",
        "youth offending",
        "health",
        "police",
    ],
)
def test_every_agencys_recommendations_have_a_card(agency: str) -> None:
    titles = [card.title for card in CARDS.values() if "HM-recommendations" in card.citations]
    assert any(agency.lower() in title.lower() for title in titles)


GLOSSARY = """ADHD; ASD; Asset; AIM2; CAMHS; CSSIW; DTO; Estyn; ETE; HIW; HMI Constabulary; HMI Prisons; HMI Probation;
constructive; restrictive; ISS; looked after; LSCB; NSPCC; NCH; MAPPA; Ofsted; pre-sentence report; risk of harm;
safeguarding; Good Lives; YJB""".replace("\n", " ").split("; ")


@for_each(by_name(GLOSSARY))
def test_every_term_of_the_glossary_has_a_card(term: str) -> None:
    cards = [card for card in CARDS.values() if "HM-glossary" in card.citations]
    assert any(term.lower() in f"{card.title} {card.text} {card.asked_as}".lower() for card in cards)


def test_where_the_source_disagrees_with_itself_both_dates_are_shown() -> None:
    sessions, report = CARDS["refresher-sessions"], CARDS["yearly-report"]
    assert {"April", "September", "October"} <= set(words(sessions.text))
    assert {"March", "April"} <= set(words(report.text))
    for card in (sessions, report):
        assert {"DC-monitoring", "DC-map-training"} <= set(card.citations)


# --- citations ---


def test_an_id_that_does_not_exist_is_refused() -> None:
    with pytest.raises(UnknownCitation, match="NY-8"):
        citation("NY-8")


def test_a_citation_is_shown_with_its_title_and_document() -> None:
    found = citation("NY-3.1")
    assert (found.kind, found.confidence) == ("section", None)
    assert found.title
    assert "North Yorkshire" in found.document


def test_an_edition_past_its_day_is_said_to_be() -> None:
    kcsie = editions()["KCSIE-2026"]
    assert kcsie.expires
    assert expired(("KCSIE-2026", "NY-1"), kcsie.expires) == []
    after = date(kcsie.expires.year + 1, 1, 1)
    assert expired(("KCSIE-2026", "NY-1"), after) == [kcsie]
    card = CARDS["child-moves-school"]
    assert any("may have been replaced" in note for note in card.notes(after))
    assert not any("may have been replaced" in note for note in card.notes(kcsie.expires))


def test_where_only_an_earlier_edition_was_seen_the_card_says_so() -> None:
    notes = CARDS["rape-or-sexual-assault"].notes(date(2026, 11, 30))
    assert any("present edition was not seen. Check with your DSL" in note for note in notes)
    assert not any("not seen" in note for note in CARDS["main-aim"].notes(date(2026, 11, 30)))
    assert all(edition.replaced_by in editions() for edition in editions().values() if edition.replaced_by)


def test_no_edition_stands_in_the_list_twice() -> None:
    # the later of two would hide the other, with what is known of it
    listed = [entry["id"] for entry in yaml.safe_load((RULES / "editions.yaml").read_text("utf-8"))]
    assert sorted(listed) == sorted(set(listed))


def test_what_is_due_for_review_is_listed_on_its_day() -> None:
    edition = editions()["CPA-2026"]
    assert edition in due_for_review(edition.review)
    assert edition not in due_for_review(date(edition.review.year - 1, 1, 1))


# --- a card that someone wrote wrongly, or their own ---

GOOD = """---
id: our-own-number
title: Who is on call tonight?
subject: local
for: [worker]
citations: [NY-3.1]
asked_as:
  - who is on call
  - on call number
  - out of hours
  - who do i ring tonight
  - duty manager
related: []
owner: practice lead
last_reviewed:
reviewed_by:
review_in: 12 months
---
The duty manager. Their number is on the office wall.
"""


def write(folder: Path, text: str, name: str = "our-own-number") -> Path:
    path = folder / f"{name}.md"
    path.write_text(text, "utf-8")
    return path


def test_a_card_nobody_has_checked_says_so(tmp_path: Path) -> None:
    write(tmp_path, GOOD)
    today = date(2026, 11, 21)
    card = load_cards(overlay=tmp_path)["our-own-number"]
    assert any("ot yet checked by a practitioner" in note for note in card.notes(today))
    checked = GOOD.replace("last_reviewed:", "last_reviewed: 2026-11-20").replace(
        "reviewed_by:", "reviewed_by: head of safeguarding"
    )
    write(tmp_path, checked)
    card = load_cards(overlay=tmp_path)["our-own-number"]
    assert not any("ot yet checked" in note for note in card.notes(today))


def test_a_councils_own_card_is_added_and_marked_as_local(tmp_path: Path) -> None:
    write(tmp_path, GOOD)
    cards = load_cards(overlay=tmp_path)
    assert len(cards) == len(CARDS) + 1
    assert cards["our-own-number"].local
    assert any("your council's own" in note for note in cards["our-own-number"].notes(date(2026, 11, 21)))


def test_a_councils_own_card_wins_over_ours(tmp_path: Path) -> None:
    write(tmp_path, GOOD.replace("id: our-own-number", "id: dsl-is-away"), "dsl-is-away")
    cards = load_cards(overlay=tmp_path)
    assert len(cards) == len(CARDS)
    assert cards["dsl-is-away"].local
    assert not CARDS["dsl-is-away"].local


@pytest.mark.parametrize(
    ("was", "becomes", "line", "reason"),
    [
        ("citations: [NY-3.1]", "citations: [NY-3.1, NY-8]", 6, "NY-8 is not a section"),
        ("for: [worker]", "for: [worker, robot]", 5, "for"),
        ("  - duty manager\n", "", 7, "asked_as"),
        ("id: our-own-number", "id: another-id", 2, "not the file's name"),
        ("owner: practice lead", "owner: practice lead\ncolour: red", 15, "colour"),
        ("review_in: 12 months", "review_in: soon", 17, "review_in"),
        ("citations: [NY-3.1]", "citations: [NY-3.1", 7, ""),
        ("---\nid", "id", 1, "front matter"),
    ],
)
def test_a_fault_names_its_file_and_line(tmp_path: Path, was: str, becomes: str, line: int, reason: str) -> None:
    path = write(tmp_path, GOOD.replace(was, becomes, 1))
    with pytest.raises(GuidanceProblem) as problem:
        load_cards(overlay=tmp_path)
    (fault,) = problem.value.faults
    assert (fault.path, fault.line) == (path, line)
    assert reason in fault.reason


def test_a_related_card_that_does_not_exist_is_named_by_file_and_line(tmp_path: Path) -> None:
    path = write(tmp_path, GOOD.replace("related: []", "related:\n  - dsl-is-away\n  - nowhere"))
    (fault,) = broken_links(load_cards(overlay=tmp_path))
    assert (fault.path, fault.line) == (path, 15)


def test_two_files_of_one_folder_may_not_have_the_same_id(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    write(tmp_path / "a", GOOD)
    path = write(tmp_path / "b", GOOD)
    with pytest.raises(GuidanceProblem, match="same id") as problem:
        load_cards(overlay=tmp_path)
    assert [fault.path for fault in problem.value.faults] == [path]

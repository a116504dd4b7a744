"""`waymark guidance`: what a partnership's reviewer has to read, and their approval with role and date."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.lookup.cards import GuidanceProblem, load_cards
from tests.bot.office import Office

CARD = "what-to-do-first"


@pytest.fixture
def own_folder(tmp_path: Path) -> Path:
    folder = tmp_path / "ours"
    folder.mkdir()
    return folder


@pytest.fixture
def office(own_folder: Path) -> Office:
    """No database: the cards are files."""
    return Office(own_folder.parent, WAYMARK_GUIDANCE_DIR=str(own_folder))


def test_at_first_every_card_is_to_be_read(office: Office, own_folder: Path) -> None:
    rows = office.says("guidance review --json").values
    assert {row["state"] for row in rows} == {"never_checked"}
    assert len(rows) == len(load_cards())
    assert f"0 of {len(rows)} cards are approved" in office.says("guidance review").out


def test_an_approval_is_kept_with_role_and_day_and_the_card_says_so_no_longer(office: Office, own_folder: Path) -> None:
    said = office.says(f"guidance approve {CARD} --by 'head of safeguarding'").out
    assert "Approved by head of safeguarding on 20" in said
    (row,) = [
        row for row in office.says("guidance review --subject first_response --json").values if row["card"] == CARD
    ]
    assert row["state"] == "checked"
    card = load_cards(overlay=own_folder)[CARD]
    assert card.reviewed_by == "head of safeguarding"
    assert card.is_checked


def test_the_first_look_counts_by_folder_and_begins_with_what_somebody_acts_on(office: Office) -> None:
    lines = office.says("guidance review").out.splitlines()
    assert lines[0] == "first_response: 29 that nobody has checked yet"
    assert [line.split(":")[0] for line in lines[:4]] == [
        "first_response", "telling_people", "images_online", "the_children",
    ]  # fmt: skip
    assert len(lines) < 30
    assert "--subject first_response --whole" in "\n".join(lines)


def test_a_folder_is_read_in_one_go_and_what_is_approved_is_left_out(office: Office, own_folder: Path) -> None:
    office.says("guidance approve may-be-pregnant --by 'head of safeguarding'")
    out = office.says("guidance review --subject first_response --whole").out
    assert "What to do first when you see it happen" in out
    assert "A child is or may be pregnant" not in out
    assert out.count("Its file, to copy into your own folder and correct:") == 28
    assert "1 of 29 cards are approved as they are today." in out


def test_the_day_on_which_cards_were_read_may_be_an_earlier_one(office: Office, own_folder: Path) -> None:
    assert "on 2026-11-03" in office.says(f"guidance approve {CARD} --by dsl --on 2026-11-03").out
    assert str(load_cards(overlay=own_folder)[CARD].last_reviewed) == "2026-11-03"


@pytest.mark.parametrize("role", ["dsl", "x" * 60])
def test_a_role_may_be_as_short_and_as_long_as_this(office: Office, own_folder: Path, role: str) -> None:
    assert office.says(f"guidance approve {CARD} --by {role}").code == 0
    assert load_cards(overlay=own_folder)[CARD].reviewed_by == role


def test_where_the_card_has_changed_since_its_approval_no_longer_counts(office: Office, own_folder: Path) -> None:
    office.says(f"guidance approve {CARD} --by 'head of safeguarding'")
    old = load_cards()[CARD].path.read_text("utf-8")
    (own_folder / f"{CARD}.md").write_text(old.replace("- Do not question either.", "- Question neither."), "utf-8")
    assert not load_cards(overlay=own_folder)[CARD].is_checked
    assert "changed since it was approved" in office.says("guidance review --subject first_response").out
    shown = office.says(f"guidance review {CARD}").out
    assert "approved by head of safeguarding on 20" in shown
    assert "was: - Do not question either.\n" in shown
    assert "is: - Question neither." in shown
    assert shown.count("was: ") == 1


def test_a_whole_folder_of_cards_is_approved_at_once_and_others_stay(office: Office, own_folder: Path) -> None:
    office.says(f"guidance approve {CARD} --by 'head of safeguarding'")
    office.says("guidance approve --subject law --by 'council lawyer'")
    by = {card.reviewed_by for card in load_cards(overlay=own_folder).values() if card.subject == "law"}
    assert by == {"council lawyer"}
    assert load_cards(overlay=own_folder)[CARD].reviewed_by == "head of safeguarding"


def test_one_card_is_shown_with_what_it_rests_on_and_how_sure_that_is(office: Office) -> None:
    out = office.says("guidance review sexual-assault-referral-centre").out
    assert "Rests on SARC" in out
    assert "how sure we are: medium" in out
    assert "not yet checked by anyone" in out


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("guidance approve --by dsl", "Name the cards"),
        ("guidance approve no-such-card --by 'head of safeguarding'", "There is no card"),
        (f"guidance approve {CARD} --by xx", "Say the role"),
        (f"guidance approve {CARD} --by dsl --on 2099-01-01", "still to come"),
        (f"guidance approve {CARD} --by dsl --on yesterday", "yesterday"),
        (f"guidance approve {CARD} --by {'x' * 61}", "Say the role"),
        ("guidance review --subject nowhere", "There are no cards under"),
        ("guidance review no-such-card", "There is no card"),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_is_kept(
    office: Office, own_folder: Path, command: str, said: str
) -> None:
    answer = office.says(command)
    assert answer.code == 2
    assert said in answer.err
    assert not list(own_folder.iterdir())


def test_without_a_folder_of_ones_own_nothing_is_approved(office: Office) -> None:
    answer = office.says(f"guidance approve {CARD} --by 'head of safeguarding'", WAYMARK_GUIDANCE_DIR="")
    assert answer.code == 2
    assert "WAYMARK_GUIDANCE_DIR" in answer.err


def test_a_file_of_approvals_that_cannot_be_read_is_named(own_folder: Path) -> None:
    (own_folder / "reviews.yaml").write_text("what-to-do-first: yes please\n", "utf-8")
    with pytest.raises(GuidanceProblem, match=r"reviews\.yaml"):
        load_cards(overlay=own_folder)

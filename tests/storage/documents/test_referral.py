"""Two referrals for one incident: each whole by itself, and neither names the other child."""

import io
from typing import Any

import pytest
from pypdf import PdfReader

from storage.documents import Addition, html, pdf
from storage.documents.kinds import referral
from storage.documents.kinds.referral import Decided
from storage.documents.layout import Form
from tests.storage.documents.examples import html_text, statement, whole_form

CHILDREN = [
    {"label": "Child A", "name": "Zed Inventedname", "date_of_birth": "2012-01-02", "displayed": True},
    {"label": "Child B", "name": "Quill Madeup", "date_of_birth": "2013-05-06", "displayed": False},
]
DECISION: dict[str, Any] = {
    "enquiry_displayed": {"displayed_views": "Says it was a joke with Quill."},
    "enquiry_targeted": {"targeted_B_impact": "Avoids the corridor where Zed is."},
    "level": "harmful",
    "referral": "made",
    "referrals": {"A_to": "Demo social care", "A_on": "2026-11-17", "A_why": "Help for A.", "B_to": "Demo social care"},
    "parents": {"A_told_by": "The deputy", "B_response": "Relieved to be told."},
    "safety_plan": {"breaks": "Two adults on duty."},
}


def pack(label: str, **changed: Any) -> Form:
    content = whole_form(behaviour_words="Zed Inventedname followed Quill down the corridor.")
    plan = ["What happens at breaks? Two adults, where Zed is."]
    decided = Decided(DECISION, "Jo Marlowe (demo)", "It went on after Quill said no.", plan)
    given: dict[str, Any] = {
        "additions": [Addition("Sam Fernley (demo)", "2026-11-18T09:00:00+00:00", "Zed told me", "It was Wednesday.")],
        "checksum": "1" * 64,
    }
    return referral.lay_out_referral(content, CHILDREN, label, decided, referral.Later(**(given | changed)))


def text_of(form: Form) -> str:
    return "\n".join(line for s in form.sections for e in s.entries for lines in e.paragraphs for line in lines)


def test_each_child_has_a_pack_of_their_own() -> None:
    a, b = pack("Child A"), pack("Child B")
    assert a.title != b.title
    assert "Zed Inventedname" in text_of(a)
    assert "Says it was a joke" in text_of(a)
    assert "Quill Madeup" in text_of(b)
    assert "Avoids the corridor" in text_of(b)
    assert "Relieved to be told." in text_of(b)


@pytest.mark.parametrize("label", ["Child A", "Child B"])
def test_it_says_from_where_and_why_with_the_plan_and_what_was_added(label: str) -> None:
    said = html_text(html.render(pack(label)))
    assert "From Harbour Lane School (demo)" in said
    assert "Level of concern Sexually harmful Reason It went on after" in said
    assert "What happens at breaks? Two adults" in said
    assert "It was Wednesday. Reason:" in said


@pytest.mark.parametrize(
    ("label", "other"),
    [("Child A", "Quill"), ("Child A", "Madeup"), ("Child A", "May 2013"), ("Child B", "Zed"),
     ("Child B", "Inventedname"), ("Child B", "January 2012")],
)  # fmt: skip
def test_no_pack_names_the_other_child(label: str, other: str) -> None:
    form = pack(label)
    assert other not in text_of(form)
    assert other not in html.render(form)


def test_it_says_the_age_where_there_is_no_birth_date_and_whom_to_ring_back() -> None:
    children = [CHILDREN[0], {**CHILDREN[1], "date_of_birth": ""}]
    seen = {"displayed": [{"age": 14, "stage": None}], "targeted": [{"age": 13, "stage": None}]}
    content, decided = whole_form(safety_plan=[]), Decided(DECISION, "Jo Marlowe (demo)", plan=["Two adults."],
                                                           telephone="01632 960001")  # fmt: skip
    form = referral.lay_out_referral(content, children, "Child B", decided, referral.Later(observations=seen))
    said = {entry.label: entry.paragraphs for section in form.sections for entry in section.entries}
    assert said["Age when it happened, as given"] == (("13",),)
    assert said["Telephone"] == (("01632 960001",),)
    assert "First safety plan, for the DSL to decide on" not in said, "an empty plan above the lead's own"
    assert said["Safety plan of the setting"] == (("Two adults.",),)


def test_what_was_typed_of_the_other_child_and_of_parents_stays_in_their_pack() -> None:
    said = [
        statement("seen_or_heard", "went quiet", at="targeted_response"),
        statement("seen_or_heard", "shouted at me", at="displayed_response"),
        statement("also_said", "did it last year too", at="before"),
        statement("told_by_adult", "mum says leave it", at="parents_told"),
    ]
    content = whole_form(statements=said)
    a, b = (
        text_of(referral.lay_out_referral(content, CHILDREN, label, Decided(DECISION, "Jo Marlowe (demo)")))
        for label in ("Child A", "Child B")
    )
    assert [one["words"] in a for one in said] == [True, True, True, False]
    assert [one["words"] in b for one in said] == [True, False, False, False]


def test_what_is_about_the_other_child_alone_stays_in_their_pack() -> None:
    keys = {section.key for section in pack("Child B").sections}
    assert not keys & {"child_response", "background", "parents"}
    assert "Says it was a joke" not in text_of(pack("Child B"))
    assert "Avoids the corridor" not in text_of(pack("Child A"))


def test_earlier_incidents_go_with_the_child_who_displayed_the_behaviour() -> None:
    earlier = ["Monday 2 November 2026: WM-AAAA-22, Amber"]
    assert earlier[0] in text_of(pack("Child A", earlier=earlier))
    assert earlier[0] not in text_of(pack("Child B", earlier=earlier))


def test_a_child_who_is_not_in_the_record_has_no_pack() -> None:
    with pytest.raises(KeyError):
        pack("Child C")


@pytest.mark.parametrize("label", ["Child A", "Child B"])
def test_the_pdf_says_what_the_page_says(label: str) -> None:
    form = pack(label)
    read = PdfReader(io.BytesIO(pdf.render(form)))
    printed = "".join("".join(page.extract_text().split()) for page in read.pages)
    for section in form.sections:
        assert "".join(section.heading.split()) in printed
        for entry in section.entries:
            assert "".join(entry.label.split()) in printed
    assert "Eachchildoftheincidenthasareferraloftheirown" in printed

"""The form as an HTML page: readable, complete, and safe whatever was typed."""

import re
from typing import Any

import pytest

from storage.documents import Addition
from storage.documents.html import css_text
from tests.storage.documents.examples import (
    ADDITIONS,
    CHECKSUM,
    DECISION,
    LONG_TEXT,
    as_html,
    html_tags,
    html_text,
    statement,
    view,
    whole_form,
)
from tests.support.for_each import by_name, for_each

SCRIPT = "</style><script>alert('x')</script><img src=x onerror=alert(1)> & \"quoted\" {{ 7 * 7 }}"


def said_beside(page: str, key: str) -> str:
    """What the page says under one label, with the label and its mark."""
    found = re.search(rf'<div class="entry {key} .*?</div>', page, re.DOTALL)
    assert found, f"{key} is not on the page"
    return html_text(found[0])


def test_one_heading_one_main_and_headings_in_order() -> None:
    tags = html_tags(as_html(whole_form()))
    levels = [int(tag[1]) for tag, _ in tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert levels[1:] == [2] * 15
    assert [tag for tag, _ in tags].count("main") == 1
    assert ("html", {"lang": "en-GB"}) in tags


def test_each_section_is_named_by_its_own_heading() -> None:
    tags = html_tags(as_html(whole_form()))
    named_by = [attributes["aria-labelledby"] for tag, attributes in tags if tag == "section"]
    headings = [attributes["id"] for tag, attributes in tags if tag == "h2"]
    assert named_by == headings
    assert len(set(headings)) == len(headings)


def test_nothing_is_fetched_and_nothing_runs() -> None:
    page = as_html(whole_form())
    outside = {"script", "link", "img", "iframe", "object", "embed", "a", "form", "base", "svg"}
    assert outside.isdisjoint(tag for tag, _ in html_tags(page))
    assert not re.search(r"url\(|@import|https?:|\bon\w+=", page)
    assert "default-src 'none'" in page


def test_it_prints_on_a4_with_setting_reference_and_page_of_pages() -> None:
    page = as_html(whole_form())
    sheet = page[page.index("@page") : page.index("</style>")]
    assert "size: A4" in sheet
    assert "counter(page)" in sheet
    assert "counter(pages)" in sheet
    assert css_text("Harbour Lane School (demo)") in sheet
    assert css_text("WM-7K3F-2Q") in sheet
    assert css_text("Confidential: child protection file") in sheet


def test_the_page_says_what_it_is_and_whose() -> None:
    page = as_html(whole_form())
    said = html_text(page)
    assert said.startswith("Confidential: child protection file Recording form: sexual behaviour")
    assert "Harbour Lane School (demo)" in said
    assert "Nothing is attached to this form, by design." in said
    # a window's title is seen over shoulders and kept in histories: a reference, never a name
    assert "<title>Recording form: sexual behaviour, WM-7K3F-2Q</title>" in page


def test_facts_opinions_and_own_words_are_told_apart_in_words() -> None:
    page = as_html(whole_form())
    assert said_beside(page, "behaviour_words").startswith("In the words of the person writing Fact This child")
    assert said_beside(page, "context").startswith("What was noticed Opinion Not planned")
    said = "Added by the person writing As the person writing put it It was only a joke."
    assert said_beside(page, "child_words") == said
    assert said_beside(page, "said_childs_words").startswith(
        "A child’s own words, passed on by the person writing A child’s own words, as passed on"
    )
    assert page.count("<blockquote>") == 1


def test_an_account_of_what_somebody_told_is_marked_as_passed_on() -> None:
    page = as_html(whole_form(account_known="told_by_child"))
    assert said_beside(page, "behaviour_words").startswith("In the words of the person writing As passed on This child")


def test_each_statement_stands_once_under_the_heading_that_fits() -> None:
    said = [
        statement("seen_or_heard", "hes frightened of him", at="targeted_response"),
        statement("also_said", "older one is massive", at="displayed_ages"),
        statement("seen_or_heard", "she hid", at="context"),
    ]
    page = as_html(whole_form(statements=said))
    beside = said_beside(page, "said_seen_or_heard")
    assert beside.startswith("Seen or heard by the person writing Fact “hes frightened of him” (asked about:")
    assert "“she hid”" in beside
    assert "massive" in said_beside(page, "said_also_said")
    assert all(page.count(one["words"]) == 1 for one in said)
    assert "What the person writing also said" not in as_html(whole_form(statements=[]))


def test_empty_own_words_are_not_shown_as_something_said() -> None:
    page = as_html(whole_form(child_words="not_asked", other_children_words=None, statements=[]))
    assert "<blockquote>" not in page
    assert "child_words" not in page


@pytest.mark.parametrize(
    ("colour", "said"),
    [
        ("green", "Green"),
        ("not_enough_information", "Not enough information"),
        ("amber", "Amber"),
        ("red", "Red"),
    ],
)
def test_the_colour_is_said_in_words(colour: str, said: str) -> None:
    assert said_beside(as_html(whole_form(view=view(colour=colour))), "view_colour") == f"View Opinion {said}"


def test_the_view_names_its_reasons_sources_gaps_and_who_decides() -> None:
    page = as_html(whole_form())
    assert said_beside(page, "view_reasons").endswith("It went on. (NY-2.3) A gap. (NY-2.2, HM-3.1)")
    assert said_beside(page, "view_balancing").endswith("Stopped. (NY-2.1)")
    assert said_beside(page, "view_unknowns").endswith("Whether it has happened before")
    assert said_beside(page, "view_would_change").endswith("Nothing that is still unknown")
    assert said_beside(page, "view_who_decides").endswith("The safeguarding lead of this school decides.")
    assert said_beside(page, "view_rules").endswith("Version 2026.1, checksum 3f9a0c41d2")
    places = [page.index(f"entry {key} ") for key in ("view_rules", "disagreement", "signed_name")]
    assert places == sorted(places)


def test_a_bare_view_still_says_who_decides() -> None:
    page = as_html(whole_form(view={"colour": "amber"}))
    assert "The Designated Safeguarding Lead decides" in said_beside(page, "view_who_decides")
    assert said_beside(page, "view_unknowns").endswith("None named")


def test_flags_appear_only_when_they_are_set() -> None:
    assert "view_take_advice_today" not in as_html(whole_form())
    flagged = as_html(whole_form(view=view(take_advice_today=True, adult_pathway=True)))
    assert said_beside(flagged, "view_take_advice_today").endswith("Take advice today.")
    assert "police and social care" in said_beside(flagged, "view_adult_pathway")


def test_a_form_with_nothing_but_its_reference_prints_every_label() -> None:
    page = as_html({"setting_name": "Harbour Lane School (demo)", "reference": "WM-7K3F-2Q"})
    assert page.count("Not recorded") == 25
    assert page.count("<dt>") == 27


def test_asked_and_left_blank_is_not_the_same_as_not_recorded() -> None:
    page = as_html(whole_form(disagreement="", context_words=" ", place=""))
    assert "disagreement" not in page
    assert "context_words" not in page
    assert said_beside(page, "other_worries").endswith("None named")
    assert said_beside(page, "place").endswith("Not recorded")
    assert said_beside(as_html(whole_form(parents_told=None)), "parents_told").endswith("Not recorded")
    assert said_beside(as_html(whole_form(parents_told="not_asked")), "parents_told").endswith("Not asked")


def test_a_rule_of_the_project_is_not_passed_off_as_guidance() -> None:
    own = [{"text": "Three years or more.", "citations": [], "project_rule": True}]
    page = as_html(whole_form(view=view(reasons=own)))
    assert said_beside(page, "view_reasons").endswith("Three years or more. (weighed by this project's own rule)")


def test_dates_are_said_in_words_and_the_signature_in_london_time() -> None:
    page = as_html(whole_form(happened_on="one day last week"))
    assert said_beside(page, "date_of_birth") == "Date of birth 4 March 2014"
    assert said_beside(page, "happened_on") == "Day one day last week"
    assert said_beside(as_html(whole_form()), "happened_on") == "Day Thursday 19 November 2026"
    assert said_beside(page, "signed_at") == "Date and time 1 July 2026, 15:20"


def test_what_was_added_after_signing_stands_apart_with_author_time_and_reason() -> None:
    page = as_html(whole_form(), additions=ADDITIONS, checksum=CHECKSUM)
    said = html_text(page)
    assert (
        "Added after signing Each addition stands for itself. The form above is as it was signed. "
        "Example Worker, 20 November 2026, 09:05 Child C came to tell me too. Reason: I had left this out "
        "Example Lead, 23 November 2026, 16:00 It was Wednesday. Not Thursday. Reason: A wrong day"
    ) in said
    assert page.index("Signed (typed name)") < page.index("Added after signing")
    assert said.endswith(f"Checksum of the signed record (SHA-256): {CHECKSUM}")


def test_a_decision_stands_apart_with_each_answer_beside_its_question() -> None:
    page = as_html(whole_form(), additions=ADDITIONS, checksum=CHECKSUM, decisions=[DECISION])
    assert (
        "Decision 1 of the safeguarding lead Example Lead, 23 November 2026, 16:00. A decision is never changed: a "
        "later one is added. Level of concern Concerning Safety plan At breaks: two adults. A named adult. "
        "Referral Not recorded "
        f"Signed (typed name) Ex Ample Lead Checksum of the decision (SHA-256) {'8' * 64}"
    ) in html_text(page)
    assert page.index("Added after signing") < page.index("Decision 1 of")


def test_with_nothing_added_nothing_is_said_about_it() -> None:
    said = html_text(as_html(whole_form()))
    assert "Added after signing" not in said
    assert "Checksum of the signed record" not in said


def test_markup_in_what_was_added_stays_text() -> None:
    page = as_html(whole_form(), additions=[Addition(SCRIPT, SCRIPT, SCRIPT, SCRIPT)], checksum=SCRIPT)
    assert html_text(page).count(SCRIPT) == 5
    assert "<script" not in page


TYPED = [key for key, value in whole_form().items() if isinstance(value, str) and key != "account_known"]


@for_each(by_name(TYPED))
def test_markup_in_any_text_stays_text(key: str) -> None:
    page = as_html(whole_form(**{key: SCRIPT}))
    assert html_text(page).count(SCRIPT) == 1
    assert {"script", "img"}.isdisjoint(tag for tag, _ in html_tags(page))


@pytest.mark.parametrize(
    "changes",
    [
        {"behaviour": [SCRIPT]},
        {"view": view(unknowns=[SCRIPT])},
        {"view": view(who_decides=SCRIPT)},
        {"view": view(reasons=[{"text": SCRIPT, "citations": []}])},
        {"view": view(reasons=[{"text": "", "citations": [SCRIPT]}])},
    ],
)
def test_markup_in_lists_and_views_stays_text(changes: dict[str, Any]) -> None:
    page = as_html(whole_form(**changes))
    assert SCRIPT in html_text(page)
    assert "<script" not in page


@pytest.mark.parametrize(
    "typed", [LONG_TEXT.strip(), "שלום עליכם", "مرحبا بكم", "fine 🙂 👩‍👧", "x" * 10_000, "<" * 50]
)
def test_whatever_is_typed_comes_back_whole(typed: str) -> None:
    page = as_html(whole_form(child_words=typed))
    assert said_beside(page, "child_words").endswith(f"As the person writing put it {typed}")
    assert '<p dir="auto">' in page


def test_lines_and_paragraphs_are_kept() -> None:
    page = as_html(whole_form(addressed_how="one\r\ntwo\n \n\nthree\n"))
    assert '<p dir="auto">one<br>\ntwo</p>\n<p dir="auto">three</p>' in page


def test_letters_that_could_turn_a_sentence_round_are_dropped() -> None:
    page = as_html(whole_form(child_words="did \u202eton\u202c say\x00 no", place="\u202e"))
    assert said_beside(page, "child_words").endswith("did ton say no")
    assert said_beside(page, "place").endswith("close by Not recorded")


def test_a_setting_name_cannot_leave_its_place_in_the_style_sheet() -> None:
    page = as_html(whole_form(setting_name='St "X"; } </style> é\\'))
    sheet = page[page.index("@page") : page.index("</style>")]
    assert 'content: "St \\000022 X\\000022 \\00003b  \\00007d  \\00003c \\00002f style' in sheet
    assert page.count("</style>") == 1

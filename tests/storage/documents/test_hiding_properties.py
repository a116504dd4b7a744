"""No spelling of another child's name is left in any document, and nothing else in it is touched."""

import json

from hypothesis import assume, given
from hypothesis import strategies as st

from storage.consultations.deidentify import deidentify
from storage.documents.kinds.chronology import Told, lay_out_chronology
from storage.documents.kinds.referral import Decided, lay_out_referral
from storage.documents.layout import Form, lay_out, plain_without_names
from storage.documents.redaction.hiding import hiding
from tests.storage.consultations.test_deidentify import record
from tests.storage.documents.examples import as_html, as_pdf, html_text, pdf_text, whole_form
from tests.storage.documents.test_chronology import event
from tests.storage.names import spelt
from tests.support.examples import examples

OWN = "Example Child"
BEFORE, AFTER = ("", "Then ", "At break, ", "(", "“"), ("", ".", " left.", "’s bag", "'s bag", ", crying", ")", "?")
FEW = examples(10, 100)


def is_found_elsewhere(name: str, *texts: str) -> bool:
    """Whether a made-up name happens to be, or to be near, a word of the text around it."""
    return any(hiding({name: "Child B"}, OWN)(text) != text for text in texts)


@given(st.data())
def test_every_spelling_is_hidden_and_the_rest_stays_to_the_letter(data: st.DataObject) -> None:
    name = data.draw(spelt.names)
    typed = data.draw(spelt.typed(name))
    before, after = data.draw(st.sampled_from(BEFORE)), data.draw(st.sampled_from(AFTER))
    assume(not is_found_elsewhere(name, before, after, OWN))
    assert hiding({name: "Child B"}, OWN)(f"{before}{typed}{after}") == f"{before}[Child B]{after}"


@given(st.data())
def test_a_part_its_plural_and_what_it_owns_are_hidden(data: st.DataObject) -> None:
    name = data.draw(spelt.latin_names)
    part = data.draw(st.sampled_from([part for word in name.split() for part in word.split("-")]))
    ending = data.draw(st.sampled_from(["", "s", "’s", "'", "’"]))
    assume(not is_found_elsewhere(name, OWN, "Then left"))
    typed = data.draw(spelt.typed(part)) + ending
    left = hiding({name: "Child B"}, OWN)(f"Then {typed} left")
    assert left in (f"Then [Child B]{'' if ending == 's' else ending} left", f"Then [Child B?]{ending} left")


@given(st.data())
def test_what_the_child_of_the_form_is_called_is_never_touched(data: st.DataObject) -> None:
    own, other = data.draw(spelt.latin_names), data.draw(spelt.latin_names)
    text = f"Then {data.draw(spelt.typed(own))} left."
    assert hiding({other: "Child B", own: "Child C"}, own)(text) == text


@given(st.text(), spelt.names)
def test_a_text_in_which_nobody_is_named_stays_as_it_is_but_for_marks(text: str, name: str) -> None:
    left = hiding({name: "Child B"}, OWN)(text)
    if "[" not in left:
        assert left == text


def printed(words: str, name: str) -> list[Form]:
    """A form, a referral and a story in which somebody typed these words."""
    content = whole_form(behaviour_words=words, child_words=words, place=words)
    children = [
        {"label": "Child A", "name": OWN, "date_of_birth": "2014-03-04", "displayed": True},
        {"label": "Child B", "name": name, "date_of_birth": "", "displayed": False},
    ]
    decision = {"enquiry_displayed": {"views": words}}
    return [
        lay_out(content, others={name: "Child B"}),
        lay_out_referral(content, children, "Child A", Decided(decision, "Example Lead", words, [words])),
        lay_out_chronology(
            Told(OWN, "", [event(1, 0, place=words, others={name: "Child B"})]),
            setting_name="Example School", reference="WM-7K3F-2Q", made_at="2026-11-20", made_for="Example Lead",
        ),
    ]  # fmt: skip


@FEW
@given(st.data())
def test_no_document_holds_it(data: st.DataObject) -> None:
    name = data.draw(spelt.names)
    words = f"Then {data.draw(spelt.typed(name))} left the hall."
    instead = "Then [Child B] left the hall."
    plain = printed(instead, "")
    assume(printed(instead, name) == plain)
    assert printed(words, name) == plain
    kept = {"label": "Child B", "name": name, "date_of_birth": "", "displayed": False}
    left = deidentify(record({"behaviour_words": words}, children=[kept]), looked_through=True)
    assert left["words"] == {"behaviour_words": instead}
    as_json = json.dumps(plain_without_names(whole_form(behaviour_words=words), hiding({name: "Child B"}, OWN)))
    assert as_json == json.dumps(whole_form(behaviour_words=instead))


@examples(3, 25)
@given(st.data())
def test_page_and_pdf_print_what_was_laid_out(data: st.DataObject) -> None:
    name = data.draw(spelt.latin_names)
    words = f"Then {data.draw(spelt.typed(name))} left the hall."
    content, others = whole_form(behaviour_words=words), {name: "Child B"}
    assume(not is_found_elsewhere(name, html_text(as_html(whole_form()))))
    for text in (html_text(as_html(content, others=others)), pdf_text(as_pdf(content, others=others))):
        assert "Then [Child B] left the hall." in text

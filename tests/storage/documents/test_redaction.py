"""One child's form never carries another child's name, even where somebody typed it."""

import pytest

from storage.documents import Addition
from storage.documents.layout import lay_out, plain_without_names
from storage.documents.redaction.hiding import hiding, lettered
from tests.storage.documents.examples import as_html, as_pdf, html_text, pdf_text, view, whole_form

OTHERS = {"Ann-Marie Sample": "Child B", "Will Sample": "Child C", "Jo Li": "Child D"}


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("Ann-Marie Sample left.", "[Child B] left."),
        ("ann-marie  SAMPLE left.", "[Child B] left."),
        ("then Ann-Marie's bag", "then [Child B]'s bag"),
        ("then Will left", "then [Child C] left"),
        ("they will leave", "they [will?] leave"),
        ("willing, goodwill, Willow", "willing, goodwill, Willow"),
        ("Jo Li left", "[Child D] left"),
        ("a joke, alive", "a joke, alive"),
        ("one of the Samples, a Sample", "one of the [another child], a [another child]"),
        ("nobody else", "nobody else"),
    ],
)
def test_a_typed_name_becomes_a_letter(typed: str, printed: str) -> None:
    assert hiding(OTHERS, "Example Child")(typed) == printed


def test_a_surname_that_brothers_share_is_not_taken_for_the_other_one() -> None:
    hide = hiding({"Tom Child": "Child B"}, "Example Child")
    assert hide("Example Child and Tom Child; Child went home with Tom.") == (
        "Example Child and [Child B]; Child went home with [Child B]."
    )


def test_a_first_name_of_one_letter_is_left_for_a_person_to_read() -> None:
    hide = hiding({"J Pretend": "Child B", "Mo A Sample": "Child C"}, "Example Child")
    assert hide("then J left, J Pretend too, by plan A") == "then [J?] left, [Child B] too, by plan A"


def test_a_name_with_signs_in_it_is_only_a_name() -> None:
    assert hiding({"An.* (Bo)": "Child B"}, "")("Another with An.* (Bo)") == "Another with [Child B]"


def test_a_child_of_the_very_same_name_keeps_the_form_readable() -> None:
    assert hiding({"Example Child": "Child B"}, "example child")("Example Child left") == "Example Child left"


def test_an_unknown_name_hides_nothing() -> None:
    assert hiding({"": "Child B", " ": "Child C"}, "")("as it was") == "as it was"


FAMILY = {
    "Mo Al-Hassan": "Child B",
    "Anne-Marie Smith-Jones": "Child C",
    "José O'Neil": "Child D",
    "Weiß Große": "Child E",
    "İlker Yıldız": "Child F",
    "Zoë Nguyễn": "Child G",
    "Bartholomew Tom": "Child H",
    "Katherine Bell": "Child I",
    "Elizabeth Quayle": "Child J",
    "王小明": "Child K",
}


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("Mo hid, Mo's bag, mo’s coat", "[Child B] hid, [Child B]'s bag, [Child B]’s coat"),
        ("Anne and anne marie and Annemarie", "[Child C] and [Child C] and [Child C]"),
        ("Smith, the Smiths, Smith’s, Jones’", "[Child C], the [Child C], [Child C]’s, [Child C]’"),
        ("Smith-Jones, Anne-Marie", "[Child C], [Child C]"),
        ("Jose and JOSE\u0301 and josé", "[Child D] and [Child D] and [Child D]"),
        ("O’Neil, ONeil, O Neil, O\u02bcNEIL", "[Child D], [Child D], [Child D], [Child D]"),
        ("Weiß, WEISS, weiss; Große, Grosse", "[Child E], [Child E], [Child E]; [Child E], [Child E]"),
        ("İlker, ilker, ILKER, Yildiz", "[Child F], [Child F], [Child F], [Child F]"),
        ("Zoe and Nguyen", "[Child G] and [Child G]"),
        ("Anne\u2011Marie, Anne\u00admarie", "[Child C], [Child C]"),
        ("Anne\u00a0Marie\u202fSmith", "[Child C]"),
        ("Bar\u200btholomew, Z\ufeffoë, M\u2060o", "[Child H], [Child G], [Child B]"),
        ("Toms, Bartholomews", "[Child H], [Child H]"),
        ("Bart, Kate, katie, Liz, Lizzie’s", "[Child H], [Child I], [Child I], [Child J], [Child J]’s"),
        ("K. Bell, K Bell, Kate B", "[Child I], [Child I], [Child I]"),
        ("mo_hassan@example.org", "[Child B]_[Child B]@example.org"),
        ("then 王小明 and 小明", "then [Child K] and [Child K]"),
        ("hallo王小明跑了", "hallo[Child K]跑了"),
        ("Mohair, motion, annoyed, tomato, bells2", "Mohair, motion, annoyed, tomato, [bells?]2"),
        ("Child B and Child C, children D, E and F", "Child B and Child C, children D, E and F"),
    ],
)
def test_a_name_is_the_same_name_however_it_is_typed(typed: str, printed: str) -> None:
    assert hiding(FAMILY, "Example Child")(typed) == printed


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("the bell went, then Bell left", "the [bell?] went, then [Child I] left"),
        ("Bell hid. Bells rang", "[Child I?] hid. [Child I?] rang"),
        ("THE BELL RANG", "THE [Child I?] RANG"),
        ("A Bell hid, a bell rang", "A [Child I] hid, a [bell?] rang"),
        ("with Cathrine", "with [Child I?]"),
        ("bartholemew hid", "[bartholemew?] hid"),
        ("KB and K.B. and Z", "[KB?] and [K.B?]. and [Z?]"),
        ("as KB-3.11 has it", "as KB-3.11 has it"),
        ("class Z, Z's coat", "class Z, [Z?]'s coat"),
        ("Mo\u200bment", "[Child B?]\u200bment"),
    ],
)
def test_what_is_not_certain_is_marked(typed: str, printed: str) -> None:
    assert hiding(FAMILY, "Example Child")(typed) == printed


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("an apple, so An left", "[an?] apple, so [Child B] left"),
        ("it may rain on 4 May 2026, in May", "it [may?] rain on 4 May 2026, in [Child C?]"),
        ("may 4th", "may 4th"),
        ("showed a willy", "showed a [willy?]"),
        ("this was his", "this was his"),
    ],
)
def test_names_that_are_everyday_words(typed: str, printed: str) -> None:
    others = {"An Thi": "Child B", "May Whi": "Child C", "William Wa": "Child D"}
    assert hiding(others, "Example Child")(typed) == printed


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        # the beginning of a name, as people shorten those that are in no list
        ("with Olu and Ade’s friend", "with [Child B?] and [Child B?]’s friend"),
        ("with OLUWA", "with [Child B?]"),
        ("Olu hid", "[Olu?] hid"),
        ("he saw oluwaseu", "he saw [oluwaseu?]"),
        ("an Ode, ade, olu, his", "an Ode, ade, olu, his"),
        ("with Mon, on Mon 3 March", "with [Child E?], on Mon 3 March"),
        ("with The and Thea", "with The and [Child E]"),
        ("with Adeyemiboy, adeyemiboy", "with [Adeyemiboy?], adeyemiboy"),
        # what follows an apostrophe, and the whole misspelt
        ("Neil and Neil’s coat", "[Child C] and [Child C]’s coat"),
        ("with O’Neill, O'Neal", "with [Child C?], [Child C?]"),
        ("Souza, De Souza", "[Child D], De [Child D]"),
        # the first name of two parts by its letters
        ("with A-M and A.M.", "with [A-M?] and [A.M?]."),
        ("at 9 AM, at 9.30 am", "at 9 AM, at 9.30 am"),
    ],
)
def test_short_names_that_are_in_no_list(typed: str, printed: str) -> None:
    others = {
        "Oluwaseun Adeyemi": "Child B",
        "Niamh O’Neil": "Child C",
        "Xavier D'Souza": "Child D",
        "Anne-Marie Quayle": "Child F",
        "Monisha Thea": "Child E",
    }
    assert hiding(others, "Example Child")(typed) == printed


def test_a_beginning_that_may_be_the_childs_own_stays_as_it_is() -> None:
    assert hiding({"Adeyemi Madeup": "Child B"}, "Adebayo Pretend")("with Ade") == "with Ade"
    assert hiding({"Daniel Madeup": "Child B"}, "Daniella Pretend")("with Daniella") == "with Daniella"


@pytest.mark.parametrize(
    ("own", "other", "typed", "printed"),
    [
        ("Zoë Pretend", "Zoe Madeup", "Zoe, ZOË and zoë’s; Madeup", "Zoe, ZOË and zoë’s; [Child B]"),
        ("Katherine Pretend", "Kate Madeup", "Kate, Katie, Katherine", "[Child B?], Katie, Katherine"),
        ("Annemarie Pretend", "Anne-Marie Madeup", "Anne-Marie, Marie", "Anne-Marie, [Child B]"),
        ("Max Owen", "Mo Madeup", "Mo and Max", "[Child B] and Max"),
        ("Jon Pretend", "John Madeup", "Jon and John", "Jon and [Child B?]"),
    ],
)
def test_the_childs_own_name_stays(own: str, other: str, typed: str, printed: str) -> None:
    assert hiding({other: "Child B"}, own)(typed) == printed


def test_two_children_who_are_called_alike_are_not_told_apart() -> None:
    hide = hiding({"Kate Madeup": "Child B", "Katherine Pretend": "Child C"}, "Example Child")
    assert hide("Kate, Kate Madeup, Katherine Pretend") == "[another child], [Child B], [Child C]"


def test_of_two_children_of_one_name_the_letter_would_be_a_guess() -> None:
    same = [{"label": f"Child {letter}", "name": "Zed Madeup"} for letter in "ABC"]
    assert lettered(same, but="Child A") == {"Zed Madeup": "another child"}


def test_what_is_ours_stays_where_a_child_is_called_the_same() -> None:
    same = {"Red Example": "Child B", "May Harbour": "Child C", "Ruby July": "Child D"}
    form = lay_out(whole_form(happened_on="2026-05-19"), others=same)
    said = {entry.key: entry.paragraphs for section in form.sections for entry in section.entries}
    assert said["view_colour"] == (("Red",),)
    assert said["happened_on"] == (("Tuesday 19 May 2026",),)
    assert said["signed_at"] == (("1 July 2026, 15:20",),)


def test_a_name_that_goes_over_the_end_of_a_line_is_one_name() -> None:
    page = html_text(as_html(whole_form(behaviour_words="Then Bell\nMadeup left."), others={"Bell Madeup": "Child B"}))
    assert "Then [Child B] left." in page


UNSURE = whole_form(behaviour_words="They will leave. Then Will left.", child_words="Will he?")
WILL = {"Will Madeup": "Child B"}


def test_what_is_not_certain_is_said_at_the_top_and_shown_in_all_documents() -> None:
    page, printed = as_html(UNSURE, others=WILL), as_pdf(UNSURE, others=WILL)
    for text in (html_text(page), pdf_text(printed)):
        assert text.index("Please read this through") < text.index("This form")
        assert "Where: What happened (1); How this child responded (1)." in text
        assert "They [will?] leave. Then [Child B] left." in text
        assert "[Child B?] he?" in text
    assert page.count("<mark>[") == 2
    assert lay_out(UNSURE, others=WILL).read_through[2] == "Where: What happened (1); How this child responded (1)."


def test_where_all_is_certain_there_is_nothing_to_read_through() -> None:
    certain = whole_form(behaviour_words="Then Will left [sic?].")
    for others in (WILL, {}):
        page = as_html(certain, others=others)
        assert "read this through" not in page or others
    assert lay_out(certain).read_through == ()


def test_a_mark_is_never_markup() -> None:
    page = as_html(whole_form(behaviour_words="<b>[will?]</b> they will"), others=WILL)
    assert "&lt;b&gt;" in page
    assert "<b>" not in page


def test_plain_json_keeps_what_is_ours_and_hides_the_rest() -> None:
    content = whole_form(completed_by="Will Madeup", view=view(colour="red"), behaviour=["Will ran", "they will"])
    left = plain_without_names(content, hiding({"Will Madeup": "Child B", "Red Sample": "Child C"}, "Example Child"))
    assert left["completed_by"] == "Will Madeup"
    assert left["view"]["colour"] == "red"
    assert left["behaviour"] == ["[Child B?] ran", "they [will?]"]


def test_neither_document_names_another_child_wherever_it_was_typed() -> None:
    content = whole_form(
        behaviour_words="Ann-Marie moved away.",
        behaviour=["Said something to Ann-Marie"],
        child_words="It was Ann-Marie who began.",
        disagreement="Ann-Marie was fine.",
        view=view(unknowns=["How Ann-Marie feels"]),
    )
    added = [Addition("Ann-Marie Worker", "2026-11-20T09:05:00+00:00", "Ann-Marie came", "Ann-Marie is well.")]
    page = html_text(as_html(content, additions=added, others=OTHERS))
    printed = pdf_text(as_pdf(content, additions=added, others=OTHERS))
    for text in (page, printed):
        assert text.count("Ann-Marie") == 1, "only the adult of that name, who wrote the addition"
        assert text.count("[Child B]") == 7


def test_names_where_names_belong_stay() -> None:
    same = {"Example Worker": "Child B", "Harbour Lane": "Child C"}
    page = html_text(as_html(whole_form(), others=same))
    assert "Form completed by Example Worker" in page
    assert "Signed (typed name) Example Worker" in page
    assert "Setting Harbour Lane School (demo)" in page

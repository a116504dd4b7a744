"""The one list of fields, and the words that stand beside it."""

from itertools import groupby

from storage.documents.record_fields import fields, words
from tests.support.for_each import for_each

NATURES = {"fact", "opinion", "own_words", "passed_on", "noticed", "said"}
KINDS = {"text", "words", "list", "date", "day", "moment", "view", "signature", "statements", "how_known"}


def test_the_fields_come_in_the_order_of_the_printed_model() -> None:
    asked = [field.key for field in fields() if field.cites == "NY-9"]
    model = (
        "child_name date_of_birth happened_on happened_at completed_by completed_by_role how_known behaviour "
        "behaviour_words statements context context_words ages relationship relationship_words other_children_response "
        "other_children_words child_response child_words addressed_how boundary_response parents_told "
        "parents_response other_actions signed_name signed_at"
    )
    assert asked == model.split()


def test_no_field_stands_twice_and_each_section_stands_together() -> None:
    keys = [field.key for field in fields()]
    sections = [key for key, _ in groupby(fields(), lambda field: field.section)]
    assert len(set(keys)) == len(keys)
    assert len(set(sections)) == len(sections)


@for_each({field.key: field for field in fields()})
def test_each_field_says_what_it_is(field: object) -> None:
    assert getattr(field, "kind", None) in KINDS
    assert getattr(field, "nature", None) in NATURES
    assert getattr(field, "cites", None) in {"NY-9", "NY-3.1", "NY-2.3", "HM-3.1", "project"}


def test_words_and_fields_match_exactly() -> None:
    assert set(words()["labels"]) == {field.key for field in fields() if field.kind != "view"}
    assert set(words()["sections"]) == {field.section for field in fields()}
    assert set(words()["natures"]) == NATURES
    assert set(words()["left_blank"]) < {field.key for field in fields()}


def test_what_was_typed_beside_an_answer_is_filed_as_the_writers_words() -> None:
    nature = {field.key: field.nature for field in fields()}
    beside = [key for key in nature if key.endswith("_words") and key != "behaviour_words"]
    assert {nature[key] for key in (*beside, "addressed_how", "parents_response")} == {"said"}
    assert {words()["labels"][key] for key in beside} == {"Added by the person writing"}
    assert {known["nature"] for known in words()["known"].values()} <= NATURES
    assert nature["view"] == nature["disagreement"] == "opinion"

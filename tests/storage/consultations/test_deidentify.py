"""Nobody can be told from what is left of a record."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.consultations.deidentify import TYPED, band, deidentify
from storage.documents.record_fields import fields
from storage.records.signing import Record
from storage.records.tables import Status

NAMES = ("Zed Inventedname", "Quill Madeup")
BORN = "2013-01-02"
PLACE = "Larkfield corridor"
WHO = ("Robin Ashdown", "demo-worker", "demo-dsl", "demo-school", "WM-7K3F-2Q", "Larkfield Demo School")
FIELDS = [field.key for field in fields() if field.key not in ("view", "signed_at")]


def record(content: dict[str, Any], **changed: Any) -> Record:
    given: dict[str, Any] = {
        "id": "1" * 32,
        "reference": "WM-7K3F-2Q",
        "status": Status.READ,
        "colour": "amber",
        "author_id": "demo-worker",
        "setting_id": "demo-school",
        "responsible_id": "demo-dsl",
        "concern_about_dsl": False,
        "signed_at": datetime(2026, 11, 17, 15, 30, tzinfo=UTC),
        "received_at": None,
        "read_at": None,
        "content": content,
        "view": {"colour": "amber", "reasons": [{"criterion": "not_mutual", "text": "Zed Inventedname did"}]},
        "observations": {
            "displayed": [{"age": 14, "stage": 9}], "targeted": [{"age": 8}, {"age": None}], "mutual": "no",
        },
        "child_label": "Child A",
        "children": [
            {"label": "Child A", "name": NAMES[0], "date_of_birth": BORN, "displayed": True},
            {"label": "Child B", "name": NAMES[1], "date_of_birth": "", "displayed": False},
        ],
        "signed_name": "Robin Ashdown",
        "rules_version": "2026-11",
        "rules_hash": "0" * 64,
        "hash": "1" * 64,
    }  # fmt: skip
    return Record(**(given | changed))


def test_what_stays() -> None:
    assert deidentify(record({}), looked_through=False) == {
        "colour": "amber",
        "status": "read",
        "term": "autumn 2026",
        "children": {"displayed": ["13 to 15"], "targeted": ["5 to 9", "not known"]},
        "observations": {"mutual": "no"},
        "criteria": ["not_mutual"],
        "rules_version": "2026-11",
    }


secret = st.text(alphabet="ABCDEFGHJKLMNPQRSTUVWXYZ", min_size=8, max_size=20)


@given(st.dictionaries(st.sampled_from(FIELDS), st.one_of(secret, st.lists(secret, min_size=1, max_size=3))), secret)
def test_nothing_typed_is_left_where_nobody_looked(content: dict[str, Any], name: str) -> None:
    children = [{"label": "Child A", "name": name, "date_of_birth": BORN, "displayed": True}]
    left = json.dumps(deidentify(record(content, children=children, signed_name=name), looked_through=False))
    typed = [part for value in content.values() for part in (value if isinstance(value, list) else [value])]
    assert not [part for part in (*typed, name, BORN, *WHO) if part in left]


@given(st.sampled_from(TYPED), st.sampled_from(NAMES), st.sampled_from(["{}", "Then {} hid.", "{}'s bag", "({})"]))
def test_names_are_taken_out_of_words_that_somebody_looked_through(field: str, name: str, pattern: str) -> None:
    content = {
        field: pattern.format(name), "place": PLACE, "child_name": NAMES[0], "date_of_birth": BORN,
        "happened_on": "2026-11-16", "setting_name": WHO[5], "signed_name": WHO[0], "reference": WHO[4],
    }  # fmt: skip
    left = json.dumps(deidentify(record(content), looked_through=True))
    assert not [part for part in (name, *name.split(), PLACE, BORN, "2026-11-1", *WHO) if part in left]


def test_words_that_somebody_looked_through_stay() -> None:
    left = deidentify(record({"behaviour_words": "A hand on a knee."}), looked_through=True)
    assert left["words"] == {"behaviour_words": "A hand on a knee."}


@pytest.mark.parametrize(
    ("age", "words"),
    [(0, "under 5"), (4, "under 5"), (5, "5 to 9"), (9, "5 to 9"), (10, "10 to 12"), (12, "10 to 12"),
     (13, "13 to 15"), (15, "13 to 15"), (16, "16 to 17"), (17, "16 to 17"), (18, "not known"), (-1, "not known"),
     (None, "not known"), ("14", "not known"), (True, "not known")],
)  # fmt: skip
def test_ages_are_in_bands(age: object, words: str) -> None:
    assert band(age) == words


@pytest.mark.parametrize(("month", "term"), [(1, "spring"), (3, "spring"), (4, "summer"), (8, "summer"), (9, "autumn")])
def test_the_day_becomes_a_term(month: int, term: str) -> None:
    signed = datetime(2026, month, 17, tzinfo=UTC)
    assert deidentify(record({}, signed_at=signed), looked_through=False)["term"] == f"{term} 2026"


def test_a_field_that_is_new_is_left_out() -> None:
    left = json.dumps(deidentify(record({"new_field": "Zed", "view": {"colour": "Zed"}}), looked_through=True))
    assert "Zed" not in left

"""A referral to a group as a document: strengths and needs first, then why, and where it stands."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from storage.documents import by_section
from storage.documents.by_section import Rows
from storage.documents.layout import Form
from storage.documents.record_fields import read


def lay_out(rows: Mapping[str, Rows], *, setting_name: str, reference: str) -> Form:
    """By section; a section without rows is left out."""
    return by_section.lay_out(words(), rows, setting_name=setting_name, reference=reference)


@cache
def words() -> Mapping[str, Any]:
    """Its own words (group_referral.yaml)."""
    loaded: Mapping[str, Any] = read("kinds/group_referral.yaml")
    return loaded

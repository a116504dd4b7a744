"""The rules of version 1.0, of November 2026, as they were: a record signed under them gives the same view again.

Nothing in this folder is changed any more. A test holds its files, byte by byte, to the checksum that stands on every
record of that version. New are only the folder's name in the imports, and `criteria.py`, which reads the file here.
"""

from typing import Any

from knowledge.rules_1_0.criteria import rules_hash
from knowledge.rules_1_0.observations import Observations
from knowledge.rules_1_0.traffic_light import assess
from knowledge.view import View

RULES_HASH = rules_hash()


def view_of(observed: Any) -> View:
    """The view of these observations, given as they stand on a record in plain JSON."""
    return assess(Observations.from_json(observed))

"""Which columns decide nothing: every other row has a keyed seal over all that stands in it unsealed (`row_seals.py`).

A table is covered by being defined. One that is not, is named here with why; a test holds this against the tables
there are.
"""

from collections.abc import Mapping

LEFT_OUT: Mapping[str, Mapping[str, str]] = {
    "desk_sessions": {"seen_at": "how long a session was idle: it ends by begun_at in any case"},
    "record_children": {"names_by": "by which rules fingerprints were made: they are made again"},
}
"""By table, the columns that its seals leave out."""

QUEUE = "is sent or done, and says nothing of a case; what it is about is sealed or signed"
FOUND_BY = "keyed fingerprints to find by: what is found is opened and checked; they are made again"
COUNTED = "a number or a day of training or groups: nobody reads anything by it"
SLOTS = "a time at the consultation service: what is said of a case is sealed, and read by roles"
THEIRS = "what one person writes or keeps: sealed for that person's own row"

FREE: Mapping[str, str] = {
    "audit": "each entry is signed by a key outside the database, and tied to the one before",
    "audit_heads": "signed by a key outside the database",
    "row_seals": "the seals themselves",
    "installation": "the proof of the keys is sealed for its row; it says which rows are covered",
    "outbox": QUEUE,
    "jobs": QUEUE,
    "clock_runs": QUEUE,
    "safety_watches": QUEUE,
    "safety_tellings": QUEUE,
    "addresses": QUEUE,
    "call_backs": QUEUE,
    "child_index": FOUND_BY,
    "case_index": FOUND_BY,
    "record_facets": FOUND_BY,
    "courses_taken": COUNTED,
    "training_sessions": COUNTED,
    "training_places": COUNTED,
    "training_offers": COUNTED,
    "census_rounds": COUNTED,
    "census_asked": COUNTED,
    "census_answers": COUNTED,
    "gap_lists": COUNTED,
    "outcome_reports": COUNTED,
    "group_attendance": COUNTED,
    "tallies": COUNTED,
    "tracking_contacts": COUNTED,
    "missed_lookups": COUNTED,
    "consultation_rules": SLOTS,
    "slots": SLOTS,
    "slot_patterns": SLOTS,
    "slot_closed_days": SLOTS,
    "bookings": SLOTS,
    "waiting": SLOTS,
    "outcomes": SLOTS,
    "actions": SLOTS,
    "conversations": THEIRS,
    "turns": THEIRS,
    "desk_drafts": THEIRS,
    "desk_sign_ins": THEIRS,
    "saved_filters": THEIRS,
}
"""By table, why its rows need no seal. What is sealed in them is bound to its row all the same (`sealed.py`)."""

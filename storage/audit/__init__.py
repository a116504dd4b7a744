"""Who did what, and when: a history that is only ever added to, in which every change shows.

A subject is a record, a case, a person, a setting, or the installation itself. What somebody only lists or searches for
is in their own history. No entry holds a word of a case.

`actions.py` says what can be done, `chain.py` writes, `verifying.py` checks, `heads.py` signs what is sent outside each
day, `who_read.py` answers who has read something.
"""

from storage.audit.actions import (
    INSTALLATION,
    AuditAction,
    Kind,
    Subject,
    of_adult_note,
    of_person,
    of_setting,
)
from storage.audit.chain import NoSigningKey, begin_signing, entries, how_often, note, written
from storage.audit.tables import Entry, audit, entry_of
from storage.audit.verifying import verify

__all__ = [
    "INSTALLATION",
    "AuditAction",
    "Entry",
    "Kind",
    "NoSigningKey",
    "Subject",
    "audit",
    "begin_signing",
    "entries",
    "entry_of",
    "how_often",
    "note",
    "of_adult_note",
    "of_person",
    "of_setting",
    "verify",
    "written",
]

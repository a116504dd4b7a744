"""What can go wrong in a way that a person can be told about.

Each Problem carries a `reason`, a plain key; the edge finds the sentence for it among its words. Anything
else that is raised from `storage/` is a mistake of ours and has no sentence.
"""

from enum import StrEnum


class Problem(Exception):
    """Something that a person is told about. `reason` is the key of the sentence; it never holds what was
    typed.
    """

    reason = "problem"

    def __init__(self, detail: str = "") -> None:
        super().__init__(detail or self.reason)


class Trouble(StrEnum):
    """Why the database cannot be used just now."""

    LOCKED = "locked"
    READ_ONLY = "read_only"
    FULL = "full"
    GONE = "gone"
    NO_TLS = "no_tls"
    """It offers no TLS, or a certificate that is not believed."""
    WRONG_KEY = "wrong_key"
    DAMAGED = "damaged"
    BEHIND = "behind"
    AHEAD = "ahead"


class DatabaseProblem(Problem):
    """The database cannot be used. Nothing of the transaction was kept."""

    def __init__(self, trouble: Trouble, detail: str = "") -> None:
        self.reason = f"database_{trouble}"
        self.trouble = trouble
        super().__init__(detail)


class WrongKey(DatabaseProblem):
    """What is stored cannot be opened with the keys that were given."""

    def __init__(self, detail: str = "") -> None:
        super().__init__(Trouble.WRONG_KEY, detail)


class NotFound(Problem):
    """There is no such thing, or it is not for this person to know whether there is."""

    reason = "not_found"


class NotAllowed(Problem):
    """The person's roles do not allow it."""

    reason = "not_allowed"

"""A finding: one plain line that says what is wrong and what to do."""

from dataclasses import dataclass

from dialogs.words import say

STOPS = frozenset(
    {
        "settings",
        "folder",
        "key_missing",
        "key_malformed",
        "no_database",
        "behind",
        "ahead",
        "locked",
        "gone",
        "no_tls",
        "read_only",
        "full",
        "wrong_key",
        "damaged",
        "almost_full",
        "demo_in_use",
        "guidance_broken",
        "history_not_whole",
        "nobody",
        "nobody_responsible",
        "watch_untold",
        "live_no_keys",
        "live_token_refused",
        "live_token",
        "live_connector",
        "live_ended",
    }
)
"""Findings with which Waymark cannot do its work, or not for somebody."""


@dataclass(frozen=True)
class Finding:
    """What is wrong: `key` for programs, `text` for people."""

    key: str
    text: str

    @property
    def stops(self) -> bool:
        """Whether Waymark cannot do its work with it, or not for somebody."""
        return self.key in STOPS


def finding(key: str, **params: object) -> Finding:
    """The words are in `dialogs/text/running/doctor.yaml`."""
    return Finding(key, say(f"doctor.{key}", **params))

"""An alert in words. Times travel as plain moments, and are said with the weekday, in London time."""

from collections.abc import Mapping
from datetime import datetime

from dialogs.interview.parsing.days import moment_in_words
from dialogs.turn import JSON, Choice, Reply
from dialogs.words import choice, say

TIMES = ("at", "was", "until")


READ = frozenset({"record_arrived", "record_passed_to_you", "record_looks_serious", "record_still_unread"})
"""Alerts after which there is a record to read, by its reference."""


TALKS = frozenset(
    {"talk_asked", "talk_waits", "talk_answered", "talk_review_due", "talk_took_place", "talk_needs_lead"}
)
"""Alerts after which the list of informal talks says more."""
PLANS = frozenset(
    "safety_plan_needed safety_plan_still_needed safety_plan_review_due safety_plan_review_overdue"
    " safety_plan_new_record safety_plan_new_record_due safety_plan_yours".split()
)
"""Alerts after which the list of safety plans says more."""
LIVES = frozenset(
    "good_life_offer_again good_life_yours good_life_without_worker tracking_contact_due tracking_contact_late"
    " tracking_contact_missed tracking_three_tries".split()
)
"""Alerts after which the list of Good Life plans says more."""
LISTS = {
    "talks": TALKS,
    "who_joins": frozenset({"join_asked"}),
    "safety_plans": PLANS,
    "life_plans": LIVES,
    "my_sheets": frozenset({"sheet_to_read", "sheet_changed"}),
}
"""The command that shows a list -> the alerts under which it is offered."""


def reply_of(key: str, params: Mapping[str, JSON]) -> Reply:
    """An alert as it is shown in a chat: with a button to read the record that it is about, or to see a list."""
    reference = params.get("reference")
    read = (Choice(f"read {reference}", say("inbox.read", reference=reference)),) if key in READ and reference else ()
    listed = [choice(name) for name, keys in LISTS.items() if key in keys]
    return Reply(f"alerts.{key}", text_of(key, params), choices=(*read, *listed))


def text_of(key: str, params: Mapping[str, JSON]) -> str:
    """What an alert says, by its key in `text/alerts.yaml`."""
    said = {name: _in_words(value) if name in TIMES else value for name, value in params.items()}
    # how soon, and never why; an alert from before says 'today'
    return say(f"alerts.{key}", **{**said, "soon": say(f"alerts.soon.{params.get('soon', 'today')}")})


def _in_words(value: JSON) -> str:
    try:
        return moment_in_words(datetime.fromisoformat(str(value)))
    except ValueError:
        return str(value)

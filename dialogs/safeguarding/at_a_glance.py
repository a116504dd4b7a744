"""A record on one screen, for the chat and for the desk: who is who, the view and why, what was done, what is due.

Whoever calls this has read the record by that person's right (`storage.records.inbox`), which is noted there.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from dialogs.incident.second_view import seen_by
from dialogs.interview.parsing.days import moment_in_words
from dialogs.words import say
from storage.consultations import outcomes
from storage.consultations.outcomes import Action, Outcome
from storage.database.engine import Tx
from storage.documents import who_is_who
from storage.documents.layout import lay_out
from storage.history.chronology import Chronology
from storage.people import people
from storage.people.people import Person
from storage.records import access, break_glass, decisions, handovers
from storage.records.decisions import Decision
from storage.records.signing import Record
from storage.records.tables import Status

MOST_REASONS = 3
SHORT = 240
"""Letters of what was typed; the whole stands in the form."""
ACCOUNT = ("happened_on", "happened_at", "place", "behaviour", "behaviour_words")
ACTED = ("addressed_how", "boundary_response", "parents_told", "parents_response", "other_actions")
"""The fields of the form that say what was done."""

Row = tuple[str, str]
"""A label and what stands beside it."""


@dataclass(frozen=True)
class Glance:
    """`elsewhere`: it was handed over, and its other children have letters only. `second` is the colour of the view
    with earlier records counted, where that is higher; `due` are words.
    """

    elsewhere: bool
    who: Sequence[Row]
    reasons: Sequence[str]
    second: str
    account: Sequence[str]
    acted: Sequence[Row]
    decided: Sequence[Decision]
    consulted: Sequence[Outcome]
    due: Sequence[str]
    to_receive: bool
    to_file: bool

    @property
    def actions(self) -> list[Action]:
        """What was agreed in consultations and is not done."""
        return [action for one in self.consulted for action in one.actions if action.done_at is None]


async def of(tx: Tx, person: Person, record: Record, story: Chronology) -> Glance:
    """For somebody who has just read the record; `story` is theirs too."""
    elsewhere = await access.comes_by_handover(tx, person, record.id)
    decided = await decisions.of(tx, record.id)
    second = await seen_by(tx, record, person)
    to_receive = any(one.reference == record.reference for one in await handovers.waiting_for(tx, person))
    to_file = record.status is Status.DECIDED and not elsewhere
    due = {
        "to_receive": to_receive,
        "to_decide": not decided and not elsewhere,
        "to_file": to_file,
        "uncertain": bool(story.uncertain),
    }
    written = _written(record)
    return Glance(
        elsewhere=elsewhere,
        who=_who(record, elsewhere=elsewhere),
        reasons=[str(reason["text"]) for reason in record.view.get("reasons", ())][:MOST_REASONS],
        second=second.colour if second and second.is_higher else "",
        account=[written[key][1] for key in ACCOUNT if key in written],
        acted=[written[key] for key in ACTED if key in written],
        decided=decided,
        consulted=await outcomes.of_record(tx, record.id),
        due=[*await _let_in(tx, record), *(say(f"record_page.{key}") for key, is_due in due.items() if is_due)],
        to_receive=to_receive,
        to_file=to_file,
    )


async def _let_in(tx: Tx, record: Record) -> list[str]:
    """Whoever reads it is told each time that somebody was let in to it by two people's word."""
    found = []
    for one in await break_glass.of_record(tx, record.id):
        who, by = await people.get(tx, one.asked_by), await people.get(tx, str(one.agreed_by))
        found.append(
            say("break_glass.mark", who=who.name, by=by.name, until=moment_in_words(one.until or tx.now), why=one.why)
        )
    return found


def shortened(text: str) -> str:
    """As much of it as there is room for on one screen, up to the end of a word."""
    one_line = " ".join(text.split())
    if len(one_line) <= SHORT:
        return one_line
    return f"{one_line[:SHORT].rsplit(' ', 1)[0]} …"


def _who(record: Record, *, elsewhere: bool) -> list[Row]:
    """Which child each letter stands for. Of a record that was handed over, only the child that it is about."""
    every = who_is_who.rows(record.children, record.observations)
    return [(label, told) for label, told in every if not elsewhere or label == record.child_label]


def _written(record: Record) -> dict[str, Row]:
    """What is filled in on the form, in its own words, by the key of the field."""
    entries = [entry for section in lay_out(record.content).sections for entry in section.entries]
    return {
        entry.key: (entry.label, "\n".join(line for lines in entry.paragraphs for line in lines))
        for entry in entries
        if not entry.empty
    }

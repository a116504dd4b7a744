"""What is held about one child, for a subject access request: which records, and what belongs to each. No content."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from bot.cli.acting_as import named
from bot.cli.console import database, real_clock
from bot.cli.times import in_words
from bot.settings import Settings
from dialogs.incident.second_view import seen_by
from dialogs.interview.chat import SAFEGUARDING
from dialogs.words import say
from storage import audit, traces
from storage.casework import cases
from storage.casework.cases import Case
from storage.database.engine import Tx
from storage.history import matching
from storage.history.matching import Match
from storage.people import settings
from storage.people.people import Person
from storage.plans import access as plans
from storage.plans.good_life import plan as good_life
from storage.plans.intervention import plan as intervention
from storage.problems import NotAllowed
from storage.records import addenda, decisions, handovers, signing
from storage.records.signing import Record


@dataclass(frozen=True)
class Held:
    """One record in which the child appears under the letter `child`, and how sure that is.

    `additions`, `decisions` and `exports` are numbers; `handed_to` names settings, `plans` are the references of the
    child's own safety plans (`waymark plans export REF --what everything`), of those that this person may read.
    `held_back` says what the export of it leaves out, by its reason, and how many of them.
    """

    reference: str
    child: str
    sureness: str
    setting: str
    status: str
    signed_at: str
    additions: int
    decisions: int
    exports: int
    handed_to: tuple[str, ...]
    plans: tuple[str, ...] = ()
    held_back: tuple[tuple[str, int], ...] = ()

    def as_json(self) -> dict[str, Any]:
        """All fields, as they are."""
        return {**asdict(self), "held_back": dict(self.held_back)}

    def in_words(self) -> str:
        """A few lines of text."""
        handed = say("operations.about.handed_to", settings=", ".join(self.handed_to)) if self.handed_to else ""
        words = asdict(self) | {
            "plans": say("operations.about.plans", references=", ".join(self.plans)) if self.plans else "",
            "status": say(f"inbox.status.{self.status}"),
            "sureness": say(f"search.sureness.{self.sureness}"),
            "handed": handed,
        }
        left_out = [say(f"operations.about.held_back.{why}", count=count) for why, count in self.held_back]
        return "\n".join([say("operations.about.row", **words), *left_out])


@dataclass(frozen=True)
class HeldCase:
    """One case about the child, of which this person is a member. `plans` says which kinds of plan there are in it."""

    reference: str
    side: str
    opened_at: str
    plans: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """All fields, as they are."""
        return asdict(self)

    def in_words(self) -> str:
        """A line of text, with the commands that write each out."""
        plans = "".join(say(f"operations.about.case_plans.{one}", reference=self.reference) for one in self.plans)
        return say("operations.about.case", reference=self.reference, opened_at=self.opened_at, plans=plans)


async def about(of: Settings, who: str, name: str, born: str) -> list[Held | HeldCase]:
    """Records, then cases, newest first, of what this person may read. That they looked is kept, and with each. Raises
    NotAllowed.
    """
    async with database(of) as opened, opened.transaction(real_clock()) as tx:
        person = await named(tx, who)
        if not person.roles & SAFEGUARDING:
            raise NotAllowed
        found = (await matching.find(tx, person, name, born)).matches
        await traces.searched(tx, person.id, {match.record_id for match in found})
        records = [await _held(tx, person, match) for match in found]
        theirs = await cases.about_child(tx, person, name, date.fromisoformat(born) if born else None)
        return [*records, *[await _held_case(tx, one) for one in theirs]]


async def _held_case(tx: Tx, case: Case) -> HeldCase:
    kinds = {"intervention": await intervention.of_case(tx, case), "good_life": await good_life.of_case(tx, case)}
    there = tuple(kind for kind, plan in kinds.items() if plan is not None)
    return HeldCase(case.reference, case.side.value, in_words(case.opened_at), there)


async def _held_back(tx: Tx, person: Person, record: Record, label: str) -> tuple[tuple[str, int], ...]:
    """What an export for this child leaves out, by its reason."""
    others = sum(child["label"] != label for child in record.children)
    second = await seen_by(tx, record, person)
    counted = {"other_children": others, "second_view": int(second is not None)}
    return tuple((why, count) for why, count in counted.items() if count)


async def _held(tx: Tx, person: Person, match: Match) -> Held:
    record = await signing.by_reference(tx, match.reference)
    exported = [entry for entry in await audit.entries(tx, record.id) if entry.what == audit.AuditAction.EXPORTED]
    handed = [await settings.setting(tx, one.to_setting_id) for one in await handovers.of(tx, record.id)]
    return Held(
        reference=record.reference,
        child=match.label,
        sureness=match.sureness.value,
        setting=(await settings.setting(tx, record.setting_id)).name,
        status=record.status.value,
        signed_at=in_words(record.signed_at),
        additions=len(await addenda.addenda_of(tx, record.id)),
        decisions=len(await decisions.of(tx, record.id)),
        exports=len(exported),
        handed_to=tuple(setting.name for setting in handed),
        plans=tuple(row.reference for row in await plans.of_child(tx, person, record.id, match.label)),
        held_back=await _held_back(tx, person, record, match.label),
    )

"""What is held about one child, for a subject access request: which records, and what belongs to each. No content."""

from dataclasses import asdict, dataclass
from typing import Any

from bot.cli.acting_as import named
from bot.cli.console import database, real_clock
from bot.cli.times import in_words
from bot.settings import Settings
from dialogs.interview.chat import SAFEGUARDING
from dialogs.words import say
from storage import audit, traces
from storage.database.engine import Tx
from storage.history import matching
from storage.history.matching import Match
from storage.people import settings
from storage.people.people import Person
from storage.plans import access as plans
from storage.problems import NotAllowed
from storage.records import addenda, decisions, handovers, signing


@dataclass(frozen=True)
class Held:
    """One record in which the child appears under the letter `child`, and how sure that is.

    `additions`, `decisions` and `exports` are numbers; `handed_to` names settings, `plans` are the references of the
    child's own safety plans (`waymark plans export REF --what everything`), of those that this person may read.
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

    def as_json(self) -> dict[str, Any]:
        """All fields, as they are."""
        return asdict(self)

    def in_words(self) -> str:
        """A few lines of text."""
        handed = say("operations.about.handed_to", settings=", ".join(self.handed_to)) if self.handed_to else ""
        words = asdict(self) | {
            "plans": say("operations.about.plans", references=", ".join(self.plans)) if self.plans else "",
            "status": say(f"inbox.status.{self.status}"),
            "sureness": say(f"search.sureness.{self.sureness}"),
            "handed": handed,
        }
        return say("operations.about.row", **words)


async def about(of: Settings, who: str, name: str, born: str) -> list[Held]:
    """Newest first, of what this person may read. That they looked is kept, and with each. Raises NotAllowed."""
    async with database(of) as opened, opened.transaction(real_clock()) as tx:
        person = await named(tx, who)
        if not person.roles & SAFEGUARDING:
            raise NotAllowed
        found = (await matching.find(tx, person, name, born)).matches
        await traces.searched(tx, person.id, {match.record_id for match in found})
        return [await _held(tx, person, match) for match in found]


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
    )

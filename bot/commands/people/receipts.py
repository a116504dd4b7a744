"""The receipt for records that passed on because roles were changed: which, to whom, and nothing of what is in them."""

from collections.abc import Sequence
from dataclasses import dataclass

from dialogs.words import say
from storage.database.engine import Tx
from storage.people import people, settings
from storage.people.people import Person
from storage.people.settings import Setting
from storage.records.responsibility import Passed


@dataclass(frozen=True)
class Receipt:
    """Each record with its setting and who is responsible for it now; empty where nothing passed on."""

    lines: Sequence[tuple[Passed, Setting, Person]]

    def as_json(self) -> list[dict[str, str | bool]]:
        """Each record by its reference, with the ids of its setting and of who is responsible now."""
        return [
            {"reference": one.reference, "setting": setting.id, "to": to.id, "filed": one.is_filed}
            for one, setting, to in self.lines
        ]

    def in_words(self) -> list[str]:
        """A line that says how many, then one for each; none where nothing passed on."""
        rows = [
            say(f"operations.people.{'passed_filed' if one.is_filed else 'passed'}", reference=one.reference,
                setting=setting.name, to=to.name)
            for one, setting, to in self.lines
        ]  # fmt: skip
        return [say("operations.people.receipt", count=len(rows)), *rows] if rows else []


async def receipt_of(tx: Tx, passed: Sequence[Passed]) -> Receipt:
    """For what `organisation` says has passed on. Raises NotFound where somebody or a setting is gone."""
    return Receipt(
        [(one, await settings.setting(tx, one.setting_id), await people.get(tx, one.to_id)) for one in passed]
    )

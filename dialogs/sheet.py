"""A form whose fields depend on what is known by then, such as one set for each child. Each field may stay empty."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from dialogs.answers import NOT_KNOWN, Answers, Heard, OpenAnswer, Refusal, Spellings
from dialogs.turn import JSON, Dialog, Field
from dialogs.when import read_day, today

LONGEST = 2_000


@dataclass(frozen=True)
class Sheet(OpenAnswer):
    """Kept as `{field: value}`, only what was filled in; days as ISO. `needed` refuses what may not stay empty."""

    fields: Callable[[Answers], tuple[Field, ...]]
    needed: Mapping[str, str]
    """Field name -> the refusal where it is empty."""
    may_be_unknown: bool = False

    def form(self, name: str, answers: Answers) -> Dialog:
        return Dialog(name, "", "", self.fields(answers), "")

    def unknown(self) -> JSON:
        return NOT_KNOWN

    def read(
        self,
        name: str,
        said: str | Mapping[str, JSON],
        answers: Answers,
        spellings: Spellings,
        now: datetime,
    ) -> Heard | Refusal:
        if isinstance(said, str):
            return Refusal("form_only")
        kept: dict[str, str] = {}
        for field in self.fields(answers):
            value = str(said.get(field.name) or "").strip()
            if not any(c.isalnum() for c in value):
                if field.name in self.needed:
                    return Refusal(self.needed[field.name])
                continue
            if len(value) > LONGEST:
                return Refusal("too_long", {"longest": f"{LONGEST:,}"})
            if field.kind == "date":
                day = read_day(value.casefold(), today(now))
                if isinstance(day, Refusal):
                    return day
                value = day.isoformat()
            kept[field.name] = value
        return Heard({name: kept})

    def still_right(self, value: JSON, answers: Answers, now: datetime) -> bool:
        return isinstance(value, dict) and isinstance(self.read("", value, answers, {}, now), Heard)

"""A form whose fields depend on what is known by then, such as one set for each child. Each field may stay empty."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from dialogs.interview.answers import Answers, Heard, Refusal, plain
from dialogs.interview.forms import InForm
from dialogs.interview.parsing.days import read_day, today
from dialogs.turn import JSON, Dialog, Field

LONGEST = 2_000


@dataclass(frozen=True)
class Sheet(InForm):
    """Kept as `{field: value}`, only what was filled in; days as ISO. `needed` refuses what may not stay empty."""

    fields: Callable[[Answers], tuple[Field, ...]]
    needed: Mapping[str, str]
    """Field name -> the refusal where it is empty."""
    about: str = ""
    """What was noted under this name stands above the form's own words, such as which child each letter stands for."""

    def form(self, name: str, answers: Answers) -> Dialog:
        """The fields that there are after these answers."""
        return Dialog(name, "", str(answers.get(self.about, "")), self.fields(answers), "")

    def filled_in(self, name: str, said: Mapping[str, JSON], answers: Answers, now: datetime) -> Heard | Refusal:
        """What was filled in; refused where a field is missing, too long, or no day."""
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
                day = read_day(plain(value), today(now))
                if isinstance(day, Refusal):
                    return day
                value = day.isoformat()
            kept[field.name] = value
        return Heard({name: kept})

"""A first safety plan for the setting, offered after amber and red (HM-3.15): a form made from `safety_plan.yaml`."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from dialogs.interview.answers import Answers, Heard, Refusal, Spellings
from dialogs.interview.forms import InForm
from dialogs.turn import JSON, Dialog, Field
from dialogs.words import say
from knowledge.safety_plan import safety_plan

LONGEST_PART = 1_000


@dataclass(frozen=True)
class PlanForm(InForm):
    """Kept as `{part: text}`, only the parts that were filled in; one at least."""

    def form(self, name: str, answers: Answers) -> Dialog:
        """A field for each part of `safety_plan.yaml`."""
        fields = tuple(
            Field(part.id, f"{part.label} {part.hint}".strip(), part.kind, max_length=LONGEST_PART)
            for part in safety_plan()
        )
        return Dialog(name, say("plan.title"), say("plan.intro"), fields, say("plan.submit"))

    def shown(self, value: JSON, spellings: Spellings) -> str:
        """Whole, as it will be signed: a line for each part."""
        return "".join(f"\n• {row}" for row in rows({"safety_plan": value}))

    def filled_in(self, name: str, said: Mapping[str, JSON], answers: Answers, now: datetime) -> Heard | Refusal:
        """Refused where it is empty, or a part is too long."""
        kept = {part.id: str(said.get(part.id) or "").strip() for part in safety_plan()}
        kept = {part: text for part, text in kept.items() if text}
        if not kept:
            return Refusal("plan_empty")
        if any(len(text) > LONGEST_PART for text in kept.values()):
            return Refusal("too_long", {"longest": f"{LONGEST_PART:,}"})
        return Heard({name: kept})


def rows(answers: Answers) -> list[str]:
    """The plan as lines for the form: 'What happens at breaks and meals? Two adults on duty.'"""
    plan = answers.get("safety_plan")
    kept = plan if isinstance(plan, dict) else {}
    return [say("plan.row", label=part.label, text=kept[part.id]) for part in safety_plan() if part.id in kept]

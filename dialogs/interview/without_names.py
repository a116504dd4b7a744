"""Own words in which nobody is named: they are read by people whom the name does not concern."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from dialogs.interview.answers import Answers, Heard, OwnWords, Refusal, Spellings
from dialogs.interview.looks_like_a_name import may_hold_a_name
from dialogs.turn import JSON


@dataclass(frozen=True)
class WithoutNames(OwnWords):
    """What looks like a name is refused, and not kept."""

    def read(
        self, name: str, said: str | Mapping[str, JSON], answers: Answers, spellings: Spellings, now: datetime
    ) -> Heard | Refusal:
        """The text as it was typed; refused where it seems to hold a name."""
        heard = super().read(name, said, answers, spellings, now)
        if isinstance(heard, Heard) and may_hold_a_name(str(heard.answers[name])):
            return Refusal("no_names_in_words")
        return heard

"""Signing: the typed name of the person who saw it or was told (NY-9), in a form beside the read-back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from dialogs.answers import NOT_KNOWN, Answers, Heard, Refusal, Spellings
from dialogs.turn import JSON, Dialog, Field


@dataclass(frozen=True)
class Signature:
    may_be_unknown: bool = False
    many: bool = False
    words_wanted: bool = False

    def choices(self, answers: Answers) -> Sequence[str]:  # noqa: ARG002
        return ()

    def unknown(self) -> JSON:
        return NOT_KNOWN

    def shown(self, value: JSON, spellings: Spellings) -> str:  # noqa: ARG002
        return ""

    def form(self, name: str, answers: Answers) -> Dialog:  # noqa: ARG002
        field = Field("signed_name", "signed_name", "text", True, "signature_missing", max_length=120)
        return Dialog(name, "", "", (field,), "")

    def read(
        self,
        name: str,
        said: str | Mapping[str, JSON],
        answers: Answers,  # noqa: ARG002
        spellings: Spellings,  # noqa: ARG002
        now: datetime,  # noqa: ARG002
    ) -> Heard | Refusal:
        if isinstance(said, str):
            return Refusal("form_only")
        typed = str(said.get("signed_name") or "").strip()
        if sum(c.isalpha() for c in typed) < 2 or len(typed) > 120:
            return Refusal("signature_missing")
        return Heard({name: typed})

    def still_right(self, value: JSON, answers: Answers, now: datetime) -> bool:  # noqa: ARG002
        return isinstance(value, str) and bool(value)

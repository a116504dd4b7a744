"""The forms of a case audit. They hold only what Waymark does not know, so they are made anew for each case."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from dialogs.interview.answers import Answers, Heard, Refusal
from dialogs.interview.forms import InForm
from dialogs.oversight.known_days import a_known_day
from dialogs.turn import JSON, Choice, Dialog, Field
from dialogs.words import say
from storage.casework.meetings import AT_MEETING, Seat
from storage.oversight.case_audits.questions import Question, Said, content

DAYS, MEETING, HELD = "days", "meeting", "meeting_held"
OPEN_DAYS, OPEN_MEETING, GAPS = "open_days", "open_meeting", "gaps"
"""Noted when it begins, and again once days and meeting are answered: what is still to be asked."""
DAYS_SAID = "days_said"
WHY = "why"
LONGEST = 2_000


def to_ask(answers: Answers, chapter: str) -> tuple[Question, ...]:
    """The questions of a chapter that are open; all of them where words are only listed."""
    named = answers.get(GAPS, tuple(content().questions))
    return tuple(one for one in content().of_chapter(chapter) if one.name in named and one.name != HELD)


@dataclass(frozen=True)
class OfDays(InForm):
    """When it happened, as exactly as it is known."""

    def form(self, name: str, answers: Answers) -> Dialog:
        """A field for each day that Waymark does not know, with what was said of it before."""
        there = answers.get(DAYS_SAID, {})
        fields = tuple(
            Field(one, say(f"case_audit.happened.{one}"), value=str(there.get(one, "")), max_length=60)
            for one in answers.get(OPEN_DAYS, [str(kind) for kind in content().asked_days])
        )
        return _dialog(name, DAYS, fields)

    def filled_in(self, name: str, said: Mapping[str, JSON], answers: Answers, now: datetime) -> Heard | Refusal:
        """A day, a month, or that it is not known, each; refused at the first that is none of these."""
        kept: dict[str, str] = {}
        for one in answers.get(OPEN_DAYS, []):
            value = a_known_day(str(said.get(one) or "").strip(), now)
            if isinstance(value, Refusal):
                return value
            kept[one] = value
        return Heard({name: kept})


@dataclass(frozen=True)
class OfMeeting(InForm):
    """Whether there was a strategy meeting, and what each agency had of it."""

    def form(self, name: str, answers: Answers) -> Dialog:
        """Whether there was one, its day, and what each agency had of it."""
        seats = tuple(Choice(seat.value, say(f"case_audit.seats.{seat}")) for seat in Seat)
        fields = (
            _choice(HELD, say(f"case_audit.asks.{HELD}"), required=True),
            Field("day", say("case_audit.meeting_day"), max_length=60),
            *(Field(one.value, say(f"assessment.agencies.{one}"), "choice", choices=seats) for one in AT_MEETING),
        )
        return _dialog(name, MEETING, fields)

    def filled_in(self, name: str, said: Mapping[str, JSON], answers: Answers, now: datetime) -> Heard | Refusal:
        """Refused where it is not picked whether there was one, or the day is none."""
        kept = {field: str(said.get(field) or "").strip() for field in (HELD, *AT_MEETING)}
        if kept[HELD] not in set(Said) or any(kept[one] not in {"", *Seat} for one in AT_MEETING):
            return Refusal("pick_one")
        day = a_known_day(str(said.get("day") or "").strip(), now)
        return day if isinstance(day, Refusal) else Heard({name: {**kept, "day": day}})


@dataclass(frozen=True)
class OfChapter(InForm):
    """The open questions of a chapter, and why. A question that hangs on another is asked below it, 'if so'."""

    chapter: str

    def form(self, name: str, answers: Answers) -> Dialog:
        """The questions that are open after what was said so far, and why."""
        open_ = to_ask(answers, self.chapter)
        fields = tuple(_choice(one.name, _asked(one, open_), required=not _hangs(one, open_)) for one in open_)
        why = Field(WHY, say("case_audit.why_label"), "long_text", max_length=LONGEST)
        return _dialog(name, self.chapter, (*fields, why))

    def filled_in(self, name: str, said: Mapping[str, JSON], answers: Answers, now: datetime) -> Heard | Refusal:
        """Refused where an open question is not answered, or something was found and nobody says why."""
        open_ = to_ask(answers, self.chapter)
        kept: dict[str, str] = {}
        for one in open_:
            value = str(said.get(one.name) or "").strip()
            if any(kept.get(other) != wanted for other, wanted in one.when.items() if _hangs(one, open_)):
                continue
            if value not in set(Said):
                return Refusal("audit_if_so") if _hangs(one, open_) and not value else Refusal("pick_one")
            kept[one.name] = value
        why = str(said.get(WHY) or "").strip()
        if len(why) > LONGEST:
            return Refusal("too_long", {"longest": f"{LONGEST:,}"})
        found = any(Said(value) in content().questions[one].finds for one, value in kept.items())
        if found and not any(map(str.isalnum, why)):
            return Refusal("audit_why")
        return Heard({name: {**kept, WHY: why}})


def _hangs(one: Question, open_: tuple[Question, ...]) -> bool:
    """Whether the answer that it depends on is asked in the same form."""
    return any(other.name in one.when for other in open_)


def _asked(one: Question, open_: tuple[Question, ...]) -> str:
    asked = say(f"case_audit.asks.{one.name}")
    return say("case_audit.if_so", question=asked) if _hangs(one, open_) else asked


def _choice(name: str, label: str, *, required: bool) -> Field:
    said = tuple(Choice(one.value, say(f"case_audit.said.{one}")) for one in Said)
    return Field(name, label, "choice", required=required, error=say("case_audit.wanted"), choices=said)


def _dialog(name: str, words: str, fields: tuple[Field, ...]) -> Dialog:
    return Dialog(
        name, say(f"case_audit.forms.{words}"), say("case_audit.form_intro"), fields, say("case_audit.submit")
    )


__all__ = ["DAYS", "DAYS_SAID", "GAPS", "HELD", "MEETING", "OPEN_DAYS", "OPEN_MEETING", "WHY", "OfChapter", "OfDays",
           "OfMeeting", "to_ask"]  # fmt: skip

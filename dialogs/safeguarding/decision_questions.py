"""What the safeguarding lead establishes and decides (NY-3.2), as questions. Names stay out; forms are not echoed."""

from collections.abc import Callable

from dialogs.incident.safety_plan import PlanForm
from dialogs.interview.answers import Answers, one
from dialogs.interview.interview import Interview, Question
from dialogs.interview.sheet import LONGEST, Sheet
from dialogs.turn import Field

OF_DISPLAYED = ("views", "wishes", "understanding", "willing")
OF_TARGETED = ("views", "wishes", "impact", "position", "feeling", "permission", "support")


def targeted(answers: Answers) -> list[str]:
    """The letters of the children who were targeted. Without any known, as for a list of all words, one."""
    letters: list[str] = answers.get("targeted", ["B"])
    return letters


def letter(answers: Answers) -> str:
    """The letter of the child whom the record is about."""
    return str(answers.get("displayed", "A"))


def _enquiry_displayed(answers: Answers) -> tuple[Field, ...]:
    return tuple(_long(f"displayed_{part}", f"displayed_{part}", letter(answers)) for part in OF_DISPLAYED)


def _enquiry_targeted(answers: Answers) -> tuple[Field, ...]:
    return tuple(
        _long(f"targeted_{one}_{part}", f"targeted_{part}", one) for one in targeted(answers) for part in OF_TARGETED
    )


def _referrals(answers: Answers) -> tuple[Field, ...]:
    """Two separate referrals or more: one for each child; and on which number whoever gets them can ring back."""
    phone = Field("telephone", "telephone", "text", error="wrong", max_length=60)
    return (phone, *(field for one in (letter(answers), *targeted(answers)) for field in _referral(one)))


def _referral(child: str) -> tuple[Field, ...]:
    return (
        Field(f"{child}_to", "to", "text", error="wrong", letter=child),
        Field(f"{child}_on", "on", "date", error="wrong", letter=child),
        _long(f"{child}_why", "why", child),
    )


def _no_referral(answers: Answers) -> tuple[Field, ...]:
    return (_long("why", "why", required=True), _long("watch_for", "watch_for"))


def _parents(answers: Answers) -> tuple[Field, ...]:
    return tuple(
        field
        for child in (letter(answers), *targeted(answers))
        for field in (
            Field(f"{child}_told_on", "told_on", "date", error="wrong", letter=child),
            Field(f"{child}_told_by", "told_by", "text", error="wrong", letter=child),
            _long(f"{child}_response", "response", child),
        )
    )


def _signature(answers: Answers) -> tuple[Field, ...]:
    name = Field("signed_name", "signed_name", "text", required=True, error="name_wanted", max_length=120)
    return (_long("reason", "reason", required=True), name)


def _long(name: str, label: str, child: str = "", *, required: bool = False) -> Field:
    return Field(name, label, "long_text", required, "wrong", max_length=LONGEST, letter=child)


def _is(name: str, *values: str) -> Callable[[Answers], bool]:
    return lambda answers: answers.get(name) in values


def _others(answers: Answers) -> bool:
    return bool(targeted(answers))


def sheet(fields: Callable[[Answers], tuple[Field, ...]], **needed: str) -> Sheet:
    """A form of these fields; `needed` names the refusal of each that may not stay empty."""
    return Sheet(fields, needed, about="who")


DECISION = Interview(
    "decision",
    (
        Question("enquiry_displayed", sheet(_enquiry_displayed), may_skip=True, private=True),
        Question("enquiry_targeted", sheet(_enquiry_targeted), applies=_others, may_skip=True, private=True),
        Question("level", one("harmful", "concerning", "expected", "not_clear")),
        Question("referral", one("made", "not_yet", "not_made")),
        Question("referrals", sheet(_referrals), applies=_is("referral", "made", "not_yet"), private=True),
        Question("no_referral", sheet(_no_referral, why="needs_words"), applies=_is("referral", "not_made"),
                 private=True),
        Question("parents", sheet(_parents), may_skip=True, private=True),
        Question("safety_plan", PlanForm(), may_skip=True, private=True),
        Question("view_opinion", one("agree", "differ")),
        Question("own_view", one("green", "not_enough_information", "amber", "red"),
                 applies=_is("view_opinion", "differ")),
        Question("signature", sheet(_signature, reason="needs_words", signed_name="signature_missing"), private=True),
    ),
)  # fmt: skip

"""The route to an assessment: which one, who leads, and whether the child may be seen. Pure, like the traffic light.

A row of `route.yaml` has its words and its sources; whether it holds is written here, under the same id. `None` is an
answer that is not known, and is never read as the harmless one: what is open stops, or comes as something to find out.
What is known of tools and ages is the sources' of 2013 to 2021; where two of them differ both are shown.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any, Literal

from knowledge import checksum
from knowledge.yaml_file import read

HERE = Path(__file__).parent
WHAT_DECIDES = ("route.py", "route.yaml")
"""The files that a route depends on. A change in any of them changes the hash that is kept with an assessment."""

LOWEST_AIM, LOWEST_COURT, ADULT = 12, 10, 18
"""Years: from when it is AIM3 (AIM3-2019), from when a child may be charged and AIM stand beside (PB-assessment), and
an adult.
"""


class Tool(StrEnum):
    """What is made, or comes first."""

    NOT_YET = "not_yet"
    TALK_FIRST = "talk_first"
    CORE_ASSESSMENT = "core_assessment"
    AIM_UNDER_12 = "aim_under_12"
    AIM3 = "aim3"
    PRE_SENTENCE_REPORT = "pre_sentence_report"
    ADULT_PATHWAY = "adult_pathway"


class Lead(StrEnum):
    SOCIAL_CARE = "social_care"
    YOUTH_JUSTICE = "youth_justice"
    EARLY_HELP = "early_help"
    NOBODY_YET = "nobody_yet"


class Interview(StrEnum):
    """Whether the child may be seen for it, from the most to the least."""

    ALLOWED = "allowed"
    NOT_YET = "not_yet"
    LEGAL_AGREEMENT = "legal_agreement"
    ON_PAPER = "on_paper"
    NONE = "none"


class Court(StrEnum):
    """How far a case has come. `MAY_DENY`: the child denies it and may plead not guilty."""

    NO_CASE = "no_case"
    INVESTIGATED = "investigated"
    CHARGED = "charged"
    MAY_DENY = "may_deny"
    ADMITTED = "admitted"
    SENTENCED = "sentenced"


Established = Literal["happened", "strong_reason", "not_clear"]
School = Literal["primary", "secondary"]
LeadRule = Literal["agency", "youth_justice"]
"""Who leads out of court, where two sources differ: chosen by an installation."""
TakesPart = Literal["agrees", "not_asked", "does_not_agree"]
Ability = Literal["mainstream", "learning_difficulty"]


@dataclass(frozen=True)
class Facts:
    """What is known of the child who displayed the behaviour. `age` in whole years; `school` counts below 12 only."""

    age: int | None = None
    school: School | None = None
    established: Established | None = None
    court: Court | None = None
    for_the_court: bool | None = None
    """Asked for to assist criminal proceedings, or open to youth justice for a sexual offence."""
    social_worker: bool | None = None
    early_help: bool | None = None
    takes_part: TakesPart | None = None
    girl: bool | None = None
    ability: Ability | None = None
    cognitive_done: bool | None = None
    mental_disorder: bool | None = None
    safety_plan: bool | None = None
    lead_rule: LeadRule = "agency"
    """Nothing of the child: what holds in the area."""

    @property
    def is_adult(self) -> bool:
        return self.age is not None and self.age >= ADULT

    @property
    def is_assessed(self) -> bool:
        """Whether it is an assessment at all, and of a child."""
        return self.age is not None and not self.is_adult and self.established in ("happened", "strong_reason")

    @property
    def is_secondary(self) -> bool:
        """Of secondary school age though under twelve: here the sources part."""
        return self.age is not None and LOWEST_COURT <= self.age < LOWEST_AIM and self.school == "secondary"

    @property
    def is_aim(self) -> bool:
        """Whether AIM3 is made or may be."""
        return self.is_assessed and ((self.age or 0) >= LOWEST_AIM or self.is_secondary)

    @property
    def before_court(self) -> bool:
        return self.court in (Court.CHARGED, Court.MAY_DENY, Court.ADMITTED)

    @property
    def court_leads(self) -> bool:
        return self.is_aim and (self.for_the_court is True or self.before_court)

    @property
    def agency_leads(self) -> bool:
        return self.is_aim and not self.court_leads and self.lead_rule == "agency"


@dataclass(frozen=True)
class Row:
    """One line of the explanation, with its sources."""

    id: str
    words: str
    citations: tuple[str, ...]
    project_rule: bool


@dataclass(frozen=True)
class Change:
    """An answer that is open: with `value` the route would be another."""

    fact: str
    value: Any


@dataclass(frozen=True)
class Route:
    """`tools`: in the order in which they are named. `person_decides`: more than one is possible, and none is taken."""

    tools: tuple[Tool, ...]
    person_decides: bool
    lead: Lead | None
    jointly: bool
    interview: Interview
    rows: tuple[Row, ...]
    version: str
    hash: str


def route(facts: Facts) -> Route:
    """The route under the rules as they are now. Every combination of answers has one."""
    tools = _tools(facts)
    return Route(
        tools=tools,
        person_decides=(facts.is_assessed and facts.is_secondary) or Tool.PRE_SENTENCE_REPORT in tools,
        lead=_lead(facts) if facts.is_assessed else None,
        jointly=HOLDS["jointly"](facts),
        interview=_interview(facts),
        rows=tuple(row for row in rows().values() if HOLDS[row.id](facts)),
        version=version(),
        hash=rules_hash(),
    )


def _tools(facts: Facts) -> tuple[Tool, ...]:
    if facts.is_adult:
        return (Tool.ADULT_PATHWAY,)
    if facts.established == "not_clear":
        return (Tool.TALK_FIRST,)
    if facts.age is None or facts.established is None:
        return (Tool.NOT_YET,)
    of_a_court = (Tool.PRE_SENTENCE_REPORT,) if facts.before_court and facts.is_aim else ()
    if facts.age >= LOWEST_AIM:
        return (Tool.AIM3, *of_a_court)
    if facts.is_secondary:
        return (Tool.CORE_ASSESSMENT, Tool.AIM3, *of_a_court)
    return (Tool.CORE_ASSESSMENT, Tool.AIM_UNDER_12)


def _lead(facts: Facts) -> Lead:
    if not facts.is_aim:
        return Lead.SOCIAL_CARE
    if facts.court_leads or facts.lead_rule == "youth_justice":
        return Lead.YOUTH_JUSTICE
    if facts.social_worker:
        return Lead.SOCIAL_CARE
    return Lead.EARLY_HELP if facts.early_help else Lead.NOBODY_YET


def _interview(facts: Facts) -> Interview:
    """The least of what each answer allows: a further worry never allows more."""
    if not facts.is_assessed:
        return Interview.NONE
    if facts.takes_part == "does_not_agree":
        return Interview.ON_PAPER
    if facts.court in (Court.MAY_DENY, Court.CHARGED, Court.INVESTIGATED):
        return Interview.LEGAL_AGREEMENT
    if facts.court is None or facts.takes_part != "agrees":
        return Interview.NOT_YET
    return Interview.ALLOWED


HOLDS: Mapping[str, Callable[[Facts], bool]] = {
    "age_open": lambda f: f.age is None,
    "established_open": lambda f: f.established is None and not f.is_adult,
    "not_established": lambda f: f.established == "not_clear" and not f.is_adult,
    "adult": lambda f: f.is_adult,
    "primary": lambda f: f.is_assessed and not f.is_aim,
    "both_from_ten": lambda f: f.is_assessed and not f.is_aim and (f.age or 0) >= LOWEST_COURT,
    "under_twelve_model": lambda f: f.is_assessed and (f.age or 0) < LOWEST_AIM,
    "twelve_to_seventeen": lambda f: f.is_assessed and (f.age or 0) >= LOWEST_AIM,
    "secondary_but_eleven": lambda f: f.is_assessed and f.is_secondary,
    "in_court": lambda f: f.is_aim and f.before_court,
    "charged_at_once": lambda f: f.is_aim and f.court in (Court.CHARGED, Court.MAY_DENY),
    "for_the_court": lambda f: f.court_leads,
    "jointly": lambda f: f.court_leads and f.social_worker is True,
    "lead_agency": lambda f: f.agency_leads and (f.social_worker is True or f.early_help is True),
    "youth_justice_says_pb": lambda f: f.agency_leads,
    "youth_justice_leads_all": lambda f: f.is_aim and not f.court_leads and f.lead_rule == "youth_justice",
    "social_care_leads": lambda f: f.is_assessed and not f.is_aim,
    "referral_first": lambda f: f.is_assessed and f.social_worker is not True and f.early_help is not True,
    "trained_lead": lambda f: f.is_aim,
    "six_weeks": lambda f: f.is_aim,
    "may_deny": lambda f: f.is_assessed and f.court is Court.MAY_DENY,
    "plea_open": lambda f: f.is_assessed and f.court in (Court.CHARGED, Court.INVESTIGATED),
    "court_open": lambda f: f.is_assessed and f.court is None,
    "not_asked": lambda f: f.is_assessed and f.takes_part in (None, "not_asked"),
    "does_not_agree": lambda f: f.is_assessed and f.takes_part == "does_not_agree",
    "girl": lambda f: f.is_aim and f.girl is True,
    "learning": lambda f: f.is_aim and f.ability == "learning_difficulty",
    "cognitive_first": lambda f: f.is_aim and f.ability == "learning_difficulty" and f.cognitive_done is not True,
    "learning_open": lambda f: f.is_aim and f.ability is None,
    "mental_disorder": lambda f: f.is_assessed and f.mental_disorder is True,
    "other_tools": lambda f: f.is_aim and f.mental_disorder is True,
    "no_safety_plan": lambda f: not f.is_adult and f.safety_plan is not True,
    "denial": lambda f: f.is_assessed and (f.court is Court.MAY_DENY or f.takes_part == "does_not_agree"),
}
"""When each row of `route.yaml` holds."""


POSSIBLE: Mapping[str, tuple[Any, ...]] = {
    "age": (8, 11, 14, ADULT),
    "school": ("primary", "secondary"),
    "established": ("happened", "strong_reason", "not_clear"),
    "court": tuple(Court),
    "takes_part": ("agrees", "not_asked", "does_not_agree"),
    "ability": ("mainstream", "learning_difficulty"),
}
"""What an open answer may turn out to be: one age for each rule. All others are yes or no."""


def would_change(facts: Facts) -> tuple[Change, ...]:
    """Each open answer, with every value that would change what is made, who leads or whether the child may be seen."""
    return tuple(_changes(facts))


def _changes(facts: Facts) -> Iterator[Change]:
    now = _what_matters(facts)
    for field in fields(facts):
        if getattr(facts, field.name) is None:
            for value in POSSIBLE.get(field.name, (True, False)):
                if _what_matters(replace(facts, **{field.name: value})) != now:
                    yield Change(field.name, value)


def _what_matters(facts: Facts) -> tuple[Any, ...]:
    found = route(facts)
    return found.tools, found.person_decides, found.lead, found.jointly, found.interview


# ---- the words


@cache
def rows() -> Mapping[str, Row]:
    """The rows in the order in which they are shown."""
    return {
        id: Row(id, row["words"], tuple(row["cites"]), row.get("project_rule", False))
        for id, row in _document()["rows"].items()
    }


def words(of: Literal["tools", "leads", "interviews"], id: str) -> str:
    return str(_document()[of][id])


def version() -> str:
    return str(_document()["version"])


@cache
def rules_hash() -> str:
    """SHA-256, in hex, over the files that decide a route."""
    return checksum.of_files(HERE, WHAT_DECIDES)


@cache
def _document() -> Mapping[str, Any]:
    document: Mapping[str, Any] = read(HERE / "route.yaml")
    return document

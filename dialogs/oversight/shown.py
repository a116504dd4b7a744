"""A case audit as it is read: what Waymark knew, what was found and where that is from, how long it took, and what
nobody knows. 'case audit WC-...' shows it to the members of the case; 'audit sample 6' draws cases.
"""

import re
from collections.abc import Iterator

from dialogs.interview.chat import Chat
from dialogs.interview.parsing.dates import day_in_words
from dialogs.interview.parsing.days import today
from dialogs.oversight.known_days import known_in_words
from dialogs.turn import Choice, Reply
from dialogs.words import reply, say
from storage.casework.meetings import AT_MEETING
from storage.casework.reference import REFERENCE
from storage.oversight.case_audits import auditing, filling, sampling
from storage.oversight.case_audits.days import Delay
from storage.oversight.case_audits.filling import Basis
from storage.oversight.case_audits.findings import AuditedCase, Finding
from storage.oversight.case_audits.questions import Said, content
from storage.people import people
from storage.problems import NotFound, Problem

_NUMBERS = re.compile(r"(\d{1,4})(?:\s+(?:with\s+)?(?:seed\s+)?(\d{1,16}))?")
BUTTONS = 6


def known_already(basis: Basis) -> Iterator[str]:
    """What Waymark holds: numbers and days, and how many questions that answers."""
    if basis.earlier_signs:
        yield say("case_audit.signs", count=basis.earlier_signs)
    if basis.talks:
        yield say("case_audit.talks", count=basis.talks)
    for kind in content().asked_days:
        if kind in basis.days:
            yield day_line(str(kind), known_in_words(basis.days[kind]))
    yield say("case_audit.answered", count=len(filling.filled(basis)), total=len(content().questions))


def day_line(kind: str, known: str) -> str:
    """'• It came to light: June 2010'."""
    return say("case_audit.day_line", what=say(f"case_audit.happened.{kind}"), when=known)


def audited(case: AuditedCase) -> Iterator[str]:
    """What an audit found: findings with their sources first, then days, who was at the meetings, what is not known."""
    if not case.findings:
        yield say("case_audit.no_findings")
    for finding in case.findings:
        yield finding_line(finding)
    for stage, delay in case.delays.items():
        if delay is not None:
            cites = ", ".join(content().stages[stage].cites)
            yield say("case_audit.delay", stage=say(f"case_audit.stages.{stage}"), days=in_days(delay), cites=cites)
    for agency in AT_MEETING:
        if seat := case.seat(agency):
            name = say(f"assessment.agencies.{agency}")
            yield say("case_audit.at_meeting", agency=name, seat=say(f"case_audit.seats.{seat}"))
    if unknown := not_known(case):
        yield say("case_audit.not_known", what="; ".join(unknown))


def finding_line(finding: Finding) -> str:
    """A finding with its sources."""
    return say("case_audit.finding", words=finding_words(finding), cites=", ".join(finding.cites))


def finding_words(finding: Finding) -> str:
    """What was found, without its sources."""
    agency = say(f"assessment.agencies.{finding.agency}") if finding.agency else ""
    return say(f"case_audit.findings.{finding.name}", agency=agency)


def not_known(case: AuditedCase) -> list[str]:
    """The questions that nobody could answer, in a word or two each; not those that hang on such a one."""
    unknown = [name for name in content().questions if case.said(name) is Said.NOT_KNOWN]
    first = [name for name in unknown if not content().questions[name].when.keys() & set(unknown)]
    return [say(f"case_audit.short.{name}") for name in first]


def in_days(delay: Delay) -> str:
    """'245 days', or 'between 428 and 486 days, left out of medians'."""
    if delay.exact is not None:
        return say("case_audit.exact", days=delay.exact)
    return say("case_audit.range", least=delay.least, most=delay.most)


async def show(chat: Chat, rest: str) -> list[Reply]:
    """'case audit WC-...': for members of the case, and for who made it."""
    named = REFERENCE.search(rest)
    if named is None:
        return [reply("case_audit.which_case")]
    try:
        case = await auditing.read(chat.tx, chat.person, named[0])
    except NotFound:
        return [reply("case_audit.none_for_you")]
    who = (await people.get(chat.tx, case.auditor_id)).name
    day = day_in_words(today(case.audited_at))
    head = say("case_audit.head", reference=case.reference, number=case.number, day=day, who=who)
    why = [say("case_audit.why", chapter=say(f"case_audit.forms.{one}"), words=said) for one, said in case.why.items()]
    return [Reply("case_audit.head", "\n".join([head, *audited(case), *why]))]


async def sample(chat: Chat, rest: str) -> list[Reply]:
    """'audit sample 6', and 'audit sample 6 202611174821' to draw the same again."""
    found = _NUMBERS.fullmatch(rest.strip())
    if found is None:
        return [reply("case_audit.problems.not_a_sample")]
    seed = int(found[2]) if found[2] else None
    try:
        drawn = await sampling.sample(chat.tx, chat.person, int(found[1]), seed)
    except Problem as raised:
        return [reply(f"case_audit.problems.{raised.reason}")]
    if not drawn.cases:
        return [reply("case_audit.no_cases", day=day_in_words(drawn.before))]
    given = {"count": len(drawn.cases), "of": drawn.of, "day": day_in_words(drawn.before), "seed": drawn.seed}
    lines = [say("case_audit.sample", **given), *map(drawn_line, drawn.cases)]
    start = say("case_audit.typed")
    to_do = [one.reference for one in drawn.cases if not one.is_theirs and not one.is_audited]
    choices = tuple(Choice(f"{start} {one}", f"{start} {one}") for one in to_do[:BUTTONS])
    return [Reply("case_audit.sample", "\n".join(lines), choices=choices)]


def drawn_line(one: sampling.Drawn) -> str:
    """One case of a sample, and what stands against auditing it."""
    state = "theirs" if one.is_theirs else "done" if one.is_audited else "open"
    return say(f"case_audit.drawn.{state}", reference=one.reference)


__all__ = [
    "audited",
    "day_line",
    "drawn_line",
    "finding_line",
    "finding_words",
    "in_days",
    "known_already",
    "not_known",
    "sample",
    "show",
]

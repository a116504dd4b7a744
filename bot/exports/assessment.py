"""The documents of an assessment, for a member of its case, and the export in its history."""

from typing import Any

from bot.exports.exporting import Exported, Made, Wanted, by_own_right, document, in_plain_json, plain_values
from bot.settings import Settings
from dialogs.interview.parsing.dates import day_in_words
from dialogs.interview.parsing.days import moment_in_words, today
from dialogs.words import say
from knowledge.which_assessment.route import Lead, words
from storage.casework import assessments, barriers, cases, events, finishing, information, members
from storage.casework.assessments import LIMIT, MARK, Assessment
from storage.casework.cases import Case
from storage.clocks import running
from storage.clocks.clock import days_late
from storage.database.engine import Tx
from storage.documents.kinds.assessment import lay_out_review, lay_out_skeleton, lay_out_status
from storage.documents.layout import Form
from storage.people import people, settings
from storage.people.people import Person
from storage.problems import NotFound

WHAT = ("status", "skeleton", "review", "everything")


async def export(of: Settings, reference: str, who: str, wanted: Wanted) -> Exported:
    """Raises NotFound where there is no such assessment for this person, or no review document yet."""

    async def make(tx: Tx, person: Person) -> Made:
        one = await assessments.read(tx, person, reference, action=None)
        return Made(await _made(tx, one, wanted), one.about, f"{wanted.what}_{wanted.kind}")

    return await by_own_right(of, who, wanted.out, lambda tx, person: assessments.read(tx, person, reference), make)


async def _made(tx: Tx, one: Assessment, wanted: Wanted) -> bytes:
    if wanted.what == "everything":
        return in_plain_json(await everything(tx, one))
    return document(await form(tx, one, wanted.what), wanted.kind)


async def form(tx: Tx, one: Assessment, what: str) -> Form:
    """One of the documents. Raises NotFound for a review document that is not written."""
    setting = await settings.setting(tx, one.setting_id)
    if what == "skeleton":
        known = await _known(tx, one)
        return lay_out_skeleton(known, setting_name=setting.name, reference=one.reference, limited=one.limited)
    if what == "review":
        rows = await _review_rows(tx, one)
        return lay_out_review(rows, setting_name=setting.name, reference=one.reference)
    rows_by_section = {
        "now": await _now(tx, one),
        "time": await _time(tx, one),
        "stages": await _stages(tx, one),
        "barriers": [
            (f"{b.number}. {say(f'assessment.barriers.{b.kind}')}", f"{moment_in_words(b.reported_at)}. {b.answer}")
            for b in await barriers.of_assessment(tx, one)
        ],
        "information": [
            (say(f"assessment.agencies.{r.agency}"), r.answer or say("assessment.no_answer_yet"))
            for r in await information.of_case(tx, one.case_id)
        ],
        "shared": await _shared(tx, one),
    }
    return lay_out_status(rows_by_section, setting_name=setting.name, reference=one.reference, limited=one.limited)


async def _stages(tx: Tx, one: Assessment) -> list[tuple[str, str]]:
    steps = await assessments.steps_of(tx, one)
    return [(say(f"assessment.states.{state}"), moment_in_words(at)) for state, at in steps]


async def _name(tx: Tx, person_id: str | None) -> str:
    return (await people.get(tx, person_id)).name if person_id else ""


async def _co_worker(tx: Tx, one: Assessment) -> str:
    """By name where they have said yes, or are from outside."""
    if one.outsider:
        return f"{one.outsider['name']}, {one.outsider['role']}"
    return await _name(tx, one.co_worker_id) if one.co_worker_as == "yes" else ""


async def _now(tx: Tx, one: Assessment) -> list[tuple[str, str]]:
    agency = words("leads", one.lead_agency) if one.lead_agency in set(Lead) else one.lead_agency
    return [
        ("tool", say(f"assessment.tools.{one.tool}")),
        ("state", say(f"assessment.states.{one.state}")),
        ("asked", f"{moment_in_words(one.asked_at)}, {await _name(tx, one.asked_by)}"),
        ("agency", agency),
        ("lead", await _name(tx, one.lead_id)),
        ("co_worker", await _co_worker(tx, one)),
        ("ended", one.said.get("not_able", "")),
    ]


async def _time(tx: Tx, one: Assessment) -> list[tuple[str, str]]:
    now = today(tx.now)
    rows: list[tuple[str, str]] = []
    for key, name in (("mark", MARK), ("limit", LIMIT)):
        clock = await running.find(tx, name, one.about)
        if clock is None:
            continue
        day = clock.limit(now, tx.closed).day
        rows.append((key, day_in_words(day)))
        if name == LIMIT and not one.is_made:
            rows.append(("left", str((day - now).days)))
        if name == LIMIT and one.completed_on:
            rows.append(("late", str(days_late(clock.clock, clock.run, one.completed_on, tx.closed))))
    rows.append(("court", day_in_words(one.court_day) if one.court_day else ""))
    rows.append(("completed", day_in_words(one.completed_on) if one.completed_on else ""))
    return rows


async def _shared(tx: Tx, one: Assessment) -> list[tuple[str, str]]:
    rows = [
        ("shown", day_in_words(one.shown_on) if one.shown_on else ""),
        ("not_shown", one.said.get("not_shown", "")),
        ("disagreement", one.said.get("disagreement", "")),
    ]
    for share in await finishing.shares_of(tx, one):
        what, to = say(f"assessment.what.{share.what}"), say(f"assessment.agencies.{share.to_whom}")
        who = await _name(tx, share.shared_by)
        rows.append((f"{share.number}. {what}, {to}", f"{moment_in_words(share.shared_at)}, {who}. {share.why}"))
    return rows


async def _known(tx: Tx, one: Assessment) -> dict[str, str]:
    """What the outline of the report can have filled in."""
    case = await cases.get(tx, one.case_id)
    names = [await _name(tx, one.lead_id), await _co_worker(tx, one)]
    setting = await settings.setting(tx, one.setting_id)
    asked = [say(f"assessment.agencies.{r.agency}") for r in await information.of_case(tx, one.case_id) if r.answer]
    return {
        "details": f"{case.child.name}, {day_in_words(case.child.born)}",
        "authors": f"{', '.join(filter(None, names))}; {setting.name}",
        "date": day_in_words(one.completed_on) if one.completed_on else "",
        "sources": ", ".join(dict.fromkeys(asked)),
        "shown": one.said.get("disagreement", ""),
    }


async def _review_rows(tx: Tx, one: Assessment) -> list[tuple[str, str]]:
    written = await finishing.review_of(tx, one)
    if written is None:
        raise NotFound("review document")
    kinds = ", ".join(say(f"assessment.barriers.{kind}") for kind in written.barrier_kinds)
    used = "yes" if written.consultation_used else "no"
    return [
        ("tool", say(f"assessment.tools.{written.tool}")),
        ("weeks", str(written.weeks)),
        ("barriers", kinds or say("assessment.no_barriers")),
        ("consultation", say(f"assessment.consultation.{used}")),
        ("confidence", str(written.confidence)),
        ("by", await _name(tx, written.written_by)),
        ("at", moment_in_words(written.written_at)),
    ]


async def everything(tx: Tx, one: Assessment) -> dict[str, Any]:
    """All that is kept of an assessment and its case, in plain JSON: for whoever asks what is held about a child."""
    case: Case = await cases.get(tx, one.case_id)
    plain = {name: value for name, value in vars(one).items() if name not in ("id", "case_id")}
    return {
        "assessment": plain_values(plain),
        "case": plain_values({name: value for name, value in vars(case).items() if name not in ("id", "child")}),
        "child": case.child.as_json(),
        "members": [plain_values(vars(member)) for member in await members.of_case(tx, case.id)],
        "events": [plain_values(vars(event)) for event in await events.of_case(tx, case.id)],
        "states": [{"state": str(state), "at": at.isoformat()} for state, at in await assessments.steps_of(tx, one)],
        "barriers": [plain_values(vars(barrier)) for barrier in await barriers.of_assessment(tx, one)],
        "information": [plain_values(vars(asked)) for asked in await information.of_case(tx, case.id)],
        "shares": [plain_values(vars(share)) for share in await finishing.shares_of(tx, one)],
    }

"""A case audit, or the self-audit, as a document: for who may read it, and in its history before there is a file."""

from bot.cli import new_file
from bot.cli.acting_as import named
from bot.cli.console import database, real_clock
from bot.exports.exporting import Exported, Made, Wanted, by_own_right, document, in_plain_json, write_what_is_noted
from bot.settings import Settings
from dialogs.interview.parsing.dates import day_in_words
from dialogs.interview.parsing.days import today
from dialogs.oversight.known_days import known_in_words
from dialogs.oversight.self_audit import number_of
from dialogs.oversight.shown import finding_words, in_days, not_known
from dialogs.words import say
from storage import audit
from storage.audit import AuditAction
from storage.casework import members
from storage.casework.meetings import AT_MEETING
from storage.database.engine import Tx
from storage.documents.kinds import case_audit, self_audit
from storage.documents.layout import Form
from storage.oversight.case_audits import auditing
from storage.oversight.case_audits.findings import AuditedCase
from storage.oversight.case_audits.questions import content
from storage.oversight.self_audit import rounds
from storage.oversight.self_audit.items import items
from storage.oversight.self_audit.rounds import SelfAudit
from storage.people import people, settings
from storage.people.people import Person


async def export_case(of: Settings, reference: str, who: str, wanted: Wanted) -> Exported:
    """The newest audit of a case, for its members and who made it. Raises NotFound where there is none for them."""
    read: list[AuditedCase] = []

    async def look(tx: Tx, person: Person) -> None:
        read.append(await auditing.read(tx, person, reference))

    async def make(tx: Tx, person: Person) -> Made:
        as_page = wanted.kind != "json"
        made = document(await of_case(tx, read[0]), wanted.kind) if as_page else await everything(tx, read[0])
        return Made(made, members.about(read[0].case_id), f"case_audit_{wanted.kind}")

    return await by_own_right(of, who, wanted.out, look, make)


async def export_self(of: Settings, who: str, wanted: Wanted) -> Exported:
    """The open self-audit, else the last. Raises NotAllowed, and NotFound where there is none yet."""
    if wanted.out is not None:
        new_file.refuse_where_it_cannot_go(wanted.out)
    async with database(of) as opened:
        async with opened.transaction(real_clock()) as tx:
            person = await named(tx, who)
            one = await rounds.read(tx, person)
            made = Exported(document(await of_self(tx, person, one), wanted.kind))
            await audit.note(tx, one.about, person.id, AuditAction.EXPORTED, f"{wanted.kind} {made.sha256}")
        if wanted.out is not None:
            await write_what_is_noted(opened, wanted.out, made.content, one.about, person)
    return made


async def of_case(tx: Tx, case: AuditedCase) -> Form:
    """Laid out. It names the auditor, and no child and no worker."""
    setting = await settings.setting(tx, case.setting_id)
    auditor = (await people.get(tx, case.auditor_id)).name
    day = day_in_words(today(case.audited_at))
    head = say("case_audit.head", reference=case.reference, number=case.number, day=day, who=auditor)
    found = [(finding_words(one), f"[{', '.join(one.cites)}]") for one in case.findings]
    stages = content().stages
    rows = {
        "found": [("nothing", "\n\n".join([head, *([] if found else [say("case_audit.no_findings")])])), *found],
        "days": [
            (say(f"case_audit.stages.{name}"), f"{in_days(delay)} [{', '.join(stages[name].cites)}]")
            for name, delay in case.delays.items()
            if delay is not None
        ],
        "meeting": [
            (say(f"assessment.agencies.{one}"), say(f"case_audit.seats.{seat}"))
            for one in AT_MEETING
            if (seat := case.seat(one))
        ],
        "unknown": [("unknown", "; ".join(not_known(case)))],
        "known": [
            ("signs", str(case.earlier_signs)),
            ("changes", str(case.worker_changes)),
            *((say(f"case_audit.happened.{kind}"), known_in_words(case.day(kind))) for kind in content().asked_days),
        ],
        "why": [(say(f"case_audit.forms.{one}"), words) for one, words in case.why.items()],
    }
    return case_audit.lay_out(rows, setting_name=setting.name, reference=case.reference)


async def everything(tx: Tx, case: AuditedCase) -> bytes:
    """Every audit of its case, oldest first, in plain JSON: for whoever asks what is held about a child."""
    every = [
        {"case": one.reference, "number": one.number, "auditor": one.auditor_id, "at": one.audited_at.isoformat()}
        | auditing.as_json(one)
        for one in await auditing.every(tx, case.case_id)
    ]
    return in_plain_json({"audits": every})


async def of_self(tx: Tx, person: Person, one: SelfAudit) -> Form:
    """Laid out, with what each item was in the self-audit before."""
    before = {past.number: past for past in await rounds.closed_before(tx, today(tx.now).replace(year=9999))}
    earlier = before.get(one.number - 1)
    rows = [_row(name, one, earlier) for name in items().items]
    ratings = {name: say(f"self_audit.ratings.{name}") for name in (*self_audit.SHAPES, "none")}
    setting = await settings.setting(tx, person.setting_id)
    return self_audit.lay_out(rows, ratings, reference=str(one.number), setting_name=setting.name)


def _row(name: str, one: SelfAudit, earlier: SelfAudit | None) -> self_audit.Row:
    rated = one.rated.get(name)
    past = earlier.rated.get(name) if earlier else None
    item = items().items[name]
    return self_audit.Row(
        number=number_of(name),
        agency=say(f"self_audit.agencies.{item.agency}"),
        item=say(f"self_audit.items.{name}"),
        cites=", ".join(item.cites),
        rating=str(rated.given.rating) if rated else "",
        before=str(past.given.rating) if past else "",
        evidence=rated.given.evidence if rated else "",
        owner=rated.given.owner if rated else "",
        action=rated.given.action if rated else "",
        day=day_in_words(rated.given.due_on) if rated and rated.given.due_on else "",
    )

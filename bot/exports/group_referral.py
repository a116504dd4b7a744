"""A referral to a group as a document, or all that is kept of it, for whoever may read it."""

from typing import Any

from bot.cli.acting_as import named
from bot.cli.console import database, real_clock
from bot.exports.exporting import Exported, Made, Wanted, by_own_right, document, in_plain_json
from bot.settings import Settings
from dialogs.groups.referring import REFERS
from dialogs.groups.shown import LEADS
from dialogs.interview.parsing.dates import day_in_words
from dialogs.interview.parsing.days import moment_in_words
from dialogs.words import say
from storage import audit
from storage.audit import AuditAction
from storage.database.engine import Tx
from storage.documents.kinds import group_referral
from storage.groups import access, attending, directory
from storage.groups.referral import Referral
from storage.people import people, settings
from storage.people.people import Person
from storage.problems import NotAllowed


async def export(of: Settings, reference: str, who: str, wanted: Wanted) -> Exported:
    """Raises NotFound where there is no such referral for this person."""

    async def make(tx: Tx, person: Person) -> Made:
        one, _ = await access.read(tx, person, reference, action=None)
        return Made(await _made(tx, one, wanted.kind), one.about, wanted.kind)

    return await by_own_right(of, who, wanted.out, lambda tx, person: access.read(tx, person, reference), make)


async def about(of: Settings, who: str, name: str, born: str) -> list[Referral]:
    """What is held about a child that this person may read, for a subject access request. That they looked is kept."""
    async with database(of) as opened, opened.transaction(real_clock()) as tx:
        person = await named(tx, who)
        if not person.roles & (REFERS | LEADS):
            raise NotAllowed
        found = await access.about_child(tx, person, name, born)
        await audit.note(tx, audit.of_person(person.id), person.id, AuditAction.SEARCHED, str(len(found)))
        for one in found:
            await audit.note(tx, one.about, person.id, AuditAction.FOUND_BY_NAME)
        return found


async def _made(tx: Tx, one: Referral, kind: str) -> bytes:
    if kind == "json":
        return in_plain_json(await everything(tx, one))
    setting = await settings.setting(tx, one.setting_id)
    rows = await _rows(tx, one)
    return document(group_referral.lay_out(rows, setting_name=setting.name, reference=one.reference), kind)


async def _rows(tx: Tx, one: Referral) -> dict[str, list[tuple[str, str]]]:
    group, said = await directory.get(tx, one.group_id), one.referred
    reasons = "; ".join(say(f"group_referral.questions.reasons_for.choices.{each}") for each in said.reasons)
    known_to = "; ".join(say(f"group_referral.questions.agencies_knowing.choices.{each}") for each in said.known_to)
    since = moment_in_words(one.waiting_since) if one.waiting_since else ""
    return {
        "child": [
            ("name", said.name),
            ("born", day_in_words(said.born)),
            ("strengths", said.strengths),
            ("needs", said.needs),
        ],
        "help": [
            ("reasons", reasons),
            ("known_to", known_to),
            ("route", say(f"group_referral.questions.group_route.choices.{said.route}")),
            ("agreed", say("groups.agreed").removeprefix("• ")),
        ],
        "group": [
            ("group", group.name),
            ("by", f"{(await people.get(tx, one.referrer_id)).name}, {moment_in_words(one.sent_at)}"),
            ("reach", said.reach),
            ("state", say(f"groups.states.{one.state}", since=since, why=one.why, instead=one.instead)),
        ],
        "came": [
            (day_in_words(day), say("groups.was_there" if came else "groups.was_not_there"))
            for day, came in await attending.of_referral(tx, one)
        ],
    }


async def everything(tx: Tx, one: Referral) -> dict[str, Any]:
    """All that is kept of it, in plain JSON."""
    plain = {name: value for name, value in vars(one).items() if name not in ("id", "referred")}
    group = await directory.get(tx, one.group_id)
    return {
        "referral": {
            name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in plain.items()
        },
        "group": {"reference": group.reference, "name": group.name},
        "child": one.referred.as_json(),
        "meetings": [{"day": day.isoformat(), "came": came} for day, came in await attending.of_referral(tx, one)],
    }

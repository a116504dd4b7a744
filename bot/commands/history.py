"""`... history`: who did what with a record, a person, a setting, or the installation. That it was read is kept too.

An entry holds no word of a case: whoever runs the server may read it, as `records verify` says whether it is whole.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.console import Json, database, real_clock, refused, run, settings, show, tell

if TYPE_CHECKING:
    from storage.audit import Entry, Subject
    from storage.database.engine import Tx

Find = Callable[["Tx"], Awaitable["Subject"]]


@dataclass(frozen=True)
class Line:
    """One entry, with the name of whoever did it, or in whose name it was done."""

    entry: "Entry"
    name: str

    def as_json(self) -> dict[str, Any]:
        """The entry with its number, moment (ISO 8601, UTC), action, person and way."""
        one = self.entry
        return {
            "number": one.number,
            "at": one.at.isoformat(),
            "action": one.what,
            "detail": one.detail,
            "person": one.person_id,
            "name": self.name,
            "via": one.via,
            "os_user": one.os_user,
            "as_somebody_else": one.as_somebody_else,
        }

    def in_words(self) -> str:
        """One line of text, in London time."""
        from bot.cli.times import in_words
        from dialogs.words import say

        one = self.entry
        way = "by_command_as" if one.as_somebody_else else f"by_{one.via}" if one.via else "by_chat"
        return say(
            "operations.history.row", number=one.number, at=in_words(one.at),
            detail=f" ({one.detail})" if one.detail else "",
            what=say(f"operations.history.actions.{one.what}"),
            who=say(f"operations.history.{way}", name=self.name, os_user=one.os_user),
        ).strip()  # fmt: skip


def of_record(
    reference: Annotated[str, typer.Argument(metavar="REF", help="Such as WM-7K3F-2Q")], as_json: Json = False
) -> None:
    """Who did what with a record, and when. Nothing of what is in it."""

    async def find(tx: "Tx") -> "Subject":
        from storage.administration import checking_history

        return await checking_history.subject_of(tx, reference)

    _tell(find, as_json)


def of_assessment(
    reference: Annotated[str, typer.Argument(metavar="REF", help="Such as WA-7K3F-2Q, or WC-7K3F-2Q for its case")],
    as_json: Json = False,
) -> None:
    """Who did what with an assessment, or with its case. Nothing of what is in it."""

    async def find(tx: "Tx") -> "Subject":
        from storage.administration import checking_history

        return await checking_history.subject_of(tx, reference)

    _tell(find, as_json)


def of_group(
    reference: Annotated[str, typer.Argument(metavar="REF", help="Such as WG-7K3F-2Q, or WR-7K3F-2Q for a referral")],
    as_json: Json = False,
) -> None:
    """Who did what with a group, or with a referral to one. Nothing of what is in it."""

    async def find(tx: "Tx") -> "Subject":
        from storage.groups import directory

        return await directory.subject_of(tx, reference)

    _tell(find, as_json)


def of_intervention(
    reference: Annotated[str, typer.Argument(metavar="REF", help="Of the case, such as WC-7K3F-2Q")],
    as_json: Json = False,
) -> None:
    """Who did what with the intervention plan of a case. Nothing of what is in it."""

    async def find(tx: "Tx") -> "Subject":
        from storage.casework import cases
        from storage.plans.intervention import plan

        return plan.subject((await cases.by_reference(tx, reference)).id)

    _tell(find, as_json)


def of_self_audit(
    number: Annotated[int, typer.Argument(metavar="NUMBER", help="1 for the first")], as_json: Json = False
) -> None:
    """Who did what with a self-audit. Nothing of what is in it."""

    async def find(tx: "Tx") -> "Subject":
        from storage.oversight.self_audit import rounds

        return rounds.subject(number)

    _tell(find, as_json)


def of_plan(
    reference: Annotated[str, typer.Argument(metavar="REF", help="Such as SP-7K3F-2Q")],
    as_json: Json = False,
) -> None:
    """Who did what with a safety plan. Nothing of what is in it."""

    async def find(tx: "Tx") -> "Subject":
        from storage.plans import access

        return await access.subject_of(tx, reference)

    _tell(find, as_json)


def of_good_life(
    reference: Annotated[str, typer.Argument(metavar="REF", help="Of the case, such as WC-7K3F-2Q")],
    as_json: Json = False,
) -> None:
    """Who did what with a Good Life plan, also after leaving. Nothing of what is in it."""

    async def find(tx: "Tx") -> "Subject":
        from storage.casework import cases
        from storage.plans.good_life import plan
        from storage.problems import NotFound

        found = await plan.of_case(tx, await cases.by_reference(tx, reference))
        if found is None:
            raise NotFound("plan")
        return found.about

    _tell(find, as_json)


def of_person(
    who: Annotated[str, typer.Argument(metavar="WHO", help="A login, or an id, also of somebody who has left")],
    as_json: Json = False,
) -> None:
    """What was changed about somebody, and what they listed or searched for."""

    async def find(tx: "Tx") -> "Subject":
        from storage import audit
        from storage.people import people

        known = await people.find(tx, who)
        subject = audit.of_person(known.id if known else who)
        if known is None and not await audit.entries(tx, subject):
            await people.get(tx, who)
        return subject

    _tell(find, as_json)


def of_setting(
    setting: Annotated[str, typer.Argument(help="An id from 'people setting list'")], as_json: Json = False
) -> None:
    """What was changed about a setting."""

    from storage.people import settings as workplaces

    async def find(tx: "Tx") -> "Subject":
        from storage import audit

        return audit.of_setting((await workplaces.setting(tx, setting)).id)

    _tell(find, as_json)


def of_board_report(
    period: Annotated[str, typer.Argument(metavar="PERIOD", help="Such as 2026-27, or 2026-27-Q2")],
    as_json: Json = False,
) -> None:
    """Who signed the reports of a year or a quarter, who read them and who wrote them out."""

    async def find(tx: "Tx") -> "Subject":
        from storage.oversight.board_report import editions
        from storage.oversight.board_report.period import read

        return editions.about(read(period))

    _tell(find, as_json)


def of_installation(as_json: Json = False) -> None:
    """What was done to the installation as a whole, such as changing its keys."""

    async def find(tx: "Tx") -> "Subject":
        from storage.audit import INSTALLATION

        return INSTALLATION

    _tell(find, as_json)


def _tell(find: Find, as_json: bool) -> None:
    from dialogs.words import say
    from storage import audit

    of = settings()

    async def read() -> "tuple[list[Line], bool]":
        async with database(of) as opened, opened.transaction(real_clock()) as tx:
            subject = await find(tx)
            is_whole = await audit.verify(tx, subject) or not await audit.entries(tx, subject)
            await audit.note(tx, subject, None, audit.AuditAction.HISTORY_READ)
            return [await line_of(tx, entry) for entry in await audit.entries(tx, subject)], is_whole

    lines, is_whole = run(read)
    for line in lines:
        show(line.as_json()) if as_json else tell(line.in_words())
    if not is_whole:
        raise refused("history.not_whole", code=1)
    if not as_json:
        tell(say("operations.history.whole"))


async def line_of(tx: "Tx", entry: "Entry") -> Line:
    """An entry with the name that goes with it."""
    from storage.people import people

    return Line(entry, (await people.get(tx, entry.person_id)).name if entry.person_id else "")

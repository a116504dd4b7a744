"""`annual report`: the training team sees it and signs it, heads of service and managers read it. And `matrix`."""

from dialogs.interview.answers import Choices
from dialogs.interview.chat import Chat, Then
from dialogs.interview.forms import SIGNATURE
from dialogs.interview.frame import Frame, known, note
from dialogs.interview.interview import Interview, Question
from dialogs.training import report
from dialogs.training.sessions import Plain
from dialogs.turn import Reply
from dialogs.words import reply, say
from storage import audit
from storage.people.people import Role
from storage.problems import NotFound
from storage.training import census, figures, reports
from storage.training.figures import Figures
from storage.training.reports import READERS, ReportAsItWas

SIGN, LATER = "sign_it", "not_now"
SEE_MATRIX = frozenset({Role.TRAINING, Role.READER})

ANNUAL = Interview(
    "annual_report",
    (
        Question("sign", Choices(lambda _: (SIGN, LATER))),
        Question("signature", SIGNATURE, lambda a: a.get("sign") == SIGN, private=True),
    ),
)


class AnnualReportFlow(Plain):
    """Shown first, then signed as it was shown."""

    interview: Interview = ANNUAL
    roles: frozenset[Role] = READERS

    async def opened(self, chat: Chat, frame: Frame) -> Then:
        """The training team is shown what would be signed; all others what was signed last."""
        if Role.TRAINING not in chat.person.roles:
            signed = await reports.read(chat.tx, chat.person)
            return Then(frame, [_signed(signed) if signed else reply("training_report.none")], ends=True)
        year = await census.last_year(chat.tx)
        try:
            drafted = await reports.draft(chat.tx, chat.person, year or 0)
        except NotFound:
            return Then(frame, [reply("training_report.no_census")], ends=True)
        said = _said("training_report.draft", say("training_report.draft", year=year), drafted)
        newest = await reports.read(chat.tx, chat.person, year)
        if newest is not None and newest.figures == drafted:
            again = reply("training_report.as_it_was", edition=newest.edition)
            return Then(frame, [_signed(newest), again], ends=True)
        return Then(note(frame, year=year, shown=drafted.as_json()), [said])

    async def finished(self, chat: Chat, frame: Frame) -> Then:
        """It is signed as it was shown; or not, where the figures have changed since."""
        answers = known(frame)
        if answers["sign"] == LATER:
            return Then(frame, [reply("training_report.not_signed")], ends=True)
        year, shown = answers["year"], figures.read(answers["shown"])
        if await reports.draft(chat.tx, chat.person, year) != shown:
            return Then(frame, [reply("training_report.changed")], ends=True)
        try:
            signed = await reports.sign(chat.tx, chat.person, year, shown, answers["signature"]["signed_name"])
        except ReportAsItWas:
            return Then(frame, [reply("training_report.changed")], ends=True)
        done = reply("training_report.signed_now", edition=signed.edition, checksum=signed.hash)
        return Then(frame, [done], ends=True)


async def matrix(chat: Chat, rest: str) -> list[Reply]:
    """Who is trained and what was done, by service area; exact, for the team and heads of service."""
    year = await census.last_year(chat.tx) or chat.turn.now.year
    of = await figures.of_year(chat.tx, year)
    own = audit.of_person(chat.person.id)
    await audit.note(chat.tx, own, chat.person.id, audit.AuditAction.TRAINING_SHOWN, f"matrix {year}")
    if not of.rows:
        return [reply("training_report.matrix_none")]
    lines = [f"• {report.matrix_row(row)}" for row in of.rows]
    return [Reply("training_report.matrix", "\n".join([say("training_report.matrix_head", year=year), *lines]))]


def _signed(signed: reports.Signed) -> Reply:
    head = say("training_report.read", year=signed.year, edition=signed.edition)
    return _said("training_report.read", head, signed.figures)


def _said(key: str, head: str, of: Figures) -> Reply:
    parts = [head]
    for number, (heading, lines) in enumerate(report.contents(of), start=1):
        parts.append("\n".join([f"{number}. {heading}", *(f"• {line}" for line in lines)]))
    return Reply(key, "\n\n".join([*parts, report.own_rules()]))

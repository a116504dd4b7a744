"""A list of everybody, copied out of a spreadsheet: tried first, with a receipt of what would come of it, then stored.

The same as `waymark people import`, by the same functions. What is sent has the desk's limit of size, enough for a
school's list or some; a whole council's goes by the command.
"""

from bot.cli.table import Columns, NotATable, rows_of
from bot.commands.people.lists import in_words, why_not
from bot.desk.page import ADMINS, Answer, Page, Reader, Shown
from dialogs.words import say
from storage.administration.people_import import rows as said
from storage.administration.people_import.take import Wishes, take

COLUMNS = Columns(said.NEEDED, said.ALSO, said.PASSED_OVER, said.MOST_ROWS)


async def empty(reader: Reader) -> Answer:
    """`GET /desk/people/list`."""
    return _shown()


async def tried_or_stored(reader: Reader) -> Answer:
    """`POST /desk/people/list`: tried, and with `sure` stored, where nothing is wrong with it."""
    text, sure = reader.asked.typed("list"), reader.asked.typed("sure") == "yes"
    try:
        rows = rows_of(text, COLUMNS)
    except NotATable as why:
        refused = say(f"operations.table.{why.key}", file=say("people_page.list.label"), **why.params)
        return _shown(text, refused=refused, status=422)
    many = reader.asked.typed("many") == "yes"
    wishes = Wishes(reader.settings.tenants, dry_run=not sure, many_leave=many, by=reader.person.id)
    report = await take(reader.acting, rows, wishes)
    if report.faults:
        return _shown(text, refused=why_not(report), status=422)
    lines = list(in_words(report, dry_run=not report.stored))
    return _shown(text, lines=lines, stored=report.stored, too_many=report.too_many_leave)


def _shown(
    text: str = "",
    *,
    lines: list[str] | None = None,
    stored: bool = False,
    too_many: bool = False,
    refused: str = "",
    status: int = 200,
) -> Shown:
    data = {"text": text, "lines": lines or [], "stored": stored, "too_many": too_many, "refused": refused}
    return Shown("people/list", "people_page.list.title", data, status)


PAGES = (
    Page("/people/list", ADMINS, empty),
    Page("/people/list", ADMINS, tried_or_stored, changes=True),
)

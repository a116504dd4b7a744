"""The board report and the self-audit at the desk, to read only: which editions are signed, and one in words.

It is signed in the chat; its pictures are in the document. Who reads one is noted by `editions.read`.
"""

from bot.desk import writing
from bot.desk.page import Answer, Page, Reader, Shown
from dialogs.oversight import board_document, self_audit
from storage.oversight.board_report import editions, period
from storage.oversight.board_report.editions import READERS
from storage.oversight.board_report.period import NoSuchPeriod
from storage.problems import NotFound

TITLE = "board_report_page.title"


async def all_of_them(reader: Reader) -> Answer:
    """`GET /desk/board-report`: the signed editions, the newest first, and how the self-audit stands."""
    signed = await editions.signed_periods(reader.tx)
    (rated,) = await self_audit.show(writing.chat_of(reader), "")
    data = {
        "signed": [(str(of), number) for of, newest in signed for number in range(newest, 0, -1)],
        "rated": rated.text,
    }
    return Shown("board_report/editions", TITLE, data)


async def one(reader: Reader) -> Answer:
    """`GET /desk/board-report/{which}`: an edition of a period (`?edition=1`), the newest where none is said."""
    number = reader.asked.chosen("edition")
    try:
        if number and not (number.isascii() and number.isdecimal() and len(number) < 5):
            raise NotFound("board_report")
        wanted = int(number) if number else None
        found = await editions.read(reader.tx, reader.person, period.read(reader.asked.parts["which"]), wanted)
    except (NoSuchPeriod, NotFound):
        return Shown("board_report/none", TITLE, {"changed": False}, status=404)
    # what was changed in the database is no signed report: it is not shown as one
    if not editions.is_whole(found):
        return Shown("board_report/none", TITLE, {"changed": True}, status=404)
    return Shown("board_report/edition", TITLE, {"form": board_document.internal(found)})


PAGES = (
    Page("/board-report", READERS, all_of_them, menu="board_report_page.menu"),
    Page("/board-report/{which}", READERS, one),
)

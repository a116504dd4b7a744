"""Every page of the desk, in the order of the menu. A new page is a line here (see ../README.md)."""

from bot.desk.page import Page
from bot.desk.pages import account, child, mine, overview, register, service, today

PAGES: tuple[Page, ...] = (
    *today.PAGES,
    *register.PAGES,
    *child.PAGES,
    *overview.PAGES,
    *service.PAGES,
    *mine.PAGES,
    *account.PAGES,
)

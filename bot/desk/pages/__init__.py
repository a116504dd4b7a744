"""Every page of the desk, in the order of the menu. A new page is a line here (see ../README.md)."""

from bot.desk.page import Page
from bot.desk.pages import (
    account,
    assessments,
    child,
    documents,
    groups,
    mine,
    notes,
    overview,
    people,
    people_list,
    plans,
    record,
    register,
    service,
    slots,
    talks,
    today,
    write,
)

PAGES: tuple[Page, ...] = (
    *today.PAGES,
    *register.PAGES,
    *record.PAGES,
    *write.PAGES,
    *documents.PAGES,
    *child.PAGES,
    *overview.PAGES,
    *notes.PAGES,
    *plans.PAGES,
    *talks.PAGES,
    *groups.PAGES,
    *assessments.PAGES,
    *service.PAGES,
    *slots.PAGES,
    *mine.PAGES,
    *people.PAGES,
    *people_list.PAGES,
    *account.PAGES,
)

"""What the chat leaves to the desk: lists, documents and numbers.

It gives a button that opens the page, where one signs in. It holds no name and nothing of a record; whether
somebody may see the page is asked there.
"""

from dataclasses import replace

from dialogs.interview.chat import Chat
from dialogs.safeguarding.handover import inbox
from dialogs.turn import Link, Reply
from dialogs.words import reply, say
from storage.audit import AuditAction
from storage.problems import NotFound
from storage.records import inbox as records_inbox
from storage.records.reference import first_reference


async def first(chat: Chat, rest: str) -> list[Reply]:
    """'desk': its first page."""
    return [_page(chat, "first", "/")]


async def register(chat: Chat, rest: str) -> list[Reply]:
    """'all records': the register."""
    return [_page(chat, "register", "/register")]


async def open_records(chat: Chat, rest: str) -> list[Reply]:
    """'open records': what is not filed yet is the inbox, and the register has it too."""
    *others, last = await inbox(chat, "")
    return [*others, _linked(chat, last, "register", "/register?state=signed&state=received&state=read&state=decided")]


async def filed(chat: Chat, rest: str) -> list[Reply]:
    """'filed': what is on file."""
    return [_page(chat, "filed", "/register?state=filed")]


async def numbers(chat: Chat, rest: str) -> list[Reply]:
    """'numbers': by month, view, place and the like."""
    return [_page(chat, "numbers", "/overview")]


async def document(chat: Chat, rest: str) -> list[Reply]:
    """'pdf WM-...': the record's page, with its documents; without a reference the register, to choose one."""
    reference = first_reference(rest)
    if not reference:
        return [_page(chat, "document_of_which", "/register")]
    try:
        record = await records_inbox.open_for(chat.tx, chat.person, reference, AuditAction.OPENED)
    except NotFound:
        return [reply("inbox.not_found")]
    return [_page(chat, "document", f"/record/{record.reference}")]


def _page(chat: Chat, name: str, path: str) -> Reply:
    if not chat.desk:
        return reply("to_desk.none")
    return _linked(chat, reply(f"to_desk.{name}"), name, path)


def _linked(chat: Chat, said: Reply, name: str, path: str) -> Reply:
    """The same reply with a button that opens a page of the desk, where there is a desk."""
    if not chat.desk:
        return said
    link = Link(say(f"to_desk.open.{name}"), f"{chat.desk}{path}")
    return replace(said, links=(link,))


__all__ = ["document", "filed", "first", "numbers", "open_records", "register"]

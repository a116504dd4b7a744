"""Whose conversations about assessments are: asked before a message is taken for one of their commands."""

from dialogs.interview.chat import CASE_SETTINGS, Chat
from storage.casework import assessments, members
from storage.people.people import Role


def may_ask(chat: Chat) -> bool:
    """Case workers, their managers, and youth justice on duty."""
    if chat.person.roles & {Role.MANAGER, Role.YOUTH_JUSTICE}:
        return True
    return Role.WORKER in chat.person.roles and chat.setting.kind in CASE_SETTINGS


async def in_a_case(chat: Chat) -> bool:
    """Whoever is in a case: plans are theirs."""
    return await members.is_in_any(chat.tx, chat.person)


async def takes_part(chat: Chat) -> bool:
    """Whoever may ask for an assessment, is in a case, or is asked to co-work one."""
    if may_ask(chat) or await members.is_in_any(chat.tx, chat.person):
        return True
    return bool(await assessments.asked_to_co_work(chat.tx, chat.person))

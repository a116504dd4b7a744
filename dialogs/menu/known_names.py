"""A name that was typed may be that of the setting's own DSL, deputy or head: is it about them? It is asked.

It is never taken silently: two people may have one name. What is said is read once more with the role in place of the
name, so that 'Mrs Smith did it' asks, and 'I told Mrs Smith' does not.
"""

import re

from dialogs import concern
from dialogs.interview.answers import plain
from dialogs.interview.chat import Chat
from dialogs.interview.looks_like_a_name import may_hold_a_name
from dialogs.menu.registry import registry
from dialogs.turn import Choice, Reply
from dialogs.words import names, say
from storage.people import people
from storage.people.responsible import CHAIN

TITLE = r"(?:mrs?|ms|miss|mx|dr|sir|rev|father|sister)\b\.?"
_TITLE = re.compile(rf"\b{TITLE}\s", re.IGNORECASE)


async def asked(chat: Chat, text: str, before: frozenset[str]) -> list[Reply]:
    """'Is that Jo Smith, your DSL?', with one button; nothing where what was typed says nothing about such a person."""
    if not _may_name_one(chat, text):
        return []
    known = before | concern.heard(registry.listener, chat, text)
    if concern.passes_the_dsl_by(known):
        # it passes the DSL by already, whichever of the two it is
        known |= {concern.DSL, concern.NEAR_DSL}
    for role in CHAIN:
        for person in await people.with_role(chat.tx, role, chat.setting.id):
            said = _with_role(text, person.name, say(f"passed_by.by_name.role.{role}"))
            if person.id == chat.person.id or said == text:
                continue
            found = concern.heard(registry.listener, chat, said) - known
            for about in names("passed_by.by_name.yes"):
                if about in found:
                    yes = say(f"passed_by.by_name.yes.{about}")
                    who = say(f"passed_by.by_name.who.{role}", name=person.name)
                    return [Reply("passed_by.by_name.ask", say("passed_by.by_name.ask", who=who), (Choice(yes, yes),))]
    return []


def is_confirmed(text: str) -> bool:
    """The button: it answers nothing else."""
    return plain(text) in {plain(say(f"passed_by.by_name.yes.{about}")) for about in names("passed_by.by_name.yes")}


def _may_name_one(chat: Chat, text: str) -> bool:
    """A first look that costs nothing: a title, a capital in mid-sentence, or a name among the setting's contacts."""
    listed = [part for role in CHAIN for part in chat.setting.contacts.get(role.value, {}).get("name", "").split()]
    words = plain(text).replace("’", " ").replace("'", " ").split()
    on_list = {plain(part) for part in listed} & {*words, *(word.removesuffix("s") for word in words)}
    return bool(text and (_TITLE.search(text) or may_hold_a_name(text) or on_list))


def _with_role(text: str, name: str, role: str) -> str:
    """The text with the role where the person's name stands: after a title, or in full."""
    parts = [re.escape(part) for part in re.sub(r"\(.*?\)", "", name).split()]
    if len(parts) < 2:
        return text
    first, last = parts[0], parts[-1]
    name_of = re.compile(rf"\b(?:{TITLE}\s+(?:{first}\s+)?|{first}\s+){last}(?:['’]?(s))?\b", re.IGNORECASE)
    return name_of.sub(lambda found: f"{role}{found[1] or ''}", text)

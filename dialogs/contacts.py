"""Whom to ring, by role, name and number, from the setting's own contacts."""

from collections.abc import Collection
from typing import Any

from dialogs.interview.chat import Chat
from dialogs.turn import Reply
from dialogs.words import is_dsl_passed_by, reply, say
from storage.people.people import Person, Role
from storage.people.settings import Setting
from storage.working_hours import is_working_time


def self_harm(chat: Chat) -> Reply:
    """Said at once, whatever else was asked. Only words decide: better once too often."""
    dsl, out_of_hours = who_to_ring(chat)
    return reply("incident.self_harm", dsl=dsl, out_of_hours=out_of_hours)


def urgent(chat: Chat) -> Reply:
    """Said at once, where words say that a child is being hurt or is in danger (NY-3.1)."""
    dsl, out_of_hours = who_to_ring(chat)
    return reply("menu.urgent", dsl=dsl, out_of_hours=out_of_hours)


def no_guidance(chat: Chat, choices: tuple[str, ...], key: str = "menu.no_guidance") -> Reply:
    """There is nothing about it in the guidance: whom to ask instead."""
    dsl, out_of_hours = who_to_ring(chat)
    return reply(key, choices=choices, dsl=dsl, out_of_hours=out_of_hours)


def who_to_ring(chat: Chat) -> tuple[str, str]:
    """The DSL, or who stands in their place, and whom at night and at weekends, with their numbers. The DSL themselves
    are given the deputy: nobody is told to ask who they are.
    """
    is_dsl = chat.person.has(Role.DSL, chat.setting.id)
    first = "deputy" if is_dsl or is_dsl_passed_by() else "dsl"
    dsl, out_of_hours = (in_words(chat.setting.contacts.get(name, {})) for name in (first, "out_of_hours"))
    return dsl or say("menu.your_deputy" if is_dsl else "menu.your_dsl"), out_of_hours or say("steps.out_of_hours")


def who_answers(chat: Chat) -> str:
    """Who answers now for social care, with the number: by day the office, at night and at weekends the duty team."""
    by_day = is_working_time(chat.turn.now, chat.tx.closed)
    contact = in_words(chat.setting.contacts.get("social_care" if by_day else "out_of_hours", {}))
    return contact or say("steps.social_care" if by_day else "steps.out_of_hours")


def in_words(contact: Any) -> str:
    """'Demo children’s social care, 01632 960101 (in office hours)'."""
    named = ", ".join(part for part in (contact.get("name", ""), contact.get("phone", "")) if part)
    note = contact.get("note", "")
    return f"{named} ({note})" if named and note else named


def in_role(person: Person, setting: Setting) -> str:
    """'the DSL, Jo Marlowe': who someone is for this setting, by role and name."""
    for role in (Role.DSL, Role.DEPUTY, Role.HEAD):
        if person.has(role, setting.id):
            return say(f"steps.roles.{role}", name=person.name)
    return person.name


def role_in_words(roles: Collection[Role]) -> str:
    """What somebody is, in a word or two, for the form they sign."""
    first = min((role.value for role in roles), default="worker")
    return say(f"record.roles.{first}")

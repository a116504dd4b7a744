"""Every command and every role: who may do what, about a record of the school that somebody else signed.

The table is the promise. A command that is new fails here until it has a row.
"""

import pytest

from bot.turns import House
from dialogs import conversations  # noqa: F401  conversations register themselves
from dialogs.menu import registry
from storage.people import Role
from tests.conversation import Conversation, someone
from tests.dialogs.test_record import signed

LOGINS = ("worker2", "dsl", "deputy", "head", "foster", "foster_dsl", "consultation", "manager", "admin")
LEADS_HERE = frozenset({"dsl", "deputy"})
LEADS = LEADS_HERE | {"head", "foster_dsl"}
EVERYBODY = frozenset(LOGINS)

# command: what is typed, what shows that it was done, and who may
ABOUT_A_RECORD = {
    "read": ("read {reference}", "inbox.record", LEADS_HERE),
    "received": ("received {reference}", "inbox.received", LEADS_HERE),
    "timeline": ("timeline {reference}", "timeline.nothing_earlier", LEADS_HERE),
    "decide": ("decide {reference}", "decision.opening", LEADS_HERE),
    "file": ("file {reference}", "decision.not_decided", LEADS_HERE),
    "hand_over": ("hand over {reference}", "handover.opening", LEADS_HERE),
    "add": ("add to {reference}", "addition.opening", LEADS_HERE),
    "same_child": ("same child {reference} {reference}", "timeline.no_match", LEADS_HERE),
    "another_child": ("another child {reference} {reference}", "timeline.no_match", LEADS_HERE),
}
WITHOUT_A_RECORD = {
    "search": ("find a child's records", "search.questions.child.ask", LEADS),
    "month": ("month", "booking.month", frozenset({"consultation"})),
}
SECRETS = ("Zed", "Inventedname", "Quill", "Madeup", "corridor", "get off")


@pytest.mark.parametrize("login", LOGINS)
@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
async def test_what_each_role_may_do_with_a_record(house: House, worker: Conversation, login: str) -> None:
    reference = await signed(worker)
    for command, (typed, done, allowed) in ABOUT_A_RECORD.items():
        person = await someone(house, login)
        await person.says(typed.format(reference=reference))
        assert (done in person.keys) == (login in allowed), f"{login}: {command}\n{person.transcript}"
        if login not in allowed:
            assert {"inbox.not_found", "menu.not_for_you"} & set(person.keys), f"{login}: {command} says why not"
            assert not [word for word in SECRETS if word in person.text], f"{login}: {command}"
        await person.says("cancel")
        await person.says("yes")


@pytest.mark.parametrize("login", LOGINS)
@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
async def test_what_each_role_may_do_without_one(house: House, worker: Conversation, login: str) -> None:
    await signed(worker)
    for command, (typed, done, allowed) in WITHOUT_A_RECORD.items():
        person = await someone(house, login)
        await person.says(typed)
        assert (done in person.keys) == (login in allowed), f"{login}: {command}\n{person.transcript}"
        await person.says("cancel")
        await person.says("yes")


@pytest.mark.parametrize("login", LOGINS)
@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
async def test_nobody_but_the_leads_of_the_school_sees_that_it_is_there(
    house: House, worker: Conversation, login: str
) -> None:
    reference = await signed(worker)
    person = await someone(house, login)
    for typed in ("inbox", "my records", "summary", "help", "my bookings", "hello"):
        await person.says(typed)
        seen = reference in person.text
        assert seen == (typed == "inbox" and login in LEADS_HERE), f"{login}: {typed}"
        assert not [word for word in SECRETS if word in person.text], f"{login}: {typed}"


async def test_no_command_of_the_safeguarding_roles_is_open_to_everybody() -> None:
    """Each command that takes a reference is in the table, or asks for no role because it is about one's own."""
    own = {"mine", "bookings", "cancel_booking", "add"}
    leads = {Role.DSL, Role.DEPUTY, Role.HEAD}
    for_leads = {name for name, (_, roles) in registry.commands.items() if roles and set(roles) == leads}
    for_leads |= {name for name, flow in registry.starts.items() if set(registry.flows[flow].roles) == leads}
    assert for_leads - {"inbox"} <= set(ABOUT_A_RECORD) | set(WITHOUT_A_RECORD) | own

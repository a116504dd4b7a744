"""The demo's sign-in: one chooses which invented person to be. It is there only without an app id, where the bot
listens on this machine alone, and lets in nobody but people of the demo in a database that holds nothing else.
"""

from typing import NamedTuple

from aiohttp import web

from bot.desk import requests
from bot.desk.desk import Desk, Refused
from bot.desk.page import Shown
from bot.settings import Settings
from dialogs.words import say
from storage.administration import demo
from storage.administration.demo_cases import casework as demo_casework
from storage.administration.demo_cases import good_life as demo_life
from storage.administration.demo_cases import groups as demo_groups
from storage.administration.demo_cases import training as demo_training
from storage.database.origin import DESK
from storage.people import people, sessions
from storage.people.sessions import Way


class Choosable(NamedTuple):
    """One person on the page."""

    login: str
    name: str
    setting_id: str
    roles: str


def sign_in(_to: str = "/") -> Shown:
    """The page on which one chooses."""
    everybody = [
        Choosable(login, name, setting_id, ", ".join(say(f"record.roles.{role}") for role in roles))
        for login, name, setting_id, roles in (
            *((login, *one) for login, one in demo.PEOPLE.items()),
            *((login, *one[:3]) for login, one in demo_casework.STAFF.items()),
            *((login, *one) for login, one in demo_groups.STAFF.items()),
            *((login, *one) for login, one in demo_training.STAFF.items()),
            *((login, name, demo_life.HOME, roles) for login, (name, roles) in demo_life.STAFF.items()),
        )
    ]
    settings = [
        (name, [one for one in everybody if one.setting_id == setting_id])
        for setting_id, (name, _) in (
            demo.SETTINGS | demo_casework.SETTINGS | {demo_life.HOME: demo_life.SETTING}
        ).items()
    ]
    return Shown("sign_in/demo", "sign_in.title", {"settings": settings})


class DemoSignIn:
    """Where the choice is sent to."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def mount(self, app: web.Application, settings: Settings) -> None:
        """Raises ValueError wherever there is an app id: then people are asked who they are."""
        if settings.app_id:
            raise ValueError("the demo's sign-in is for the demo")
        app.router.add_post("/sign-in/demo", self._chosen)

    async def _chosen(self, request: web.Request) -> web.StreamResponse:
        asked = await requests.read(request)
        if not requests.is_from(request, self._desk.origin(request)):
            raise Refused("origin")
        runtime = self._desk.runtime
        async with runtime.database.transaction(runtime.clock(), DESK) as tx:
            person = await people.find(tx, asked.typed("person"))
            if person is None or not person.is_demo or not await demo.is_demo(tx):
                raise web.HTTPNotFound
            secret = await sessions.begin(tx, person.id, Way.DEMO)
        return self._desk.signed_in(secret, Way.DEMO)

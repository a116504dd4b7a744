"""The desk: Waymark's own pages, for whoever works with records. See README.md."""

from functools import partial

from aiohttp import web

from bot.runtime import Runtime
from bot.settings import Settings


def mount(app: web.Application, settings: Settings, runtime: Runtime) -> None:
    """Put the desk under `/desk` of the application: behind Entra's sign-in where it has an address, in the demo where
    one chooses whom to be, and else not at all.
    """
    from bot.desk.desk import PREFIX, Desk
    from bot.desk.sign_in import demo, entra

    if settings.app_id and not settings.desk_url:
        return
    desk = Desk(settings, runtime, partial(entra.sign_in, settings) if settings.app_id else demo.sign_in)
    part = desk.application()
    if settings.app_id:
        entra.EntraSignIn(desk).mount(part)
    else:
        demo.DemoSignIn(desk).mount(part, settings)
    app.add_subapp(PREFIX, part)

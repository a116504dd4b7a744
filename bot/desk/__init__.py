"""The desk: Waymark's own pages, for whoever works with records. See README.md."""

from aiohttp import web

from bot.runtime import Runtime
from bot.settings import Settings


def mount(app: web.Application, settings: Settings, runtime: Runtime) -> None:
    """Put the desk under `/desk` of the application: in the demo, where one chooses whom to be; else not at all."""
    from bot.desk import demo
    from bot.desk.desk import PREFIX, Desk

    if settings.app_id:
        return
    desk = Desk(settings, runtime, demo.sign_in)
    part = desk.application()
    demo.DemoSignIn(desk).mount(part, settings)
    app.add_subapp(PREFIX, part)

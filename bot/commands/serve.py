"""`waymark serve`: the bot for Teams."""

from bot.cli.console import open_runtime, run, settings


def serve() -> None:
    """The bot for Teams, with /healthz and /readyz. Without an app id: on this machine only, with demo data only."""
    from bot import logs
    from bot.web.app import serve as listen
    from storage.database.origin import CHAT

    of = settings()
    logs.set_up()

    async def until_stopped() -> None:
        async with open_runtime(of, demo=not of.app_id, origin=CHAT) as opened:
            await listen(of, opened)

    run(until_stopped)

"""Bringing the tables up to date."""

from storage.database.engine import is_current


async def upgrade(url: str) -> list[str]:
    """Bring the tables up to date; the migrations that ran, oldest first. Quick when there is nothing to do.

    A SQLite file that holds anything is copied first, beside itself, as `<file>.before-<migration>`.
    """
    if await is_current(url):
        return []
    from storage.database.migrations import runner  # alembic takes a quarter of a second to import

    return await runner.run(url)

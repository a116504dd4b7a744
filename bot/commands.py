"""The commands for those who run Waymark: the database, records, slots, people, and what is wrong with it."""

import typer


def register(app: typer.Typer) -> None:
    """Add them to the `waymark` command."""

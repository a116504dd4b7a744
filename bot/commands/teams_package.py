"""`waymark teams-package`: the app package to upload to Teams."""

from pathlib import Path
from typing import Annotated

import typer

from bot.cli.console import settings, stop, tell


def teams_package(
    organisation: Annotated[str, typer.Option(help="Who offers it, as people read it in Teams: 32 characters at most")],
    support: Annotated[str, typer.Option(help="https address of the page that says whom to ask for help")],
    privacy: Annotated[str, typer.Option(help="https address of the privacy notice")],
    terms: Annotated[str, typer.Option(help="https address of the terms of use")],
    tenant: Annotated[str, typer.Option(help="For the registration of this tenant; the council's own without it")] = "",
    out: Annotated[Path, typer.Option(help="The file to make; never one that is there")] = Path("waymark-teams.zip"),
) -> None:
    """Make the app package to upload to Teams, for the bot of WAYMARK_APP_ID, or of another registration."""
    from bot.cli import new_file
    from bot.teams.app_package.app_package import PackageProblem, Particulars, package
    from dialogs.words import say
    from storage.people.entra import entra_id

    of = settings()
    if tenant and entra_id(tenant) not in of.tenants:
        raise stop(say("operations.teams_package.tenant"))
    app_id = of.registration_of(entra_id(tenant)).app_id
    try:
        made = package(Particulars(app_id, organisation, support, privacy, terms, of.desk_url))
    except PackageProblem as problem:
        raise stop(say(f"operations.teams_package.{problem.key}", **problem.params)) from None
    new_file.write(out, made)
    tell(say("operations.teams_package.made", file=out))

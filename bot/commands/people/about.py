"""`waymark people about`: what is held about a member of staff, for a subject access request."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.console import Json, database, json_line, real_clock, run, settings, show, tell

if TYPE_CHECKING:
    from storage.administration.about_staff import About

app = typer.Typer()


@app.command()
def about(
    who: Annotated[str, typer.Argument(metavar="WHO", help="A login, or an id; of somebody who has left, their id")],
    out: Annotated[Path | None, typer.Option("--out", help="A file (JSON) to make, with mail and ids in it")] = None,
    as_json: Json = False,
) -> None:
    """What is held about a member of staff. Mail address and ids only into a file, never onto the screen."""
    from bot.cli import new_file
    from bot.cli.times import in_words
    from dialogs.words import say
    from storage.administration import about_staff
    from storage.people import people

    of = settings()
    if out is not None:
        new_file.refuse_where_it_cannot_go(out)

    async def asked() -> "About":
        async with database(of) as opened, opened.transaction(real_clock()) as tx:
            person = await people.find(tx, who)
            return await about_staff.about(tx, person.id if person else who)

    found = run(asked)
    if out is not None:
        new_file.write(out, json_line(_everything(found), indent=1).encode() + b"\n")
        tell(say("operations.people.about.written", file=out))
        return
    if as_json:
        show(_shown(found))
        return
    left = in_words(found.left_at) if found.left_at else say("operations.people.about.here")
    tell(say("operations.people.about.who", name=found.person.name, added=in_words(found.added_at), left=left))
    posts = ", ".join(sorted(f"{role} ({place})" for role, place in found.person.posts))
    tell(say("operations.people.about.posts", posts=posts or say("operations.people.no_role")))
    tell(say("operations.people.about.counts", courses=len(found.courses), sessions=found.sessions,
             history=len(found.history)))  # fmt: skip
    for where, count in found.named_in.items():
        tell(say("operations.people.about.named", where=where, count=count))
    tell(say("operations.people.about.held_back"))


def _shown(found: "About") -> dict[str, Any]:
    """Without address and ids, but whether there are any."""
    return {
        "id": found.person.id,
        "name": found.person.name,
        "login": found.person.login,
        "roles": [{"role": role, "setting": place} for role, place in sorted(found.person.posts)],
        "setting": found.person.setting_id,
        "area": found.person.service_area,
        "line_manager": found.person.line_manager_id,
        "has_mail": found.mail is not None,
        "has_entra_id": found.object_id is not None,
        "opened_the_bot": found.has_chat,
        "added_at": found.added_at,
        "left_at": found.left_at,
        "courses": [{"course": one.course, "on": one.trained_on, "mode": one.mode} for one in found.courses],
        "sessions": found.sessions,
        "named_in": dict(found.named_in),
    }


def _everything(found: "About") -> dict[str, Any]:
    history = [{"at": one.at, "what": one.action, "by": one.person_id, "via": one.via} for one in found.history]
    own = {"mail": found.mail, "tenant": found.tenant, "entra": found.object_id}
    from dialogs.words import say

    return {**_shown(found), **own, "history": history, "held_back": say("operations.people.about.held_back")}

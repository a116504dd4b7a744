"""`waymark assess`: a view from observations, or that of a signed record again."""

import json
import sys
from typing import Annotated

import typer

from bot.cli.console import Json, json_line, refused, show, stop, tell


def assess(
    schema: Annotated[bool, typer.Option("--schema", help="The vocabulary of observations")] = False,
    record: Annotated[str, typer.Option("--replay", metavar="REF", help="The view of a signed record again")] = "",
    who: Annotated[str, typer.Option("--as", help="Whose right it is to read that record: a login, or an id")] = "",
    as_json: Json = False,
) -> None:
    """A view from observations (JSON on standard input), with reasons, sources, unknowns and what would change it."""
    if record:
        _replay(record, who, as_json)
        return
    from knowledge.observations import ObservationRefused, Observations
    from knowledge.observations import schema as vocabulary
    from knowledge.traffic_light import assess as view_of

    if schema:
        sys.stdout.write(json_line(vocabulary(), indent=None if as_json else 2) + "\n")
        return
    try:
        seen = Observations.from_json(json.loads(sys.stdin.read()))
    except ObservationRefused as wrong:
        raise stop(str(wrong)) from None
    except (ValueError, RecursionError):
        raise refused("assess.not_json") from None
    view = view_of(seen)
    if as_json:
        show(view.as_json())
        return
    from dialogs.incident.view import show as in_words

    tell(in_words(view).text)


def _replay(record: str, who: str, as_json: bool) -> None:
    """Whether the rules it was signed with give that view again, and what those of now give."""
    from bot.commands.assess.replay import replay
    from dialogs.words import say

    if not who:
        raise refused("assess.as_whom")
    found = replay(record, who)
    if as_json:
        show(found)
        return
    keys = [{True: "as_signed", False: "not_as_signed", None: "rules_not_here"}[found["as_signed"]]]
    keys += ["same" if found["same_view"] else "changed"]
    differ = ", ".join(change["criterion"] for change in found["changed"]) or "-"
    rules = {"then": found["rules_then"]["version"], "now": found["rules_now"]["version"]}
    colours = {name: found[name] for name in ("colour_then", "colour_now")}
    for key in keys:
        tell(say(f"operations.assess.{key}", reference=found["reference"], differ=differ, **rules, **colours))

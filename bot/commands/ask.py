"""`waymark ask`: a question to the guidance, with the sources of each answer."""

import sys
from typing import Annotated

import typer

from bot.cli.console import Json, settings, show, stop, tell


def ask(
    question: Annotated[str, typer.Argument(help="A question; '-' reads one a line from standard input")],
    limit: Annotated[int, typer.Option(min=1, max=20, help="How many answers at most")] = 3,
    as_json: Json = False,
) -> None:
    """Look something up in the guidance."""
    from dialogs.words import say
    from knowledge.lookup.cards import GuidanceProblem
    from knowledge.lookup.search import Guidance
    from knowledge.lookup.search import as_json as listed

    of = settings()
    try:
        guidance = Guidance.load(of.guidance_dir)
    except GuidanceProblem as problem:
        raise stop(str(problem)) from None
    for one in (line.rstrip("\n") for line in sys.stdin) if question == "-" else [question]:
        found = guidance.find(one, limit)
        answers = listed(found.answers) if found.is_sure else []
        if as_json:
            show(answers)
            sys.stdout.flush()
            continue
        for answer in answers:
            sources = ", ".join(s.get("section") or s.get("edition", "") for s in answer["sources"])
            tell(f"{answer['title']}\n\n{answer['text'].strip()}\n\n{say('operations.ask.source', sources=sources)}\n")
        if not found.answers:
            tell(say("operations.ask.none"))
        elif not found.is_sure:
            near = "".join(f"\n- {answer.card.title}" for answer in found.answers)
            tell(f"{say('operations.ask.nearest')}{near}\n{say('operations.ask.none_fits')}")

"""Two questions for somebody who is not known here: who they are, and where they work.

It is no interview of the menu: there is no person yet, and so no conversation to be kept. Nothing that is typed before
somebody asks to join is kept.
"""

from collections.abc import Sequence
from dataclasses import replace

from dialogs.interview.answers import plain
from dialogs.turn import Choice, Reply, Turn
from dialogs.words import reply, several
from storage.administration import joining, organisation
from storage.administration.joining import Request, Step
from storage.database.engine import Tx
from storage.names.folding import parts
from storage.people import entered
from storage.people.addresses import Chat
from storage.people.entered import NotTaken
from storage.people.settings import Setting

MOST_OFFERED = 5
"""Settings to choose from. More would be a list of where there are children."""


async def answer(tx: Tx, turn: Turn, who: tuple[str, str], chat: Chat, activity_id: str) -> list[Reply]:
    """What is said to whoever writes from that tenant under that object id, who is nobody here. None of it is about a
    case.
    """
    if turn.value is not None and "event" in turn.value:
        return []
    before = await joining.find(tx, *who)
    if before is not None and before.last and before.last["id"] == activity_id:
        return [Reply.from_json(one) for one in before.last["replies"]]
    said = plain(_said(turn))
    if before is None and said not in (*several("joining.begin"), "ask_to_join"):
        return [reply("joining.not_known", choices=("ask_to_join",))]
    request = before or joining.begun(*who, chat)
    if before is not None and said in several("joining.stop"):
        await joining.withdraw(tx, request)
        return [reply("joining.stopped", choices=("ask_to_join",))]
    request, replies = await _next(tx, request, _said(turn), first=before is None)
    kept = [one.as_json() for one in replies]
    await joining.keep(tx, replace(request, chat=chat, last={"id": activity_id, "replies": kept}))
    return replies


def _said(turn: Turn) -> str:
    return (turn.text or "").strip()


async def _next(tx: Tx, request: Request, said: str, *, first: bool) -> tuple[Request, list[Reply]]:
    if first:
        return request, [reply("joining.ask_name")]
    if request.step is Step.NAME:
        try:
            name = entered.name(said)
        except NotTaken:
            return request, [reply("joining.not_a_name")]
        return replace(request, step=Step.SETTING, name=name), [reply("joining.ask_setting", name=name)]
    if request.step is Step.SETTING:
        return await _setting(tx, request, said)
    return request, [reply("joining.waits")]


async def _setting(tx: Tx, request: Request, said: str) -> tuple[Request, list[Reply]]:
    found = _meant(await organisation.every_setting(tx), said)
    if not found:
        return request, [reply("joining.no_such_setting")]
    if len(found) > MOST_OFFERED:
        return request, [reply("joining.too_many")]
    if len(found) > 1:
        offered = tuple(Choice(one.id, one.name) for one in found)
        return request, [replace(reply("joining.which"), choices=offered)]
    (place,) = found
    if not await joining.send(tx, request, place.id):
        return request, [reply("joining.nobody", setting=place.name)]
    sent = replace(request, step=Step.SENT, setting_id=place.id)
    return sent, [reply("joining.sent", name=request.name, setting=place.name)]


def _meant(settings: Sequence[Setting], said: str) -> list[Setting]:
    """The one that was pressed or has this very name; else those whose names have a part for each that was typed."""
    for one in settings:
        if said == one.id or plain(said) == plain(one.name):
            return [one]
    wanted = parts(said)
    return [
        one for one in settings if wanted and all(any(p.startswith(part) for p in parts(one.name)) for part in wanted)
    ]

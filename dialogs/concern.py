"""Whose concern it is about, told in a person's own words: the DSL, the deputy or the head, or somebody near them.

From there on the deputy or the head stands in the place of the DSL in every step, alert, form and card, and no alert
goes to whom it may be about (KCSIE-2026). It is heard in whatever is typed, at any question and before any.
"""

from collections.abc import Mapping

from dialogs.interview.answers import NOT_SURE, plain
from dialogs.interview.chat import Chat
from dialogs.interview.frame import Frame, note
from dialogs.interview.listener import Listener
from dialogs.turn import JSON, Choice, Reply
from dialogs.words import pass_the_dsl_by, reply, say
from knowledge.lookup.first_matters import without_their_children
from storage.people.people import Role
from storage.people.settings import Setting
from storage.records import safety_watch

HEARD = "concerns"
"""Noted in a frame: of whom its words say that it is about them, or near them."""
HOME = "lived_in"
"""Noted in a frame that was begun in a setting where children live."""
SITUATION = "whose_concern"
DSL, NEAR_DSL, DEPUTY, HEAD = "dsl", "near_dsl", "deputy", "head"
TAKEN_BACK: Mapping[str, frozenset[str]] = {
    "not_dsl": frozenset({DSL, NEAR_DSL}),
    "not_deputy": frozenset({DEPUTY}),
    "not_head": frozenset({HEAD}),
}
"""What 'it is not about the DSL' takes back, and the same of the others."""
LIVED_IN = frozenset({"residential", "foster"})
"""Kinds of setting where the manager often is who leads on safeguarding: nothing goes to the DSL there either."""
ROLES: Mapping[str, Role] = {DEPUTY: Role.DEPUTY, HEAD: Role.HEAD}
"""Who is not told beside the DSL, and of whom a record is kept away from for good (`storage/records/concerns.py`)."""


def of(answers: Mapping[str, JSON]) -> frozenset[str]:
    """Whose it is, by what was heard so far and by the answer to which adult it is; from what a frame knows."""
    who = answers.get("adult_who")
    named = {"dsl": {DSL}, NOT_SURE: {DSL}, HEAD: {HEAD, *({NEAR_DSL} if HOME in answers else ())}}.get(str(who), set())
    return frozenset({*answers.get(HEARD, ()), *named})


def passes_the_dsl_by(concerns: frozenset[str]) -> bool:
    """Whether nothing may go to the DSL: it is about them, or about somebody near them."""
    return bool(concerns & {DSL, NEAR_DSL})


def heard(listener: Listener, chat: Chat, said: str, before: frozenset[str] = frozenset()) -> frozenset[str]:
    """Of whom it is, with this said too. 'It is not about the DSL' takes back what was heard before of the DSL."""
    found = set(listener.all_of(SITUATION, said))
    if DSL in found and DSL not in _accused(listener, said):
        found = (found - {DSL}) | {NEAR_DSL}
    if "manager" in found:
        found = (found - {"manager"}) | {HEAD} | ({NEAR_DSL} if chat.setting.kind in LIVED_IN else set())
    back = found & set(TAKEN_BACK)
    return (before | found) - back - {name for one in back for name in TAKEN_BACK[one]}


def is_only_near(listener: Listener, said: str) -> bool:
    """Whether it is told of a child of theirs, and of none of them: no adult is accused."""
    return bool(listener.all_of(SITUATION, said)) and not _accused(listener, said)


def _accused(listener: Listener, said: str) -> set[str]:
    """Of whom it is told that it was them."""
    return set(listener.all_of(SITUATION, without_their_children(said))) - {NEAR_DSL, *TAKEN_BACK}


async def keep(chat: Chat, frame: Frame, concerns: frozenset[str]) -> Frame:
    """A frame with what was heard noted in it; a clock that runs already no longer reaches whom it is about."""
    await safety_watch.concern(chat.tx, frame["id"], about_dsl=passes_the_dsl_by(concerns), also=others(concerns))
    return note(frame, **{HEARD: sorted(concerns)})


def others(concerns: frozenset[str]) -> frozenset[Role]:
    """Roles beside the DSL's that an alert must not reach."""
    return frozenset(role for name, role in ROLES.items() if name in concerns)


def instead(concerns: frozenset[str], setting: Setting) -> str:
    """Who stands in the place of the DSL, in a word or two for a sentence."""
    contacts = [setting.contacts.get(name, {}) for name in (DEPUTY, HEAD) if name not in concerns]
    return roles_instead(concerns) + _reached(contacts)


def roles_instead(concerns: frozenset[str]) -> str:
    """The same without name and number."""
    left = [name for name in (DEPUTY, HEAD) if name not in concerns]
    return say(f"passed_by.who.{'_or_'.join(left) or 'nobody'}")


def _reached(contacts: list[Mapping[str, str]]) -> str:
    named = [", ".join(filter(None, (one.get("name", ""), one.get("phone", "")))) for one in contacts]
    found = "; ".join(filter(None, named))
    return f" ({found})" if found else ""


def said(before: frozenset[str], now: frozenset[str], chat: Chat) -> list[Reply]:
    """What is said when it becomes known, or is taken back; nothing where nothing changed."""
    replies = []
    was, passes = passes_the_dsl_by(before), passes_the_dsl_by(now)
    if passes and not was:
        how = "about" if DSL in now else "near"
        replies.append(_with_way_back(f"passed_by.passes_by.{how}", DSL, who=instead(now, chat.setting)))
    elif was and not passes:
        replies.append(reply("passed_by.not_about"))
    for name in ROLES:
        if name in now - before:
            replies.append(_with_way_back(f"passed_by.kept_from.{name}", name))
        elif name in before - now:
            replies.append(reply(f"passed_by.no_longer_kept_from.{name}"))
    return replies


def is_put_right(text: str) -> bool:
    """The button 'Not about the DSL', or the head's or the deputy's: it answers nothing else."""
    return plain(text) in {plain(say(f"passed_by.put_right.{name}")) for name in (DSL, *ROLES)}


def _with_way_back(key: str, name: str, **values: str) -> Reply:
    words = say(f"passed_by.put_right.{name}")
    return Reply(key, say(key, **values), choices=(Choice(words, words),))


def from_here_on(concerns: frozenset[str]) -> None:
    """All that is said from here on in this turn."""
    pass_the_dsl_by(passes_the_dsl_by(concerns))

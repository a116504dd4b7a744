"""The look-up: the card that answers, where it comes from, and what else there is. Nothing is made up.

What was looked up last is kept in state as `{"asked", "cards", "describe", "account"}`, the card shown last before
those that are left, so that 'source', 'more' and 'not what I meant' know what they are about. `describe`: whether this
person may describe an incident now; a card that answers what may be one then offers it.
"""

from collections.abc import Mapping, Sequence

from dialogs import contacts
from dialogs.interview.chat import SAFEGUARDING, Chat
from dialogs.interview.looks_like_a_name import may_hold_a_name
from dialogs.interview.parsing.days import today
from dialogs.turn import JSON, Choice, Reply
from dialogs.words import is_dsl_passed_by, reply, say, without_dsl
from knowledge.citations import citation
from knowledge.lookup.card import Card, Reader
from knowledge.lookup.search import Answer
from storage import lookups
from storage.people.people import Role

RELATED = 3
CLOSE = 0.7
"""How near to the best answer's score another has to come to be offered beside it."""
LONGEST_QUESTION = 500
"""Characters. A longer text is no question, and is not searched for."""

AT_WORK: Mapping[str, Reader] = {"social_care": "social_care", "health": "health"}
"""Workers whose kind of setting has cards of its own."""

NO_DSL = frozenset({"foster", "residential", "youth"})
"""Kinds of settings where whoever has the part of the DSL is not called so."""

MAY_BE_AN_INCIDENT = frozenset(
    "first_response the_children images_online the_view recording families telling_people referral".split()
)
"""Subjects of cards that are mostly asked for because something happened."""
CALLS_IT_HEALTHY = frozenset({"after-green", "green-behaviour"})
"""Cards that never come first where somebody has a worry: nobody has looked yet whether it is healthy."""
NEUTRAL = "which-colour"
"""The card that comes in their place: how it is told apart, and who decides."""
LAW_AND_FIGURES = frozenset({"law", "research", "inspection_findings", "recommendations"})
"""Subjects of cards that never come first for somebody who tells what happened."""

Look = dict[str, JSON]


async def look_up(
    chat: Chat, question: str, *, describe: bool = False, account: bool = False, worry: bool = False
) -> tuple[Look, list[Reply]] | None:
    """The best card as one message, or the nearest ones by title where it is not sure that one answers.

    `describe`: this person may describe an incident now. `account`: the words tell of something that happened. `worry`:
    something was told before, or is being asked about. None where there is no guidance on it. What was not answered is
    kept without the person.
    """
    asked = question[:LONGEST_QUESTION]
    look: Look = {"asked": asked, "cards": [], "describe": describe, "account": account}
    found = chat.library.guidance.find(asked, reader=_reader(chat))
    answers = sorted(found.answers, key=lambda answer: account and _is_law(answer.card))
    if account or worry:
        answers = _not_called_healthy(chat, asked, answers)
    if not found.is_sure or (account and _is_law(answers[0].card)):
        near = [answer.card for answer in answers]
        if not found.is_sure:
            await _note(chat, question, "not_sure" if near else "nothing_found", near[:1])
        return (look, [_offer(chat, near, look)]) if near else None
    best = answers[0].score
    cards = [answer.card for answer in answers if answer.score >= CLOSE * best or answer is answers[0]]
    return {**look, "cards": [card.id for card in cards]}, [_show(chat, cards, look)]


def _not_called_healthy(chat: Chat, asked: str, answers: list[Answer]) -> list[Answer]:
    """The neutral card in the place of those that call something healthy; not where 'green' is what they ask about."""
    neutral = chat.library.guidance.cards.get(NEUTRAL)
    if "green" in asked.casefold() or neutral is None:
        return answers
    healthy = [one for one in answers if one.card.id in CALLS_IT_HEALTHY]
    if not healthy:
        return answers
    others = [one for one in answers if one not in healthy and one.card is not neutral]
    in_place = Answer(neutral, healthy[0].score)
    return [*others, in_place] if answers[0] not in healthy else [in_place, *others]


def _is_law(card: Card) -> bool:
    return card.subject in LAW_AND_FIGURES


def has_guidance(chat: Chat, question: str) -> bool:
    """Whether a card answers it, or may."""
    return len(question) <= LONGEST_QUESTION and bool(chat.library.guidance.find(question, 1).answers)


def _reader(chat: Chat) -> Reader | None:
    """For whom a card is to be written, so that it comes before others that say as much."""
    if chat.person.roles & SAFEGUARDING:
        return "dsl"
    if Role.MANAGER in chat.person.roles:
        return "manager"
    if Role.WORKER in chat.person.roles:
        return AT_WORK.get(chat.setting.kind, "worker")
    return None


def source(chat: Chat, look: Look) -> list[Reply]:
    """Where the last answer comes from, each section or edition by its title."""
    cards = _cards(chat, look)
    if not cards:
        return [reply("guidance.nothing_looked_up")]
    cited = [citation(id) for id in cards[0].citations]
    rows = [say("guidance.source_row", id=c.id, title=c.title, document=c.document) for c in cited]
    return [Reply("guidance.source", "\n".join([say("guidance.source", title=cards[0].title), *rows]))]


def more(chat: Chat, look: Look) -> tuple[Look, list[Reply]]:
    """The next best answer to the same question, which is then the last answer."""
    cards = _cards(chat, look)[1:]
    if not cards:
        return look, [reply("guidance.nothing_more")]
    return {**look, "cards": [card.id for card in cards]}, [_show(chat, cards, look)]


async def not_meant(chat: Chat, look: Look) -> tuple[Look, list[Reply]]:
    """The card was not what was meant: kept for the guidance's owner; the next best is shown."""
    cards = _cards(chat, look)
    if not cards:
        return look, [reply("guidance.nothing_looked_up")]
    await _note(chat, look["asked"], "not_meant", cards[:1])
    left = {**look, "cards": [card.id for card in cards[1:]]}
    if len(cards) == 1:
        return left, [reply("guidance.not_meant_nothing_else")]
    return left, [reply("guidance.not_meant"), _show(chat, cards[1:], look)]


async def _note(chat: Chat, question: str, why: str, shown: Sequence[Card]) -> None:
    """For whoever keeps the guidance: the words that cannot be a name, without the person; and nothing at all where
    somebody seems to be named.
    """
    words = "" if may_hold_a_name(question) else chat.library.kept_words.of(question)
    if words:
        await lookups.missed(chat.tx, words, why, shown[0].id if shown else "")


def _cards(chat: Chat, look: Look) -> list[Card]:
    """The cards of a look-up that are still there: the guidance may have changed since."""
    known = chat.library.guidance.cards
    return [known[id] for id in look.get("cards", []) if id in known]


def _show(chat: Chat, cards: Sequence[Card], look: Look) -> Reply:
    card, *others = cards
    known = chat.library.guidance.cards
    related = [known[name] for name in card.related if name in known]
    offered = list({c.id: c for c in [*others, *related] if c.id != card.id}.values())[:RELATED]
    about_dsl = "DSL" in card.title
    text = [
        say("guidance.card", title=card.title, text=without_dsl(card.text, about_dsl=about_dsl)),
        say("guidance.sources", sources=", ".join(card.citations)),
        *_who_that_is(chat, card),
        *(without_dsl(note, about_dsl=True) for note in card.notes(today(chat.turn.now))),
    ]
    describe = _describe(look, card)
    choices = (*describe, *map(_ask, offered), _command("source"), _command("not_meant"))
    return Reply("guidance.card", "\n\n".join(text), choices=choices)


def _who_that_is(chat: Chat, card: Card) -> tuple[str, ...]:
    """Whom a card means by the DSL, where this person has none by that name."""
    if is_dsl_passed_by():
        return ()
    is_for = chat.setting.kind in NO_DSL and not chat.person.roles & SAFEGUARDING and "DSL" in card.text
    return (say(f"guidance.who_that_is.{chat.setting.kind}"),) if is_for else ()


def _describe(look: Look, card: Card) -> tuple[Choice, ...]:
    """'Describe it', where what was asked about may be an incident."""
    may_be = look.get("account") or card.subject in MAY_BE_AN_INCIDENT
    return (_command("describe_it"),) if look.get("describe") and may_be else ()


def _offer(chat: Chat, cards: Sequence[Card], look: Look) -> Reply:
    """Titles to choose from, beside whom to ask."""
    unsure = contacts.no_guidance(chat, (), key="guidance.not_sure")
    return Reply(unsure.key, unsure.text, choices=(*map(_ask, cards), *_describe(look, cards[0])))


def _ask(card: Card) -> Choice:
    return Choice(say("guidance.ask", title=card.title), card.title)


def _command(name: str) -> Choice:
    return Choice(say(f"menu.choices.{name}"), say(f"menu.choices.{name}"))

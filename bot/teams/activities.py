"""Between Teams' activities and our turns: words or a card's answers that came in, messages that go out."""

import hashlib
import re
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from botbuilder.core import CardFactory, TurnContext
from botbuilder.schema import ActionTypes, Activity, ActivityTypes, CardAction, SuggestedActions

from bot.teams.attachments import pictures_and_files
from bot.teams.card_pages import LONGEST_PAGE, pages, weight
from dialogs import cards
from dialogs.interview.typed_signs import readable
from dialogs.turn import JSON, Choice, Reply
from dialogs.words import say
from storage.people.entra import entra_id

CARD_ACTION = "adaptiveCard/action"
MOST_SUGGESTIONS = 6
LONGEST_ID = 255
EDITS = frozenset({"editmessage", "softdeletemessage", "undeletemessage"})
"""What may have happened to a message in Teams: it was edited, deleted, or brought back."""
_WRITTEN_FOR_A_SIGN = re.compile(r"&nbsp;|<quoted [^<>]{0,200}/>")
"""What Teams may leave in a plain text: a space after a mention, and the place of a quoted message."""


@dataclass(frozen=True)
class Incoming:
    """What one activity says: `text` or a card's `value`, and how many files or pictures came with it."""

    text: str | None = None
    value: dict[str, JSON] | None = None
    attachments: int = 0


@dataclass(frozen=True)
class Outgoing:
    """One message to send: the `reply` with what was said `before` it. `stays` where nothing on it can be pressed."""

    activity: Activity
    reply: Reply
    before: str
    stays: bool


@dataclass(frozen=True)
class Pressed:
    """The card that an answer came from, and the answer."""

    card_id: str
    value: Mapping[str, JSON]


def is_card_action(activity: Activity) -> bool:
    """Whether a button of a card was pressed."""
    return bool(activity.type == ActivityTypes.invoke and activity.name == CARD_ACTION)


def is_edit(activity: Activity) -> bool:
    """Whether Teams tells of a message that was edited, deleted or brought back, and of nothing else."""
    if activity.type not in (ActivityTypes.message_update, ActivityTypes.message_delete):
        return False
    data = activity.channel_data
    return isinstance(data, dict) and str(data.get("eventType")).casefold() in EDITS


def pressed(activity: Activity) -> Pressed | None:
    """Which card was pressed; None for what was typed."""
    value = _card_value(activity)
    return Pressed(activity.reply_to_id, value) if value is not None and activity.reply_to_id else None


def incoming(activity: Activity) -> Incoming:
    """The turn in a message or a card's action. A card's text is None, and a message's value is."""
    value = _card_value(activity)
    attachments = pictures_and_files(activity.attachments or ())
    if value is not None:
        if isinstance(value.get("say"), str):
            return Incoming(text=value["say"], attachments=attachments)
        return Incoming(value=value, attachments=attachments)
    text = _without_mention(activity) if activity.entities else activity.text
    return Incoming(text=_WRITTEN_FOR_A_SIGN.sub(" ", text or ""), attachments=attachments)


def tenant_of(activity: Activity) -> str:
    """Whose people are writing; empty where the activity does not say."""
    return entra_id(str(activity.conversation.tenant_id or ""))


def object_id_of(activity: Activity) -> str:
    """Who is writing, as Microsoft knows them."""
    return entra_id(str(activity.from_property.aad_object_id or ""))


def writer_of(activity: Activity) -> str:
    """Who is writing, in one word, so that what is theirs is done in order; empty where the activity does not say."""
    tenant, object_id = tenant_of(activity), object_id_of(activity)
    return f"{tenant}/{object_id}" if tenant and object_id else ""


def id_of(activity: Activity) -> str:
    """Which message it is. An id that no table takes stands for itself as a hash, so that a repeat is still known."""
    return _that_fits(activity.id or uuid.uuid4().hex)


def id_of_edit(activity: Activity) -> str:
    """What happened to a message, of which Teams tells with the id of the message itself."""
    return _that_fits(f"edit of {activity.id or uuid.uuid4().hex}")


def _that_fits(given: str) -> str:
    if len(given) <= LONGEST_ID and given == readable(given):
        return given
    return hashlib.sha256(given.encode("utf-8", "surrogatepass")).hexdigest()


def _without_mention(activity: Activity) -> str | None:
    try:
        return str(TurnContext.remove_recipient_mention(activity) or "")
    except (AttributeError, KeyError, TypeError):
        return activity.text  # a mention that names nobody, which the SDK does not expect


def _card_value(activity: Activity) -> dict[str, JSON] | None:
    """A card's answers, from Submit (a message's value) or Execute (an invoke's action)."""
    value = activity.value
    if activity.type == ActivityTypes.invoke:
        action = value.get("action") if isinstance(value, dict) else None
        value = action.get("data") if isinstance(action, dict) else None
    return readable(value) if isinstance(value, dict) else None


def outgoing(replies: Sequence[Reply]) -> list[Outgoing]:
    """The messages for a turn's replies, as few as can be: Teams makes a sound for each.

    Plain words are joined to what is said after them, unless that is a card with a part of its own, or both together
    would be longer than Teams takes.
    """
    messages: list[Outgoing] = []
    before: list[str] = []
    for reply in [page for whole in replies for page in pages(whole)]:
        too_long = sum(map(weight, (*before, reply.text))) > LONGEST_PAGE
        if before and (reply.card or reply.dialog or too_long):
            messages.append(_message(_plain(before), ""))
            before = []
        if reply.choices or reply.card or reply.dialog or reply.note:
            messages.append(_message(reply, "\n\n".join(before)))
            before = []
        else:
            before.append(reply.text)
    if before:
        messages.append(_message(_plain(before), ""))
    return messages


def _plain(texts: Sequence[str]) -> Reply:
    return Reply("", "\n\n".join(text.strip() for text in texts))


def _message(reply: Reply, before: str) -> Outgoing:
    card = cards.render(reply, before)
    if card is None:
        return Outgoing(_one_line(reply), reply, before, stays=True)
    is_question = cards.shape(reply) == "question"
    activity = _of_card(card, reply.text if is_question else say("cards.summary"))
    return Outgoing(activity, reply, before, stays=not cards.must_be_replaced(reply))


def of_words(text: str) -> Activity:
    """A plain message."""
    return _message(_plain([text]), "").activity


def of_alert(said: Reply) -> Activity:
    """What is said of our own accord: plain, or a card with its button, which stays."""
    if not said.choices:
        return of_words(said.text)
    return _of_card(cards.render(replace(said, text=""), said.text) or {}, said.text)


def _one_line(reply: Reply) -> Activity:
    """Plain, never Markdown: what a person typed may stand in it."""
    activity = Activity(type=ActivityTypes.message, text=reply.text, text_format="plain")
    if reply.choices:
        activity.suggested_actions = SuggestedActions(
            to=[], actions=[_suggestion(choice) for choice in reply.choices[:MOST_SUGGESTIONS]]
        )
    return activity


def _suggestion(choice: Choice) -> CardAction:
    return CardAction(type=ActionTypes.im_back, title=choice.title, value=cards.said_by(choice))


def of_card(card: dict[str, JSON]) -> Activity:
    """A message that is a card."""
    return _of_card(card, say("cards.summary"))


def _of_card(card: dict[str, JSON], summary: str) -> Activity:
    """`summary` is what Teams shows beside the chat and on the screen of a telephone."""
    attachments = [CardFactory.adaptive_card(card)]
    return Activity(type=ActivityTypes.message, summary=summary, attachments=attachments)

"""Activities become the same JSON, and come from it with the same fields, as by the SDK's own serialiser."""

from typing import Any

import pytest
from botbuilder.core import CardFactory, InvokeResponse
from botbuilder.schema import (
    Activity,
    ActivityTypes,
    AdaptiveCardInvokeResponse,
    CardAction,
    ChannelAccount,
    ConversationAccount,
    SuggestedActions,
)
from msrest.serialization import Model

from bot.teams.activities import of_card, of_words
from bot.teams.schema import MODELS, as_json, from_json
from tests.bot.pretend.pretend_teams import BOT

CARD = {"type": "AdaptiveCard", "body": [{"type": "TextBlock", "text": "Hello", "isSubtle": None}], "actions": []}
OUT: dict[str, Model] = {
    "words": of_words("Hello\n\nthere"),
    "a card": of_card(CARD),
    "who and where": Activity(
        type=ActivityTypes.message,
        id="m1",
        reply_to_id="in-1",
        channel_id="msteams",
        service_url="https://example.org/",
        from_property=ChannelAccount(id="28:bot", name="Waymark"),
        recipient=ChannelAccount(id="29:x", aad_object_id="x"),
        conversation=ConversationAccount(id="a:x", conversation_type="personal", tenant_id="t"),
        channel_data={"notification": {"alert": True}},
        input_hint="acceptingInput",
        attachments=[CardFactory.adaptive_card(CARD)],
    ),
    "suggestions": Activity(
        type="message",
        text="Which?",
        suggested_actions=SuggestedActions(to=[], actions=[CardAction(type="imBack", title="One", value="1")]),
    ),
    "a sign of typing": Activity(type=ActivityTypes.typing),
    "what became of a card": AdaptiveCardInvokeResponse(status_code=200, type="text", value={"done": True}),
}
IN: dict[str, dict[str, Any]] = {
    "words": {"type": "message", "id": "1", "text": "hello", "textFormat": "plain"},
    "a card’s answers": {"type": "message", "id": "2", "replyToId": "m1", "value": {"say": "yes", "nothing": None}},
    "a press": {"type": "invoke", "name": "adaptiveCard/action", "value": {"action": {"data": {"x": 1}}}},
    "a file": {"type": "message", "attachments": [{"contentType": "image/png", "contentUrl": "u", "more": 1}]},
    "a mention": {"type": "message", "text": "<at>W</at> hi", "entities": [{"type": "mention", "mentioned": BOT}]},
    "an edit": {"type": "messageUpdate", "channelData": {"eventType": "editMessage", "tenant": {"id": "t"}}},
    "added": {"type": "conversationUpdate", "membersAdded": [BOT, {"id": "29:x"}], "action": None},
    "a time": {"type": "message", "timestamp": "2026-03-03T14:00:00.5Z", "localTimestamp": "2026-03-03T15:00:00+01:00"},
    "what nobody knows": {"type": "message", "locale": "en-GB", "somethingNew": {"a": [1]}},
}
WHERE = {
    "channelId": "msteams",
    "serviceUrl": "https://example.org/",
    "from": {"id": "29:x", "name": "Invented", "aadObjectId": "x", "role": "user"},
    "recipient": BOT,
    "conversation": {"id": "a:x", "conversationType": "personal", "tenantId": "t", "isGroup": False},
}


@pytest.mark.parametrize("model", OUT.values(), ids=OUT)
def test_what_goes_out_is_the_same_json(model: Model) -> None:
    assert as_json(model) == model.serialize()  # type: ignore[no-untyped-call]


def fields(value: Any) -> Any:
    """A model as what it holds, however deep."""
    if isinstance(value, Model):
        return {name: fields(part) for name, part in vars(value).items() if part not in (None, {})}
    return [fields(part) for part in value] if isinstance(value, list) else value


@pytest.mark.parametrize("body", IN.values(), ids=IN)
def test_what_comes_in_has_the_same_fields(body: dict[str, Any]) -> None:
    whole = {**WHERE, **body}
    assert fields(from_json(Activity, whole)) == fields(Activity.deserialize(whole))  # type: ignore[no-untyped-call]


ODD: list[dict[str, Any]] = [
    {"entities": "x"},
    {"entities": [1, None]},
    {"relatesTo": 5},
    {"suggestedActions": []},
    {"timestamp": "yesterday"},
    {"timestamp": 5},
]


@pytest.mark.parametrize("odd", ODD)
def test_a_part_of_another_kind_than_it_should_be_is_refused(odd: dict[str, Any]) -> None:
    with pytest.raises((TypeError, ValueError)):
        from_json(Activity, {**WHERE, "type": "message", "text": "hello", **odd})


def test_every_kind_of_the_sdk_is_known_and_nothing_else_is_one() -> None:
    assert {"Activity", "Attachment", "Entity", "ChannelAccount"} <= set(MODELS)
    assert as_json(InvokeResponse(status=200).status) == 200

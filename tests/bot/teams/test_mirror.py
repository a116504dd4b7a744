"""What Teams sends beside a message's words: its own drawings are nobody's picture, and a picture is still seen."""

from typing import Any

import pytest
from botbuilder.schema import Activity, Attachment

from bot.teams import activities
from dialogs.words import say
from tests.bot.pretend.pretend_teams import Person

AT = "<at>Waymark</at>"
EMOJI = "https://statics.teams.cdn.office.net/evergreen-assets/personal-expressions/v2/assets/emoticons/smile/20_f.png"
OLD_EMOJI = "https://statics.teams.microsoft.com/evergreen-assets/skype/v2/smile/50.png"
SMILE = (
    '<span class="animated-emoticon-20-smile" title="Smile" type="(smile)"><img itemscope="" itemid="smile"'
    f' itemtype="http://schema.skype.com/Emoji" src="{EMOJI}" alt="🙂" style="width:20px; height:20px"></span>'
)
PASTED = (
    '<img src="https://smba.example/v3/attachments/0-weu/views/original" itemtype="http://schema.skype.com/AMSImage">'
)
GIF = (
    '<readonly itemtype="http://schema.skype.com/Giphy" aria-label="A cat"><img itemtype="http://schema.skype.com/Giphy"'
    ' src="https://media.giphy.example/cat.gif"></readonly>'
)
STICKER = '<img itemtype="http://schema.skype.com/Sticker" src="https://stickers.example/1.png">'
QUOTE = (
    '<blockquote itemscope="" itemtype="http://schema.skype.com/Reply" itemid="17"><strong>Waymark</strong>'
    f'<p itemprop="preview">Is anyone hurt? {PASTED}</p></blockquote>'
)


def mirror(*parts: str) -> dict[str, Any]:
    return {"contentType": "text/html", "content": f"<div><p>report {' '.join(parts)}</p></div>"}


def picture(url: str = "https://smba.example/v3/attachments/0-weu/views/original") -> dict[str, Any]:
    return {"contentType": "image/*", "contentUrl": url}


FILE = {"contentType": "application/vnd.microsoft.teams.file.download.info", "content": {}, "name": "notes.docx"}
BY_REFERENCE = {"contentType": "messageReference", "content": "{}"}
SENT: dict[str, tuple[list[dict[str, Any] | None], int]] = {
    "an empty place in the list": ([None, mirror()], 0),
    "words only": ([mirror()], 0),
    "an emoji": ([mirror(SMILE)], 0),
    "an emoji with its picture": ([picture(EMOJI), mirror(SMILE)], 0),
    "an older emoji": ([picture(OLD_EMOJI), mirror(f'<img src="{OLD_EMOJI}" alt="🙂">')], 0),
    "three emoji": ([*[picture(EMOJI)] * 3, mirror(SMILE, SMILE, SMILE)], 0),
    "the picture of an emoji without a mirror": ([picture(EMOJI)], 0),
    "a GIF from the list": ([picture("https://media.giphy.example/cat.gif"), mirror(GIF)], 0),
    "a sticker": ([mirror(STICKER)], 0),
    "an answer that quotes a picture": ([mirror(QUOTE)], 0),
    "an answer by reference": (
        [{"contentType": "messageReference", "content": "{}"}, mirror('<attachment id="1">')],
        0,
    ),
    "a pasted picture": ([picture(), mirror(PASTED)], 1),
    "a pasted picture in the mirror only": ([mirror(PASTED)], 1),
    "a picture in the mirror that says nothing of itself": ([mirror('<IMG src="https://example.test/x.png"/>')], 1),
    "a GIF from a phone’s own keyboard": ([{"contentType": "image/gif", "contentUrl": "https://x.example/1"}], 1),
    "a picture that claims to be an emoji’s neighbour": (
        [picture("https://statics.teams.cdn.office.net.evil.test/1")],
        1,
    ),
    "an emoji and two pictures": ([picture(EMOJI), picture(), picture("https://b.example"), mirror(SMILE, PASTED)], 2),
    "a file": ([FILE, mirror('<attachment id="1"></attachment>')], 1),
    "a file in the mirror only": ([mirror('<attachment id="1"></attachment>')], 1),
    "a file and a picture": ([FILE, picture()], 2),
    "something unheard of": ([{"contentType": None, "content": None}], 1),
    "a broken mirror": ([{"contentType": "text/html", "content": '<p><img src="http://["><blockquote <'}], 1),
    "a mirror of nothing": ([{"contentType": "text/html"}], 0),
}


@pytest.mark.parametrize("sent", SENT)
def test_only_what_a_person_sent_is_a_picture_or_a_file(sent: str) -> None:
    listed, count = SENT[sent]
    attachments = [
        a and Attachment(content_type=a["contentType"], content=a.get("content"), content_url=a.get("contentUrl", ""))
        for a in listed
    ]
    assert activities.incoming(Activity(type="message", text="report", attachments=attachments)).attachments == count


async def test_a_command_with_an_emoji_is_a_command_and_no_picture(worker: Person) -> None:
    await worker.says("hi")
    shown = await worker.says("report 🙂", attachments=[picture(EMOJI), mirror(SMILE)])
    said = "\n".join(message.text for message in shown)
    assert say("incident.questions.danger_now.ask").splitlines()[0] in said
    assert say("menu.attachment").split(".")[0] not in said


async def test_a_picture_is_still_never_taken(worker: Person) -> None:
    await worker.says("hi")
    shown = await worker.says("look 🙂", attachments=[picture(), picture(EMOJI), mirror(SMILE, PASTED)])
    assert say("menu.attachment").split(".")[0] in "\n".join(message.text for message in shown)


@pytest.mark.parametrize(
    "text",
    [
        "<at>Waymark</at>&nbsp;report",
        "<at>Waymark</at>\xa0report\xa0",
        '<quoted messageId="17"/> report',
        "\r\nreport\r\n",
    ],
)
async def test_what_teams_leaves_around_the_words_is_not_what_was_said(worker: Person, text: str) -> None:
    await worker.says("hi")
    mention = {"type": "mention", "mentioned": {"id": "28:waymark", "name": "Waymark"}, "text": AT}
    shown = await worker.says(text, entities=[mention])
    assert say("incident.questions.danger_now.ask").splitlines()[0] in shown[-1].text

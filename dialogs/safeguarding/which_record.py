"""'Read', 'timeline' or 'received' without a reference: which record? And a record as one row, without its content."""

from dialogs.interview.chat import Chat
from dialogs.interview.parsing.days import moment_in_words
from dialogs.turn import Choice, Reply
from dialogs.words import reply, say
from storage.records import inbox
from storage.records.inbox import InboxRow

MOST_OFFERED = 5


async def which(chat: Chat, command: str) -> list[Reply]:
    """'Read', 'timeline' or 'received' without a reference: which record?"""
    rows = await inbox.inbox(chat.tx, chat.person)
    if not rows:
        return [reply("inbox.which_none", command=command)]
    few = tuple(Choice(f"{command} {row.reference}", row.reference) for row in rows[:MOST_OFFERED])
    text = "\n".join([say("inbox.which", command=command), *(f"• {row_of(row)}" for row in rows[:MOST_OFFERED])])
    return [Reply("inbox.which", text, choices=few)]


def row_of(row: InboxRow) -> str:
    """Content-free: colour, reference, state, from whom and when; and with which others it is one incident."""
    text = say(
        "inbox.row", colour=say(f"view.colours.{row.colour}"), reference=row.reference,
        status=say(f"inbox.status.{row.status}"), who=row.from_name, setting=row.setting_name,
        when=moment_in_words(row.signed_at),
    )  # fmt: skip
    return f"{text} {say('inbox.together', references=', '.join(row.together))}" if row.together else text

"""'Read', 'timeline' or 'received' without a reference: which record? And a record as one row, without its content."""

from collections.abc import Sequence

from dialogs.interview.answers import plain
from dialogs.interview.chat import Chat
from dialogs.interview.parsing.days import moment_in_words
from dialogs.interview.shown import Item, number_in
from dialogs.turn import Choice, Reply
from dialogs.words import reply, say, several
from storage.records import inbox
from storage.records.inbox import InboxRow
from storage.records.reference import first_reference

MOST_OFFERED = 5
COLOURS = ("red", "amber", "green")
INBOX, SEEN = "inbox", "record_seen"
"""The inbox as it was shown last, and the record that was spoken of last."""
ACT_AT_ONCE = frozenset({"file", "received"})
"""Of these the record is never guessed: its button is to be pressed."""


async def meant(chat: Chat, command: str, rest: str) -> str | list[Reply]:
    """What a command about a record is about, with its reference: 'the red one', 'it', '2', 'the one from Robin'.

    Words that speak of none of them are left as they are.
    """
    reference = first_reference(rest)
    if reference:
        chat.shown.keep(SEEN, [Item(reference)])
        return rest
    rows = await inbox.inbox(chat.tx, chat.person) if rest else []
    found = _spoken_of(chat, rows, plain(rest))
    if not found:
        return "" if _is_any(plain(rest)) else rest
    if len(found) > 1 or command in ACT_AT_ONCE:
        return _ask_which(command, found)
    chat.shown.keep(SEEN, [Item(found[0].reference)])
    return found[0].reference


def _spoken_of(chat: Chat, rows: Sequence[InboxRow], said: str) -> list[InboxRow]:
    by_reference = {row.reference: row for row in rows}
    number = number_in(said)
    if number is not None:
        listed = [by_reference.get(item.id) for item in chat.shown.last(INBOX)]
        one = listed[number - 1] if 1 <= number <= len(listed) else None
        return [one] if one else []
    if _is_any(said):
        seen = [by_reference[item.id] for item in chat.shown.last(SEEN) if item.id in by_reference]
        return seen or list(rows)
    left = set(said.split()) - set(several("inbox.spoken.around"))
    for word in left:
        rows = _by_word(rows, word)
    return list(rows) if left else []


def _is_any(said: str) -> bool:
    """'It', 'that one': nothing that tells one record from another."""
    return set(said.split()) <= set(several("inbox.spoken.it"))


def _by_word(rows: Sequence[InboxRow], word: str) -> Sequence[InboxRow]:
    """Those of which a word is true: a colour, a place in the list, new, or who sent it."""
    if word in several("inbox.spoken.last"):
        return sorted(rows, key=lambda row: row.signed_at)[-1:]
    if word in several("inbox.spoken.first"):
        return rows[:1]
    if word in several("inbox.spoken.second"):
        return rows[1:2]
    if word in several("inbox.spoken.unread"):
        return [row for row in rows if row.status in ("signed", "received")]
    colours = {colour for colour in COLOURS if word in several(f"inbox.spoken.{colour}")}
    return [row for row in rows if row.colour in colours or word in plain(row.from_name).split()]


async def which(chat: Chat, command: str) -> list[Reply]:
    """'Read', 'timeline' or 'received' without a reference: which record?"""
    return _ask_which(command, await inbox.inbox(chat.tx, chat.person))


def _ask_which(command: str, rows: Sequence[InboxRow]) -> list[Reply]:
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

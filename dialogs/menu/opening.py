"""A message with nothing asked: what it is about, as it is understood, and the answers about the bot itself."""

from collections.abc import Mapping

from dialogs.contacts import in_words
from dialogs.interview.answers import plain
from dialogs.interview.chat import SAFEGUARDING, Chat
from dialogs.interview.listener import Listener
from dialogs.interview.looks_like_a_name import may_be_a_story
from dialogs.menu.danger import all_by_words, by_words
from dialogs.turn import Choice, Reply
from dialogs.words import has, is_dsl_passed_by, names, reply, say, several
from knowledge.safety_plan import describes_behaviour

COMMANDS: Mapping[str, str] = {
    "report": "report", "book": "book", "my_records": "mine", "my_bookings": "bookings", "forgot": "forgot",
}  # fmt: skip
"""What is asked for in own words, and the command that does it."""
SPELT: Mapping[str, str] = {"book": "book", "my_records": "my records", "my_bookings": "my bookings"}
"""What is offered as a command, where it is asked for in the middle of the questions."""
SHORT = frozenset({*COMMANDS, "about_bot", "contact", "thanks"}) - {"forgot"}
MOST_WORDS = 9
MOST_WORDS_TO_REPORT = 16
"""'I'd like to record a concern about a pupil': the worst that a wrong one does is the first question."""
NOT_AN_ANSWER = frozenset({*COMMANDS, "about_bot", "contact", "ask", "other"})
"""What is no answer to 'shall I take you through it?', whatever word stands in it."""


def kind(listener: Listener, text: str) -> str:
    """The one thing a message is surely about, or ''. What is asked for in own words, or about the bot, is short; of
    longer ones, and of those that only look like it, too many are questions for the look-up. `may_tell` is a hint.
    """
    beside = listener.hear("beside_opening", text).took
    if beside in (("forgot",), ("never_mind",)):
        return beside[0]
    heard = listener.hear("opening", text)
    took = heard.took[0] if heard.took else ""
    if took in SHORT:
        plainly = by_words(listener, text, took) or not heard.asks
        asks_how = took == "report" and heard.asks and not _asks_to_report(text)
        most = MOST_WORDS_TO_REPORT if took == "report" and not heard.asks else MOST_WORDS
        return took if plainly and len(text.split()) <= most and not asks_how else ""
    if took in ("ask", "other") or (took == "tells" and by_words(listener, text, took)):
        return took
    if may_be_a_story(text):
        return "tells"
    hinted = took == "tells" or (heard.offered[:1] == ("tells",) and not heard.asks)
    return "may_tell" if hinted else ""


def asked_for(listener: Listener, text: str) -> str:
    """The command that a short message asks for in own words, or ''."""
    took = listener.hear("asked_for", text).took if len(text.split()) <= MOST_WORDS else ()
    return took[0] if took else ""


def plainly_wanted(listener: Listener, text: str) -> str:
    """What is plainly asked for while something else is asked: 'book a slot for tues'. As it is spelt, or ''.

    Words of the data come first: they are quickly looked for, and few answers have them.
    """
    said = all_by_words(listener, text) & set(SPELT)
    wanted = kind(listener, text) if said else ""
    return SPELT[wanted] if wanted in said else ""


def tells_of_an_act(listener: Listener, text: str) -> bool:
    """Whether a message plainly tells of something that happened, and of what a child did or that it was again."""
    if kind(listener, text) != "tells":
        return False
    is_again = "repeated" in listener.hear("before", text).took
    return is_again or bool(describes_behaviour(text) or listener.hear("acts", text).took)


def _asks_to_report(text: str) -> bool:
    """'Can I report something?' asks for it; 'how do I report to the police?' is a question for the look-up."""
    return plain(text).startswith(("can i ", "can we ", "could i ", "may i ", "i can "))


def wants_to_tell(listener: Listener, text: str) -> bool | None:
    """The answer to 'shall I take you through it?'; None where the message is something else."""
    if kind(listener, text) in NOT_AN_ANSWER:
        return None
    took = listener.hear("offer", text).took
    if took:
        return took == ("yes",)
    # 'yeah, shes with me now'
    first = plain(text).partition(",")[0]
    return (
        True
        if first in several("choices.yes.spellings")
        else False
        if first in several("choices.no.spellings")
        else None
    )


def shall_i() -> Reply:
    """One kind sentence, and what may be pressed."""
    offered = tuple(Choice(name, say(f"menu.choices.{name}")) for name in ("describe_it", "just_a_question"))
    return Reply("menu.tell_me", say("menu.tell_me"), choices=offered)


def about_bot(chat: Chat, listener: Listener, text: str) -> Reply | None:
    """What Waymark is and does with what is typed. Each role reads its own where there are two answers."""
    took = listener.hear("about_bot", text).took
    if not took:
        return None
    own = f"menu.about_bot_for_dsl.{took[0]}"
    return reply(own if chat.person.roles & SAFEGUARDING and has(own) else f"menu.about_bot.{took[0]}")


def said_to(chat: Chat, listener: Listener, kind: str, text: str) -> Reply | None:
    """What is said to thanks, to 'whom do I ring', to a question about the bot, and to a button's words."""
    if kind == "thanks":
        return reply("menu.thanks")
    if kind == "contact":
        return contacts(chat)
    if kind == "about_bot":
        return about_bot(chat, listener, text)
    return reply("menu.nothing_open") if plain(text) in several("commands.no_account") else None


def contacts(chat: Chat) -> Reply:
    """Whom to ring, each by what they are, from the setting's own list. What is missing there is said."""
    known = {name: in_words(chat.setting.contacts.get(name, {})) for name in names("menu.contact_rows")}
    if is_dsl_passed_by():
        known.pop("dsl", None)
    rows = [say(f"menu.contact_rows.{name}", who=who) for name, who in known.items() if who]
    text = say("menu.contacts", rows="\n".join(rows)) if rows else say("menu.no_contacts")
    return Reply("menu.contacts", text)

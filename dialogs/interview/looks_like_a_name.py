"""Whether a text may hold somebody's name: a guess, for a word of caution only."""

import re

from dialogs.interview.typed_signs import asks

_CALLED = re.compile(r"\b(?:called|named|name is|name's)\s+[A-Z][a-z]+")
_MID_SENTENCE = re.compile(r"(?<=[a-z,;] )([A-Z][a-z]{2,})\b")
_ALONE = re.compile(r"[.!?\n:;-][ \t]*([A-Z][a-z]{2,})[ \t]*(?=$|[.!?\n])")
"""One word with a capital, after another sentence: 'gives me the creeps. Zedekiah'."""
_ENDS_A_SENTENCE = frozenset(
    """Thanks Thank Please Yes Yeah Yep No Nope None Nothing Nobody Sorry Maybe Perhaps Sometimes Often Always Never
    Again Today Yesterday Tomorrow Tonight Twice Once Help Okay Unsure Unknown Worried Hello Repeatedly Daily
    Weekly Anyway Honestly Really Weird Strange Odd Creepy Horrible Awful Upset Scared Urgent Urgently Regularly
    Frequently Stop Break Lunch Lunchtime Playtime Mornings Afternoons Evenings Anytime Bullying Cheers Sure
    Done Consent Mutual Unclear Concerning Worrying Everyone Everybody Both Other Others""".split()
)
_NOT_NAMES = frozenset(
    """Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July August
    September October November December Child Children Year Reception Nursery Snapchat Instagram Whatsapp Tiktok Teams
    Facebook Youtube Roblox Discord English Maths Science History Geography French Spanish German Drama Music Art
    Class Form Room Hall Head School Deputy Designated Safeguarding Lead Christmas Easter Halloween""".split()
)


def may_hold_a_name(text: str) -> bool:
    """A guess, for a word of caution only: a capital in the middle of a sentence, or on a word that is a sentence by
    itself after others, that is no day, month, subject or other usual word.
    """
    if _CALLED.search(text):
        return True
    alone = [found for found in _alone(text) if found not in _ENDS_A_SENTENCE]
    return any(found not in _NOT_NAMES for found in [*_MID_SENTENCE.findall(text), *alone])


def _alone(text: str) -> list[str]:
    """Where the whole text is one word it may be anything that was asked for."""
    return [found[1] for found in _ALONE.finditer(text) if found[1] != text.strip(" \n.!?")]


_SELF_HARM = re.compile(
    r"\b(wants? to die|kill(ing)? (her|him|them|my)(self|selves)|suicid\w*|self[- ]harm\w*"
    r"|(cut|hurt)(ting)? (her|him|them|my)(self|selves)|hurting (her|him|them|my)(self|selves)"
    r"|end (her|his|their|my) life|overdos\w*)\b",
    re.IGNORECASE,
)
LONGEST_QUESTION = 20
"""Words. More than that, and no question mark, is a story rather than something to look up."""


def may_be_self_harm(text: str) -> bool:
    """Whether a child may be a danger to themselves. A guess, and the answer to it does no harm."""
    return bool(_SELF_HARM.search(text))


def may_be_a_story(text: str) -> bool:
    """Something that happened, told before anybody asked: it belongs into the questions, not into the look-up."""
    return len(text.split()) > LONGEST_QUESTION and not asks(text)

"""How a name sounds, roughly: names that are said alike get the same key, however they are spelt.

A coarse key finds too much rather than too little: a person says which of the finds is the same child.
"""

import re
from string import ascii_lowercase

LONGEST = 8
_SPELT = (
    (r"^(kn|gn|pn)", "n"), (r"^wr", "r"), (r"^ps", "s"), (r"^x", "s"), (r"ph", "f"), (r"gh(?=t|$)", ""), (r"gh", "g"),
    (r"ck", "k"), (r"sch", "s"), (r"c(?=[eiy])", "s"), (r"dg(?=[eiy])", "j"), (r"tion", "sn"), (r"mb$", "m"),
    (r"x", "ks"), (r"w(?=[^aeiouy]|$)", ""),
)  # fmt: skip
_GROUPS = {letter: code for code, letters in enumerate("bfpv cgjkqsxz dt l mn r".split(), 1) for letter in letters}


def is_heard(part: str) -> bool:
    """Whether it is in letters that this knows how to say. 'wu' is, though its key is empty as that of 'ho' is."""
    return part.isascii() and part.isalpha()


def key(part: str) -> str:
    """The key of one part of a name, already in small plain letters; '' for nothing. 'catherine' and 'kathryn' agree.

    Vowels count only at the beginning; the same sound twice counts once.
    """
    for spelt, said in _SPELT:
        part = re.sub(spelt, said, part)
    codes = ["0" if part[:1] in tuple("aeiouy") else ""]
    last = 0
    for letter in part:
        code = _GROUPS.get(letter, 0)
        if code and code != last:
            codes.append(str(code))
        if letter not in "hw":
            last = code
    return "".join(codes)[:LONGEST]


def near(part: str) -> set[str]:
    """The keys of a part and of all that are one slip of the hand from it: a letter left out, put in, put for another,
    or two that changed places.
    """
    cuts = [(part[:at], part[at:]) for at in range(len(part) + 1)]
    slips = {part}
    slips |= {before + after[1:] for before, after in cuts if after}
    slips |= {before + after[1] + after[0] + after[2:] for before, after in cuts if len(after) > 1}
    slips |= {before + letter + after[drop:] for before, after in cuts for letter in ascii_lowercase for drop in (0, 1)}
    return {key(one) for one in slips if one}

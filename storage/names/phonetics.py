"""How a name sounds, roughly: names that are said alike get the same key, however they are spelt.

A coarse key finds too much rather than too little: a person says which of the finds is the same child.
"""

import re

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

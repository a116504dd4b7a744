"""Other children's names, taken out of one child's form: only 'Child B' stays.

People are asked not to type names, and some will. What was signed is never changed: this is about what is printed.
"""

import re
from collections.abc import Callable, Mapping

from storage.form.fields import words

SHORTEST = 3
"""Letters in the shortest part of a name that is looked for by itself; 'Jo Li' is still found as a whole."""


def hiding(others: Mapping[str, str], own_name: str) -> Callable[[str], str]:
    """A function that puts '[Child B]' wherever the name that `others` gives to Child B stands in a text.

    `others` is name to letter, as in `{"Ann Example": "Child B"}`. First names and surnames count by themselves, in any
    casing, but not those that the child of this form shares. A name that is also an everyday word, such as Will, counts
    only with its capital letter.
    """
    own = set(own_name.casefold().split())
    found: dict[str, str] = {}
    for name, letter in others.items():
        parts = [part for part in name.split() if len(part) >= SHORTEST and part.casefold() not in own]
        for spelling in (" ".join(name.split()), *parts):
            if spelling and spelling.casefold() != own_name.casefold():
                # two children of one surname: the letter would be a guess
                known = found.get(spelling.casefold())
                found[spelling.casefold()] = letter if known in (None, letter) else words()["another_child"]
    if not found:
        return lambda text: text
    longest_first = sorted(found, key=len, reverse=True)
    pattern = re.compile(
        "|".join(rf"(?<!\w){re.escape(name)}(?!\w)".replace(r"\ ", r"\s+") for name in longest_first), re.IGNORECASE
    )

    def replaced(match: re.Match[str]) -> str:
        typed = match[0]
        if typed in words()["everyday_words"]:
            return typed
        return f"[{found[' '.join(typed.casefold().split())]}]"

    return lambda text: pattern.sub(replaced, text)

"""What a person must read before a document goes to anybody: the places where it is not certain that a word is a name.

They carry a question mark in square brackets (see `names.hiding`). Here they are counted, by where they stand.
"""

import re
from collections import Counter
from collections.abc import Iterable

from storage.documents.record_fields import words

MARKED = re.compile(r"\[[^\[\]\n]{1,80}\?\]")
"""'[Child B?]' or '[will?]'. Somebody's own '[sic?]' looks alike, and is worth a look."""


def notice(texts: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """The lines that stand at the top, from (where it stands, text); none where nothing is uncertain."""
    counted = Counter[str]()
    for where, text in texts:
        counted[where] += len(MARKED.findall(text))
    found = [(where, count) for where, count in counted.items() if count]
    if not found:
        return ()
    said = words()["read_through"]
    rows = [said["row"].format(where=where, count=count) for where, count in found]
    return (said["what"], said["how"], said["where"].format(rows="; ".join(rows)))

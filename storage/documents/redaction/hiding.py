"""Other children's names, taken out of one child's form: only 'Child B' stays.

People are asked not to type names, and some will. What was signed is never changed: this is about what is printed.
Where it is not certain that a word is a name, it is marked with a question mark for a person to read (see
`read_through.py`).
"""

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any

from storage.documents.record_fields import words as form_words
from storage.documents.redaction.looking import Looking
from storage.documents.redaction.wanted import misspelt, wanted

Hide = Callable[[str], str]


def hiding(others: Mapping[str, str], own_name: str) -> Hide:
    """A function that puts '[Child B]' wherever the name that `others` gives to Child B stands in a text.

    `others` is name to letter, as in `{"Ann Example": "Child B"}`. A name is found however it is typed (see
    `storage/names/folding.py`), whole, in part or in a common short form, but never what the child of this form is
    called.
    Where two children are called alike, the letter would be a guess: '[another child]'.
    """
    known = wanted(others, own_name, str(form_words()["another_child"]))
    if not known.meant:
        return lambda text: text
    near = cache(lambda letters: misspelt(letters, known))

    def hide(text: str) -> str:
        return _replaced(text, Looking(text, known, near).all())

    return hide


def lettered(children: Iterable[Mapping[str, Any]], *, but: str = "") -> dict[str, str]:
    """Name to letter, as `hiding` takes it, of the children of a record that have a name; `but` is whose form it is."""
    found: dict[str, str] = {}
    for child in children:
        name, label = str(child.get("name") or "").strip(), str(child["label"])
        if name and label != but:
            found[name] = label if found.get(name, label) == label else form_words()["another_child"]
    return found


def _replaced(text: str, found: Iterable[tuple[int, int, str]]) -> str:
    made, at = [], 0
    for start, end, shown in found:
        made += [text[at:start], shown]
        at = end
    return "".join((*made, text[at:]))

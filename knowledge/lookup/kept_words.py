"""Which words of a question may be kept when nobody may be named: those of our own lists that are no names.

Our lists are the words of our cards, of the synonyms and of the examples of other matters. A council's own cards are
left out, since they may name people. A word that is in none of them could be a child's name, however it is typed.
"""

from collections.abc import Iterable
from itertools import chain
from pathlib import Path

from knowledge.lookup.card import Card
from knowledge.lookup.scope import other_matters
from knowledge.lookup.text import Synonyms, words_of

NAMES = Path(__file__).with_name("names_of_people.txt")


class KeptWords:
    """Made from the cards that are in use; those of the council's own are left out here."""

    def __init__(self, cards: Iterable[Card]) -> None:
        lines = chain(*((card.title, *card.asked_as, card.text) for card in cards if not card.local))
        written = chain(*map(words_of, chain(lines, *other_matters().values())))
        names = names_of_people()
        ours = Synonyms.load().known.union(written)
        # 'hopes' may be more than one Hope, or what is hers
        self._words = frozenset(word for word in ours if not {word, word.removesuffix("s")} & names)

    def as_plain(self) -> str:
        """As JSON, to be kept (`knowledge/prepared.py`)."""
        return " ".join(sorted(self._words))

    @classmethod
    def of_plain(cls, plain: str) -> "KeptWords":
        """The same again."""
        kept = cls.__new__(cls)
        kept._words = frozenset(plain.split())
        return kept

    def of(self, question: str) -> str:
        """The words that may be kept, in the order in which they were typed; no number is."""
        return " ".join(word for word in words_of(question) if word in self._words and word.isalpha())


def names_of_people(file: Path = NAMES) -> frozenset[str]:
    """Given names and surnames in small letters, with words that are names for some ('amber', 'will', 'young')."""
    lines = file.read_text("utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())

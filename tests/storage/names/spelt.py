"""Names that hypothesis makes up, and the same name as other people and machines would type it."""

import unicodedata
from collections.abc import Callable

from hypothesis import strategies as st

from storage.names.short_forms import everyday_words, particles

LATIN = "abcdefghijklmnopqrstuvwxyz"
ACCENTED = "áàâäãåéèêëíìîïóòôöõøúùûüýñçšžčřěůđðłßæœþńśźżąęăâîșțğışőűạảấầẩẫậắằếềểễệốồổỗộớờởỡợứừửữự"
SCRIPTS = {
    "Cyrillic": "абвгдежзийклмнопрстуфхцчшщьюяіїєґ",
    "Greek": "αβγδεζηθικλμνξοπρστυφχψωάέήίόύώ",
    "Arabic": "ابتثجحخدذرزسشصضطظعغفقكلمنهويأإآ",
    "Hebrew": "אבגדהוזחטיכלמנסעפצקרשת",
    "Tamil": "கஙசஞடணதநபமயரலவழளறன",
    "Devanagari": "कखगघचछजझटठडढणतथदधनपफबभमयरलवशषसह",
    "Chinese": "王李张刘陈杨黄赵周吴小明丽华强伟芳敏静磊洋艳勇军杰娟涛超",
}
APOSTROPHES = "'’‘ʼ`´′＇ʻ"
HYPHENS = "-‐‑‒–—−－"
BLANKS = (" ", "\u00a0", "  ", "\u2009", "\u202f", "\u3000")
UNSEEN = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f\u202a\u202c\u2066\u2069\ufe0f\u034f\u180e"

# what a keyboard without the letter gives for it; the rest is taken apart by Unicode itself
PLAIN = str.maketrans({"ł": "l", "đ": "d", "ð": "d", "ø": "o", "æ": "ae", "œ": "oe", "ß": "ss", "þ": "th", "ı": "i"})


def _part(letters: str, shortest: int, longest: int) -> st.SearchStrategy[str]:
    usual = everyday_words() | particles()
    parts = st.text(letters, min_size=shortest, max_size=longest)
    return parts.filter(lambda part: not {without_accents(part), f"{without_accents(part)}s"} & usual)


def _latin() -> st.SearchStrategy[str]:
    part = _part(LATIN + ACCENTED, 3, 9)
    short = st.sampled_from(["mo", "jo", "li", "bo", "ng", "xi", "vu", "ko"])
    given = st.one_of(part, short, st.tuples(part, part).map("-".join))
    family = st.one_of(part, st.tuples(part, part).map("-".join), st.tuples(st.sampled_from("od"), part).map("'".join))
    return st.tuples(given, family).map(lambda both: f"{both[0]} {both[1]}".title())


def _of_a_script(letters: str) -> st.SearchStrategy[str]:
    part = st.text(letters, min_size=2, max_size=7)
    return st.one_of(part, st.tuples(part, part).map(" ".join))


latin_names = _latin()
names = st.one_of(
    latin_names, latin_names, st.sampled_from(sorted(SCRIPTS)).map(SCRIPTS.__getitem__).flatmap(_of_a_script)
)


def without_accents(text: str) -> str:
    return "".join(
        sign for sign in unicodedata.normalize("NFD", text.lower().translate(PLAIN)) if not unicodedata.combining(sign)
    )


CASES: tuple[Callable[[str], str], ...] = (str, str.upper, str.lower, str.title, str.casefold)
FORMS: tuple[Callable[[str], str], ...] = (
    str,
    lambda text: unicodedata.normalize("NFC", text),
    lambda text: unicodedata.normalize("NFD", text),
    lambda text: unicodedata.normalize("NFKD", text),
)


@st.composite
def typed(draw: st.DrawFn, name: str) -> str:
    """The same name as somebody else may type it: whole, with all its parts in order."""
    text = draw(st.sampled_from(CASES))(name)
    is_accented = all(unicodedata.name(sign, "").startswith("LATIN") for sign in text if sign.isalpha())
    if is_accented and draw(st.booleans()):
        text = without_accents(text)
    text = draw(st.sampled_from(FORMS))(text)
    apostrophe, hyphen = draw(st.sampled_from([*APOSTROPHES, ""])), draw(st.sampled_from([*HYPHENS, " ", ""]))
    text = text.replace("'", apostrophe).replace("-", hyphen).replace(" ", draw(st.sampled_from(BLANKS)))
    for _ in range(draw(st.integers(0, 3))):
        at = draw(st.integers(1, max(1, len(text) - 1)))
        text = text[:at] + draw(st.sampled_from(UNSEEN)) + text[at:]
    return text

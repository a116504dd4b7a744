"""A name is the same letters however it was typed, and every word knows where it stands in the text."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.names import folding
from tests.storage.names import spelt


@given(st.text())
def test_folding_again_changes_nothing(text: str) -> None:
    assert folding.fold(folding.fold(text)) == folding.fold(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Łukasz", "Lukasz"), ("Đorđe", "Dorde"), ("Søren", "Soren"), ("Ægir", "Aegir"), ("Œuvrard", "Oeuvrard"),
        ("Yıldız", "Yildiz"), ("İlker", "ilker"), ("Weiß", "WEISS"), ("Þór", "Thor"), ("Ŋa", "Na"), ("Zoë", "Zoe"),
        ("JOSE\u0301", "José"), ("Nguyễn", "nguyen"), ("O’Neil", "O'Neil"), ("Oʼneil", "o`neil"),
        ("Ann‑Marie", "ann-marie"), ("Ann\u00a0Marie", "ann marie"), ("Bar\u200btholomew", "Bartholomew"),
        ("To\u00adm", "tom"), ("\ufeffTom", "tom"), ("أحمد", "احمد"), ("علی", "علي"), ("محمّد", "محمد"),
        ("Ёлкин", "Елкин"), ("ｔｏｍ", "tom"), ("김민수", "\u1100\u1175\u11b7민수"),
    ],
)  # fmt: skip
def test_the_same_name_typed_in_two_ways_is_the_same(one: str, other: str) -> None:
    assert folding.fold(one) == folding.fold(other)
    assert folding.normalised(one) == folding.normalised(other)


@pytest.mark.parametrize(("one", "other"), [("மீனா", "மோனா"), ("नीता", "नेता"), ("か", "が"), ("李明", "王明")])
def test_what_is_more_than_an_accent_stays(one: str, other: str) -> None:
    assert folding.normalised(one) != folding.normalised(other)


@given(st.text())
def test_words_stand_where_they_were_typed_and_follow_each_other(text: str) -> None:
    end = 0
    for word in folding.words(text):
        assert end <= word.start < word.end <= len(text)
        assert folding.fold(text[word.start : word.end]) == word.letters
        assert not any(sign.isalpha() and folding.fold(sign).isalpha() for sign in text[end : word.start])
        end = word.end


def as_it_was(name: str) -> str:
    """How names were matched before there was one folding; what older records are found by was made with it."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    letters = "".join(
        letter if letter.isalpha() or letter.isspace() else " " if letter in "-‐‑–/" else ""
        for letter in plain
        if not unicodedata.combining(letter)
    )
    return " ".join(sorted(letters.split()))


PLAIN = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZáàâäãåéèêëíìîïóòôöõúùûüýñçšžčřěůńśźżąęășțğşőű"


@given(st.text(PLAIN + " -'’.,"))
def test_plain_latin_names_are_matched_as_they_always_were(name: str) -> None:
    assert folding.normalised(name) == as_it_was(name)


@given(st.data())
def test_the_same_name_is_matched_however_it_is_typed(data: st.DataObject) -> None:
    name = data.draw(spelt.names)
    other = data.draw(spelt.typed(name))
    assert "".join(folding.parts(other)) == "".join(folding.parts(name))

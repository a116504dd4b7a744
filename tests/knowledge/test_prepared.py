"""What is kept between two starts is used where nothing has changed, and never where anything has."""

import json
import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from knowledge.lookup.cards import FOLDER, sources
from knowledge.lookup.search import Guidance
from knowledge.prepared import packed, prepared, unpacked

Start = Callable[[], Any]


@pytest.fixture
def source(tmp_path: Path) -> Path:
    file = tmp_path / "words.yaml"
    file.write_text("calm", "utf-8")
    return file


@pytest.fixture
def made(source: Path) -> list[str]:
    """What was made anew, in order."""
    return []


@pytest.fixture
def start(tmp_path: Path, source: Path, made: list[str]) -> Start:
    def make() -> Any:
        made.append(source.read_text("utf-8"))
        return {"said": made[-1]}

    return lambda: prepared("said", tmp_path, sorted(tmp_path.glob("*.yaml")), make)


def kept(folder: Path) -> Path:
    return folder / "__pycache__" / "said.json"


def test_the_second_start_makes_nothing(start: Start, made: list[str]) -> None:
    assert start() == start() == {"said": "calm"}
    assert made == ["calm"]


def test_a_changed_file_is_seen_though_its_date_and_its_length_stay(start: Start, source: Path) -> None:
    start()
    before = source.stat()
    source.write_text("warm", "utf-8")
    os.utime(source, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert start() == {"said": "warm"}


@pytest.mark.parametrize("change", ["comes", "renamed"])
def test_a_file_that_comes_or_is_renamed_is_seen(start: Start, source: Path, made: list[str], change: str) -> None:
    start()
    if change == "comes":
        source.with_name("more.yaml").write_text("", "utf-8")
    else:
        source.write_bytes(source.rename(source.with_name("zz.yaml")).read_bytes())
    start()
    assert len(made) == 2


@pytest.mark.parametrize("damage", [b"", b"{", b"\xff\xfe", b"null\nnull"])
def test_what_is_damaged_is_made_anew(start: Start, made: list[str], tmp_path: Path, damage: bytes) -> None:
    start()
    kept(tmp_path).write_bytes(damage)
    assert start() == {"said": "calm"}
    assert len(made) == 2
    assert start() == {"said": "calm"}
    assert len(made) == 2


def test_a_letter_that_was_changed_in_it_is_noticed(start: Start, tmp_path: Path) -> None:
    start()
    kept(tmp_path).write_bytes(kept(tmp_path).read_bytes().replace(b"calm", b"hurt"))
    assert start() == {"said": "calm"}


def test_a_folder_that_cannot_be_written_to_is_no_problem(start: Start, made: list[str], tmp_path: Path) -> None:
    # a file where the folder should be stops the superuser too
    (tmp_path / "__pycache__").write_text("")
    assert start() == start() == {"said": "calm"}
    assert len(made) == 2


def test_it_is_readable_by_whoever_may_read_the_sources_and_nothing_is_left_beside_it(
    start: Start, tmp_path: Path
) -> None:
    start()
    assert [file.name for file in kept(tmp_path).parent.iterdir()] == ["said.json"]
    assert stat.S_IMODE(kept(tmp_path).stat().st_mode) & 0o111 == 0


def test_a_table_is_the_same_after_packing() -> None:
    table = {"a b": "1:2 3:4", "=idea": "5"}
    assert unpacked(json.loads(json.dumps(packed(table)))) == table
    assert unpacked(packed({})) == {}


QUESTIONS = (
    "what is the aim project",
    "a boy showed his private parts in the toilets",
    "the ta touched her",
    "who do i tell when the dsl is away",
    "how do i mend a bike",
    "wat happens at a consultashun",
)


def test_the_look_up_answers_the_same_from_what_was_kept() -> None:
    fresh = Guidance(Guidance.load().cards)
    again = Guidance.load()
    for question in QUESTIONS:
        assert again.find(question) == fresh.find(question), question
        assert again.kept_words.of(question) == fresh.kept_words.of(question), question


def test_the_look_up_reads_its_own_code_and_every_card_before_it_trusts_what_was_kept(tmp_path: Path) -> None:
    of = {path.name for path in sources(FOLDER, tmp_path)}
    assert {"ranking.py", "citations.py", "synonyms.yaml", "names_of_people.txt", "aim2-or-aim3.md"} <= of


def test_a_councils_own_cards_are_kept_in_its_own_folder(tmp_path: Path) -> None:
    """Whoever may write there may change the cards themselves, and nothing beside ours changes."""
    Guidance.load()
    ours = (FOLDER / "__pycache__" / "lookup.json").read_bytes()
    Guidance.load(tmp_path)
    assert (tmp_path / "__pycache__" / "lookup.json").exists()
    assert (FOLDER / "__pycache__" / "lookup.json").read_bytes() == ours

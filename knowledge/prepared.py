"""What takes seconds to work out from files, kept beside them as Python keeps compiled modules.

It is used only where nothing that it was made from has changed, which is asked of every file's content, never of its
date. It is plain JSON in the `__pycache__` of the folder it was made from: whoever may write there may change the files
themselves, so nothing is trusted that was not trusted before, and reading it runs no code. Where the folder cannot be
written to, everything works as well, only slower; `make .venv/ready` has made it by then.
"""

import contextlib
import json
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

SOURCES = frozenset({".py", ".yaml", ".md", ".txt", ".jsonl"})


def prepared(name: str, folder: Path, sources: Iterable[Path], make: Callable[[], Any], *, also: str = "") -> Any:
    """The JSON value that `make` gives, as kept by an earlier start, or made now and kept.

    `sources` are all files whose change changes it, the code among them; `also` is what else does. Raises what `make`
    raises.
    """
    mark, file = _mark(sources, also), folder / "__pycache__" / f"{name}.json"
    with contextlib.suppress(OSError, ValueError):
        return _read(file, mark)
    made = json.dumps(make(), ensure_ascii=False, separators=(",", ":"))
    with contextlib.suppress(OSError):
        _write(file, f"{mark} {_hash(made.encode())}\n{made}")
    # read back, so that it is the same whether it was kept or not
    return json.loads(made)


def files_in(*folders: Path) -> list[Path]:
    """Words, data and code in these folders, and in those below, in a stable order."""
    found = {path for folder in folders for path in folder.rglob("*.*")}
    return sorted(path for path in found if path.suffix in SOURCES)


BETWEEN = "|"
"""Stands in no word, and in no list of numbers."""


def packed(table: Mapping[str, str]) -> list[str]:
    """A table of words as two long texts, which are read five times faster than tens of thousands of short ones."""
    return [BETWEEN.join(table), BETWEEN.join(table.values())]


def unpacked(texts: Sequence[str]) -> dict[str, str]:
    """The table again."""
    words, values = texts
    return dict(zip(words.split(BETWEEN), values.split(BETWEEN), strict=True)) if words else {}


def _read(file: Path, mark: str) -> Any:
    """Raises ValueError where it was made from other files, or is damaged."""
    head, _, kept = file.read_bytes().partition(b"\n")
    if head.decode() != f"{mark} {_hash(kept)}":
        raise ValueError(f"{file} is of another day")
    return json.loads(kept)


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(exist_ok=True)
    unfinished = file.with_name(f"{file.name}.{os.getpid()}")
    try:
        unfinished.write_text(text, "utf-8")
        unfinished.replace(file)
    except OSError:
        unfinished.unlink(missing_ok=True)
        raise


def _mark(sources: Iterable[Path], also: str) -> str:
    """Changes with the content of any of them, and where one comes, goes or is renamed."""
    found = sha256(also.encode())
    for path in sources:
        content = path.read_bytes()
        found.update(f"{path} {len(content)}\n".encode())
        found.update(content)
    return found.hexdigest()


def _hash(content: bytes) -> str:
    return sha256(content).hexdigest()

"""The ways in which a line of code is broken on purpose: comparisons and boundaries, conditions, and, or, not, returned
booleans. Only the few signs that matter are replaced, so that whatever reads the code as text finds the rest as it was.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

OPERATOR = re.compile(rb"\bnot\s+in\b|\bis\s+not\b|<=|>=|==|!=|<|>|\bin\b|\bis\b")
TURNED = {
    b"==": b"!=", b"!=": b"==", b"<": b"<=", b"<=": b"<", b">": b">=", b">=": b">",
    b"in": b"not in", b"not in": b"in", b"is": b"is not", b"is not": b"is",
}  # fmt: skip


@dataclass(frozen=True)
class Break:
    """Put `new` in the place of the bytes from `start` to `end` of a file. `line` and `what` are for people."""

    file: Path
    line: int
    what: str
    edits: tuple[tuple[int, int, bytes], ...]

    def into(self, source: bytes) -> bytes:
        for start, end, new in sorted(self.edits, reverse=True):
            source = source[:start] + new + source[end:]
        return source

    def __str__(self) -> str:
        return f"{self.file}:{self.line} {self.what}"


class Text:
    """A file's bytes, and where in them a node of its tree stands."""

    def __init__(self, source: bytes) -> None:
        self.source = source
        self._lines = [0]
        for line in source.splitlines(keepends=True):
            self._lines.append(self._lines[-1] + len(line))

    def start(self, node: ast.expr) -> int:
        return self._lines[node.lineno - 1] + node.col_offset

    def end(self, node: ast.expr) -> int:
        return self._lines[(node.end_lineno or node.lineno) - 1] + (node.end_col_offset or 0)

    def between(self, one: ast.expr, other: ast.expr) -> tuple[int, bytes]:
        start = self.end(one)
        return start, self.source[start : self.start(other)]


def breaks_in(file: Path, source: bytes) -> Iterator[Break]:
    """Each break of a file. Some leave no program (see `is_program`): whoever picks a few asks of those alone."""
    text, tree = Text(source), ast.parse(source)
    idle = {id(inner) for node in ast.walk(tree) if _is_idle(node) for inner in ast.walk(node)}
    for node in ast.walk(tree):
        if id(node) in idle:
            continue
        for line, what, edits in _ways(text, node):
            yield Break(file, line, what, tuple(edits))


def _is_idle(node: ast.AST) -> bool:
    """What only a type checker or a start as a program reads."""
    if not isinstance(node, ast.If):
        return False
    test = ast.unparse(node.test)
    return "TYPE_CHECKING" in test or "__name__" in test


Edit = tuple[int, int, bytes]


def _ways(text: Text, node: ast.AST) -> Iterator[tuple[int, str, list[Edit]]]:
    if isinstance(node, ast.Compare):
        start, sign = text.between(node.left, node.comparators[0])
        if found := OPERATOR.search(sign):
            turned = TURNED[re.sub(rb"\s+", b" ", found[0])]
            what = f"{found[0].decode()} -> {turned.decode()} in: {_short(node)}"
            yield node.lineno, what, [(start + found.start(), start + found.end(), turned)]
    elif isinstance(node, ast.BoolOp):
        old, new = (b"and", b"or") if isinstance(node.op, ast.And) else (b"or", b"and")
        edits = []
        for one, other in zip(node.values, node.values[1:], strict=False):
            start, sign = text.between(one, other)
            edits.append((start, start + len(sign), re.sub(rb"\b%s\b" % old, new, sign, count=1)))
        yield node.lineno, f"{old.decode()} -> {new.decode()} in: {_short(node)}", edits
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        start = text.start(node)
        yield node.lineno, f"not left out: {_short(node)}", [(start, start + len(b"not"), b"")]
    elif isinstance(node, ast.Return) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, bool):
        where = (text.start(node.value), text.end(node.value))
        yield node.lineno, f"return {not node.value.value}", [(*where, str(not node.value.value).encode())]
    for test in _conditions(node):
        if not isinstance(test, ast.Compare | ast.UnaryOp):  # turned already
            edits = [(text.start(test), text.start(test), b"not ("), (text.end(test), text.end(test), b")")]
            yield test.lineno, f"turned round: {_short(test)}", edits


def _conditions(node: ast.AST) -> list[ast.expr]:
    if isinstance(node, ast.If | ast.While | ast.IfExp):
        return [node.test]
    return list(node.ifs) if isinstance(node, ast.comprehension) else []


def _short(node: ast.AST) -> str:
    return ast.unparse(node)[:70]


def is_program(source: bytes) -> bool:
    """Whether Python takes it."""
    try:
        ast.parse(source)
    except SyntaxError:
        return False
    return True

"""Small faults put into the rules, one at a time: a test must fail for each; `make prove`.

A tool that copies the whole tree fights this project's layout, and these few kinds of fault are what matters here:
comparisons and numbers off by one, conditions turned round, parts of an 'and' or 'or' left out, names swapped,
statements left out. Each mutant runs in its own process, with the changed module in the place of the real one.
"""

import ast
import copy
import importlib.abc
import importlib.util
import os
import sys
from collections.abc import Iterator, Sequence
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import CodeType, ModuleType

import hypothesis  # noqa: F401 (loaded once here, so that each mutant need not)
import pytest
import yaml  # noqa: F401

HERE = Path(__file__).resolve().parents[2]
MUTATED = ("facts", "conditions", "parts", "open_answers", "traffic_light")
TESTS = (
    "tests/knowledge/test_conditions.py",
    "tests/knowledge/test_every_answer.py",
    "tests/knowledge/test_traffic_light.py",
    "tests/knowledge/test_criteria.py",
    "tests/knowledge/test_safety_properties.py",
)

COMPARED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
SWAPPED = {"any": "all", "all": "any", "max": "min", "min": "max", "YES": "NO", "NO": "YES"}


def mutants(source: str) -> Iterator[tuple[int, str, ast.Module]]:
    """Each mutant of a module: the line, what was done, and the changed tree."""
    tree = ast.parse(source)
    types = {id(node) for node in _in_annotations(tree)}
    for place, node in enumerate(ast.walk(tree)):
        faults = () if id(node) in types else _faults(node)
        for what in range(len(faults)):
            changed = copy.deepcopy(tree)
            target = list(ast.walk(changed))[place]
            name, replacement = _faults(target)[what]
            _put(changed, target, replacement)
            yield getattr(node, "lineno", 0), name, ast.fix_missing_locations(changed)


def _in_annotations(tree: ast.AST) -> Iterator[ast.AST]:
    """Types are for mypy: a fault in one changes nothing when the rules run."""
    for node in ast.walk(tree):
        kept = [getattr(node, name, None) for name in ("annotation", "returns")]
        aliases = [node.value] if isinstance(node, ast.Assign) and _is_alias(node) else []
        for annotation in (*kept, *aliases):
            if isinstance(annotation, ast.AST):
                yield from ast.walk(annotation)


def _is_alias(node: ast.Assign) -> bool:
    return isinstance(node.value, ast.Subscript) and ast.unparse(node.value).startswith(("Callable[", "tuple["))


def _faults(node: ast.AST) -> list[tuple[str, ast.AST]]:
    """The ways in which one node can be made wrong, each with the node to put in its place."""
    found: list[tuple[str, ast.AST]] = []
    if isinstance(node, ast.Compare):
        other = copy.deepcopy(node)
        other.ops[0] = COMPARED[type(node.ops[0])]()
        found.append((f"{ast.unparse(node)} -> {ast.unparse(other)}", other))
    if isinstance(node, ast.BoolOp):
        turned = copy.deepcopy(node)
        turned.op = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        found.append((f"and/or turned in: {ast.unparse(node)}", turned))
        for place, part in enumerate(node.values):
            kept = [value for other, value in enumerate(node.values) if other != place]
            shorter = kept[0] if len(kept) == 1 else ast.BoolOp(node.op, kept)
            found.append((f"left out of and/or: {ast.unparse(part)}", shorter))
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        found.append((f"not left out: {ast.unparse(node)}", node.operand))
    if isinstance(node, ast.Constant):
        found += _constants(node)
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in SWAPPED:
        found.append((f"{node.id} -> {SWAPPED[node.id]}", ast.Name(SWAPPED[node.id], ast.Load())))
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub):
        other_op = ast.Sub() if isinstance(node.op, ast.Add) else ast.Add()
        found.append((f"+/- turned: {ast.unparse(node)}", ast.BinOp(node.left, other_op, node.right)))
    if isinstance(node, ast.Return) and node.value is not None:
        found.append((f"returns nothing: {ast.unparse(node)}", ast.Return(ast.Constant(None))))
    if isinstance(node, ast.Call | ast.Tuple) and len(_parts(node)) > 1:
        for place in range(len(_parts(node))):
            shorter_list = copy.deepcopy(node)
            gone = _parts(shorter_list).pop(place)
            found.append((f"left out: {ast.unparse(gone)} of {ast.unparse(node)[:60]}", shorter_list))
    return found


def _parts(node: ast.Call | ast.Tuple) -> list[ast.expr]:
    return node.args if isinstance(node, ast.Call) else node.elts


def _constants(node: ast.Constant) -> list[tuple[str, ast.AST]]:
    value = node.value
    if isinstance(value, bool):
        return [(f"{value} -> {not value}", ast.Constant(not value))]
    if isinstance(value, int):
        return [(f"{value} -> {value + step}", ast.Constant(value + step)) for step in (1, -1)]
    return []


def _put(tree: ast.AST, target: ast.AST, replacement: ast.AST) -> None:
    for parent in ast.walk(tree):
        for field, value in ast.iter_fields(parent):
            if value is target:
                setattr(parent, field, replacement)
                return
            if isinstance(value, list) and any(item is target for item in value):
                value[[item is target for item in value].index(True)] = replacement
                return


class Instead(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Loads one module from changed code, and leaves the others alone."""

    def __init__(self, name: str, code: CodeType) -> None:
        self.name, self.code = name, code

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname != self.name:
            return None
        spec = importlib.util.spec_from_loader(fullname, self)
        if spec:
            spec.origin = str(HERE / "knowledge" / f"{fullname.rsplit('.', 1)[-1]}.py")
        return spec

    def exec_module(self, module: ModuleType) -> None:
        module.__file__ = str(HERE / "knowledge" / f"{self.name.rsplit('.', 1)[-1]}.py")
        exec(self.code, module.__dict__)  # noqa: S102


def _an_example_fails() -> bool:
    """The worked examples first: they find most faults in a moment."""
    from knowledge.worked_examples import disagreement, worked_examples

    try:
        return any(disagreement(example) for example in worked_examples())
    except Exception:
        return True


def survives(module: str, tree: ast.Module) -> bool:
    """Whether every test passes with this mutant. An endless loop or a crash counts as noticed."""
    code = compile(tree, f"{module}.py", "exec")
    child = os.fork()
    if child == 0:
        devnull = os.open(os.devnull, os.O_WRONLY)
        os.dup2(devnull, 1)
        os.dup2(devnull, 2)
        sys.meta_path.insert(0, Instead(f"knowledge.{module}", code))
        if _an_example_fails():
            os._exit(1)
        quiet = ["-x", "-q", "-p", "no:cacheprovider", "--no-header", "--assert=plain"]
        os._exit(int(pytest.main([*quiet, *TESTS])))
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def main(modules: Sequence[str]) -> int:
    os.chdir(HERE)
    tried = left = 0
    if not survives("facts", ast.parse((HERE / "knowledge" / "facts.py").read_text(encoding="utf-8"))):
        sys.stdout.write("The tests fail without any mutant: mend them first\n")
        return 1
    for module in modules or MUTATED:
        source = (HERE / "knowledge" / f"{module}.py").read_text(encoding="utf-8")
        for line, what, tree in mutants(source):
            tried += 1
            if survives(module, tree):
                left += 1
                sys.stdout.write(f"SURVIVED knowledge/{module}.py:{line} {what}\n")
                sys.stdout.flush()
    sys.stdout.write(f"{tried} mutants of {', '.join(modules or MUTATED)}: {left} survived\n")
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

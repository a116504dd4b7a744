"""No function asks for more than seven things: past that, what belongs together has a name of its own."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
FOLDERS = ("bot", "dialogs", "knowledge", "storage", "tests")
MOST = 7


def functions(file: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def parameters(function: ast.FunctionDef | ast.AsyncFunctionDef) -> list[str]:
    given = function.args
    named = [one.arg for one in (*given.posonlyargs, *given.args, *given.kwonlyargs)]
    more = [one.arg for one in (given.vararg, given.kwarg) if one]
    return [name for name in (*named, *more) if name not in ("self", "cls")]


def is_command(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """What somebody types on the command line: typer reads its options from the parameters, one each."""
    return any(".command(" in ast.unparse(one) for one in function.decorator_list)


def test_no_function_has_more_than_seven_parameters() -> None:
    files = [file for folder in FOLDERS for file in (ROOT / folder).rglob("*.py")]
    assert len(files) > 300
    long = [
        f"{file.relative_to(ROOT)}:{function.lineno} {function.name}"
        for file in files
        for function in functions(file)
        if len(parameters(function)) > MOST and not is_command(function)
    ]
    assert long == []

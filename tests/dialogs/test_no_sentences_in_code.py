"""What a person reads stands in a words file. What stands in code is for programs, for the log, or for us."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
ALONE = ROOT / "bot" / "exports" / "verify.py"
"""Is given to people as one file, and has its words in it."""
CODE = sorted(path for folder in ("bot", "dialogs") for path in (ROOT / folder).rglob("*.py") if path != ALONE)

NOT_FOR_PEOPLE = re.compile(
    r"(log|logger|logging)\.|re\.|sa\.|"  # the log; patterns; SQL
    r"typer\.|Field|"  # help, which typer and `waymark doctor` take from beside the option or the setting
    r"web\.HTTP|"  # what another program is answered with a status code
    r"(Value|Lookup|Type|Key|Runtime|NotImplemented|Permission|Assertion)Error|KeysOutOfReach|BotFramework"  # for us
)
"""The calls whose arguments no person reads in a conversation or at the command line."""


def sentences(code: str) -> Iterator[str]:
    """The literals of a module that read as a sentence: a capital, three words or more, and a sentence's end; and those
    that name a setting and say something of it.
    """
    tree = ast.parse(code)
    passed: set[ast.AST] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            passed.add(node.value)
        if isinstance(node, ast.Call) and NOT_FOR_PEOPLE.match(ast.unparse(node.func)):
            passed |= set(ast.walk(node))
        if node in passed:
            continue
        if isinstance(node, ast.JoinedStr):
            passed |= set(node.values)
            text = "".join(str(part.value) if isinstance(part, ast.Constant) else "x" for part in node.values)
        elif isinstance(node, ast.Constant):
            text = str(node.value)
        else:
            continue
        if reads_as_one(text):
            yield text


def reads_as_one(text: str) -> bool:
    words = re.findall(r"[a-z’']+", text)
    ends = re.search(r"[.?!:…](\s|$)", text)
    return len(words) >= 3 and bool(re.match(r"\W*[A-Z]", text)) and " " in text and bool(ends or "WAYMARK_" in text)


def printed(code: str) -> Iterator[str]:
    """Words that are given straight to whatever prints, however short: 'You: ' is read as much as a sentence."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Call) and re.search(r"(^tell|^stop|\.write|\.print)$", ast.unparse(node.func)):
            for given in node.args:
                parts = given.values if isinstance(given, ast.JoinedStr) else [given]
                texts = [str(part.value) for part in parts if isinstance(part, ast.Constant)]
                yield from (text for text in texts if re.search(r"[A-Za-z]{3}", re.sub(r"\[[^]]*\]", "", text)))


def test_nothing_that_is_printed_stands_in_the_code() -> None:
    found = {str(path.relative_to(ROOT)): list(printed(path.read_text("utf-8"))) for path in CODE}
    assert {path: those for path, those in found.items() if those} == {}
    assert list(printed("sys.stdout.write(f'\\nYou: {x}'); tell('none'); print('[bold]x[/]')")) == ["\nYou: ", "none"]


def test_no_sentence_stands_in_the_code() -> None:
    found = {str(path.relative_to(ROOT)): list(sentences(path.read_text("utf-8"))) for path in CODE}
    assert {path: those for path, those in found.items() if those} == {}


def test_it_finds_the_ways_in_which_one_would_come() -> None:
    said = """
def f(x):
    '''Says what it does to us.'''
    logger.warning("This is for the log.")
    tell("There is no guidance on that.")
    raise stop(f"There is no {x} in the demo. Choose another.")
    gaps.append("WAYMARK_KEYS is needed with an app id")
    return Reply("key", "Sorry, that did not work.")
"""
    assert len(list(sentences(said))) == 4

"""What a conversation sends to SQLite, some test sends to PostgreSQL too: the end of a whole run names what none does.

So a conversation need not be held twice. The statements of each process of a run are compared at its end, all of
them in SQLite's words.
"""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Compiled, Delete, Insert, Select, Update
from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import UnsupportedCompilationError

from tests.support.compiled_once import KEPT

SQLITE = sqlite.dialect()
KNOWN = frozenset((Path(__file__).parent / "only_on_sqlite.txt").read_text("utf-8").splitlines())
"""What tests send to SQLite only, in short, as it was when this was first looked at: to become fewer, never more."""
FOUND: dict[str, set[str]] = {kind: set() for kind in KEPT}
"""Of all processes of this run, once they have ended."""


def in_common(compiled: Compiled) -> str:
    """The statement as SQLite has it, whichever database it was for; '' for what makes or changes tables."""
    statement = compiled.statement
    if not isinstance(statement, Insert | Update | Delete | Select):
        return ""
    try:
        sql = str(statement.compile(dialect=SQLITE))
    except UnsupportedCompilationError:  # written for PostgreSQL alone
        sql = str(compiled)
    return "" if "alembic_version" in sql else " ".join(sql.split()).partition(" RETURNING ")[0]


def sent() -> Mapping[str, list[str]]:
    """Of this process: what the program sent to SQLite, and what anybody sent to PostgreSQL."""
    of = {"sqlite": KEPT["sqlite"].ours, "postgresql": KEPT["postgresql"].values()}
    return {kind: sorted({in_common(one) for one in statements} - {""}) for kind, statements in of.items()}


def only_on_sqlite(found: Mapping[str, Iterable[str]]) -> list[str]:
    missing = set(found["sqlite"]) - set(found["postgresql"])
    return sorted(sql for sql in missing if _in_short(sql) not in KNOWN)


def _in_short(sql: str) -> str:
    """Without the columns that are asked for; of several tables the first only, for such questions are put together
    from parts, each time a little otherwise.
    """
    tables = list(dict.fromkeys(re.findall(r"(?:FROM|JOIN) (\w+)", sql)))
    if not sql.startswith("SELECT"):
        return sql
    return "from " + (f"{tables[0]} and others" if len(tables) > 1 else sql.partition(" FROM ")[2])


def _add(one: Mapping[str, Iterable[str]]) -> None:
    for kind, statements in one.items():
        FOUND[kind].update(statements)


def is_whole(config: pytest.Config) -> bool:
    """A run of all tests, on both databases."""
    chosen: Any = config.option
    fewer = chosen.markexpr or chosen.keyword or chosen.ignore
    return config.args_source is pytest.Config.ArgsSource.TESTPATHS and not fewer


class OnBoth:
    """Registered as a plugin: what the processes have sent comes together in the one that started them."""

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        _add(getattr(node, "workeroutput", {}).get("statements", {}))

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if (mine := getattr(session.config, "workeroutput", None)) is not None:
            mine["statements"] = sent()
            return
        _add(sent())

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        if is_whole(terminalreporter.config) and FOUND["postgresql"]:
            for sql in only_on_sqlite(FOUND):
                terminalreporter.write_line(f"NO TEST SENDS THIS TO POSTGRESQL (see tests/support/on_both.py): {sql}")

"""What keeps signed and noted rows from being changed: are all triggers there, and as the migrations made them?

`triggers.yaml` holds a checksum of each, by the kind of database. A migration that adds or changes one adds its line; a
test says which.
"""

import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.yaml_file import read

FILE = Path(__file__).with_name("triggers.yaml")
DIGITS = 16

_SQLITE = "SELECT name, tbl_name || ' ' || sql AS said FROM sqlite_master WHERE type = 'trigger'"
# what it does, and the function behind it, in terms that are the same in every version of PostgreSQL
_POSTGRESQL = """
    SELECT t.tgname AS name, concat_ws(' ', c.relname, t.tgtype, t.tgenabled, t.tgqual IS NOT NULL, p.proname, p.prosrc,
        nullif(encode(t.tgargs, 'escape'), ''),
        (SELECT string_agg(a.attname, ',' ORDER BY a.attname COLLATE "C") FROM pg_attribute a
         WHERE a.attrelid = t.tgrelid AND a.attnum = ANY (t.tgattr))) AS said
    FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid
    JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE NOT t.tgisinternal AND n.nspname = current_schema()
"""


@cache
def expected(kind: str) -> Mapping[str, str]:
    """Of `sqlite` or `postgresql`: the checksum of each trigger by its name."""
    found: dict[str, str] = read(FILE)[kind]
    return found


async def there(connection: AsyncConnection) -> dict[str, str]:
    """The same of the database as it is."""
    query = _POSTGRESQL if connection.dialect.name == "postgresql" else _SQLITE
    rows = (await connection.execute(sa.text(query))).all()
    return {name: hashlib.sha256(said.encode()).hexdigest()[:DIGITS] for name, said in sorted(map(tuple, rows))}


async def differing(connection: AsyncConnection) -> list[str]:
    """The names of those that are missing, or are not as they were made; and of those that nobody here made."""
    wanted, found = expected(connection.dialect.name), await there(connection)
    return sorted(name for name in wanted.keys() | found.keys() if wanted.get(name) != found.get(name))

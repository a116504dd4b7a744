"""Plays the cases and takes a picture of each page of their documents. `make cases`."""

import asyncio
import sys
import tempfile
from pathlib import Path

from bot.runtime import Runtime
from storage.database.engine import Database, sqlite_url
from storage.database.upgrade import upgrade
from storage.database.vault import Vault, new_key
from storage.documents import pdf
from tests.cases.cases import CASES
from tests.cases.play import BEGINS, Play, played
from tests.conversation import demo_runtime

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "docs" / "pictures" / "cases"


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name in CASES:
        for document, form in asyncio.run(_play(name)).documents.items():
            for number, page in enumerate(pdf.pictures(form), start=1):
                file = FOLDER / f"{name.replace('_', '-')}-{document}-{number}.png"
                file.write_bytes(page)
                sys.stdout.write(f"{file.relative_to(ROOT)}\n")


async def _play(name: str) -> Play:
    with tempfile.TemporaryDirectory(prefix="waymark-cases-") as folder:
        url = sqlite_url(Path(folder) / "waymark.db")
        await upgrade(url)
        database = Database(url, Vault([new_key()]))
        runtime: Runtime = await demo_runtime(database, BEGINS)
        try:
            return await played(runtime, name)
        finally:
            await database.close()


if __name__ == "__main__":
    main()

"""`make prove-slots`: a year of consultations with a fixed seed, every rule checked after every step, on each database.

Each step is one of what people and the service do: hold, book, change, cancel, join the list, take or pass on an
offer, leave, publish, move and withdraw slots, and let time go by. Refused steps must change nothing.
"""

import asyncio
import random
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path

from storage.administration import demo
from storage.database.engine import Database
from storage.database.vault import Vault, new_key
from tests.storage.conftest import NOW
from tests.storage.consultations.test_nobody_is_passed_over import PEOPLE, WHAT, Story
from tests.support.cluster import throw_away_cluster
from tests.support.databases import upgrade_now

SEED = 7
STEPS = 1_500
YEAR = timedelta(days=365)


async def play(url: str) -> str:
    chance = random.Random(SEED)  # noqa: S311 a fixed seed, nothing secret
    database = Database(url, Vault([new_key()]))
    async with database.transaction(NOW) as tx:
        await demo.fill(tx)
    story, begun = Story(database), time.monotonic()
    for number in range(STEPS):
        story.now = max(story.now, NOW + YEAR * number / STEPS)
        step = (chance.choice(WHAT), chance.choice(PEOPLE), chance.randrange(6))
        await story.take(step)
    await database.close()
    took = f"{time.monotonic() - begun:.0f} s"
    return f"{STEPS} steps, {(story.now - NOW).days} days, {len(story.offers)} offers, nobody passed over, {took}"


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'waymark.db'}"
        upgrade_now(url)
        sys.stdout.write(f"SQLite      {asyncio.run(play(url))}\n")
    with throw_away_cluster() as cluster:
        if cluster is None:
            sys.stdout.write("PostgreSQL is not installed here, and was left out\n")
        else:
            sys.stdout.write(f"PostgreSQL  {asyncio.run(play(cluster.fresh()))}\n")


if __name__ == "__main__":
    main()

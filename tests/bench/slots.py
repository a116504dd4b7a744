"""`make bench-slots`: 200 people at once for three slots, in four processes, on each database. Three win, once each."""

import json
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path

from storage.administration import demo
from storage.consultations import bookings
from storage.consultations import slots as slot_keeping
from storage.database.engine import Database
from storage.database.vault import Vault, new_key
from tests.storage.records.rival import NOW
from tests.storage.records.test_rivals import Rival
from tests.support.cluster import throw_away_cluster
from tests.support.databases import upgrade_now

PROCESSES, EACH = 4, 50


async def three_slots(url: str, key: str) -> None:
    database = Database(url, Vault([key]))
    async with database.transaction(NOW) as tx:
        await demo.fill(tx)
        for slot in await bookings.slots_in(tx, 2026, 3):
            await slot_keeping.withdraw(tx, slot.id)
        for hour in (10, 11, 12):
            await bookings.publish(tx, NOW + timedelta(days=2, hours=hour))
    await database.close()


def play(kind: str, url: str) -> bool:
    """One round; whether exactly three won, each a slot of their own."""
    import asyncio

    key = new_key()
    asyncio.run(three_slots(url, key))
    rivals = [Rival() for _ in range(PROCESSES)]
    for place, rival in enumerate(rivals):
        wanted = {"what": "hold_and_book", "url": url, "key": key, "rival": place, "number": EACH}
        rival.tell(json.dumps(wanted))
    for rival in rivals:
        rival.says()
    begun = time.monotonic()
    for rival in rivals:
        rival.tell("go")
    said = [rival.says() for rival in rivals]
    took = time.monotonic() - begun
    for rival in rivals:
        rival.process.communicate(timeout=10)
    won = [slot for one in said for slot in one["won"]]
    lost = sum(one["lost"] for one in said)
    again = sum(one["again"] for one in said)
    longest = max(one["longest"] for one in said)
    sys.stdout.write(
        f"{kind:<10}  attempts {PROCESSES * EACH}  processes {PROCESSES}  winners {len(won)}  told it is gone {lost}  "
        f"told to try again {again}  "
        f"all done in {took:.1f} s  longest wait {longest:.1f} s\n"
    )
    return len(won) == len(set(won)) == 3 and lost == PROCESSES * EACH - 3


def main() -> int:
    right = []
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'waymark.db'}"
        upgrade_now(url)
        right.append(play("SQLite", url))
    with throw_away_cluster() as cluster:
        if cluster is None:
            sys.stdout.write("PostgreSQL is not installed here, and was left out\n")
        else:
            right.append(play("PostgreSQL", cluster.fresh()))
    return 0 if all(right) else 1


if __name__ == "__main__":
    sys.exit(main())

"""Kills the bot at random moments of random conversations in Teams: `make prove-kills` (KILLS=1000).

Each message is posted, and the process gets `kill -9` at a random moment around its answer. It is started again, and
the message is posted again, as Teams does with what was not answered by 2xx. The same messages are then posted to a bot
that nobody kills. It must come to the same: each turn taken once, in order, and each reply seen; twice at most, and
only where the process died in the middle of that message.
"""

import argparse
import asyncio
import contextlib
import multiprocessing
import os
import random
import re
import signal
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from aiohttp import ClientError, ClientSession, ClientTimeout, web

from storage.administration import demo
from storage.database.vault import new_key
from tests.bench.edge_load import Message
from tests.bot.pretend.pretend_teams import BOT, connector
from tests.bot.served import free_port
from tests.conversation import SCHOOL_CASE
from tests.support.databases import upgrade_now

ANSWERS = [answer for answer in SCHOOL_CASE.values() if isinstance(answer, str)]
ANYTHING = [
    "back",
    "help",
    "not sure",
    "save",
    "carry on",
    "what is the aim project",
    "1",
    "2",
    "yes",
    "no",
    "contacts",
]
MESSAGES = 12
"""In each conversation; a new person begins the next."""
LONGEST = 60.0
"""Seconds within which a message is answered at last."""


def serve(folder: str, key: str, port: int) -> None:
    """One process of the bot, from a parent that has imported everything already."""
    from bot.cli.console import open_runtime
    from bot.settings import Settings
    from bot.web.app import serve as listen
    from storage.database.origin import CHAT

    sys.stderr = open(Path(folder) / "log", "a")  # noqa: SIM115  as long as the process lives
    of = Settings.model_validate(
        {"data_dir": folder, "keys": key, "port": port, "messages_a_minute": 100_000, "turn_seconds": LONGEST}
    )

    async def run() -> None:
        async with open_runtime(of, demo=True, origin=CHAT) as opened:
            await listen(of, opened)

    asyncio.run(run())


@dataclass
class Bot:
    """A bot on its own data, that can be killed and started again."""

    folder: Path
    key: str = field(default_factory=new_key)
    port: int = field(default_factory=free_port)
    process: BaseProcess | None = None

    def start(self) -> None:
        made = multiprocessing.get_context("forkserver").Process(
            target=serve, args=(str(self.folder), self.key, self.port), daemon=True
        )
        made.start()
        self.process = made

    def kill(self) -> None:
        assert self.process is not None
        assert self.process.pid is not None
        os.kill(self.process.pid, signal.SIGKILL)
        self.process.join()


class Chats:
    """What was sent to each chat: by the message that it answers, in order."""

    def __init__(self) -> None:
        self.sent: dict[str, list[str]] = defaultdict(list)
        self._number = 0

    async def take(self, request: web.Request) -> web.Response:
        activity = await request.json()
        self._number += 1
        if request.method == "POST" and activity["type"] == "message":
            self.sent[request.match_info.get("id", "")].append(said(activity))
        return web.json_response({"id": f"m{self._number}"}, status=201)


def said(activity: dict[str, Any]) -> str:
    """All of it that a person could see. What an interview or a failed turn is known by is made up anew in each run."""
    seen = repr((activity.get("text"), activity.get("attachments"), activity.get("suggestedActions")))
    return re.sub(r"'[0-9a-f]{12}\.|(?<=Reference )[0-9a-f]{8}", "", seen)


def script(seed: int) -> list[Message]:
    """What somebody writes who describes an incident, and now and then something else."""
    chance = random.Random(seed)  # noqa: S311
    told = iter(ANSWERS)
    lines = ["report"]
    while len(lines) < MESSAGES:
        lines.append(chance.choice(ANYTHING) if chance.random() < 0.3 else next(told))
    return [Message(line) for line in lines]


async def post(http: ClientSession, bot: Bot, service_url: str, who: str, activity_id: str, text: str) -> bool:
    """Whether it was answered with 2xx."""
    activity = {
        "type": "message", "id": activity_id, "text": text, "textFormat": "plain", "channelId": "msteams",
        "serviceUrl": service_url, "from": {"id": f"29:{who}", "aadObjectId": who}, "recipient": BOT,
        "conversation": {"id": f"a:{who}", "conversationType": "personal", "tenantId": demo.TENANT},
    }  # fmt: skip
    with contextlib.suppress(ClientError, TimeoutError, OSError):
        async with http.post(f"http://127.0.0.1:{bot.port}/api/messages", json=activity) as response:
            await response.read()
            return response.status // 100 == 2
    return False


async def until_answered(http: ClientSession, bot: Bot, *what: str) -> None:
    """As Teams does: again until it is answered."""
    until = time.monotonic() + LONGEST
    while not await post(http, bot, *what):
        if time.monotonic() > until:
            raise AssertionError(f"not answered: {(bot.folder / 'log').read_text('utf-8')[-2000:]}")
        await asyncio.sleep(0.02)


async def talk(folder: Path, seeds: Sequence[int], *, kills: int, chance: random.Random) -> tuple[Chats, set[str]]:
    """All conversations, one after another; what was sent, and at which messages the process was killed."""
    chats, killed, bot = Chats(), set[str](), Bot(folder)
    folder.mkdir()  # noqa: ASYNC240 nothing else goes on yet
    upgrade_now(f"sqlite:///{folder / 'waymark.db'}")
    server = await connector(chats.take)
    service_url, longest = str(server.make_url("/")), 0.05
    people = [f"demo-{login}" for login in ("worker", "worker2", "dsl", "deputy", "foster")]
    bot.start()
    async with ClientSession(timeout=ClientTimeout(total=20)) as http:
        for seed in seeds:
            who = people[seed % len(people)]
            for number, message in enumerate(script(seed)):
                what = (service_url, who, f"{seed}-{number}", message.text)
                if len(killed) < kills:
                    going = asyncio.create_task(post(http, bot, *what))
                    await asyncio.sleep(chance.uniform(0, longest))
                    bot.kill()
                    killed.add(f"{seed}-{number}")
                    await going
                    bot.start()
                    await until_answered(http, bot, *what)
                else:
                    begun = time.monotonic()
                    await until_answered(http, bot, *what)
                    longest = 0.9 * longest + 0.1 * min(1.0, 1.5 * (time.monotonic() - begun))
    await asyncio.sleep(0.5)
    bot.kill()
    await server.close()
    return chats, killed


def differences(killed_at: set[str], with_kills: Chats, calm: Chats) -> list[str]:
    """In a sentence each; none where it came to the same."""
    found = []
    for message in sorted({*with_kills.sent, *calm.sent}):
        seen, wanted = with_kills.sent.get(message, []), calm.sent.get(message, [])
        times = Counter(seen)
        if list(dict.fromkeys(seen)) != list(dict.fromkeys(wanted)):
            found.append(f"{message}: other replies than in the calm: {len(seen)} instead of {len(wanted)}")
        most = 2 if message in killed_at else 1
        if any(count > most * wanted.count(one) for one, count in times.items()):
            found.append(f"{message}: seen more than {most} times")
    return found


async def main() -> int:
    wanted = argparse.ArgumentParser(description=__doc__)
    wanted.add_argument("--kills", type=int, default=1000)
    wanted.add_argument("--seed", type=int, default=20261130)
    of = wanted.parse_args()
    multiprocessing.get_context("forkserver").set_forkserver_preload(["tests.support.preloaded"])
    chance = random.Random(of.seed)  # noqa: S311 a fixed seed, nothing secret
    seeds = [chance.randrange(10**6) for _ in range(-(-of.kills // MESSAGES))]
    with tempfile.TemporaryDirectory() as folder:
        with_kills, killed = await talk(Path(folder) / "killed", seeds, kills=of.kills, chance=chance)
        calm, _ = await talk(Path(folder) / "calm", seeds, kills=0, chance=chance)
    twice = sum(max(Counter(seen).values(), default=0) > 1 for seen in with_kills.sent.values())
    found = differences(killed, with_kills, calm)
    sys.stdout.write(
        f"{len(killed)} kills in {len(seeds)} conversations, {len(seeds) * MESSAGES} messages; seed {of.seed}\n"
        f"replies to {twice} messages were seen twice, all of them where the process died meanwhile\n"
        f"{len(found)} differences from the same conversations without a kill\n"
    )
    sys.stdout.writelines(f"{one}\n" for one in found[:20])
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))

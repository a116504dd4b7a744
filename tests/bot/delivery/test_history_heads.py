"""The signed head of each day reaches a mail server, a file and syslog as it is, and is tried again where not."""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.delivery import history_heads
from bot.runtime import Runtime
from storage.audit import heads
from storage.audit.heads import Head
from storage.database.engine import Database
from storage.database.signing_keys import Signer, new_signing_key
from storage.database.vault import Vault
from storage.queues.outbox import outbox
from tests.bot.conftest import settings_with
from tests.bot.pretend.post_office import PostOffice
from tests.conversation import LIBRARY, TUESDAY, at, demo_runtime
from tests.support.databases import ONE

pytestmark = pytest.mark.parametrize("database_kind", ONE, indirect=True)
KEEPER = "keeper@example.org"


@pytest.fixture
async def runtime(database_url: str, key: str) -> AsyncIterator[Runtime]:
    opened = Database(database_url, Vault([key]), signer=Signer([new_signing_key()]))
    await demo_runtime(opened)
    yield Runtime(opened, LIBRARY, lambda: TUESDAY)
    await opened.close()


@pytest.fixture
def syslog(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[socket.socket]:
    """A socket that listens as the machine's own log does."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.bind(str(tmp_path / "log"))
        listening.settimeout(5)
        monkeypatch.setattr(history_heads, "SYSLOG", str(tmp_path / "log"))
        yield listening


async def kept(runtime: Runtime) -> Head:
    async with runtime.database.transaction(TUESDAY) as tx:
        (head,) = await heads.kept(tx)
        assert await heads.unsent(tx) == []
        return head


async def test_it_is_sent_by_each_way_and_read_again_from_each(
    runtime: Runtime, post: PostOffice, syslog: socket.socket, tmp_path: Path
) -> None:
    file = tmp_path / "heads.txt"
    where = (KEEPER, str(file), "syslog")
    await history_heads.go_on(runtime, settings_with(data_dir=tmp_path, audit_heads=where, **post.open()))
    head = await kept(runtime)
    (mail,) = post.to(KEEPER)
    assert "2026-11-17" in mail["Subject"]
    (tmp_path / "mail.txt").write_text(mail.get_content())
    (tmp_path / "syslog.txt").write_bytes(syslog.recv(4000).rstrip(b"\0") + b"\n")
    for kept_in in (file, tmp_path / "mail.txt", tmp_path / "syslog.txt"):
        found, _ = history_heads.read_file(kept_in)
        assert found == [head], kept_in


async def test_once_a_day_and_what_could_not_be_sent_goes_with_the_next(
    runtime: Runtime, post: PostOffice, tmp_path: Path
) -> None:
    of = settings_with(data_dir=tmp_path, audit_heads=(KEEPER,), **post.open())
    post.busy = True
    await history_heads.go_on(runtime, of)
    assert post.mails == []
    post.busy = False
    at(runtime, TUESDAY + timedelta(days=1))
    for _ in range(2):
        await history_heads.go_on(runtime, of)
    assert ["2026-11-17" in mail["Subject"] for mail in post.to(KEEPER)] == [True, False]
    assert len(post.to(KEEPER)) == 2


async def test_where_something_is_wrong_each_admin_is_told_and_the_head_says_so(
    runtime: Runtime, tmp_path: Path
) -> None:
    file = tmp_path / "heads.txt"
    async with runtime.database.transaction(TUESDAY) as tx:
        await tx.connection.execute(sa.text("INSERT INTO roles VALUES ('demo-worker2', 'demo-school', 'admin')"))
    await history_heads.go_on(runtime, settings_with(data_dir=tmp_path, audit_heads=(str(file),)))
    assert not (await kept(runtime)).is_whole
    async with runtime.database.transaction(TUESDAY) as tx:
        told = list(
            await tx.connection.scalars(sa.select(outbox.c.to_person).where(outbox.c.key == "history_not_whole"))
        )
    assert told == ["demo-admin"]


async def test_nothing_is_signed_without_a_key(database: Database, tmp_path: Path) -> None:
    runtime = await demo_runtime(database)
    await history_heads.go_on(runtime, settings_with(data_dir=tmp_path, audit_heads=(str(tmp_path / "heads.txt"),)))
    await asyncio.sleep(0)
    assert not (tmp_path / "heads.txt").exists()

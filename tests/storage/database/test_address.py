"""Addresses as they are bought, and the way to a database elsewhere: encrypted, or refused."""

import os
import pwd
import shutil
import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.settings import SettingsProblem, load
from dialogs.words import say
from storage.database import address
from storage.database.engine import make_engine
from storage.database.status import status
from storage.database.upgrade import upgrade
from storage.problems import DatabaseProblem, Trouble
from tests.bot.office import Office
from tests.bot.pretend.post_office import own_certificate
from tests.bot.served import free_port
from tests.support.cluster import no_postgresql, throw_away_cluster

HOST = "waymark-db.postgres.database.azure.com"
BOUGHT = {
    "Azure": f"postgresql://wm:p%40ss@{HOST}:5432/waymark?sslmode=require",
    "Azure, for psql": f'psql "host={HOST} port=5432 dbname=waymark user=wm password=p@ss sslmode=require"',
    "Azure, ADO.NET": f"Server={HOST};Database=waymark;Port=5432;User Id=wm;Password=p@ss;Ssl Mode=Require;",
    "Azure, JDBC": f"jdbc:postgresql://{HOST}:5432/waymark?user=wm&password=p%40ss&sslmode=require",
    "with what pools want": f"postgres://wm:p%40ss@{HOST}:5432/waymark?sslmode=require&channel_binding=require&connect_timeout=10",
    "as asyncpg says it": f"postgresql+asyncpg://wm:p%40ss@{HOST}:5432/waymark?ssl=require",
}


@pytest.mark.parametrize("text", BOUGHT.values(), ids=BOUGHT)
def test_each_says_the_same(text: str) -> None:
    url = address.read(text)
    assert (url.username, url.password, url.host, url.port, url.database) == ("wm", "p@ss", HOST, 5432, "waymark")
    assert dict(url.query) == {"sslmode": "require"}
    assert (address.is_elsewhere(url), address.is_encrypted(url)) == (True, True)
    made = make_engine(text)
    assert (made.url.drivername, dict(made.url.query)) == ("postgresql+asyncpg", {})
    assert address.for_libpq(url) == {
        "PGHOST": HOST, "PGPORT": "5432", "PGUSER": "wm", "PGPASSWORD": "p@ss", "PGDATABASE": "waymark",
        "PGSSLMODE": "require",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "key"),
    [
        (f"postgresql://wm:{{your_password}}@{HOST}/waymark?sslmode=require", "placeholder_password"),
        (f"host={HOST} dbname=waymark user=wm password=<your-password>", "placeholder_password"),
        (f"postgresql://wm@{HOST}/waymark?sslmode=yes", "odd_sslmode"),
        (f"postgresql://wm@{HOST}/waymark?colour=green", "odd_parameter"),
        (f"postgresql://wm@{HOST}", "no_address"),
        ("mysql://wm@example.org/waymark", "no_address"),
        (HOST, "no_address"),
    ],
)
def test_what_is_none_is_refused_and_never_repeated(text: str, key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WAYMARK_DATABASE_URL", text)
    with pytest.raises(SettingsProblem) as refused:
        load()
    modes = ", ".join(sorted(address.MODES))
    assert str(refused.value) == f"WAYMARK_DATABASE_URL: {say(f'settings.{key}', modes=modes, name='colour').strip()}"


@pytest.mark.parametrize(
    ("where", "refused"),
    [
        ("@/waymark?host=/run/postgresql", False),
        ("@localhost/waymark", False),
        ("@127.0.0.1:6432/waymark?sslmode=disable", False),
        (f"@{HOST}/waymark", True),
        (f"@{HOST}/waymark?sslmode=prefer", True),
        (f"@{HOST}/waymark?sslmode=require", False),
        (f"@{HOST}/waymark?sslmode=verify-full", False),
    ],
)
def test_an_open_way_to_another_machine_is_refused_unless_it_is_said(
    where: str, refused: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WAYMARK_DATABASE_URL", f"postgresql://wm:secret{where}")
    if refused:
        with pytest.raises(SettingsProblem) as why:
            load()
        assert str(why.value) == say("settings.open_way").strip()
        monkeypatch.setenv("WAYMARK_DATABASE_WITHOUT_TLS", "yes")
    assert load().database_url


def test_a_certificate_is_believed_as_postgresql_has_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own_certificate(tmp_path)

    def checks(query: str) -> tuple[bool, ssl.VerifyMode]:
        context = address.tls(address.read(f"postgresql://wm@{HOST}/waymark?{query}"))
        assert isinstance(context, ssl.SSLContext)
        return context.check_hostname, context.verify_mode

    file = f"&sslrootcert={tmp_path / 'server.pem'}"
    assert checks("sslmode=require") == (False, ssl.CERT_NONE)
    assert checks(f"sslmode=require{file}") == (False, ssl.CERT_REQUIRED)
    assert checks(f"sslmode=verify-ca{file}") == (False, ssl.CERT_REQUIRED)
    assert checks("sslmode=verify-full") == (True, ssl.CERT_REQUIRED), "by the machine's own authorities"
    monkeypatch.setenv("WAYMARK_DATABASE_URL", f"postgresql://wm@{HOST}/w?sslmode=verify-full&sslrootcert=/none.pem")
    with pytest.raises(SettingsProblem) as refused:
        load()
    assert say("settings.bad_database_certificate") in str(refused.value)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A PostgreSQL with TLS on a port of this machine: the folder of its certificate, and its bare address."""
    folder, port = tmp_path_factory.mktemp("tls"), free_port()
    own_certificate(folder)
    if os.geteuid() == 0:
        for name in ("server.key", "server.pem"):
            owned = Path(shutil.copy(folder / name, folder / f"of-{name}"))
            shutil.chown(owned, pwd.getpwnam("postgres").pw_uid)
            owned.chmod(0o600)
        for parent in (folder, *folder.parents[:3]):
            parent.chmod(parent.stat().st_mode | 0o011)
    prefix = "of-" if os.geteuid() == 0 else ""
    more = f"listen_addresses=localhost port={port} ssl=on ssl_cert_file={folder}/{prefix}server.pem"
    with throw_away_cluster(more=f"{more} ssl_key_file={folder}/{prefix}server.key") as cluster:
        if cluster is None:
            no_postgresql()
            return
        yield f"{folder} postgresql://waymark@localhost:{port}/postgres"


@pytest.mark.postgres
async def test_by_tls_with_the_certificate_of_an_own_authority(server: str, tmp_path: Path) -> None:
    folder, _, url = server.partition(" ")
    good = f"{url}?sslmode=verify-full&sslrootcert={folder}/server.pem"
    await upgrade(good)
    found = await status(good)
    assert found.server is not None
    assert (found.server.is_encrypted, found.server.tls[:4], found.server.version >= 13) == (True, "TLSv", True)
    said = Office(tmp_path, WAYMARK_DATABASE_URL=good).says("db status")
    assert f"PostgreSQL {found.server.full_version}, by {found.server.tls}." in said.out
    (value,) = Office(tmp_path, WAYMARK_DATABASE_URL=good).says("db status --json").values
    assert (value["version"], value["tls"]) == (found.server.full_version, found.server.tls)


@pytest.mark.postgres
@pytest.mark.parametrize("query", ["sslmode=verify-full", "sslmode=verify-full&sslrootcert={other}/server.pem"])
async def test_another_certificate_is_not_believed_and_it_says_so(server: str, query: str, tmp_path: Path) -> None:
    own_certificate(tmp_path)
    url = f"{server.partition(' ')[2]}?{query.format(other=tmp_path)}"
    with pytest.raises(DatabaseProblem) as refused:
        await status(url)
    assert refused.value.trouble is Trouble.NO_TLS
    said = Office(tmp_path, WAYMARK_DATABASE_URL=url).says("doctor")
    assert say("doctor.no_tls").strip()[:40] in said.out


@pytest.mark.postgres
async def test_a_server_without_tls_is_not_spoken_to_where_tls_is_asked_for() -> None:
    port = free_port()
    with throw_away_cluster(more=f"listen_addresses=localhost port={port}") as cluster:
        if cluster is None:
            no_postgresql()
        with pytest.raises(DatabaseProblem) as refused:
            await status(f"postgresql://waymark@localhost:{port}/postgres?sslmode=require")
    assert refused.value.trouble is Trouble.NO_TLS

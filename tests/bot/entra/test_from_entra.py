"""`waymark people from-entra`: groups in Entra become roles here, behind a Graph that speaks the real protocol."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from unittest import mock

import pytest

from bot.doctor.live import entra as tried
from bot.entra.graph import Graph, GraphProblem
from bot.settings import Settings
from bot.teams.transport import Pool
from dialogs.words import say
from storage.administration import last_done
from storage.administration.last_done import Done
from tests.bot.conftest import settings_with
from tests.bot.office import Office
from tests.bot.pretend.behind_microsoft import APP_ID, TENANT
from tests.bot.pretend.fake_graph import ALL, SCOPE, Entry, FakeGraph, device, group, user
from tests.bot.pretend.fake_microsoft import FakeMicrosoft
from tests.bot.teams.test_two_tenants import OTHER_APP, OTHER_TENANT, registrations

STAFF, LEADS, NIGHT, GONE = (f"{number}0000000-0000-4000-8000-000000000000" for number in (1, 2, 3, 9))
HEAD = "group;setting;roles;kind;area;note\n"
TABLE = (
    f"{HEAD}{STAFF};Harbour Lane School;worker;primary_school;education;everybody\n"
    f"{LEADS};harbour lane school;DSL, worker;;;\n"
)


def person(number: int) -> str:
    return f"a{number:07d}-0000-4000-8000-000000000000"


def everybody(number: int) -> list[Entry]:
    return [user(person(one), f"Invented {one}") for one in range(number)]


@pytest.fixture
def fake(microsoft: FakeMicrosoft) -> Iterator[FakeGraph]:
    """Twelve of staff, two to a page, one of them in a group of the group; two of them lead."""
    microsoft.graph = FakeGraph(page=2)
    microsoft.graph.groups = {
        (TENANT, STAFF): [*everybody(11), device(GONE), group(NIGHT), user(GONE, "Has left", accountEnabled=False)],
        (TENANT, NIGHT): [user(person(11), "Invented 11"), group(STAFF)],
        (TENANT, LEADS): everybody(2),
    }
    yield microsoft.graph
    microsoft.graph = FakeGraph()


@pytest.fixture
def office(tmp_path: Path, sqlite_template: Path, microsoft: FakeMicrosoft, fake: FakeGraph) -> Office:
    (tmp_path / "waymark.db").write_bytes(sqlite_template.read_bytes())
    (tmp_path / "groups.csv").write_text(TABLE, "utf-8")
    return Office(
        tmp_path, WAYMARK_APP_ID=APP_ID, WAYMARK_APP_PASSWORD="secret", WAYMARK_APP_TENANT=TENANT,
        WAYMARK_TENANTS=TENANT, WAYMARK_ENTRA_GROUPS=str(tmp_path / "groups.csv"), **microsoft.environment,
    )  # fmt: skip


def people(office: Office) -> dict[str, set[str]]:
    """Roles by name."""
    listed = office.says("people list --json").values
    return {one["name"]: {post["role"] for post in one["roles"]} for one in listed}


def test_who_is_in_a_group_has_its_roles_and_the_next_run_changes_nothing(office: Office) -> None:
    tried_first = office.says("people from-entra --dry-run")
    assert (tried_first.code, tried_first.err) == (0, "")
    assert "Tenant 99999999-bbbb-4777-8666-555555555555: 12 people are in its groups." in tried_first.out
    assert "With this list 12 people would be new" in tried_first.out
    assert people(office) == {}
    assert last_done.last(office.folder, Done.PEOPLE) is None
    assert office.says("people from-entra").code == 0
    found = people(office)
    assert len(found) == 12
    assert {name for name, roles in found.items() if "dsl" in roles} == {"Invented 0", "Invented 1"}
    assert all("worker" in roles for roles in found.values())
    (again,) = office.says("people from-entra --json").values
    assert (again["stored"], again["joined"], again["changed"], again["as_before"]) == (True, [], [], 12)
    assert last_done.last(office.folder, Done.PEOPLE)


def test_who_is_in_none_any_more_has_left_and_more_than_a_tenth_only_where_that_is_said(
    office: Office, fake: FakeGraph
) -> None:
    assert office.says("people from-entra").code == 0
    del fake.groups[TENANT, STAFF][10]
    assert "• Left: Invented 10" in office.says("people from-entra").out
    fake.groups[TENANT, STAFF] = everybody(9)
    last_done.note(office.folder, Done.PEOPLE, datetime(2026, 1, 1, tzinfo=UTC))
    said = office.says("people from-entra")
    assert said.code == 2
    assert "2 people would leave, and that is more than a tenth" in said.err
    assert len(people(office)) == 11
    assert last_done.last(office.folder, Done.PEOPLE) == datetime(2026, 1, 1, tzinfo=UTC), "which the doctor watches"
    assert office.says("people from-entra --many-leave").code == 0
    assert len(people(office)) == 9


def test_an_empty_group_is_named_and_its_role_withdrawn(office: Office, fake: FakeGraph) -> None:
    assert office.says("people from-entra").code == 0
    fake.groups[TENANT, LEADS] = []
    said = office.says("people from-entra")
    assert "• Nobody is in the group of row 3 (harbour lane school: dsl, worker)." in said.out
    assert "• Changed: Invented 0 (roles)" in said.out


@pytest.mark.parametrize(
    ("what", "problem"),
    [
        ({"granted": frozenset()}, "no_permission"),
        ({"granted": ALL - {"User.Read.All"}}, "no_names"),
        ({"next_link": "https://elsewhere.example/v1.0/"}, "odd_answer"),
        ({"busy": 1, "after": "3600"}, "busy"),
        ({"groups": {}}, "group_gone"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_where_one_group_cannot_be_told_nothing_is_stored(
    office: Office, fake: FakeGraph, what: dict[str, object], problem: str
) -> None:
    for name, value in what.items():
        setattr(fake, name, value)
    said = office.says("people from-entra")
    assert (said.code, said.out) == (2, "")
    assert said.err.strip() == say(f"entra.problems.{problem}", group=STAFF, code="Authorization_RequestDenied").strip()
    assert people(office) == {}


def test_entra_gives_no_token(office: Office, microsoft: FakeMicrosoft, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(microsoft, "token_error", f"AADSTS7000222: The secret of {APP_ID} has ended.")
    assert "(AADSTS7000222)" in office.says("people from-entra").err
    monkeypatch.setattr(microsoft, "token_error", "")
    nowhere = {"HTTPS_PROXY": "http://127.0.0.1:9", "https_proxy": "http://127.0.0.1:9"}
    assert "graph.microsoft.com, port 443" in office.says("people from-entra", **nowhere).err


async def test_it_waits_as_long_as_it_is_asked_to_and_longer_each_time(
    microsoft: FakeMicrosoft, fake: FakeGraph
) -> None:
    waited: list[float] = []

    async def pause(seconds: float) -> None:
        waited.append(seconds)

    asked_with = microsoft.token(APP_ID)
    microsoft._given_to[asked_with] = TENANT, SCOPE
    pool = Pool()
    with mock.patch.dict("os.environ", microsoft.environment):
        asking = Graph(pool.session, lambda: asked_with, pause)
        fake.busy, fake.after, fake.page = 2, "7", 100
        assert len(await asking.members(STAFF)) == 12
        assert waited == [7, 7]
        fake.busy, fake.after = 99, "0"
        with pytest.raises(GraphProblem):
            await asking.members(STAFF)
        assert waited[2:] == [1, 2, 4, 8, 16]
    await pool.close()


def test_each_row_of_the_table_that_is_wrong_is_named_and_graph_not_asked(office: Office, fake: FakeGraph) -> None:
    (office.folder / "groups.csv").write_text(
        f"{HEAD}leads;A school;worker;;;\n{STAFF};;worker;;;\n{STAFF};A school;teacher;;;\n;;;;;\n", "utf-8"
    )
    said = office.says("people from-entra")
    assert said.code == 2
    for row, why in ((2, "group"), (3, "setting"), (4, "roles")):
        assert f"• Row {row}: {say(f'entra.wrong.{why}', roles='')[:12]}" in said.err
    assert fake.asked == []
    assert "WAYMARK_ENTRA_GROUPS" in office.says("people from-entra", WAYMARK_ENTRA_GROUPS="").err


def test_the_same_fault_of_many_people_is_one_line(office: Office) -> None:
    (office.folder / "groups.csv").write_text(TABLE.replace("primary_school", ""), "utf-8")
    said = office.says("people from-entra")
    assert "• Invented 0 (12 in all): setting is neither the id nor the name of one." in said.err


def test_two_tenants_each_by_its_own_registration_and_a_setting_of_one(office: Office, fake: FakeGraph) -> None:
    fake.groups[OTHER_TENANT, LEADS] = [user(person(50), "Invented 50")]
    table = office.folder / "groups.csv"
    table.write_text(
        f"group;setting;roles;kind;tenant\n{STAFF};Harbour Lane School;worker;primary_school;{TENANT}\n"
        f"{LEADS};Larkfield;dsl;primary_school;{OTHER_TENANT}\n", "utf-8"
    )  # fmt: skip
    both = {"WAYMARK_TENANTS": f"{TENANT},{OTHER_TENANT}", "WAYMARK_REGISTRATIONS": str(registrations(office.folder))}
    said = office.says("people from-entra --json", **both)
    assert [one["tenant"] for one in said.values] == [TENANT, OTHER_TENANT]
    assert len(people(office)) == 13
    # the people of one tenant are a tenth of both, and all of their own
    fake.groups[OTHER_TENANT, LEADS] = [user(person(51), "Invented 51")]
    refused = office.says("people from-entra", **both)
    assert refused.code == 2
    assert f"Tenant {OTHER_TENANT}: Nothing was stored. 1 people would leave" in refused.err
    table.write_text(table.read_text("utf-8").replace("Larkfield", "Harbour Lane School"), "utf-8")
    assert say("entra.wrong.two_tenants") in office.says("people from-entra", **both).err
    assert OTHER_APP not in refused.err


async def test_the_doctor_asks_one_group_of_each_tenant_and_when_all_were_asked_last(
    office: Office, microsoft: FakeMicrosoft, fake: FakeGraph
) -> None:
    of: Settings = settings_with(
        data_dir=office.folder, keys=office.key, app_id=APP_ID, app_password="secret", app_tenant=TENANT,
        tenants=TENANT, entra_groups=office.folder / "groups.csv",
    )  # fmt: skip
    now = datetime.now(UTC)
    with mock.patch.dict("os.environ", microsoft.environment):
        assert [one.key for one in await tried.check(of, now)] == ["live_people_not_taken"]
        last_done.note(office.folder, Done.PEOPLE, now - timedelta(hours=47))
        assert await tried.check(of, now) == []
        fake.granted = frozenset()
        (found,) = await tried.check(of, now)
        assert "GroupMember.Read.All" in found.text
        (office.folder / "groups.csv").write_text("nothing", "utf-8")
        assert [one.key for one in await tried.check(of, now)] == ["live_entra_table"]

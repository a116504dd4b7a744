"""A whole list of people, as a spreadsheet has it: who comes, changes and goes; all of it or nothing."""

from collections.abc import Mapping, Sequence

from storage import audit
from storage.administration import organisation, staff
from storage.administration.people_import.rows import Fault, Wrong
from storage.administration.people_import.take import Report, Wishes, take
from storage.database.engine import Tx
from storage.people import addresses, people
from storage.people.people import Role
from storage.records.signing import Record
from tests.bot.office import signed_record
from tests.storage.conftest import At, who

SCHOOL, FOSTER, SERVICE = "demo-school", "demo-foster", "demo-service"
TENANT = "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee"
OBJECT = "aaaaaaaa-1111-4222-8333-444444444444"
MANY = Wishes(many_leave=True)

Rows = Sequence[Mapping[str, str]]


def row(name: str, setting: str, roles: str, **more: str) -> dict[str, str]:
    return {"name": name, "setting": setting, "roles": roles, **more}


async def as_it_is(tx: Tx) -> list[dict[str, str]]:
    """The list that says what is so already: a row for each setting in which somebody has a role."""
    rows = []
    for one in await staff.everyone(tx):
        person = one.person
        places = sorted({place for _, place in person.posts}, key=lambda place: place != person.setting_id)
        for place in places:
            roles = " ".join(role for role, where in sorted(person.posts) if where == place)
            rows.append(row(person.name, place, roles, login=person.login or ""))
    return rows


def without(rows: Rows, *logins: str) -> Rows:
    return [one for one in rows if one["login"] not in logins]


def found(report: Report) -> set[tuple[int | None, Wrong]]:
    return {(one.row, one.wrong) for one in report.faults}


async def entries(tx: Tx) -> int:
    return len(
        [one for person in await people.everyone(tx) for one in await audit.entries(tx, audit.of_person(person.id))]
    )


async def test_what_is_so_already_changes_nothing_and_leaves_no_trace(at: At) -> None:
    async with at() as tx:
        before, rows = await entries(tx), await as_it_is(tx)
        report = await take(tx, rows)
        assert report.stored
        assert (report.joined, report.changed, report.left) == ([], [], [])
        assert report.as_before == len({one["login"] for one in rows})
        assert await entries(tx) == before


async def test_somebody_comes_changes_and_goes_and_the_same_list_again_changes_nothing(at: At) -> None:
    async with at() as tx:
        rows = [
            *without(await as_it_is(tx), "worker", "worker2"),
            row("Robin Newname", SCHOOL, "worker; deputy", login="worker", mail="robin@example.org", manager="boss"),
            row("Ira Newcomer", SCHOOL, "worker", tenant=TENANT.upper(), entra=OBJECT.upper(), area="education"),
            row("Ira Newcomer", FOSTER, "worker", tenant=TENANT, entra=OBJECT, area="education"),
            row("Jean Invented", SCHOOL, "manager", login="boss"),
        ]
        report = await take(tx, rows, MANY)
        assert report.joined == ["Ira Newcomer", "Jean Invented"]
        assert report.changed == [("Robin Ashdown (demo)", ["name", "mail", "roles", "manager"])]
        assert report.left == ["Sam Fernley (demo)"]
        robin = await who(tx, "worker")
        assert (robin.name, robin.roles) == ("Robin Newname", frozenset({Role.WORKER, Role.DEPUTY}))
        assert robin.line_manager_id == (await who(tx, "boss")).id
        assert (await addresses.get(tx, robin.id)).mail == "robin@example.org"
        ira = await people.find_entra(tx, TENANT, OBJECT)
        assert ira
        assert (ira.setting_id, ira.posts) == (SCHOOL, frozenset({(Role.WORKER, SCHOOL), (Role.WORKER, FOSTER)}))
        assert await people.find(tx, "worker2") is None
        before = await entries(tx)
        again = await take(tx, rows)
        assert (again.joined, again.changed, again.left, again.stored) == ([], [], [], True)
        assert await entries(tx) == before


async def test_a_dry_run_says_the_same_and_stores_nothing(at: At) -> None:
    async with at() as tx:
        before, rows = await as_it_is(tx), without(await as_it_is(tx), "worker2")
        rows = [*rows, row("Ira Newcomer", "Harbour Lane School", "dsl", login="ira", kind="primary_school")]
        steps: list[tuple[int, int]] = []
        dry = await take(tx, rows, Wishes(dry_run=True, many_leave=True), lambda *step: steps.append(step))
        assert not dry.stored
        assert await as_it_is(tx) == before
        done = await take(tx, rows, MANY)
        assert (dry.joined, dry.left, dry.new_settings) == (done.joined, done.left, done.new_settings)
        assert (dry.joined, dry.left, dry.new_settings) == (
            ["Ira Newcomer"], ["Sam Fernley (demo)"], ["Harbour Lane School"],
        )  # fmt: skip
        assert steps[-1][0] == steps[-1][1]
        assert [place.name for place in await organisation.every_setting(tx)].count("Harbour Lane School") == 1


async def test_settings_that_the_list_does_not_name_stay_as_they_are(at: At) -> None:
    async with at() as tx:
        rows = [one for one in await as_it_is(tx) if one["setting"] == FOSTER]
        report = await take(tx, rows)
        assert (report.stored, report.left, report.changed) == (True, [], [])
        assert report.elsewhere == len(await people.everyone(tx)) - report.as_before
        assert (await who(tx, "worker")).has(Role.WORKER, SCHOOL)


async def test_more_than_a_tenth_leave_only_where_that_is_said(at: At) -> None:
    async with at() as tx:
        rows = [one for one in await as_it_is(tx) if one["login"] in ("dsl", "worker")]
        refused = await take(tx, rows)
        assert (refused.too_many_leave, refused.stored) == (True, False)
        assert await people.find(tx, "deputy")
        assert (await take(tx, rows, MANY)).stored
        assert await people.find(tx, "deputy") is None


async def test_records_pass_from_who_goes_to_who_comes_in_the_same_list(at: At) -> None:
    async with at() as tx:
        record: Record = await signed_record(tx)
        rows = without(await as_it_is(tx), "dsl", "deputy", "head")
        nobody = await take(tx, rows, MANY)
        assert [(one.who, one.wrong) for one in nobody.faults] == [("Jo Marlowe (demo)", Wrong.LAST_RESPONSIBLE)]
        assert (await who(tx, "dsl")).has(Role.DSL, SCHOOL), "all or nothing"
        rows = [*rows, row("Ira Newcomer", SCHOOL, "dsl", login="ira")]
        report = await take(tx, rows, MANY)
        assert [(passed.reference, to.name) for passed, _, to in report.passed] == [(record.reference, "Ira Newcomer")]


async def test_two_leads_change_places_and_nothing_is_without_somebody(at: At) -> None:
    async with at() as tx:
        record = await signed_record(tx)
        rows = without(await as_it_is(tx), "dsl", "deputy", "head", "foster")
        await take(tx, [*rows, row("Jo Marlowe (demo)", SCHOOL, "dsl", login="dsl"),
                        row("Pat Wrenfield (demo)", FOSTER, "dsl", login="foster")], MANY)  # fmt: skip
        swapped = await take(tx, [*rows, row("Jo Marlowe (demo)", FOSTER, "dsl", login="dsl"),
                                  row("Pat Wrenfield (demo)", SCHOOL, "dsl", login="foster")])  # fmt: skip
        assert [(one.reference, place.id, to.login) for one, place, to in swapped.passed] == [
            (record.reference, SCHOOL, "foster")
        ]
        assert (await who(tx, "dsl")).posts == {(Role.DSL, FOSTER)}


async def test_somebody_comes_back_by_their_entra_id_and_not_by_a_login_alone(at: At) -> None:
    async with at() as tx:
        await organisation.link(tx, "demo-worker2", TENANT, OBJECT)
        await organisation.leave(tx, "demo-worker2")
        rows = await as_it_is(tx)
        by_login = await take(tx, [*rows, row("Sam Other", SCHOOL, "worker", login="worker2")])
        assert found(by_login) == {(len(rows) + 2, Wrong.HAS_LEFT)}
        back = await take(tx, [*rows, row("Sam Fernley", SCHOOL, "worker", entra=OBJECT)], Wishes(tenants=[TENANT]))
        assert back.joined == ["Sam Fernley"]
        assert (await who(tx, "worker2")).id == "demo-worker2"


async def test_every_row_that_is_wrong_is_named_at_once_and_nothing_is_stored(at: At) -> None:
    async with at() as tx:
        await organisation.link(tx, "demo-dsl", TENANT, OBJECT)
        other = TENANT.replace("a", "c")
        wrong = [
            (row("", SCHOOL, "worker", login="a1"), {Wrong.NAME}),
            (row("A", SCHOOL, "worker", login="a 2"), {Wrong.LOGIN}),
            (row("A", SCHOOL, "worker", login="a3", mail="no mail"), {Wrong.MAIL}),
            (row("A", SCHOOL, "worker", login="a4", entra="123"), {Wrong.ENTRA}),
            (row("A", SCHOOL, "worker", tenant=other, entra=OBJECT), {Wrong.TENANT}),
            (row("A", SCHOOL, "worker"), {Wrong.NOT_KNOWN_AGAIN}),
            (row("A", SCHOOL, "worker king", login="a5"), {Wrong.ROLE}),
            (row("A", SCHOOL, "", login="a6"), {Wrong.NO_ROLE}),
            (row("A", SCHOOL, "worker", login="a7", area="moon"), {Wrong.AREA}),
            (row("A", "Nowhere School", "worker", login="a8"), {Wrong.SETTING}),
            (row("A", "Nowhere School", "worker", login="a9", kind="castle"), {Wrong.KIND}),
            (row("A", SCHOOL, "worker", login="a10", manager="nobody"), {Wrong.MANAGER}),
            (row("A", SCHOOL, "worker", login="worker", tenant=TENANT, entra=OBJECT), {Wrong.TWO_PEOPLE}),
            (row("A", SCHOOL, "worker", login="a11"), set()),
            (row("A", SCHOOL, "dsl", login="a11"), {Wrong.TWICE}),
            (row("B", FOSTER, "dsl", login="a11"), {Wrong.DIFFERS}),
            (row("A", "", "king", login="-", mail="x"), {Wrong.SETTING, Wrong.ROLE, Wrong.LOGIN, Wrong.MAIL}),
            ({}, set()),
        ]  # fmt: skip
        before = await as_it_is(tx)
        report = await take(tx, [one for one, _ in wrong], Wishes(tenants=[TENANT]))
        assert found(report) == {(number, why) for number, (_, all_of) in enumerate(wrong, start=2) for why in all_of}
        assert await as_it_is(tx) == before


async def test_a_line_of_managers_that_closes_on_itself_and_a_manager_without_a_role(at: At) -> None:
    async with at() as tx:
        rows = [
            *await as_it_is(tx),
            row("Example One", SCHOOL, "manager", login="one", manager="two"),
            row("Example Two", SCHOOL, "manager", login="two", manager="one"),
        ]
        assert found(await take(tx, rows)) == {(len(rows) + 1, Wrong.LINE)}


async def test_nobody_changes_their_own_roles_by_a_list(at: At) -> None:
    async with at() as tx:
        rows = [*without(await as_it_is(tx), "admin"), row("Any", SCHOOL, "admin dsl", login="admin")]
        report = await take(tx, rows, Wishes(by="demo-admin"))
        assert [one.wrong for one in report.faults] == [Wrong.OWN]
        assert isinstance(report.faults[0], Fault)

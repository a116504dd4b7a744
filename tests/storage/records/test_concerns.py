"""Whom a concern about the DSL, the deputy or the head may be about, from the roles that people have had."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from cryptography.fernet import Fernet

from storage import audit
from storage.administration import organisation
from storage.database.engine import Database, Tx, newest_migration
from storage.database.installation import CHECK
from storage.database.upgrade import upgrade
from storage.database.vault import Vault
from storage.history import second_views
from storage.history.second_views import Made
from storage.people import people, posts
from storage.people.people import Role
from storage.problems import NotFound, Problem
from storage.queues import outbox
from storage.records import access, concerns, inbox, integrity, later_concern, responsibility
from storage.records.later_concern import NobodyElse, NotTheirs, SignedSo
from storage.records.register.child_index import ChildPart
from storage.records.signing import Record
from storage.records.tables import concern_changes, later_concerns, record_concerns
from storage.records.tables import records as table
from tests.storage.conftest import NOW, At, who
from tests.storage.records.test_records import submit

SCHOOL, HOME = "demo-school", "demo-foster"
ZED = [ChildPart("Child A", "Zed Inventedname", "2013-01-02")]


async def about(tx: Tx, record: Record) -> set[str]:
    """The same whether it is asked of a record or of a person."""
    found = set(await concerns.about(tx, record.id))
    for person in await people.everyone(tx):
        query = sa.select(table.c.id).where(table.c.id == record.id, concerns.is_about(person.id))
        assert (await tx.connection.scalar(query) is not None) == (person.id in found)
    return found


async def test_it_may_be_about_every_dsl_of_then_and_since_and_not_about_one_of_before(at: At) -> None:
    async with at() as tx:
        await organisation.set_roles(tx, "demo-worker2", SCHOOL, [Role.DSL])
    async with at(NOW + timedelta(days=1)) as tx:
        await organisation.set_roles(tx, "demo-worker2", SCHOOL, [Role.WORKER])
    async with at(NOW + timedelta(days=2)) as tx:
        (record,) = await submit(tx, concern_about_dsl=True)
        (another,) = await submit(tx, key="another")
        assert await about(tx, record) == {"demo-dsl"}
        assert await about(tx, another) == set()
    async with at(NOW + timedelta(days=3)) as tx:
        await organisation.move(tx, "demo-dsl", HOME, [Role.HEAD])
        await people.add(tx, "Example New", SCHOOL, [Role.DSL], id="new")
        assert await about(tx, record) == {"demo-dsl", "new"}
    async with at(NOW + timedelta(days=4)) as tx:
        await organisation.leave(tx, "new")
        assert "new" in await concerns.about(tx, record.id)


async def test_it_may_be_about_every_head_or_deputy_of_then_and_since_in_the_same_way(at: At) -> None:
    async with at() as tx:
        (record,) = await submit(tx, also_about=frozenset({Role.HEAD}))
        assert record.responsible_id == "demo-dsl"
        assert await about(tx, record) == {"demo-head"}
        (another,) = await submit(tx, key="another", also_about=frozenset({Role.DEPUTY, Role.HEAD}))
        assert await about(tx, another) == {"demo-deputy", "demo-head"}
        assert (await integrity.verify(tx, record.reference)).whole
    async with at(NOW + timedelta(days=1)) as tx:
        await organisation.set_roles(tx, "demo-head", SCHOOL, [Role.DEPUTY])
        await people.add(tx, "Example New", SCHOOL, [Role.HEAD], id="new")
        assert await about(tx, record) == {"demo-head", "new"}
        for login in ("demo-head", "new"):
            with pytest.raises(NotFound):
                await inbox.read(tx, await people.get(tx, login), record.reference)
        assert (await inbox.read(tx, await who(tx, "dsl"), record.reference)).id == record.id


async def test_whom_it_is_about_is_never_changed(at: At) -> None:
    async with at() as tx:
        (record,) = await submit(tx, also_about=frozenset({Role.HEAD}))
    changes = (record_concerns.update().values(role="deputy"), record_concerns.delete())
    for statement in changes:
        with pytest.raises((sa.exc.DBAPIError, Problem)):
            async with at() as tx:
                await tx.connection.execute(statement)
    async with at() as tx:
        await tx.connection.execute(record_concerns.insert().values(record_id=record.id, role="deputy"))
        assert not (await integrity.verify(tx, record.reference)).whole, "what was signed says whom"


@pytest.mark.parametrize(("role", "login", "to"), [(Role.HEAD, "head", "dsl"), (Role.DSL, "dsl", "deputy")])
async def test_what_turns_out_after_signing_is_kept_from_them_from_that_moment_on(
    at: At, role: Role, login: str, to: str
) -> None:
    async with at() as tx:
        first, second = await submit(tx, children=[*ZED, ChildPart("Child C", "Ash Imagined", "2013-01-02")])
        assert (await inbox.read(tx, await who(tx, "dsl"), first.reference)).id == first.id
    async with at(NOW + timedelta(hours=1)) as tx:
        marked = await later_concern.mark(tx, await who(tx, "worker"), first.reference, role)
        assert marked == sorted([first.reference, second.reference]), "those signed together"
    async with at(NOW + timedelta(hours=2)) as tx:
        for record in (first, second):
            assert await about(tx, record) == {f"demo-{login}"}
            assert not await access.knows(tx, await who(tx, login), record.id)
            assert (await inbox.read(tx, await who(tx, to), record.reference)).responsible_id == f"demo-{to}"
            assert (await integrity.verify(tx, record.reference)).whole
        assert await later_concern.mark(tx, await who(tx, "worker"), second.reference, role) == [], "said once"
        told = {message.params.get("reference") for message in await outbox.waiting_for(tx, f"demo-{login}")}
        assert not told & {first.reference, second.reference}
        await people.add(tx, "Example New", SCHOOL, [role], id="new")
        assert "new" in await about(tx, first)


@pytest.mark.parametrize("by", ["worker", "deputy"])
async def test_a_slip_is_taken_back_by_who_said_it_or_has_it_and_can_be_said_again(at: At, by: str) -> None:
    async with at() as tx:
        (record,) = await submit(tx)
    async with at(NOW + timedelta(hours=1)) as tx:
        await later_concern.mark(tx, await who(tx, "worker"), record.reference, Role.DSL)
    async with at(NOW + timedelta(hours=2)) as tx:
        for login, refused in (("dsl", NotFound), ("worker2", NotFound)):
            with pytest.raises(refused):
                await later_concern.take_back(tx, await who(tx, login), record.reference, Role.DSL)
        assert await later_concern.take_back(tx, await who(tx, by), record.reference, Role.HEAD) == []
        assert await later_concern.take_back(tx, await who(tx, by), record.reference, Role.DSL) == [record.reference]
        assert await about(tx, record) == set()
        read = await inbox.read(tx, await who(tx, "dsl"), record.reference)
        assert read.responsible_id == "demo-deputy", "it stays with who has it"
        assert (await integrity.verify(tx, record.reference)).whole
    async with at(NOW + timedelta(hours=3)) as tx:
        assert await later_concern.mark(tx, await who(tx, "worker"), record.reference, Role.DSL) == [record.reference]
        assert await about(tx, record) == {"demo-dsl"}
        assert not await access.knows(tx, await who(tx, "dsl"), record.id)
        assert (await integrity.verify(tx, record.reference)).whole
    async with at(NOW + timedelta(hours=4)) as tx:
        await later_concern.take_back(tx, await who(tx, by), record.reference, Role.DSL)
        assert await about(tx, record) == set()
        said = [entry.what for entry in await audit.entries(tx, record.id) if entry.what.startswith("concern")]
        assert said == ["concern_marked", "concern_taken_back"] * 2
        await tx.connection.execute(
            concern_changes.insert().values(
                record_id=record.id, role="dsl", number=4, is_about=True, person_id="demo-head", said_at=tx.now
            )
        )
        assert not (await integrity.verify(tx, record.reference)).whole, "the history says who said so"


async def test_whoever_got_it_back_by_a_slip_is_concerned_when_it_is_said_again(at: At) -> None:
    """Being responsible meanwhile says nothing against it: only who was chosen since it was said is not concerned."""
    async with at() as tx:
        (record,) = await submit(tx)
    async with at(NOW + timedelta(hours=1)) as tx:
        await later_concern.mark(tx, await who(tx, "worker"), record.reference, Role.DSL)
    async with at(NOW + timedelta(hours=2)) as tx:
        await later_concern.take_back(tx, await who(tx, "worker"), record.reference, Role.DSL)
        row = await access.row_where(tx, record.reference, sa.true())
        assert row is not None
        await responsibility.pass_on(tx, row, await who(tx, "dsl"), responsibility.Cause.ROLE_LOST)
    async with at(NOW + timedelta(hours=3)) as tx:
        await later_concern.mark(tx, await who(tx, "worker"), record.reference, Role.DSL)
        assert await about(tx, record) == {"demo-dsl"}
        assert (await inbox.read(tx, await who(tx, "deputy"), record.reference)).responsible_id == "demo-deputy"


async def test_what_was_signed_so_or_said_by_another_is_not_taken_back(at: At) -> None:
    async with at() as tx:
        (signed,) = await submit(tx, concern_about_dsl=True)
        (marked,) = await submit(tx, key="another")
    async with at(NOW + timedelta(hours=1)) as tx:
        with pytest.raises(SignedSo):
            await later_concern.take_back(tx, await who(tx, "worker"), signed.reference, Role.DSL)
        await later_concern.mark(tx, await who(tx, "dsl"), marked.reference, Role.HEAD)
        for login in ("worker", "deputy"):
            with pytest.raises(NotTheirs):
                await later_concern.take_back(tx, await who(tx, login), marked.reference, Role.HEAD)


async def test_nobody_says_it_of_what_is_not_theirs_nor_where_nobody_else_could_take_it(at: At) -> None:
    async with at() as tx:
        (record,) = await submit(tx)
    for login, refused in (("worker2", NotFound), ("foster_dsl", NotFound)):
        with pytest.raises(refused):
            async with at() as tx:
                await later_concern.mark(tx, await who(tx, login), record.reference, Role.HEAD)
    async with at() as tx:
        for login in ("deputy", "head"):
            await organisation.set_roles(tx, f"demo-{login}", SCHOOL, [Role.WORKER])
    with pytest.raises(NobodyElse):
        async with at() as tx:
            await later_concern.mark(tx, await who(tx, "worker"), record.reference, Role.DSL)
    async with at() as tx:
        assert await about(tx, record) == set()
        await tx.connection.execute(
            later_concerns.insert().values(record_id=record.id, role="head", person_id="demo-worker", marked_at=tx.now)
        )
        assert not (await integrity.verify(tx, record.reference)).whole, "the history says who said so"


async def test_it_is_not_about_who_has_been_responsible_for_it(at: At) -> None:
    async with at() as tx:
        (record,) = await submit(tx, concern_about_dsl=True)
        await organisation.set_roles(tx, "demo-deputy", SCHOOL, [Role.DSL])
        await organisation.set_roles(tx, "demo-dsl", SCHOOL, [Role.DEPUTY])
        assert await about(tx, record) == {"demo-dsl"}
        assert (await inbox.read(tx, await who(tx, "deputy"), record.reference)).id == record.id


async def test_a_role_that_is_given_again_was_never_over(at: At) -> None:
    async with at() as tx:
        for _ in range(3):
            await organisation.set_roles(tx, "demo-worker2", SCHOOL, [Role.DSL])
            await organisation.set_roles(tx, "demo-worker2", SCHOOL, [])
        await organisation.set_roles(tx, "demo-worker2", SCHOOL, [Role.DSL])
        here = posts.posts.c.person_id == "demo-worker2"
        held = (await tx.connection.execute(sa.select(posts.posts).where(here))).all()
        assert [(post.role, post.since, post.until) for post in held] == [("dsl", NOW, None)]


async def test_nobody_passes_it_to_them_when_nobody_else_is_left(at: At) -> None:
    async with at() as tx:
        (record,) = await submit(tx, concern_about_dsl=True)
        await organisation.set_roles(tx, "demo-dsl", SCHOOL, [Role.HEAD])
        await organisation.set_roles(tx, "demo-head", SCHOOL, [])
        row = await access.row_where(tx, record.reference, sa.true())
        assert row is not None
        assert await responsibility.next_after(tx, row) is None


SINCE = (
    *("glass", "row_seals", "legal_holds", "tombstones", "retention_steps", "case_handovers", "case_consultations"),
    *("outcome_reports", "tracking_contacts", "good_life_versions", "good_life_plans"),
    *("self_audit_ratings", "self_audits", "case_audits", "case_meetings"),
    "board_reports",
    *("tallies", "tally_staff", "behaviour_plans", "plan_sheets", "plan_records", "plan_reviews", "plan_versions"),
    "safety_plans",
    *("gap_lists", "intervention_actions", "intervention_versions", "intervention_plans"),
    *("safety_tellings", "desk_sessions", "desk_sign_ins", "saved_filters", "record_facets", "desk_drafts"),
    *("assessment_reviews", "assessment_shares", "barriers", "assessment_steps", "assessments", "information_requests"),
    *("case_events", "case_members", "case_index", "cases", "clock_runs", "courses_taken"),
    *("training_places", "training_sessions", "census_answers", "census_asked", "census_rounds", "training_reports"),
    *("training_offers", "group_attendance", "group_referrals", "prevention_groups", "join_requests"),
    *(
        "talks",
        "adult_note_steps",
        "adult_notes",
        "concern_changes",
        "later_concerns",
        "record_concerns",
        "audit_heads",
    ),
)
"""Tables of later migrations, those first that stand on others."""
COLUMNS_SINCE = (
    *(("safety_watches", "told_at"), ("safety_watches", "also_about")),
    *(("people", "line_manager_id"), ("people", "service_area"), ("people", "back_on")),
    *(("audit", "position"), ("audit", "key_id"), ("audit", "signature")),
)
INDEXES_SINCE = (
    *("ix_records_setting_id_colour_signed_at", "ix_turns_undelivered", "ix_people_line_manager_id"),
    "uq_audit_position",
)


async def test_an_old_database_learns_who_is_dsl_and_whom_second_views_may_be_shown_to(
    at: At, database_url: str, key: str
) -> None:
    """What a view from before rests on is sealed: where it may be a concern about the DSL, nobody is shown it."""
    red = Made({"colour": "red", "reasons": []}, {}, ["WM-AAAA-22"], is_higher=True)
    async with at() as tx:
        (hidden,) = await submit(tx, key="hidden", concern_about_dsl=True, children=ZED)
        (school,) = await submit(tx, key="school", children=ZED)
        (home,) = await submit(tx, author="foster", key="home", children=ZED)
        for record in (school, home):
            await second_views.keep(tx, record, None, red)
    async with at() as tx:
        for column in ("is_shared", "person_id"):
            await tx.connection.execute(sa.text(f"ALTER TABLE second_views DROP COLUMN {column}"))
        if tx.driver is not None:
            # these speak of tombstones, of which nobody knew then
            names = sa.text("SELECT name FROM sqlite_master WHERE type = 'trigger' AND sql LIKE '%FROM tombstones%'")
            for name in (await tx.connection.scalars(names)).all():
                await tx.connection.execute(sa.text(f"DROP TRIGGER {name}"))
        for table in ("posts", *SINCE):
            await tx.connection.execute(sa.text(f"DROP TABLE {table}"))
        for index in INDEXES_SINCE:
            await tx.connection.execute(sa.text(f"DROP INDEX {index}"))
        for table, column in COLUMNS_SINCE:
            await tx.connection.execute(sa.text(f"ALTER TABLE {table} DROP COLUMN {column}"))
        await tx.connection.execute(sa.text("UPDATE alembic_version SET version_num = '0014_names'"))
        of_then = {"check": Fernet(key).encrypt(CHECK.encode())}
        await tx.connection.execute(sa.text("UPDATE installation SET check_sealed = :check"), of_then)
    assert newest_migration() in await upgrade(database_url)
    opened = Database(database_url, Vault([key]))
    async with opened.transaction(NOW) as tx:
        assert await about(tx, hidden) == {"demo-dsl"}
        for login, colours in (("dsl", ["amber"]), ("deputy", ["amber", "amber"]), ("foster_dsl", ["red"])):
            assert [row.colour for row in await inbox.inbox(tx, await who(tx, login))] == colours
    await opened.close()

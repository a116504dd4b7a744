"""`waymark assess --replay` and `waymark lookups missed`: looking back at what was said."""

import pytest
import sqlalchemy as sa

from knowledge import criteria
from storage import lookups
from storage.database.engine import Tx
from storage.queues import jobs, outbox
from storage.queues.jobs import JobKind
from storage.records import signing
from tests.bot.office import Office
from tests.conversation import SCHOOL_CASE


@pytest.fixture
def reference(office: Office) -> str:
    """A record signed in the conversation itself, with the observations of its answers."""
    office.plays(SCHOOL_CASE)
    (row,) = office.says("records list --as dsl --json").values
    return str(row["reference"])


def test_the_same_rules_give_the_same_view_again(office: Office, reference: str) -> None:
    (found,) = office.says(f"assess --replay {reference} --as dsl --json").values
    assert found["same_view"]
    assert found["same_rules"]
    assert (found["colour_then"], found["colour_now"]) == ("amber", "amber")
    assert "the same view again" in office.says(f"assess --replay {reference} --as dsl").out


def test_where_a_rule_has_changed_it_is_named(office: Office, reference: str, monkeypatch: pytest.MonkeyPatch) -> None:
    lighter = {name: entry for name, entry in criteria.criteria().items() if name != "not_mutual"}
    with monkeypatch.context() as changed:
        changed.setattr("knowledge.traffic_light.criteria", lambda: lighter)
        changed.setattr("knowledge.traffic_light.rules_hash", lambda: "another")
        (found,) = office.says(f"assess --replay {reference} --as dsl --json").values
    assert not found["same_rules"]
    assert "not_mutual" in [change["criterion"] for change in found["changed"]]


@pytest.mark.parametrize("login", ["worker", "foster_dsl", "consultation", "admin"])
def test_only_who_may_read_the_record_sees_its_view(office: Office, reference: str, login: str) -> None:
    said = office.says(f"assess --replay {reference} --as {login} --json")
    assert said.code == 2
    assert not said.out


def test_a_replay_without_a_name_is_refused(office: Office, reference: str) -> None:
    said = office.says(f"assess --replay {reference}")
    assert said.code == 2
    assert "--as" in said.err


def test_what_was_looked_up_in_vain_is_listed_without_the_person(office: Office) -> None:
    async def ask(tx: Tx) -> None:
        await lookups.missed(tx, "when to plant tulips", "nothing_found")

    assert "Nothing has been looked up in vain" in office.says("lookups missed --as manager").out
    office.changes(ask)
    (row,) = office.says("lookups missed --as manager --json").values
    assert (row["question"], row["why"]) == ("when to plant tulips", "nothing_found")
    assert set(row) == {"asked_on", "why", "card_shown", "question"}


def test_what_was_looked_up_in_vain_is_for_who_is_named_and_keeps_the_guidance(office: Office) -> None:
    assert office.says("lookups missed").code == 2
    for login in ("worker", "dsl", "head"):
        assert office.says(f"lookups missed --as {login}").code == 2
    office.says("lookups missed --as manager")
    (last,) = [row for row in office.says("people history manager --json").values if row["action"] == "lookups_listed"]
    assert (last["person"], last["via"], last["as_somebody_else"]) == ("demo-manager", "command_line", True)


@pytest.mark.parametrize(
    "line",
    [
        "assess --replay {} --as dsl --json",
        "records export {} --as dsl --json",
        "records story {} --as dsl",
        "records export {} --as deputy --json",
    ],
)
def test_what_an_operator_does_in_the_name_of_the_dsl_is_not_read_by_the_dsl(
    office: Office, reference: str, line: str
) -> None:
    assert office.says(line.format(reference)).code == 0

    async def state(tx: Tx) -> tuple[str, list[str], int]:
        record = await signing.by_reference(tx, reference)
        told = [message.key for message in await outbox.waiting_for(tx, "demo-worker")]
        unread = sa.select(sa.func.count()).select_from(jobs.jobs)
        waits = await tx.connection.scalar(unread.where(jobs.still_open, jobs.jobs.c.kind == JobKind.UNREAD_RECORD))
        return record.status.value, told, waits or 0

    assert office.changes(state) == ("signed", [], 1), "it still waits, and passes on"

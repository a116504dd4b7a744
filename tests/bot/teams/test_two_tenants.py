"""Two schools with a tenant and a registration each, in one installation: neither sees, hears or is told across."""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jwt
import pytest
import yaml

from bot.settings import SettingsProblem, load
from dialogs.words import say
from storage.database.engine import Tx
from storage.people import people
from storage.people.people import KnownAs, Role, add
from storage.people.settings import add_setting
from storage.queues import outbox
from storage.queues.alerts import Alert
from tests.bot.desk.visitor import Visitor
from tests.bot.office import signed_record
from tests.bot.pretend.behind_microsoft import APP_ID, DSL, TENANT, Behind
from tests.bot.pretend.fake_microsoft import FakeMicrosoft

PUBLIC = "https://waymark.example.org"
OTHER_APP = "22222222-aaaa-4333-8444-555555555555"
OTHER_TENANT = "99999999-dddd-4777-8666-555555555555"
OTHER_DSL = "dddddddd-2222-4222-8333-444444444444"
ONE = {"app_id": APP_ID, "tenant": TENANT, "who": DSL, "chat": "a:one"}
NOTHING = "WM-2222-22"
SEEN = ("text", "attachments", "suggestedActions")
OTHER = {"app_id": OTHER_APP, "tenant": OTHER_TENANT, "who": OTHER_DSL, "chat": "a:other"}


def registrations(folder: Path, **changed: str) -> Path:
    file = folder / "registrations.yaml"
    school = {
        "name": "Larkfield School",
        "tenant": OTHER_TENANT,
        "app_id": OTHER_APP,
        "app_password": "the other secret",
    }
    file.write_text(yaml.safe_dump([school | changed]), "utf-8")
    return file


@pytest.fixture(scope="module")
def behind(tmp_path_factory: pytest.TempPathFactory, microsoft: FakeMicrosoft) -> Iterator[Behind]:
    folder = tmp_path_factory.mktemp("bot")
    served = Behind(
        folder, microsoft, registrations=str(registrations(folder)), tenants=f"{TENANT},{OTHER_TENANT}", desk_url=PUBLIC
    )
    yield served
    assert served.served.stop() == 0
    assert '"level": "error"' not in served.served.log


@pytest.fixture(scope="module")
def references(behind: Behind) -> dict[str, str]:
    """The record of each school, by its tenant."""

    async def written(tx: Tx) -> dict[str, str]:
        other = await add_setting(tx, "Larkfield School", "primary_school", {})
        known_as = KnownAs(tenant=OTHER_TENANT, object_id=OTHER_DSL)
        await add(tx, "The other lead", other.id, [Role.DSL], known_as, id="other-dsl")
        worker = await add(tx, "The other worker", other.id, [Role.WORKER], id="other-worker")
        theirs = await signed_record(tx, worker.id, "theirs")
        ours = await signed_record(tx, await _worker(tx), "ours")
        return {TENANT: ours.reference, OTHER_TENANT: theirs.reference}

    return behind.changes(written)


async def _worker(tx: Tx) -> str:
    (worker,) = await people.with_role(tx, Role.WORKER, (await people.get(tx, "dsl")).setting_id)
    return worker.id


def activity(behind: Behind, at: dict[str, str], text: str, **parts: Any) -> dict[str, Any]:
    conversation = {"id": at["chat"], "conversationType": "personal", "tenantId": at["tenant"]}
    return behind.activity(
        text=text, conversation=conversation, channelData={"tenant": {"id": at["tenant"]}},
        recipient={"id": f"28:{at['app_id']}", "name": "Waymark"},
        **({"from": {"id": f"29:{at['who']}", "aadObjectId": at["who"]}} | parts),
    )  # fmt: skip


async def says(behind: Behind, at: dict[str, str], text: str) -> str:
    """What is answered there, as it goes over the wire; every reply goes by that tenant's own registration."""
    before = len(behind.microsoft.sent)
    token = behind.microsoft.token(at["app_id"])
    assert await behind.post(activity(behind, at, text), f"Bearer {token}") == 201
    sent = behind.microsoft.sent[before:]
    assert {proof_of(one) for one in sent} == {at["app_id"]}
    assert all(f"/{at['chat'].replace(':', '%3A')}/" in one["path"] for one in sent)
    # not the cards of before, which are cleared beside it
    return json.dumps([{part: one["activity"].get(part) for part in SEEN} for one in sent if one["method"] == "POST"])


def proof_of(sent: dict[str, Any]) -> str:
    """The registration by whose token something was sent."""
    token = sent["authorization"].removeprefix("Bearer ")
    return str(jwt.decode(token, options={"verify_signature": False})["appid"])


async def test_each_sees_what_is_theirs_and_the_other_is_not_there(behind: Behind, references: dict[str, str]) -> None:
    for at, across in ((ONE, OTHER), (OTHER, ONE)):
        ours, theirs = references[at["tenant"]], references[across["tenant"]]
        inbox = await says(behind, at, "inbox")
        assert ours in inbox
        assert theirs not in inbox
        assert "Example Child" in await says(behind, at, f"read {ours}")
        for asked in ("read", "timeline", "decide"):
            refused, nothing = [await says(behind, at, f"{asked} {reference}") for reference in (theirs, NOTHING)]
            assert "Example Child" not in refused
            # the first of each: an alert of another round may come in between
            assert json.loads(refused.replace(theirs, NOTHING))[0] == json.loads(nothing)[0], "as what is nowhere"
    assert {one["client_id"][0]: one["client_secret"][0] for one in behind.microsoft.asked} == {
        APP_ID: "secret", OTHER_APP: "the other secret",
    }  # fmt: skip


async def test_a_registration_is_heard_for_its_own_tenant_alone(behind: Behind) -> None:
    before = len(behind.microsoft.sent)
    for at, by in ((ONE, OTHER_APP), (OTHER, APP_ID)):
        assert await behind.post(activity(behind, at, "inbox"), f"Bearer {behind.microsoft.token(by)}") == 401
    assert behind.microsoft.sent[before:] == []


async def test_somebodys_id_in_the_other_tenant_is_nobody(behind: Behind, references: dict[str, str]) -> None:
    said = await says(behind, {**OTHER, "who": DSL, "chat": "a:stranger"}, "inbox")
    assert not [reference for reference in references.values() if reference in said]


async def test_an_alert_goes_by_the_registration_of_whom_it_is_for(behind: Behind, references: dict[str, str]) -> None:
    for at in (ONE, OTHER):
        await says(behind, at, "hello")
    before = len(behind.microsoft.sent)

    async def tell_both(tx: Tx) -> None:
        for person in ("dsl", "other-dsl"):
            await outbox.put(tx, person, Alert.PROOF_ENDS, {"count": 7})

    behind.changes(tell_both)
    async with asyncio.timeout(30):
        while len(behind.microsoft.sent) < before + 2:  # noqa: ASYNC110 another process sends
            await asyncio.sleep(0.05)
    told = {proof_of(one): one["path"] for one in behind.microsoft.sent[before:]}
    assert "a%3Aone" in told[APP_ID]
    assert "a%3Aother" in told[OTHER_APP]


async def tab(behind: Behind, at: dict[str, str], tenant: str = "") -> Visitor:
    """The desk in Teams, opened with a token for that registration."""
    entra = behind.microsoft.entra
    token = entra.token(entra.teams_claims(at["app_id"], tenant or at["tenant"], at["who"]))
    visitor = Visitor(behind.served.url, PUBLIC, "203.0.113.7")
    await visitor.sends("/sign-in/teams", token=token)
    return visitor


async def test_the_desk_is_the_same_for_each(behind: Behind, references: dict[str, str]) -> None:
    for at, across in ((ONE, OTHER), (OTHER, ONE)):
        visitor = await tab(behind, at)
        page = (await visitor.opens("/register")).text
        assert references[at["tenant"]] in page
        assert references[across["tenant"]] not in page
        assert (await visitor.opens(f"/records/{references[across['tenant']]}")).status == 404
        assert (await tab(behind, at, across["tenant"])).status == 401, "a token of the one for people of the other"


async def test_a_browser_signs_in_by_the_button_of_its_own_school(behind: Behind, references: dict[str, str]) -> None:
    visitor = Visitor(behind.served.url, PUBLIC, "203.0.113.8")
    page = (await visitor.opens("/")).text
    assert say("sign_in.go_at", name="Larkfield School") in page
    await visitor.opens(f"/sign-in/microsoft?at={OTHER_APP}")
    assert f"/{OTHER_TENANT}/" in visitor.goes_to
    assert f"client_id={OTHER_APP}" in visitor.goes_to


def test_a_file_with_something_wrong_is_refused_in_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WAYMARK_APP_ID", APP_ID)
    monkeypatch.setenv("WAYMARK_TENANTS", TENANT)
    for changed, gap in (
        ({}, say("settings.registration_not_a_tenant", number=1)),
        ({"tenant": "larkfield"}, say("settings.bad_registration", number=1, parts="tenant")),
        ({"app_password": ""}, say("settings.registration_without_proof", number=1)),
        ({"app_id": APP_ID}, say("settings.registrations_alike", part="app_id")),
        ({"colour": "green"}, say("settings.bad_registration", number=1, parts="colour")),
    ):
        monkeypatch.setenv("WAYMARK_REGISTRATIONS", str(registrations(tmp_path, **changed)))
        with pytest.raises(SettingsProblem) as refused:
            load()
        assert gap.strip() in str(refused.value)
        assert "the other secret" not in str(refused.value)

"""Only Teams may speak to the bot: whatever a token gets wrong is refused, with nothing said, kept or sent anywhere.

Each token says, and each activity with it, that answers belong on a server elsewhere: the one fault that a case names
is all that keeps them from going there.
"""

import json
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from storage.people import addresses
from storage.queues import outbox
from storage.queues.alerts import Alert
from tests.bot.pretend.behind_microsoft import APP_ID, DSL, TENANT, Behind, Elsewhere
from tests.bot.pretend.fake_microsoft import (
    ENDORSED,
    ENTRA,
    ISSUER,
    KEY_ID,
    FakeMicrosoft,
    emulator_issuers,
)
from tests.bot.pretend.tokens import base64_of, signed

HOUR = 3600


async def test_a_message_with_teams_own_token_is_answered(behind: Behind, microsoft: FakeMicrosoft) -> None:
    before = len(microsoft.sent)
    assert await behind.post(behind.activity(text="hello"), f"Bearer {behind.token()}") == 201
    answers = microsoft.sent[before:]
    assert "Waymark" in json.dumps(answers[0]["activity"])
    assert {a["authorization"] for a in answers} == {f"Bearer {microsoft.given[0]}"}


GOOD: dict[str, dict[str, Any]] = {
    "over for two minutes": {"ends": -120},
    "from in two minutes": {"begins": 120},
    "times with a fraction": {"ends": 0.5, "begins": -5.5},
    "our app id in capitals": {"aud": APP_ID.upper()},
    "something else beside it": {"tenant": "x", "oid": "y"},
}


@pytest.mark.parametrize("parts", GOOD.values(), ids=GOOD.keys())
async def test_clocks_differ_and_ids_are_uuids(behind: Behind, parts: dict[str, Any]) -> None:
    assert await behind.post(behind.activity(), f"Bearer {behind.token(**parts)}") == 201


CLAIMS: dict[str, dict[str, Any]] = {
    # the signature
    "signed by somebody else": {"rogue": True},
    "a key that nobody knows": {"kid": "unknown"},
    "no key named": {"kid": None},
    "a key named by a number": {"header": {"kid": 1}},
    "a key named by a list": {"header": {"kid": ["key-of-the-test"]}},
    "another key named": {"kid": "for-webchat"},
    "a key of its own": {"rogue": True, "header": {"jwk": {"kty": "RSA"}, "jku": "https://example.org/keys"}},
    "no algorithm": {"alg": "none"},
    "our key as a secret": {"alg": "HS256"},
    "RS384": {"alg": "RS384"},
    "RS512": {"alg": "RS512"},
    "PS256": {"alg": "PS256"},
    "small letters": {"alg": "rs256"},
    "what must be understood": {"header": {"crit": ["exp"], "exp": 1}},
    **{f"signed by {name}": {"signed_by": name} for name in (*ENDORSED, ENTRA) if name != KEY_ID},
    # who it is for
    "for another bot": {"aud": "11111111-2222-3333-4444-000000000000"},
    "for a word": {"aud": "waymark"},
    "for the connector": {"aud": ISSUER},
    "for several": {"aud": [APP_ID]},
    "for nothing": {"aud": ""},
    "for null": {"aud": None},
    "for nobody": {"drop": "aud"},
    # who it is from
    "from another issuer": {"iss": "https://example.org"},
    "from a longer name": {"iss": f"{ISSUER}/"},
    "from another spelling": {"iss": ISSUER.upper()},
    "from the American government's": {"iss": "https://api.botframework.us"},
    "from several": {"iss": [ISSUER]},
    "from null": {"iss": None},
    "from nobody": {"drop": "iss"},
    # when
    "over for an hour": {"ends": -HOUR},
    "over for six minutes": {"ends": -360},
    "over in 1970": {"exp": 1},
    "over at a word": {"exp": "soon"},
    "over at null": {"exp": None},
    "over at true": {"exp": True},
    "never over": {"exp": float("inf")},
    "over at no number": {"exp": float("nan")},
    "without an end": {"drop": "exp"},
    "without an end, since three years ago": {"drop": "exp", "begins": -3 * 365 * 24 * HOUR},
    "not yet": {"begins": HOUR},
    "not for six minutes": {"begins": 360},
    "from a list on": {"nbf": [1]},
    "without a beginning": {"drop": "nbf"},
    "without times": {"drop": "nbf exp"},
    "issued tomorrow": {"iat": 4_000_000_000},
    # where answers go
    "for another place": {"serviceurl": "https://example.org/"},
    "for a place in several": {"serviceurl": ["https://example.org/"]},
    "for an empty place": {"serviceurl": ""},
    "for null as a place": {"serviceurl": None},
    "for no place": {"drop": "serviceurl"},
    "for a place in another spelling": {"drop": "serviceurl", "serviceUrl": "https://example.org/"},
}


@pytest.mark.parametrize("wrong", CLAIMS.values(), ids=CLAIMS.keys())
async def test_a_bad_token_is_refused(behind: Behind, elsewhere: Elsewhere, wrong: dict[str, Any]) -> None:
    token = behind.token(**({"serviceurl": elsewhere.url} | wrong))
    await refuses(behind, elsewhere, f"Bearer {token}")


EMULATORS = [
    {"iss": issuer, "signed_by": key, **said}
    for issuer in emulator_issuers()
    for key in (ENTRA, "without-endorsements", "key-of-the-test")
    for said in ({"ver": "1.0", "appid": APP_ID}, {"ver": "2.0", "azp": APP_ID})
]


@pytest.mark.parametrize("parts", EMULATORS, ids=lambda p: f"{p['iss'][8:]} {p['signed_by']} {p['ver']}")
async def test_the_emulators_tokens_are_refused(behind: Behind, elsewhere: Elsewhere, parts: dict[str, Any]) -> None:
    """Anybody with an app in one of those tenants has such a token. It names no place, so answers went anywhere."""
    await refuses(behind, elsewhere, f"Bearer {behind.token(drop='serviceurl', **parts)}")


async def test_the_bots_own_token_opens_nothing(behind: Behind, elsewhere: Elsewhere, microsoft: FakeMicrosoft) -> None:
    await behind.post(behind.activity(), f"Bearer {behind.token()}")
    await refuses(behind, elsewhere, f"Bearer {microsoft.given[-1]}")


def flipped(token: str) -> str:
    return token[:-20] + ("A" if token[-20] != "A" else "B") + token[-19:]


def of(payload: bytes) -> Callable[[Behind, str], str]:
    """Signed by the right key, whatever is signed."""
    return lambda behind, _: f"Bearer {signed(payload, behind.microsoft.key, 'RS256', {'kid': 'key-of-the-test'})}"


HEADERS: dict[str, Callable[[Behind, str], Any]] = {
    "none": lambda *_: None,
    "empty": lambda *_: "",
    "a scheme": lambda *_: "Bearer",
    "a scheme and a space": lambda *_: "Bearer ",
    "a word": lambda *_: "Bearer abc",
    "two words": lambda *_: "Bearer a.b",
    "three words": lambda *_: "Bearer a.b.c",
    "five words": lambda *_: "Bearer a.b.c.d.e",
    "dots": lambda *_: "Bearer ..",
    "another scheme": lambda *_: "Basic dTpw",
    "not English": lambda *_: "Bearer é",
    "long": lambda *_: "Bearer " + "x" * 7000,
    "a head of brackets": lambda *_: f"Bearer {base64_of(b'[' * 4000)}.e30.e30",
    "a head that is a list": lambda *_: f"Bearer {base64_of(b'[]')}.e30.e30",
    "a good one, then not English": lambda _, good: f"Bearer {good}é",
    "a good one without a scheme": lambda _, good: good,
    "a good one under another": lambda _, good: f"Basic {good}",
    "a good one in small letters": lambda _, good: f"bearer {good}",
    "a good one, and a word": lambda _, good: f"Bearer {good} x",
    "a good one in quotes": lambda _, good: f'Bearer "{good}"',
    "a good one twice": lambda _, good: [f"Bearer {good}", f"Bearer {good}"],
    "a good one after a bad one": lambda _, good: ["Bearer a.b.c", f"Bearer {good}"],
    "a good one unsigned": lambda _, good: f"Bearer {good.rpartition('.')[0]}.",
    "a good one changed": lambda _, good: f"Bearer {flipped(good)}",
    "a list is signed": of(b"[]"),
    "a word is signed": of(b'"x"'),
    "no JSON is signed": of(b"{nope"),
    "nothing is signed": of(b""),
    "an empty object is signed": of(b"{}"),
    "brackets are signed": of(b"[" * 3000),
    "no text is signed": of(b"\xff\xfe"),
}


@pytest.mark.parametrize("header", HEADERS.values(), ids=HEADERS.keys())
async def test_what_is_no_token_is_refused(
    behind: Behind, elsewhere: Elsewhere, header: Callable[[Behind, str], str | Sequence[str] | None]
) -> None:
    await refuses(behind, elsewhere, header(behind, behind.token(serviceurl=elsewhere.url)))


ACTIVITIES: dict[str, dict[str, Any]] = {
    "another place": {"serviceUrl": "ELSEWHERE"},
    "another place, beginning with the right one": {"serviceUrl": "OURS@127.0.0.1"},
    "no bar at the end": {"serviceUrl": "OURS-1"},
    "no place": {"serviceUrl": ""},
    **{f"on {channel or 'no channel'}": {"channelId": channel}
       for channel in ("webchat", "emulator", "directline", "skype", "MSTEAMS", "msteams2", "")},
    "from another tenant": {"channelData": {"tenant": {"id": "99999999-8888-7777-6666-000000000000"}}},
    "from another tenant in the conversation": {
        "conversation": {"id": "a:dsl", "conversationType": "personal", "tenantId": "x"}, "channelData": None,
    },
    "from two tenants": {
        "conversation": {
            "id": "a:dsl", "conversationType": "personal", "tenantId": "99999999-8888-7777-6666-000000000000",
        },
    },
    "from a tenant that is no id": {"channelData": {"tenant": {"id": "somewhere-else"}}},
    "from a tenant that is a list": {"channelData": {"tenant": {"id": [TENANT]}}},
    "from no tenant": {"conversation": {"id": "a:dsl", "conversationType": "personal"}, "channelData": None},
}  # fmt: skip


@pytest.mark.parametrize("parts", ACTIVITIES.values(), ids=ACTIVITIES.keys())
async def test_a_good_token_is_for_what_it_names_only(
    behind: Behind, elsewhere: Elsewhere, microsoft: FakeMicrosoft, parts: dict[str, Any]
) -> None:
    ours = microsoft.service_url
    places = {"ELSEWHERE": elsewhere.url, "OURS@127.0.0.1": f"{ours}@127.0.0.1/", "OURS-1": ours.rstrip("/")}
    parts = parts | ({"serviceUrl": places.get(parts["serviceUrl"], "")} if "serviceUrl" in parts else {})
    before, there = len(microsoft.sent), len(elsewhere.heard)
    assert await behind.post(behind.activity(**parts), f"Bearer {behind.token()}") == 401
    assert (microsoft.sent[before:], elsewhere.heard[there:]) == ([], [])


async def test_another_channel_has_keys_of_its_own_and_is_not_answered(behind: Behind, elsewhere: Elsewhere) -> None:
    for channel in ("webchat", "directline"):
        token = behind.token(signed_by="for-webchat", serviceurl=elsewhere.url)
        sent = behind.activity(channelId=channel, serviceUrl=elsewhere.url)
        assert await behind.post(sent, f"Bearer {token}") == 401
    assert elsewhere.heard == []


async def test_tenants_and_people_are_known_in_capitals_too(behind: Behind, microsoft: FakeMicrosoft) -> None:
    await behind.post(behind.activity(), f"Bearer {behind.token()}")
    as_ever = microsoft.sent[-1]["activity"]
    sent = behind.activity(
        **{"from": {"id": "29:dsl", "aadObjectId": DSL.upper()}}, channelData={"tenant": {"id": TENANT.upper()}}
    )
    assert await behind.post(sent, f"Bearer {behind.token()}") == 201
    assert microsoft.sent[-1]["activity"].get("summary") == as_ever.get("summary")
    assert "don’t know you" not in json.dumps(microsoft.sent[-1]["activity"], ensure_ascii=False)


async def test_afterwards_nothing_of_it_is_kept_and_no_alert_goes_elsewhere(
    behind: Behind, elsewhere: Elsewhere
) -> None:
    """The lead has written to the bot from Teams only, whatever the others said in their name."""
    await behind.post(behind.activity(), f"Bearer {behind.token()}")
    before = len(behind.microsoft.sent)
    token = behind.token(drop="serviceurl", iss=emulator_issuers()[0], signed_by=ENTRA, ver="1.0", appid=APP_ID)
    assert await behind.post(behind.activity(serviceUrl=elsewhere.url), f"Bearer {token}") == 401

    async def where(tx: Any) -> Any:
        await outbox.put(tx, "dsl", Alert.RECORD_READ, {"reference": "WM-0000"})
        return (await addresses.get(tx, "dsl")).chat

    assert behind.changes(where)["service_url"] == behind.microsoft.service_url
    while len(behind.microsoft.sent) == before:
        await behind.health()
    assert elsewhere.heard == []


async def test_refusals_are_counted_and_one_line_a_minute_says_so(behind: Behind) -> None:
    before = (await behind.health())[1]["refused_sign_ins"]
    secret = behind.token(rogue=True)
    for _ in range(20):
        await behind.post(behind.activity(text="Marmaduke Plantagenet"), f"Bearer {secret}")
    status, said = await behind.health()
    assert (status, said["sign_in"]) == (200, "ok")
    assert said["refused_sign_ins"] == before + 20
    lines = [line for line in behind.served.log.splitlines() if "sign-ins" in line]
    assert 1 <= len(lines) <= 3
    assert secret not in behind.served.log
    assert "Marmaduke" not in behind.served.log


async def test_tokens_and_keys_are_fetched_once_for_many_messages(behind: Behind, microsoft: FakeMicrosoft) -> None:
    for _ in range(5):
        await behind.post(behind.activity(), f"Bearer {behind.token()}")
        await behind.post(behind.activity(), f"Bearer {behind.token(kid='made up')}")
    assert (len(microsoft.given), microsoft.keys_asked_for) == (1, 1)


async def refuses(behind: Behind, elsewhere: Elsewhere, authorization: str | Sequence[str] | None) -> None:
    """Nothing is said and nothing kept, in Teams or elsewhere."""
    before, there = len(behind.microsoft.sent), len(elsewhere.heard)
    assert await behind.post(behind.activity(serviceUrl=elsewhere.url), authorization) == 401
    assert (behind.microsoft.sent[before:], elsewhere.heard[there:]) == ([], [])

"""Whatever is sent to the desk, by whomever: no error of ours, and nothing of a record to whom it is not for."""

import random
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from aiohttp.test_utils import TestServer

from bot.desk.pages import PAGES
from tests.bot.desk.visitor import Visitor
from tests.roles.busy_month import SECRETS

NUMBER = 400
"""A small part of what is meant by any; the same each time."""
ODD = ["", " ", "0", "-1", "9" * 30, "1e9", "null", "true", "[]", "{}", "' OR 1=1 --", "<script>x</script>", "../../x",
       "%00", "\x00", "\u202e", "ü" * 50, "😀", "\ud800".encode("utf-8", "surrogatepass").decode("latin-1"),
       "A" * 5_000, "2026-13-45", "WM-2222-22", "{{7*7}}", "\r\nSet-Cookie: a=b", "decide", "yes"]  # fmt: skip
FIELDS = (
    "token name born place act asked answer dialog change what kind child seen reason id query other same booking "
    "since until view state sort page to"
).split()


def odd_requests(seed: int, number: int, token: str, reference: str) -> Iterator[tuple[str, str, dict[str, str]]]:
    """(method, address, fields), some of them almost right."""
    chance = random.Random(seed)  # noqa: S311 the same each time
    for _ in range(number):
        page = chance.choice(PAGES)
        path = page.path.replace("{reference}", chance.choice([reference, quote(chance.choice(ODD), safe="")]))
        path = path.replace("{letter}", quote(chance.choice(["A", *ODD]), safe=""))
        names = chance.sample(FIELDS, chance.randint(0, 6))
        fields = {name: chance.choice(ODD) for name in names}
        if page.changes and chance.random() < 0.8:
            yield "POST", path, fields | {"token": token}
        else:
            query = "&".join(f"{quote(name)}={quote(value)}" for name, value in fields.items())
            yield chance.choice(["GET", "HEAD"]), f"{path}?{query}" if query else path, {}


async def test_no_odd_request_is_an_error_of_ours(server: TestServer, reference: str) -> None:
    """By somebody who may do much, and by somebody who may do nothing."""
    dsl = await (await Visitor(server).signs_in("dsl")).opens("/")
    stranger = Visitor(server)
    token, cookies = dsl.token, dict(dsl.cookies)
    wrong = []
    for number, (method, path, fields) in enumerate(odd_requests(1, NUMBER, token, reference)):
        if number % 200 == 0:
            fresh = await (await Visitor(server).signs_in("dsl" if number % 400 else "deputy")).opens("/")
            token, cookies = fresh.token, dict(fresh.cookies)
        who = Visitor(server, cookies=dict(cookies)) if number % 4 else stranger
        if method == "POST":
            sent: dict[str, Any] = {**fields, "token": token}
            await who.sends(path, **sent)
        else:
            await who.asks(method, path)
        if who.status >= 500:
            wrong.append((who.status, method, path, fields))
        if who is stranger:
            assert not [word for word in SECRETS if word in who.text]
            assert reference not in who.text.replace(f"%2F{reference}", "")
    assert wrong == []


async def test_no_odd_body_and_no_odd_header_is_one_either(server: TestServer) -> None:
    dsl = await (await Visitor(server).signs_in("dsl")).opens("/")
    own = {"Origin": dsl.origin, "Content-Type": "application/x-www-form-urlencoded"}
    bodies = [b"", b"%", b"\xff\xfe", b"token=" + b"A" * 300_000, b"&" * 2_000, b"a=b&" * 600, "ü=ü".encode("latin-1")]
    for body in bodies:
        await dsl.asks("POST", "/register/save", headers=own, data=body)
        assert 400 <= dsl.status < 500
    for kind in (
        "text/plain",
        "application/json",
        "multipart/form-data",
        "x",
        "application/x-www-form-urlencoded; charset=x",
    ):
        await dsl.asks("POST", "/register/save", headers=own | {"Content-Type": kind}, data=b"token=1")
        assert 400 <= dsl.status < 500
    for headers in ({"Cookie": "waymark-desk=%01"}, {"Cookie": ";;;="}, {"X-Forwarded-For": "x" * 5_000},
                    {"Sec-Fetch-Dest": "iframe"}, {"Accept": "?"}, {"Range": "bytes=0-1"}):  # fmt: skip
        odd = await Visitor(server).asks("GET", "/register", headers=headers)
        assert odd.status == 401

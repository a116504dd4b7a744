"""Whatever is sent to the desk, by whomever: no error of ours, and nothing of a record to whom it is not for.

A small part of `make prove-desk`.
"""

import shutil
from pathlib import Path

import pytest
from aiohttp.test_utils import TestServer

from tests.bot.desk.visitor import Visitor
from tests.proofs.odd_requests import round_of
from tests.roles.busy_month import in_its_busy_month
from tests.support.databases import Files, Filling

NUMBER = 300


async def test_no_odd_request_is_an_error_of_ours(sqlite_files: Files, key: str, tmp_path: Path) -> None:
    file = shutil.copy(sqlite_files.template(Filling(in_its_busy_month, key)), tmp_path / "waymark.db")
    found = await round_of(f"sqlite:///{file}", key, "1", NUMBER)
    assert found.wrong == []
    assert {200, 303, 401, 403, 404} <= set(found.statuses), "some are almost right"


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


@pytest.mark.parametrize("odd", ["%00", "%0D%0ASet-Cookie%3A%20a%3Db", "%E2%80%A8", "%C3%BC"])
async def test_a_sign_in_the_address_that_would_end_a_line_ends_no_answer(server: TestServer, odd: str) -> None:
    dsl = await (await Visitor(server).signs_in("dsl")).opens("/")
    token = dsl.token
    await dsl.opens(f"/record/{odd}/decide")
    assert dsl.status == 303
    assert dsl.set_cookies == []
    assert dsl.goes_to.isascii()
    await dsl.sends(f"/record/{odd}/add", token=token, act="drop")
    assert dsl.status == 303
    assert (await dsl.opens("/")).status == 200

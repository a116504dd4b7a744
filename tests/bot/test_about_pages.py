"""The pages that Teams' package names: shown to anybody once they are filled in, and nothing but text."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest
from aiohttp.test_utils import TestServer

from bot.runtime import Runtime
from bot.web.app import build_app
from bot.web.pages import NAMES, as_html, missing
from tests.bot.conftest import settings_with

DRAFTS = Path(__file__).parents[2] / "deploy" / "pages"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(DRAFTS, tmp_path / "pages"))


@pytest.fixture
async def bot(tmp_path: Path, folder: Path, runtime: Runtime) -> AsyncIterator[TestServer]:
    server = TestServer(build_app(settings_with(data_dir=tmp_path, pages_dir=folder), runtime, round_seconds=5))
    await server.start_server()
    yield server
    await server.close()


async def test_a_page_is_shown_once_it_is_filled_in(bot: TestServer, folder: Path, http: aiohttp.ClientSession) -> None:
    assert set(missing(folder)) == set(NAMES), "the drafts have places to fill in"
    for name in NAMES:
        async with http.get(bot.make_url(f"/about/{name}")) as answer:
            assert answer.status == 404
        file = folder / f"{name}.md"
        file.write_text(file.read_text("utf-8").replace("[[", "").replace("]]", ""), "utf-8")
        async with http.get(bot.make_url(f"/about/{name}")) as answer:
            assert answer.status == 200
            assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
            page = await answer.text()
        assert page.count("<h1>Waymark: ") == 1
        assert 'lang="en-GB"' in page
    assert list(missing(folder)) == []


async def test_no_other_file_is_shown(bot: TestServer, folder: Path, http: aiohttp.ClientSession) -> None:
    (folder / "other.md").write_text("# Other", "utf-8")
    (folder.parent / "outside.md").write_text("# Outside", "utf-8")
    for path in ("/about/other", "/about/..%2Foutside", "/about/", "/about/privacy.md"):
        async with http.get(bot.make_url("/").with_path(path, encoded=True)) as answer:
            assert answer.status == 404, path


def test_what_looks_like_html_is_text() -> None:
    page = as_html("# A & B\n\n<script>x</script> https://ico.org.uk/make-a-complaint/ end\n\n- one\n  more\n- two\n")
    assert "<title>A &amp; B</title>" in page
    assert "&lt;script&gt;" in page
    assert '<a href="https://ico.org.uk/make-a-complaint/">' in page
    assert "<ul><li>one more</li><li>two</li></ul>" in page

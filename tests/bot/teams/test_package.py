"""The app package: what Teams asks of it, and what a careful IT lead would look for in it."""

import io
import json
import struct
import tomllib
import zipfile
import zlib
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from bot.teams.app_package import app_package
from bot.teams.app_package.app_package import PackageProblem, Particulars
from dialogs.menu.commands import as_command
from dialogs.words import names, say
from tests.bot.office import Office
from tests.bot.teams.test_two_tenants import OTHER_APP, OTHER_TENANT, registrations
from tests.support.from_npm import ROOT, from_npm

APP_ID = "11111111-2222-3333-4444-555555555555"
PAGES = {name: f"https://waymark.council.example/{name}" for name in ("support", "privacy", "terms")}
OURS = Particulars(APP_ID, "Example Council", **PAGES)
OPTIONS = ("--organisation 'Example Council' " + " ".join(f"--{name} {page}" for name, page in PAGES.items())).strip()


@pytest.fixture(scope="module")
def made() -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(app_package.package(OURS))) as file:
        return {name: file.read(name) for name in file.namelist()}


@pytest.fixture(scope="module")
def manifest(made: dict[str, bytes]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(made["manifest.json"])
    return found


def test_it_holds_the_manifest_and_two_icons_and_nothing_else(made: dict[str, bytes]) -> None:
    assert sorted(made) == ["color.png", "manifest.json", "outline.png"]


def test_the_manifest_is_as_microsoft_publishes_it(manifest: dict[str, Any]) -> None:
    schemas = "@microsoft/app-manifest/build/json-schemas/teams"
    file = from_npm(f"{schemas}/v{app_package.SCHEMA}/MicrosoftTeams.schema.json")
    schema = json.loads(file.read_text("utf-8-sig"))
    checked = jsonschema.Draft4Validator(schema, format_checker=jsonschema.FormatChecker())
    assert [error.message for error in checked.iter_errors(manifest)] == []
    assert [error.message for error in checked.iter_errors(manifest | {"bots": [{"scopes": ["everyone"]}]})]


def test_with_a_desk_it_has_a_tab_and_trusts_its_address_alone(manifest: dict[str, Any]) -> None:
    with_desk = json.loads(json.dumps(app_package.manifest(replace(OURS, desk="https://waymark.council.example"))))
    schemas = "@microsoft/app-manifest/build/json-schemas/teams"
    file = from_npm(f"{schemas}/v{app_package.SCHEMA}/MicrosoftTeams.schema.json")
    schema = json.loads(file.read_text("utf-8-sig"))
    checked = jsonschema.Draft4Validator(schema, format_checker=jsonschema.FormatChecker())
    assert [error.message for error in checked.iter_errors(with_desk)] == []
    assert with_desk["validDomains"] == ["waymark.council.example"]
    assert with_desk["webApplicationInfo"] == {
        "id": APP_ID,
        "resource": f"api://waymark.council.example/botid-{APP_ID}",
    }
    chat, tab = with_desk["staticTabs"]
    assert (chat["entityId"], tab["contentUrl"]) == ("conversations", "https://waymark.council.example/desk/tab")
    assert not {"staticTabs", "webApplicationInfo"} & set(manifest)


def test_it_is_for_private_chats_only_and_takes_no_files(manifest: dict[str, Any]) -> None:
    (bot,) = manifest["bots"]
    assert (bot["botId"], bot["scopes"], manifest["defaultInstallScope"]) == (APP_ID, ["personal"], "personal")
    assert not any(bot[part] for part in ("supportsFiles", "supportsCalling", "supportsVideo", "isNotificationOnly"))
    everything = {"$schema", "manifestVersion", "version", "id", "developer", "name", "description", "icons"}
    assert set(manifest) == everything | {"accentColor", "defaultInstallScope", "bots", "validDomains"}
    assert manifest["validDomains"] == []


def test_every_command_in_the_list_is_one(manifest: dict[str, Any]) -> None:
    (listed,) = manifest["bots"][0]["commandLists"]
    titles = [command["title"] for command in listed["commands"]]
    assert listed["scopes"] == ["personal"]
    assert 1 <= len(titles) == len({title.lower() for title in titles}) <= 10
    assert [as_command(title) for title in titles] == [(name, "") for name in names("teams_app.commands")]
    for command in listed["commands"]:
        assert len(command["title"]) <= 32
        assert 1 <= len(command["description"]) <= 128
        assert not command["title"].startswith("/")


def test_the_name_and_the_words_about_it_are_fit_for_work(manifest: dict[str, Any]) -> None:
    assert manifest["name"]["short"] in say("menu.greeting", practice="")
    for name in manifest["name"].values():
        assert "teams" not in name.lower()
    assert len(manifest["description"]["short"]) <= 80
    whole = manifest["description"]["full"]
    assert len(whole) <= 4000
    assert len(whole.split()) <= 500
    assert whole.index("Microsoft Teams") == whole.index("Teams") - len("Microsoft ")


def test_its_version_is_that_of_the_program(manifest: dict[str, Any]) -> None:
    assert manifest["version"] == tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]


def test_the_same_particulars_make_the_same_file() -> None:
    assert app_package.package(OURS) == app_package.package(OURS)


def pixels(png: bytes) -> list[list[tuple[int, ...]]]:
    """Rows of red, green, blue, alpha. Reads only what our icons are: 8 bits, unfiltered."""
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    at, parts = 8, {}
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        kind, data = png[at + 4 : at + 8], png[at + 8 : at + 8 + length]
        assert struct.unpack(">I", png[at + 8 + length : at + 12 + length]) == (zlib.crc32(kind + data),)
        parts[kind] = data
        at += 12 + length
    width, height, *rest = struct.unpack(">IIBBBBB", parts[b"IHDR"])
    assert rest == [8, 6, 0, 0, 0]
    lines = zlib.decompress(parts[b"IDAT"])
    rows = [lines[n * (1 + 4 * width) :][: 1 + 4 * width] for n in range(height)]
    assert {row[0] for row in rows} == {0}
    return [[tuple(row[1 + 4 * n : 5 + 4 * n]) for n in range(width)] for row in rows]


def test_the_colour_icon_has_its_sign_in_the_middle(made: dict[str, bytes]) -> None:
    rows = pixels(made["color.png"])
    ground = (*bytes.fromhex(app_package.ACCENT[1:]), 255)
    assert (len(rows), {len(row) for row in rows}) == (192, {192})
    signed = [(x, y) for y, row in enumerate(rows) for x, pixel in enumerate(row) if pixel != ground]
    assert min(min(point) for point in signed) == 40
    assert max(max(point) for point in signed) == 151
    assert (255, 255, 255, 255) in {pixel for row in rows for pixel in row}


def test_the_outline_is_white_on_nothing(made: dict[str, bytes]) -> None:
    rows = pixels(made["outline.png"])
    assert (len(rows), {len(row) for row in rows}) == (32, {32})
    seen = {pixel for row in rows for pixel in row}
    assert {pixel[:3] for pixel in seen} == {(255, 255, 255)}
    assert {0, 255} <= {pixel[3] for pixel in seen}


NO_PAGES = """
    http://council.example/x  council.example  https://  https://[::1  https://127.0.0.1/x  https://localhost/x
    https://x.azurewebsites.net  https://council.onmicrosoft.com/  https://a.ngrok.io  https://learn.microsoft.com/x
    https://me:secret@council.example
""".split()


@pytest.mark.parametrize("option", ["support", "privacy", "terms"])
@pytest.mark.parametrize("address", ["", "https://council.example/a b", *NO_PAGES])
def test_an_address_that_is_no_page_of_ones_own_is_refused(option: str, address: str) -> None:
    with pytest.raises(PackageProblem) as problem:
        app_package.check(replace(OURS, **{option: address}))
    assert problem.value.params == {"option": option}


NO_IDS = ("", "app", "{11111111-2222-3333-4444-555555555555}")


@pytest.mark.parametrize(
    ("part", "wrong"), [*(("app_id", wrong) for wrong in NO_IDS), ("organisation", " "), ("organisation", "x" * 33)]
)
def test_a_missing_app_id_or_name_is_refused(part: str, wrong: str) -> None:
    with pytest.raises(PackageProblem) as problem:
        app_package.check(replace(OURS, **{part: wrong}))
    assert problem.value.key == part


def test_a_name_and_an_address_may_be_as_long_as_teams_takes_them() -> None:
    page = "https://council.example/" + "a" * (2048 - len("https://council.example/"))
    app_package.check(replace(OURS, organisation="x" * 32, privacy=page))
    with pytest.raises(PackageProblem):
        app_package.check(replace(OURS, privacy=page + "a"))


def test_the_command_makes_the_file_once(office: Office, tmp_path: Path) -> None:
    real = {"WAYMARK_APP_ID": APP_ID, "WAYMARK_APP_PASSWORD": "x", "WAYMARK_TENANTS": APP_ID}
    out = tmp_path / "app.zip"
    said = office.says(f"teams-package {OPTIONS} --out {out}", **real)
    assert (said.code, str(out) in said.out) == (0, True), said.err
    assert out.read_bytes() == app_package.package(OURS)
    of_another = office.says(f"teams-package {OPTIONS} --tenant {OTHER_APP} --out {tmp_path / 'b.zip'}", **real)
    assert of_another.err.strip() == say("operations.teams_package.tenant")
    known = {"WAYMARK_REGISTRATIONS": str(registrations(tmp_path)), "WAYMARK_TENANTS": f"{APP_ID},{OTHER_TENANT}"}
    office.says(f"teams-package {OPTIONS} --tenant {OTHER_TENANT} --out {tmp_path / 'b.zip'}", **{**real, **known})
    assert (tmp_path / "b.zip").read_bytes() == app_package.package(replace(OURS, app_id=OTHER_APP))
    again = office.says(f"teams-package {OPTIONS} --out {out}", **real)
    assert (again.code, again.err.strip()) == (2, say("operations.records.exists", file=out))


def test_the_command_says_what_is_missing(office: Office, tmp_path: Path) -> None:
    out = tmp_path / "app.zip"
    said = office.says(f"teams-package {OPTIONS} --out {out}")
    assert (said.code, said.err.strip()) == (2, say("operations.teams_package.app_id"))
    said = office.says(f"teams-package --organisation X --out {out}")
    assert said.code == 2
    assert "--support" in said.err
    assert not out.exists()

"""A release: what is in it, its list of parts, and that the bot runs from the wheel in it."""

import gzip
import hashlib
import json
import os
import re
import subprocess
import sys
import tarfile
import venv
from pathlib import Path

import pytest

from deploy.release.__main__ import ROOT, release
from deploy.release.lock import plain, read
from deploy.release.parts import UNKNOWN, licence_of
from storage.database.vault import new_key

PURL = re.compile(r"pkg:(pypi|generic)/[a-z0-9.-]+@[^@/]+")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return {file.name: file for file in release(tmp_path_factory.mktemp("release") / "dist")}


def test_what_is_in_it(made: dict[str, Path]) -> None:
    assert set(made) == {
        "waymark-0.1.0.tar.gz", "waymark-0.1.0-py3-none-any.whl", "waymark-0.1.0.cdx.json", "CHANGELOG.md",
        "LICENCES.txt", "COMMIT", "SHA256SUMS",
    }  # fmt: skip
    for line in made["SHA256SUMS"].read_text("ascii").splitlines():
        digest, name = line.split("  ")
        assert hashlib.sha256(made[name].read_bytes()).hexdigest() == digest
    with tarfile.open(fileobj=gzip.open(made["waymark-0.1.0.tar.gz"])) as archive:
        names = set(archive.getnames())
    assert {f"waymark-0.1.0/{name}" for name in ("Makefile", "requirements.lock", "deploy", "bot", "docs")} <= names
    assert not [name for name in names if ".venv" in name or "__pycache__" in name]


def test_the_list_of_parts_has_all_that_cyclonedx_asks_for(made: dict[str, Path]) -> None:
    """The required fields of CycloneDX 1.6: bomFormat and specVersion; of a component type and name; of a dependency
    ref; every reference unique and there.
    """
    parts = json.loads(made["waymark-0.1.0.cdx.json"].read_text("utf-8"))
    assert (parts["bomFormat"], parts["specVersion"], parts["version"]) == ("CycloneDX", "1.6", 1)
    assert re.fullmatch(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", parts["serialNumber"])
    every = [parts["metadata"]["component"], *parts["components"]]
    assert all(part["type"] in ("application", "library") and part["name"] and part["version"] for part in every)
    assert all(PURL.fullmatch(part["purl"]) for part in every)
    references = [part["bom-ref"] for part in every]
    assert len(set(references)) == len(references)
    assert {one["ref"] for one in parts["dependencies"]} == set(references)
    assert {ref for one in parts["dependencies"] for ref in one["dependsOn"]} == set(references) - {references[0]}
    locked = read(ROOT / "requirements.lock")
    assert {(part["name"], part["version"]) for part in parts["components"]} == {(p.name, p.version) for p in locked}
    pinned = re.findall(r"^[A-Za-z0-9]\S*==", (ROOT / "requirements.lock").read_text("utf-8"), re.MULTILINE)
    assert len(locked) == len(pinned)
    assert all(package.hashes and package.needed_by for package in locked)


def test_every_licence_is_stated() -> None:
    by_name = {package.name: licence_of(package) for package in read(ROOT / "requirements.lock")}
    # for other machines only, or none of its own
    assert [name for name, licence in by_name.items() if licence == UNKNOWN and plain(name) in installed()] == []


def installed() -> set[str]:
    import importlib.metadata

    return {plain(found.metadata["Name"]) for found in importlib.metadata.distributions()}


@pytest.fixture(scope="module")
def from_wheel(made: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clean environment with the locked packages and the wheel, and no checkout."""
    folder = tmp_path_factory.mktemp("installed")
    venv.create(folder / "env", with_pip=False)
    (site,) = (folder / "env" / "lib").glob("python*/site-packages")
    (linked,) = (Path(sys.executable).parents[1] / "lib").glob("python*/site-packages")
    for found in linked.iterdir():
        if not found.name.startswith(("waymark", "_waymark", "__pycache__")):
            (site / found.name).symlink_to(found)
    python = folder / "env" / "bin" / "python"
    subprocess.run(
        [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet", "--no-deps", "--no-index",
         str(made["waymark-0.1.0-py3-none-any.whl"])],
        check=True, capture_output=True,
    )  # fmt: skip
    return folder


def says(folder: Path, *arguments: str, typed: str = "", **variables: str) -> subprocess.CompletedProcess[str]:
    others = {name: value for name, value in os.environ.items() if not name.startswith(("WAYMARK_", "PYTHON"))}
    ours = {"WAYMARK_DATA_DIR": str(folder / "data"), "HOME": str(folder)} | variables
    command = [str(folder / "env" / "bin" / "waymark"), *arguments]
    return subprocess.run(command, input=typed, cwd=folder, env=others | ours, capture_output=True, text=True)


def test_the_bot_runs_from_the_wheel(from_wheel: Path) -> None:
    """Words, templates, cards, sources and migrations are in it."""
    said = says(from_wheel, "chat", "--as", "worker", "--at", "2026-11-17 15:30", typed="report\nno\n")
    assert (said.returncode, said.stderr) == (0, "")
    assert "is anyone in danger" in said.stdout
    said = says(from_wheel, "ask", "what does LADO mean?")
    assert "LADO" in said.stdout
    found = says(from_wheel, "doctor", "--json")
    assert found.stderr == ""
    assert [line for line in found.stdout.splitlines() if json.loads(line)["stops"]] == []
    own = {"WAYMARK_DATA_DIR": str(from_wheel / "own"), "WAYMARK_KEYS": new_key()}
    (from_wheel / "own").mkdir()
    upgraded = says(from_wheel, "db", "upgrade", **own)
    assert "those of this version" in upgraded.stdout, upgraded.stderr
    where = says(from_wheel, "--help")
    assert where.returncode == 0
    code = "import bot, pathlib; print(pathlib.Path(bot.__file__).parent)"
    printed = subprocess.run([from_wheel / "env/bin/python", "-c", code], capture_output=True, text=True, cwd="/")
    assert str(from_wheel) in printed.stdout

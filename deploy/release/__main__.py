"""`make release`: archive, wheel, changes, licences, list of parts, and a checksum of each, into a new folder.

Only what is committed is in it. The same commit gives the same archive.
"""

import gzip
import hashlib
import json
import os
import subprocess
import sys
import tomllib
from datetime import UTC, datetime
from pathlib import Path

from deploy.release.parts import bill_of_materials, licences

ROOT = Path(__file__).parents[2]


def release(into: Path, root: Path = ROOT) -> list[Path]:
    """The files. Raises FileExistsError where the folder is there already."""
    version = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    name = f"waymark-{version}"
    commit, seconds = _git(root, "log", "-1", "--format=%H %ct").decode().split()
    into.mkdir(parents=True)
    archive = _git(root, "archive", "--format=tar", f"--prefix={name}/", commit)
    (into / f"{name}.tar.gz").write_bytes(gzip.compress(archive, mtime=int(seconds)))
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(into.resolve())]
    subprocess.run(build, cwd=root, check=True, env={**os.environ, "SOURCE_DATE_EPOCH": seconds}, stdout=sys.stderr)  # noqa: S603
    (into / "CHANGELOG.md").write_bytes((root / "CHANGELOG.md").read_bytes())
    (into / "LICENCES.txt").write_text(licences(root / "requirements.lock"), "utf-8")
    parts = bill_of_materials(root / "requirements.lock", version, datetime.fromtimestamp(int(seconds), UTC))
    (into / f"{name}.cdx.json").write_text(json.dumps(parts, indent=1) + "\n", "utf-8")
    (into / "COMMIT").write_text(f"{commit}\n", "ascii")
    files = sorted(into.iterdir())
    sums = "".join(f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.name}\n" for file in files)
    (into / "SHA256SUMS").write_text(sums, "ascii")
    return sorted(into.iterdir())


def _git(root: Path, *arguments: str) -> bytes:
    return subprocess.run(["git", "-C", str(root), *arguments], check=True, capture_output=True).stdout  # noqa: S603, S607


if __name__ == "__main__":
    for file in release(Path(sys.argv[1])):
        sys.stdout.write(f"{file}\n")

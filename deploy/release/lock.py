"""What a lock file says: each package with its version, the hashes of its files, and what needs it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

PINNED = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^]]*\])?==([^ ;\\]+)")
HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
NEEDED_BY = re.compile(r"^ +#(?: via)? +(?!via$)([A-Za-z0-9._-]+)")


@dataclass(frozen=True)
class Package:
    """`needed_by`: names of packages, or of this project."""

    name: str
    version: str
    hashes: Sequence[str]
    needed_by: Sequence[str]

    @property
    def address(self) -> str:
        """As a package URL (purl), by which lists of weaknesses name it."""
        return f"pkg:pypi/{plain(self.name)}@{self.version}"


def plain(name: str) -> str:
    """The one spelling of a package's name (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def read(file: Path) -> list[Package]:
    """In the file's order, which is by name."""
    packages: list[Package] = []
    name, version = "", ""
    hashes: list[str] = []
    needed_by: list[str] = []
    for line in [*file.read_text("utf-8").splitlines(), "end==0"]:
        if pinned := PINNED.match(line):
            if name:
                packages.append(Package(name, version, hashes, needed_by))
            name, version, hashes, needed_by = pinned[1], pinned[2], [], []
        hashes += HASH.findall(line)
        if found := NEEDED_BY.match(line):
            needed_by.append(plain(found[1]))
    return packages

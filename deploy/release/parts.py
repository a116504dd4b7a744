"""The list of a release's parts in CycloneDX 1.6 (JSON), written from the lock file; and their licences."""

import hashlib
import importlib.metadata
import uuid
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from deploy.release.lock import Package, plain, read

US = "waymark"
UNKNOWN = "not stated"


def bill_of_materials(lock: Path, version: str, made_at: datetime) -> dict[str, Any]:
    """The same release at the same moment gives the same list."""
    packages = read(lock)
    of_lock = hashlib.sha256(lock.read_bytes()).hexdigest()
    ours = f"pkg:generic/{US}@{version}"
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'{ours} {of_lock}')}",
        "version": 1,
        "metadata": {
            "timestamp": made_at.astimezone(UTC).isoformat(timespec="seconds"),
            "component": {"type": "application", "bom-ref": ours, "name": US, "version": version, "purl": ours},
        },
        "components": [_component(package) for package in packages],
        "dependencies": _dependencies(packages, ours),
    }


def _component(package: Package) -> dict[str, Any]:
    return {
        "type": "library",
        "bom-ref": package.address,
        "name": package.name,
        "version": package.version,
        "purl": package.address,
        "licenses": [{"license": {"name": licence_of(package)}}],
        # of several files, for several machines: one of them is installed
        "properties": [{"name": "waymark:locked:sha256", "value": digest} for digest in package.hashes],
    }


def _dependencies(packages: Sequence[Package], ours: str) -> list[dict[str, Any]]:
    needs: dict[str, list[str]] = {ours: [], **{package.address: [] for package in packages}}
    by_name = {plain(package.name): package.address for package in packages}
    for package in packages:
        for name in package.needed_by:
            # whatever is no package here is the project itself, by one of its files
            needs[by_name.get(name, ours)].append(package.address)
    return [{"ref": ref, "dependsOn": sorted(set(on))} for ref, on in sorted(needs.items())]


def licence_of(package: Package) -> str:
    """As the package states it itself, in one line."""
    try:
        said = importlib.metadata.metadata(package.name)
    except importlib.metadata.PackageNotFoundError:
        return UNKNOWN
    stated = next(iter(said.get_all("License-Expression") or ()), "")
    trove = [line.rpartition(":: ")[2] for line in said.get_all("Classifier") or () if line.startswith("License ::")]
    text = next(iter(said.get_all("License") or ()), "").strip()
    named = "" if "\n" in text or len(text) > 80 else text
    return stated or named or ", ".join(trove) or UNKNOWN


def licences(lock: Path) -> str:
    """A line for each package."""
    rows = [f"{package.name} {package.version}: {licence_of(package)}" for package in read(lock)]
    return "\n".join(rows) + "\n"

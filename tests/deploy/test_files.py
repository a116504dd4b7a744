"""The files that Waymark is run with: each can be read, and names what is there."""

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.settings import OTHER_VARIABLES, Settings
from bot.web.metrics import Metrics
from deploy.release.__main__ import ROOT

DEPLOY = ROOT / "deploy"
KNOWN = {f"WAYMARK_{name.upper()}" for name in Settings.model_fields} | OTHER_VARIABLES
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))


def test_every_setting_that_is_named_is_one() -> None:
    for file in sorted(DEPLOY.rglob("*")):
        if file.is_file() and file.suffix not in (".py", ".pyc"):
            named = set(re.findall(r"WAYMARK_[A-Z_]+", file.read_text("utf-8")))
            assert named <= KNOWN, file.name


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed")
@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_a_unit_is_rated_under_three(unit: Path) -> None:
    command = ["systemd-analyze", "security", "--offline=true", "--no-pager", "--threshold=30", str(unit)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-2000:]


def test_each_timer_has_its_service_and_the_backup_a_command_that_is_one() -> None:
    for timer in (DEPLOY / "systemd").glob("*.timer"):
        assert timer.with_suffix(".service").exists()
    assert "waymark backup --out /var/backups/waymark/" in (DEPLOY / "systemd/waymark-backup.service").read_text()


def test_what_watches_goes_by_what_is_measured(metrics: set[str]) -> None:
    rules = yaml.safe_load((DEPLOY / "prometheus/waymark-alerts.yml").read_text("utf-8"))
    alerts = [rule for group in rules["groups"] for rule in group["rules"]]
    assert all({"alert", "expr", "labels", "annotations"} <= set(rule) for rule in alerts)
    assert {rule["labels"]["severity"] for rule in alerts} == {"page", "ticket"}
    board = json.loads((DEPLOY / "grafana/waymark.json").read_text("utf-8"))
    asked = [rule["expr"] for rule in alerts] + [t["expr"] for panel in board["panels"] for t in panel["targets"]]
    named = {name for text in asked for name in re.findall(r"waymark_[a-z_]+", text)}
    assert named <= metrics
    assert metrics - named == {"waymark_database_up"} - named


@pytest.fixture
async def metrics(runtime: Any) -> set[str]:
    """The names under which everything is measured, as Prometheus keeps them."""
    page = Metrics(runtime, None, lambda: 1.0, lambda: 1)
    page._waiting = await page._from_database()
    kinds = {"counter": ("_total",), "histogram": ("_bucket",), "gauge": ("",)}
    return {f"{metric.name}{end}" for metric in page._registry.collect() for end in kinds[metric.type]}


def test_containers_are_nobodys_root_and_cannot_be_written_to() -> None:
    image = (DEPLOY / "container/Dockerfile").read_text("utf-8")
    assert "USER 10001" in image
    assert "HEALTHCHECK" in image
    assert "--require-hashes" in image
    compose = yaml.safe_load((DEPLOY / "container/compose.yaml").read_text("utf-8"))
    assert all(compose["services"][name]["read_only"] for name in ("bot", "tables"))
    pods = [
        part["spec"]["template"]["spec"]
        for part in yaml.safe_load_all((DEPLOY / "kubernetes/waymark.yaml").read_text("utf-8"))
        if part["kind"] in ("Job", "Deployment")
    ]
    assert len(pods) == 2
    for pod in pods:
        assert pod["securityContext"]["runAsNonRoot"]
        assert all(one["securityContext"]["readOnlyRootFilesystem"] for one in pod["containers"])


def test_the_image_is_built_from_what_is_locked_and_runs_nothing_else() -> None:
    """What a linter of such files asks. Nobody has built it where this was written: there was no daemon to build it."""
    image = re.sub(r"\\\n", " ", (DEPLOY / "container/Dockerfile").read_text("utf-8"))
    lines = [line for line in image.splitlines() if line and not line.startswith("#")]
    said = [line.split(maxsplit=1) for line in lines]
    bases = [rest for word, rest in said if word == "FROM"]
    assert all(re.fullmatch(r"python:3\.\d+-slim-[a-z]+( AS \w+)?", base) for base in bases), (
        "a version, never the latest"
    )
    last = said[len(said) - 1 - [word for word, _ in reversed(said)].index("FROM") :]
    words = [word for word, _ in last]
    assert words.index("USER") > max(number for number, word in enumerate(words) if word in ("RUN", "COPY"))
    assert [rest for word, rest in said if word == "USER"] == ["10001"]
    assert not {"ADD", "VOLUME", "ONBUILD"} & {word for word, _ in said}
    assert not re.search(r"(ENV|ARG)[^\n]*(PASSWORD|KEY|SECRET|TOKEN)", image)
    assert not re.search(r"curl|wget|--trusted-host|http://(?!127)", image)
    assert all("rm -rf /var/lib/apt/lists" in rest for _, rest in said if "apt-get install" in rest)
    assert all("--no-index" in rest or "--require-hashes" in rest for _, rest in said if "pip install" in rest)
    assert all(json.loads(rest) for word, rest in last if word in ("ENTRYPOINT", "CMD"))
    copied = {rest.split()[0] for word, rest in said if word == "COPY"} - {"--from=made"}
    assert all((ROOT / name).exists() for name in copied)


def test_audits_never_fail_a_machine_without_a_network_and_say_what_was_left_out(tmp_path: Path) -> None:
    (tmp_path / ".ci").mkdir()
    script = Path(shutil.copy(ROOT / ".ci/audits", tmp_path / ".ci"))
    (tmp_path / "bin").mkdir()
    for name in ("python3", "npm"):
        (tmp_path / "bin" / name).write_text("#!/bin/sh\necho no network >&2\nexit 1\n", "ascii")
        (tmp_path / "bin" / name).chmod(0o755)
    done = subprocess.run(
        ["bash", script], env={"PATH": f"{tmp_path / 'bin'}:/usr/bin:/bin"}, capture_output=True, text=True
    )
    assert done.returncode == 0
    assert [line.split("(")[0].strip() for line in done.stdout.splitlines() if line.startswith("LEFT OUT")] == [
        "LEFT OUT: pip-audit and bandit", "LEFT OUT: npm audit",
    ]  # fmt: skip


def test_each_command_of_the_drill_that_is_said_to_be_documented_is() -> None:
    page, drill = ((ROOT / name).read_text("utf-8") for name in ("docs/running.md", "deploy/drill/in_debian.sh"))
    documented = re.findall(r"""^ *doc (?:"([^"]+)"|'([^']+)')""", drill, re.MULTILINE)
    assert len(documented) > 15
    assert [one for pair in documented for one in pair if one and one not in page] == []


def test_the_proxies_let_nothing_through_that_stays_inside() -> None:
    for name in ("nginx.conf", "Caddyfile"):
        text = re.sub(r"#.*", "", (DEPLOY / "proxy" / name).read_text("utf-8"))
        assert "/api/messages" in text
        assert not [inside for inside in ("healthz", "readyz", "metrics") if inside in text]
        assert re.search(r"256k", text, re.IGNORECASE)

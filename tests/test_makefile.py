"""What the README tells a newcomer to type."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize(("given", "who"), [([], "worker"), (["AS=dsl"], "dsl"), (["AS=consultation"], "consultation")])
def test_make_chat_is_the_worker_unless_somebody_is_named(given: list[str], who: str) -> None:
    """make has a variable AS of its own, the assembler: it once became the person."""
    make = shutil.which("make")
    assert make is not None
    around = {name: value for name, value in os.environ.items() if name not in ("AS", "MAKEFLAGS", "MAKELEVEL")}
    said = subprocess.run(
        [make, "--no-print-directory", "-n", "chat", *given],
        cwd=ROOT,
        env=around,
        capture_output=True,
        text=True,
        check=True,
    )
    assert said.stdout.strip().endswith(f"waymark chat --as {who}")


def test_every_target_of_the_readme_is_there() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    makefile = (ROOT / "Makefile").read_text("utf-8")
    targets = set(re.findall(r"make ([a-z-]+)", readme))
    assert targets
    assert not [target for target in targets if not re.search(rf"^{target}:", makefile, flags=re.MULTILINE)]

"""What the tests take from npm, pinned by package-lock.json: Microsoft's own renderer and schemas."""

import fcntl
import shutil
import subprocess
from pathlib import Path

from tests.support.left_out import leave_out

ROOT = Path(__file__).parents[2]


def from_npm(file: str) -> Path:
    """A file under node_modules, installed if need be. Leaves the test out, or fails it under CI, without npm."""
    wanted = ROOT / "node_modules" / file
    with (ROOT / "package-lock.json").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # of the processes that share the tests one installs, the others wait
        if not wanted.exists():
            npm = shutil.which("npm")
            if npm is None:
                leave_out("npm", "apt-get install npm")
            subprocess.run([npm, "ci", "--ignore-scripts", "--loglevel=error"], cwd=ROOT, check=True)
    return wanted

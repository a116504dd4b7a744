"""Who is signed in to this machine: what the history keeps of a command beside the name given with `--as`."""

import getpass
import os
from pathlib import Path

LONGEST = 128
NOBODY_SIGNED_IN = 2**32 - 1
"""What Linux says of a program that no sign-in began, such as a service."""


def os_user() -> str:
    """The account that the command runs as, such as `waymark`, and whose sign-in it came from where that is another:
    `waymark (ann)`. The sign-in is Linux's own word, kept through `sudo` and `su`; else it is what `sudo` says.
    """
    runs_as = _name(os.geteuid()) if hasattr(os, "geteuid") else getpass.getuser()
    signed_in = _signed_in() or os.environ.get("SUDO_USER", "")
    whole = runs_as if signed_in in ("", runs_as) else f"{runs_as} ({signed_in})"
    return "".join(sign if sign.isprintable() else "?" for sign in whole)[:LONGEST]


def _signed_in() -> str:
    try:
        uid = int(Path("/proc/self/loginuid").read_text("ascii"))
    except (OSError, ValueError):
        return ""
    return "" if uid == NOBODY_SIGNED_IN else _name(uid)


def _name(uid: int) -> str:
    import pwd

    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)

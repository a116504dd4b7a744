"""The pictures of a consultation show what they are of, and are the same each time they are taken."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.e2e.consultation_pictures import take_all

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def test_the_same_pictures_each_time(browser: Browser, tmp_path: Path) -> None:
    taken = []
    for name in ("once", "again"):
        folder = tmp_path / name
        folder.mkdir()
        pictures = take_all(browser, folder)
        taken.append({picture: (folder / f"{picture}.png").read_bytes() for picture in pictures})
    assert list(taken[0]) == [
        "10-free-times", "11-booked", "12-what-to-leave-out", "13-what-is-sent", "14-waiting-list", "15-the-month",
    ]  # fmt: skip
    assert taken[0] == taken[1]

"""The pages for those who carry it on name files that are there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGES = [
    "README.md",
    "CONTRIBUTING.md",
    "dialogs/README.md",
    "dialogs/understanding/README.md",
    *(str(page.relative_to(ROOT)) for page in sorted((ROOT / "docs").rglob("*.md"))),
]
LINKED = [
    *PAGES,
    "CHANGELOG.md",
    "SECURITY.md",
    *(f"docs/{page.name}" for page in sorted((ROOT / "docs").glob("*.md"))),
]
FOLDERS = {path.name for path in ROOT.iterdir() if path.is_dir()}


@pytest.mark.parametrize("page", PAGES)
def test_every_file_that_a_page_names_is_there(page: str) -> None:
    """In backticks, from the project's folder or from the page's own; a whole path, without a place to fill in."""
    text = (ROOT / page).read_text("utf-8")
    named = re.findall(r"`((?:[\w.]+/)+(?:[\w.]*\w)?)`", text)
    mine = (ROOT / page).parent
    missing = [name for name in named if not (ROOT / name).exists() and not (mine / name).exists()]
    assert [name for name in missing if name.split("/")[0] in FOLDERS | {p.name for p in mine.iterdir()}] == []


@pytest.mark.parametrize("page", LINKED)
def test_every_link_leads_somewhere(page: str) -> None:
    """Pictures too. What begins with a name and a colon is elsewhere."""
    links = re.findall(r"\]\(([^)#\s]+)", (ROOT / page).read_text("utf-8"))
    here = [link for link in links if not re.match(r"[a-z]+:", link)]
    assert [link for link in here if not ((ROOT / page).parent / link).exists()] == []

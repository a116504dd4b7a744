"""Around the database: settings nobody knows, the disk, who else can read the files, the guidance, programs."""

import os
import shutil
import stat
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from dotenv import dotenv_values

from bot.doctor.findings import Finding, finding
from bot.settings import OTHER_VARIABLES, Settings
from bot.web import pages
from dialogs.interview.parsing.days import today
from knowledge.citations import due_for_review, editions
from knowledge.lookup.cards import GuidanceProblem, broken_links, load_cards
from knowledge.lookup.reviews import is_due

ROOM_LOW, ROOM_GONE = 500_000_000, 20_000_000
"""Bytes free on the disk with the embedded database."""


def settings(of: Settings) -> Iterator[Finding]:
    """A misspelled variable is passed over in silence by everything else."""
    known = {f"WAYMARK_{name.upper()}" for name in Settings.model_fields} | OTHER_VARIABLES
    in_file = dotenv_values(os.environ["WAYMARK_SETTINGS"]) if os.environ.get("WAYMARK_SETTINGS") else {}
    for name in sorted({*os.environ, *in_file}):
        if name.upper().startswith("WAYMARK_") and name.upper() not in known:
            yield finding("unknown_setting", name=name)
    if of.app_id and not of.smtp_host:
        yield finding("no_mail_settings")
    if of.pages_dir is not None:
        for name in pages.missing(of.pages_dir):
            yield finding("page_missing", name=name, folder=of.pages_dir)


def files(of: Settings) -> Iterator[Finding]:
    """Room on the disk, and files that others on this machine could read."""
    if of.database_url or not of.data_dir.is_dir():
        return
    if not os.access(of.data_dir, os.R_OK | os.W_OK | os.X_OK):
        yield finding("folder", folder=of.data_dir)
        return
    free = shutil.disk_usage(of.data_dir).free
    if free < ROOM_LOW:
        megabytes = free // 1_000_000
        yield finding("almost_full" if free < ROOM_GONE else "little_room", folder=of.data_dir, megabytes=megabytes)
    for file in sorted(of.data_dir.iterdir()):
        if file.is_file() and _others_can_read(file) and (file.suffix == ".key" or file.name.startswith("waymark.db")):
            yield finding("open_to_others", file=file)
        if file.name.startswith("waymark.db.before-"):
            yield finding("older_copy", file=file)


def _others_can_read(file: Path) -> bool:
    return bool(stat.S_IMODE(file.stat().st_mode) & (stat.S_IRWXG | stat.S_IRWXO))


def guidance(of: Settings, now: datetime) -> Iterator[Finding]:
    """Cards that cannot be read, that nobody has checked, or that are due for review; editions past their day."""
    day = today(now)
    try:
        cards = load_cards(overlay=of.guidance_dir)
    except GuidanceProblem as problem:
        for fault in problem.faults:
            yield finding("guidance_broken", fault=fault)
        return
    for fault in broken_links(cards):
        yield finding("guidance_link", fault=fault)
    unchecked = sum(not card.is_checked for card in cards.values())
    if unchecked:
        yield finding("guidance_unchecked", count=unchecked, total=len(cards))
    for card in cards.values():
        if is_due(card, day):
            yield finding("guidance_due", id=card.id, owner=card.owner)
    for edition in editions().values():
        if edition.expires and edition.expires < day:
            yield finding("edition_expired", title=edition.title, edition=edition.edition, expires=edition.expires)
    for edition in due_for_review(day):
        yield finding("edition_due", title=edition.title, edition=edition.edition)


def programs() -> Iterator[Finding]:
    """Node is needed for trying the bot in Microsoft's Playground, and by nothing else."""
    if shutil.which("node") is None:
        yield finding("no_node")

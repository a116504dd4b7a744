"""The commands, a module or a folder for each. Each imports what it needs when it runs."""

import typer

from bot.commands import (
    assessments,
    audit,
    board_report,
    case_audits,
    db,
    good_life,
    groups,
    guidance,
    history,
    holds,
    interventions,
    keys,
    lookups,
    plans,
    records,
    retention,
    self_audit,
    talks,
)
from bot.commands.ask import ask
from bot.commands.assess.assess import assess
from bot.commands.backup import backup, restore
from bot.commands.chat import chat
from bot.commands.doctor import doctor
from bot.commands.export_everything import export_everything
from bot.commands.hear import hear
from bot.commands.people import about, from_entra, line, lists, people, setting
from bot.commands.serve import serve
from bot.commands.slots import month_files, patterns, slots
from bot.commands.teams_package import teams_package
from bot.commands.training import report, training


def register(app: typer.Typer) -> None:
    """Add them to the `waymark` command."""
    for command in (chat, ask, assess, serve, doctor, teams_package, hear, backup, restore, export_everything):
        app.command()(command)
    people.app.add_typer(setting.app)
    people.app.add_typer(line.app)
    people.app.add_typer(lists.app)
    people.app.add_typer(from_entra.app)
    people.app.add_typer(about.app)
    records.app.add_typer(retention.app)
    slots.app.add_typer(patterns.app)
    slots.app.command()(month_files.export)
    slots.app.command()(month_files.use)
    training.app.command()(report.report)
    training.app.command()(report.matrix)
    for noun, read in (
        (records, history.of_record),
        (people, history.of_person),
        (setting, history.of_setting),
        (db, history.of_installation),
        (assessments, history.of_assessment),
        (groups, history.of_group),
        (interventions, history.of_intervention),
        (plans, history.of_plan),
        (good_life, history.of_good_life),
        (board_report, history.of_board_report),
        (self_audit, history.of_self_audit),
    ):
        noun.app.command("history")(read)
    nouns = (db, keys, audit, slots, records, assessments, plans, groups, interventions, people, training, lookups)
    for noun in (*nouns, good_life, case_audits, self_audit, board_report, holds, guidance, talks):
        app.add_typer(noun.app)

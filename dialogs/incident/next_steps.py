"""The next steps in the chat: the pressing ones first, grouped, each with its source; the rest under 'more steps'."""

from collections.abc import Iterable
from datetime import date
from functools import partial
from typing import Any

from dialogs.contacts import in_words, who_to_ring
from dialogs.incident.questions import about_the_dsl
from dialogs.incident.view import observe
from dialogs.interview.answers import NOT_SURE, Answers
from dialogs.interview.chat import SAFEGUARDING, Chat
from dialogs.interview.days import day_in_words, today
from dialogs.turn import Card, Choice, Reply
from dialogs.words import reply, say
from knowledge.next_steps import GROUPS, Situation, Step, next_steps, urgent_steps
from knowledge.traffic_light import assess
from knowledge.view import View
from storage.people.people import Role
from storage.working_hours import add_working_days, is_working_time


def after_view(chat: Chat, answers: Answers, view: View) -> list[Reply]:
    """What to do now, after the view; what is less pressing waits behind 'more steps'."""
    steps = next_steps(view, observe(answers), situation(chat, answers))
    first = _reply("steps.after_view", steps.first(), say("steps.after_view"), today(chat.turn.now))
    if not steps.more():
        return [first]
    return [Reply(**{**vars(first), "text": f"{first.text}\n\n{say('steps.there_are_more', count=len(steps.more()))}"})]


def more(chat: Chat, answers: Answers, view: View) -> Reply:
    """The less pressing steps, which were left out at first."""
    steps = next_steps(view, observe(answers), situation(chat, answers))
    return _reply("steps.more", steps.more(), say("steps.more"), today(chat.turn.now))


def urgent(chat: Chat, answers: Answers) -> Reply:
    """What cannot wait (NY-3.1), before any other question."""
    return _reply(
        "steps.urgent",
        urgent_steps(observe(answers), situation(chat, answers)),
        say("steps.urgent"),
        today(chat.turn.now),
    )


def adult(chat: Chat, answers: Answers) -> Reply:
    """An adult of 18 or over: this pathway is left, and other steps come first."""
    seen = observe(answers)
    steps = next_steps(assess(seen), seen, situation(chat, answers))
    return _reply("steps.adult", steps.first(), say("steps.adult"), today(chat.turn.now))


def later(chat: Chat, answers: Answers) -> Reply:
    """It can wait, and nobody is left alone with it: who to ring stays in sight."""
    dsl, out_of_hours = who_to_ring(chat)
    return reply("incident.later", choices=("resume",), dsl=dsl, out_of_hours=out_of_hours)


def hunch(chat: Chat) -> Reply:
    """Nothing seen or said: the line manager, and an informal discussion (PB-support)."""
    seen = observe({})
    steps = next_steps(assess(seen), seen, situation(chat, {"about": "hunch"}))
    return _reply("steps.hunch", steps.first(), say("steps.hunch"), today(chat.turn.now))


def situation(chat: Chat, answers: Answers) -> Situation:
    """What the steps depend on beside the view: role, setting, contacts, today."""
    contacts = {name: in_words(contact) for name, contact in chat.setting.contacts.items()}
    return Situation(
        now=today(chat.turn.now),
        add_working_days=partial(add_working_days, closed=chat.tx.closed),
        role="dsl" if chat.person.roles & SAFEGUARDING else "worker",
        setting_kind=chat.setting.kind,
        contacts={name: text for name, text in contacts.items() if text},
        is_dsl=Role.DSL in chat.person.roles,
        concern_about_dsl=about_the_dsl(answers),
        danger_now=answers.get("danger_now") in ("danger", NOT_SURE),
        hurt=answers.get("danger_now") == "hurt",
        only_a_hunch=answers.get("about") == "hunch",
        out_of_hours=not is_working_time(chat.turn.now, chat.tx.closed),
    )


def _reply(key: str, steps: Iterable[Step], lead: str, now: date) -> Reply:
    steps = list(steps)
    sections: list[dict[str, Any]] = []
    lines = [lead]
    for group in GROUPS:
        rows = [_row(step, now) for step in steps if step.group == group]
        if not rows:
            continue
        title = say(f"steps.groups.{group}")
        sections.append({"title": title, "rows": rows})
        lines += ["", title]
        lines += [f"• {row['text']}{_due(row)} ({row['sources']})" for row in rows]
    choices = (Choice("more steps", say("menu.choices.more")),) if key == "steps.after_view" else ()
    card = Card("steps", {"title": lead, "sections": sections})
    return Reply(key, "\n".join(lines), choices=choices, card=card)


def _row(step: Step, now: date) -> dict[str, str]:
    sources = ", ".join(step.citations) or say("view.project_rule")
    row = {"text": step.text, "sources": sources}
    if step.due:
        row["due"] = say("steps.today") if step.due == now else say("steps.by", day=day_in_words(step.due))
    return row


def _due(row: dict[str, str]) -> str:
    return f" {row['due']}." if "due" in row else ""

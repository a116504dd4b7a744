"""The next steps in the chat: the pressing ones first, grouped, each with its source; the rest under 'more steps'."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

from dialogs import concern
from dialogs.contacts import in_words, who_to_ring
from dialogs.incident import adult_note
from dialogs.incident.questions import about_the_dsl, passes_the_dsl_by
from dialogs.incident.view import observe, view_of
from dialogs.interview.answers import NOT_SURE, Answers
from dialogs.interview.chat import SAFEGUARDING, Chat
from dialogs.interview.parsing.days import day_in_words, today
from dialogs.turn import Card, Choice, Reply
from dialogs.words import reply, say
from knowledge.next_steps import BEFORE_ANY_CALL, GROUPS, Situation, Step, Steps, next_steps, urgent_steps
from knowledge.observations import ObservationRefused, Observations
from knowledge.traffic_light import assess
from knowledge.view import View
from storage.people.people import Role
from storage.records import inbox, signing
from storage.working_hours import add_working_days, is_working_time

MOST_OF_ALL = 9
"""Steps about an adult, what comes at once and what comes first together: there is no other screen before them."""


def at_once(chat: Chat, answers: Answers, view: View) -> Reply:
    """The one screen that a red begins with: the colour, whom to ring, and what not to do meanwhile."""
    return _at_once(chat, _steps(chat, answers, view), view)


def calls(chat: Chat, answers: Answers, view: View) -> list[str]:
    """Whom to ring after a red, each with the number."""
    return [f"• {step.text}" for step in _steps(chat, answers, view).at_once() if step.group == "tell"]


def after_view(chat: Chat, answers: Answers, view: View) -> list[Reply]:
    """What to do now, after the view; what is less pressing waits behind 'more steps'."""
    return [_first(chat, _steps(chat, answers, view))]


def again(chat: Chat, answers: Answers, view: View) -> list[Reply]:
    """'What next?': all that pressed after the view, once more."""
    return _again(chat, _steps(chat, answers, view), view)


def more(chat: Chat, answers: Answers, view: View) -> Reply:
    """What is less pressing."""
    return _reply("steps.more", _steps(chat, answers, view).more(), say("steps.more"), today(chat.turn.now))


async def what_next(chat: Chat, answers: Answers | None) -> list[Reply]:
    """'What next?': of the incident that is being described, if one is (`answers`), or of what was signed last."""
    if answers is not None:
        return again(chat, answers, view_of(answers)) if "view_shown" in answers else [reply("steps.not_yet")]
    sent = await inbox.sent_by(chat.tx, chat.person, limit=1)
    if not sent:
        return [reply("steps.none_signed")]
    record = await signing.by_reference(chat.tx, sent[0].reference)
    try:
        seen = Observations.from_json(record.observations)
    except ObservationRefused:
        return [reply("steps.none_signed")]
    view = View.from_json(record.view)
    # what happened is over, and what was said in passing is not on the record
    now = replace(situation(chat, {}), concern_about_dsl=record.concern_about_dsl, saw_it=False, earlier_day=True)
    lead = reply("steps.again", reference=record.reference)
    return [lead, *_again(chat, next_steps(view, seen, now), view, are_more=False)]


def _steps(chat: Chat, answers: Answers, view: View) -> Steps:
    return next_steps(view, observe(answers), situation(chat, answers))


def _again(chat: Chat, steps: Steps, view: View, *, are_more: bool = True) -> list[Reply]:
    first = [_at_once(chat, steps, view)] if steps.at_once() else []
    return [*first, _first(chat, steps, are_more=are_more)]


def _first(chat: Chat, steps: Steps, *, are_more: bool = True) -> Reply:
    first = _reply("steps.after_view", steps.first(), say("steps.after_view"), today(chat.turn.now))
    if not are_more or not steps.more():
        return replace(first, choices=())
    return replace(first, text=f"{first.text}\n\n{say('steps.there_are_more', count=len(steps.more()))}")


def _at_once(chat: Chat, steps: Steps, view: View) -> Reply:
    parts: dict[str, list[str]] = {"now": [], "tell": [], "meanwhile": []}
    for step in steps.at_once():
        part = "now" if step.id in BEFORE_ANY_CALL else "tell" if step.group == "tell" else "meanwhile"
        parts[part].append(step.text)
    shown = {say(f"red.sections.{part}"): texts for part, texts in parts.items() if texts}
    colour = say(f"view.colours.{view.colour}")
    lead = say(f"view.lead.{view.colour}", colour=colour)
    listed = ["\n".join([title, *(f"• {text}" for text in texts)]) for title, texts in shown.items()]
    text = "\n\n".join([lead, *listed])
    sections = [{"title": title, "rows": [{"text": text} for text in texts]} for title, texts in shown.items()]
    data = {"colour": view.colour.value, "colour_words": colour, "title": say("view.title"), "text": lead}
    return Reply(f"view.lead.{view.colour}", text, card=Card("view", {**data, "sections": sections}))


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
    first = (*steps.at_once(), *steps.first(MOST_OF_ALL - len(steps.at_once())))
    return _reply("steps.adult", first, say("steps.adult"), today(chat.turn.now))


def later(chat: Chat) -> Reply:
    """It can wait, and nobody is left alone with it: who to ring stays in sight."""
    dsl, out_of_hours = who_to_ring(chat)
    return reply("incident.later", choices=("resume",), dsl=dsl, out_of_hours=out_of_hours)


def hunch(chat: Chat, answers: Answers) -> Reply:
    """Nothing seen or said: the line manager, and an informal discussion (PB-support)."""
    seen = observe({})
    steps = next_steps(assess(seen), seen, situation(chat, {**answers, "about": "hunch"}))
    return _reply("steps.hunch", steps.first(), say("steps.hunch"), today(chat.turn.now))


def situation(chat: Chat, answers: Answers) -> Situation:
    """What the steps depend on beside the view: role, setting, contacts, today."""
    contacts = {name: in_words(contact) for name, contact in chat.setting.contacts.items()}
    concerns = concern.of(answers)
    if concern.DEPUTY in concerns:
        contacts["deputy"] = contacts.get("head", "")
    contacts["only_the_deputy"] = in_words(chat.setting.contacts.get("deputy", {}))
    parents, other_parents = _parents(answers)
    return Situation(
        now=today(chat.turn.now),
        add_working_days=partial(add_working_days, closed=chat.tx.closed),
        role="dsl" if chat.person.roles & SAFEGUARDING else "worker",
        setting_kind=chat.setting.kind,
        contacts={name: text for name, text in contacts.items() if text},
        is_dsl=Role.DSL in chat.person.roles,
        concern_about_dsl=about_the_dsl(answers),
        near_dsl=passes_the_dsl_by(answers) and not about_the_dsl(answers),
        instead_of_dsl=concern.roles_instead(concerns),
        danger_now=answers.get("danger_now") in ("danger", NOT_SURE),
        hurt=answers.get("danger_now") == "hurt",
        adult_not_known=answers.get("adult_who") == NOT_SURE and concern.DSL not in answers.get(concern.HEARD, ()),
        adult_elsewhere=answers.get("adult_who") == "other_adult",
        adult_goes_to=_adult_goes_to(chat, answers),
        children_too=answers.get("about") != "adult" or answers.get("children_too") == "yes",
        saw_it=answers.get("how_known", "saw") == "saw",
        earlier_day=_is_earlier(answers.get("noticed_on"), today(chat.turn.now)),
        parents=parents,
        other_parents=other_parents,
        only_a_hunch=answers.get("about") == "hunch",
        out_of_hours=not is_working_time(chat.turn.now, chat.tx.closed),
    )


def _adult_goes_to(chat: Chat, answers: Answers) -> str:
    who = answers.get("adult_who")
    to = adult_note.goes_to(chat, answers) if who and who != "other_adult" else None
    return {Role.HEAD: "head", Role.DEPUTY: "only_the_deputy"}.get(to, "") if to else ""


PARENTS = {"not_yet": "not_told", "told_supportive": "supportive", "told_unsure": "told"}
"""What the answer about the parents is called among the steps."""


def _parents(answers: Answers) -> tuple[str, str]:
    """What the two families know: that of who displayed the behaviour, and the other."""
    known = PARENTS.get(str(answers.get("parents_told")), "")
    whose = answers.get("parents_whose")
    if whose in ("displayed", "targeted"):
        return (known, "not_told") if whose == "displayed" else ("not_told", known)
    return known, known if whose == "both" else ""


def _is_earlier(noticed_on: Any, now: date) -> bool:
    """Whether it was before today, as far as the day is known."""
    try:
        return date.fromisoformat(str(noticed_on)) < now
    except ValueError:
        return False


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

"""The record: answers into the fields of the recording form (NY-9), the read-back, and signing."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from dialogs import concern
from dialogs.contacts import role_in_words
from dialogs.incident import safety_plan, statements
from dialogs.incident.identity import SIDES, lettered
from dialogs.incident.questions import ALL_WELL, INCIDENT, passes_the_dsl_by, picked
from dialogs.incident.view import observe, say_unknown, view_of
from dialogs.incident.words_and_answers import OFFERED
from dialogs.interview import own_words
from dialogs.interview.answers import NOT_KNOWN, NOT_SURE, Answers
from dialogs.interview.chat import Chat
from dialogs.interview.frame import Frame, known
from dialogs.interview.interview import SKIPPED, Question
from dialogs.interview.parsing.days import LONDON, day_in_words
from dialogs.interview.read_back import summary
from dialogs.turn import Card, Reply
from dialogs.words import quoted, say
from knowledge.view import Colour, View
from storage.people import responsible as who_is_responsible
from storage.records import signing
from storage.records.register.child_index import ChildPart
from storage.records.signing import Record, Submission

BEHAVIOUR = ("acts", "self_directed_how", "looking_how", "image_how", "pornography_how")
"""The questions whose choices say what kind of behaviour it was."""
NOT_ASKED = "not_asked"


def read_back(chat: Chat, frame: Frame) -> Reply:
    """The whole record as one card, which a receipt replaces once it is signed. Names are not in it."""
    said = [summary(chat, INCIDENT, frame, shown=_as_read_back).text, *_not_beside_an_answer(frame)]
    card = Card("summary", {"title": say("record.read_back_title"), "sections": []})
    return Reply("record.read_back", "\n".join(said), card=card)


def _as_read_back(question: Question, answers: Answers) -> str:
    """An answer as the worker gave it; or that it follows from 'every one of these', and was not asked by itself."""
    if follows_from_all_well(answers, question.name):
        return _from_one_answer(answers, question.name)
    return INCIDENT.shown(question, answers)


def _not_beside_an_answer(frame: Frame) -> list[str]:
    """What was typed before the questions, or at one that was never answered: it is signed too, so it is shown."""
    beside = {words for q in INCIDENT.questions for words in own_words.beside(frame["answers"], q.name)}
    said = [one.words for one in statements.statements(known(frame), frame) if one.words not in beside]
    return [say("record.also_kept"), *(f"• {quoted(words)}" for words in said)] if said else []


async def submit(chat: Chat, frame: Frame) -> list[Record]:
    """Sign and send: one record for each child who displayed the behaviour. A repeat gives the same records."""
    answers = known(frame)
    view, observations = view_of(answers), observe(answers)
    about_dsl, also = passes_the_dsl_by(answers), concern.others(concern.of(answers))
    responsible = await who_is_responsible.responsible_for(
        chat.tx, chat.person.setting_id, author_id=chat.person.id, concern_about_dsl=about_dsl, also=also
    )
    return await signing.submit(
        chat.tx,
        Submission(
            submission_key=frame["id"],
            author=chat.person,
            setting_id=chat.person.setting_id,
            responsible=responsible,
            children=children(answers),
            content=content(chat, answers, view, frame),
            view=view.as_json(),
            observations=observations.as_json(),
            rules_version=view.rules_version,
            rules_hash=view.rules_hash,
            signed_name=answers["signature"]["signed_name"],
            concern_about_dsl=about_dsl,
            also_about=also,
        ),
    )


def children(answers: Answers) -> list[ChildPart]:
    """Every child, lettered in order: those whose behaviour it is about first. 'not known' is no name."""
    given: Mapping[str, str] = answers["identity"]
    parts: list[ChildPart] = []
    for side, n, letter in lettered(answers):
        name, born = given[f"{side}_{n}_name"], given.get(f"{side}_{n}_born", "")
        known = "" if name.casefold().strip() in ("not known", "unknown", "not sure") else name
        label = say("record.child", letter=letter)
        own = {"child_label": label, "child_name": known or NOT_KNOWN, "date_of_birth": born or NOT_KNOWN}
        parts.append(ChildPart(label, known, born, displayed=side == "displayed", content=own))
    return parts


def content(chat: Chat, answers: Answers, view: View, frame: Frame) -> dict[str, Any]:
    """The form's fields but for the child's own, as plain JSON (see `storage/documents/record_fields.yaml`)."""
    when, said = statements.said_of_when(statements.statements(answers, frame), chat.turn.now)
    return {
        "setting_name": chat.setting.name,
        "happened_on": _plain(answers, "noticed_on"),
        "happened_at": _plain(answers, "noticed_at"),
        "when_said": "\n".join(map(quoted, when)),
        "place": _plain(answers, "place"),
        "completed_by": answers["signature"]["signed_name"],
        "completed_by_role": role_in_words(chat.person.roles),
        "how_known": _shown(answers, "how_known"),
        "behaviour": _listed(answers, *BEHAVIOUR),
        "account_known": statements.account_heading(answers),
        "behaviour_words": _plain(answers, "what_happened"),
        "statements": statements.as_json(said),
        "context": _and([*_mutual(answers), *_settled(answers)], _listed(answers, "context")),
        "ages": ages(answers),
        "relationship": _and(_needs(answers), _listed(answers, "relationship")),
        "other_children_response": _listed(answers, "targeted_response", of_all="targeted"),
        "child_response": _listed(answers, "displayed_response", of_all="displayed"),
        "boundary_response": _listed(answers, "boundary_response", of_all="displayed"),
        "parents_told": _parents(answers),
        "earlier": _listed(answers, "before"),
        "other_worries": _listed(answers, "other_worries"),
        "other_actions": _plain(answers, "other_actions"),
        "safety_plan": safety_plan.rows(answers),
        "view": view_for_form(view),
        "earlier_view": _earlier_view(answers, view),
        "disagreement": disagreement(answers),
        "signed_name": answers["signature"]["signed_name"],
        "signed_at": chat.turn.now.isoformat(),
    }


def view_for_form(view: View) -> dict[str, Any]:
    """The view as the form prints it: its unknowns in words. Who decides is said by the form itself."""
    data = view.as_json()
    return {
        "colour": data["colour"],
        "adult_pathway": data["adult_pathway"],
        "take_advice_today": data["take_advice_today"],
        "reasons": [_reason(r) for r in data["reasons"]],
        "balancing": [_reason(r) for r in data["balancing"]],
        "unknowns": [say_unknown(name) for name in view.unknowns],
        "would_change": [change.text for change in view.would_change],
        "rules_version": view.rules_version,
        "rules_hash": view.rules_hash,
    }


def _reason(kept: Mapping[str, Any]) -> dict[str, Any]:
    return {key: kept[key] for key in ("criterion", "weight", "text", "citations", "project_rule") if key in kept}


def _plain(answers: Answers, name: str) -> str:
    value = answers.get(name)
    if value is None:
        return NOT_ASKED
    return "" if value == SKIPPED else str(value)


def _shown(answers: Answers, name: str) -> str:
    if name not in answers:
        return NOT_ASKED
    question = INCIDENT.question(name)
    return question.reader.shown(answers[name], INCIDENT.spellings(question, answers))


def _listed(answers: Answers, *questions: str, of_all: str = "") -> list[str] | str:
    """The picked choices of one question or several in words, in the order of the lists; or that nobody was asked.

    `of_all` is the side whose children have one answer together: where there are several, that is said.
    """
    asked = [INCIDENT.question(name) for name in questions if name in answers]
    if any(follows_from_all_well(answers, name) for name in questions):
        return [_from_one_answer(answers, name) for name in questions if name in answers]
    rows = [
        title[0]
        for question in asked
        for choice, title in INCIDENT.spellings(question, answers).items()
        if choice in picked(answers, question.name)
    ]
    if not asked:
        return NOT_ASKED
    if all(picked(answers, question.name) == {NOT_SURE} for question in asked):
        rows = [say("record.not_known")]
    if all(picked(answers, question.name) == {"none"} for question in asked):
        rows = [say("record.none_picked")]
    together = [say("record.child", letter=letter) for side, _, letter in lettered(answers) if side == of_all]
    return [*rows, *([say("record.together", children=", ".join(together))] if len(together) > 1 else [])]


def follows_from_all_well(answers: Answers, name: str) -> bool:
    """Whether an answer was not given by itself, but follows from 'every one of these'."""
    return answers.get("all_well") == "yes" and name in ALL_WELL and answers.get(name) == ALL_WELL[name]


def _from_one_answer(answers: Answers, name: str) -> str:
    """What the one answer said of this point: the record never says that it was asked by itself."""
    title = INCIDENT.spellings(INCIDENT.question("all_well"), answers)["yes"][0]
    return say("record.from_one_answer", point=say(f"record.all_well.{name}"), answer=title)


def _parents(answers: Answers) -> str:
    """What was said of parents and carers: where there are two families, a line for each."""
    told, whose = _shown(answers, "parents_told"), answers.get("parents_whose")
    if whose is None:
        return told
    lines = []
    for side in SIDES:
        children = ", ".join(say("record.child", letter=letter) for one, _, letter in lettered(answers) if one == side)
        other = say("record.parents_whose") if whose == NOT_SURE else say("record.parents_not_said")
        what = told if whose in ("both", side) else other
        lines.append(say("record.parents", children=children, what=what))
    return "\n".join([*([told] if whose == NOT_SURE else []), *lines])


def _and(first: list[str], more: list[str] | str) -> list[str] | str:
    """Two lists as one; 'not asked' only where neither has anything."""
    return [*first, *more] if isinstance(more, list) else first or more


def _mutual(answers: Answers) -> list[str]:
    if follows_from_all_well(answers, "mutual"):
        return [_from_one_answer(answers, "mutual")]
    value = answers.get("mutual")
    return [say(f"record.mutual.{value}")] if value in ("yes", "no", NOT_SURE) else []


def _settled(answers: Answers) -> list[str]:
    """What the one question about the worker's own words added."""
    question = INCIDENT.question("words_checked")
    titles = INCIDENT.spellings(question, answers)
    return [titles[one][0] for one in answers.get(question.name, ()) if one in titles and one in OFFERED]


def _needs(answers: Answers) -> list[str]:
    if follows_from_all_well(answers, "needs"):
        return [_from_one_answer(answers, "needs")]
    return [say(f"record.needs.{need}") for need in answers.get("needs", [])]


def ages(answers: Answers) -> list[str]:
    """'Child A: 14', in the order of the letters; a stage only where it was given."""
    return [_age(answers, *child) for child in lettered(answers)]


def _age(answers: Answers, side: str, n: int, letter: str) -> str:
    age, stages = answers[f"{side}_ages"][n - 1], answers.get(f"{side}_stages")
    known = say("menu.not_known") if age == NOT_KNOWN else age
    row = say("record.age", letter=letter, age=known, side=say(f"record.sides.{side}"))
    if isinstance(stages, list) and len(stages) >= n and stages[n - 1] != NOT_KNOWN:
        row += " " + say("record.stage", stage=stages[n - 1])
    return row


def _earlier_view(answers: Answers, view: View) -> str:
    """A red view that was shown before answers were changed: the DSL sees that it was, and when."""
    shown = answers.get("red_shown_at")
    if not shown or view.colour is Colour.RED:
        return ""
    moment = datetime.fromisoformat(shown).astimezone(LONDON)
    return say("record.earlier_view", day=day_in_words(moment.date()), time=f"{moment:%H:%M}")


def disagreement(answers: Answers) -> str:
    """What the person who signs sees instead, and why; '' where they see it so too, or were not asked yet."""
    if answers.get("view_opinion") != "differ" or "own_view" not in answers:
        return ""
    reason = _plain(answers, "own_view_reason").replace(NOT_KNOWN, say("menu.not_known"))
    if answers["own_view"] == NOT_KNOWN:
        return say("record.disagreement_open", reason=reason)
    return say("record.disagreement", colour=say(f"view.colours.{answers['own_view']}"), reason=reason)

"""The safeguarding lead's work on a record: 'decide WM-...', from the enquiries to the signed decision; and filing."""

import re
from datetime import date
from typing import Any

from dialogs.incident.safety_plan import rows as plan_rows
from dialogs.incident.second_view import seen_by
from dialogs.interview.answers import Answers
from dialogs.interview.chat import SAFEGUARDING, Chat, OnlyQuestions, Then
from dialogs.interview.frame import Frame, known, note
from dialogs.interview.interview import SKIPPED, Interview, Question
from dialogs.interview.parsing.days import day_in_words, moment_in_words
from dialogs.interview.read_back import summary
from dialogs.safeguarding import shown_record
from dialogs.safeguarding.decision_questions import DECISION, letter, targeted
from dialogs.safeguarding.which_record import which
from dialogs.turn import Card, Choice, Reply
from dialogs.words import reply, say
from storage.audit import AuditAction
from storage.people import people
from storage.plans import due
from storage.problems import NotFound
from storage.records import decisions, inbox, signing
from storage.records.decisions import DecidedMeanwhile, NotDecided
from storage.records.signing import Record

AMBER_OR_RED = {"amber", "red"}


class DecisionFlow(OnlyQuestions):
    """What is established for each child, the level of concern, referrals, parents, the plan; signed with a reason."""

    interview: Interview = DECISION
    roles = SAFEGUARDING

    async def opened(self, chat: Chat, frame: Frame) -> Then:
        """Which record, and how many decisions there are already; it ends where they may not read it."""
        if not frame["about"]:
            return Then(frame, await which(chat, "decide"), ends=True)
        try:
            record = await inbox.open_for(chat.tx, chat.person, frame["about"], AuditAction.OPENED)
        except NotFound:
            return Then(frame, [reply("inbox.not_found")], ends=True)
        seen = await decisions.count(chat.tx, record.reference)
        of_record = {"displayed": _letter(record.child_label), "targeted": _targeted(record), "colour": record.colour}
        second = await seen_by(chat.tx, record, chat.person)
        if second is not None and second.is_higher:
            of_record["second_colour"] = second.colour
        who = await shown_record.who(chat.tx, chat.person, record)
        frame = note({**frame, "about": record.reference}, seen=seen, who=who, **of_record)
        opening = reply("decision.opening", reference=record.reference, letter=of_record["displayed"])
        return Then(frame, [opening] + ([reply("decision.further", count=seen)] if seen else []))

    async def before(self, chat: Chat, frame: Frame, name: str) -> Then:
        """The views before their own, and all that would be signed before the signature."""
        answers = known(frame)
        if name == "view_opinion":
            return Then(frame, _views(answers))
        if name == "signature":
            said = summary(chat, DECISION, frame, shown=_as_signed)
            text = said.text.replace(say("menu.summary"), say("decision.read_back"), 1)
            shown = Reply("decision.read_back", text, card=Card("summary", {"title": "", "sections": []}))
            return Then(frame, [*_reminders(answers), shown])
        return Then(frame)

    async def after(self, chat: Chat, frame: Frame, name: str) -> Then:
        """For harmful behaviour, that two referrals belong to it."""
        answers = frame["answers"]
        if name == "level" and answers["level"] == "harmful":
            return Then(frame, [reply("decision.two_referrals")])
        return Then(frame)

    async def finished(self, chat: Chat, frame: Frame) -> Then:
        """The decision is signed, with its checksum. Where somebody else has decided meanwhile it waits unsigned, to be
        read first.
        """
        answers, reference = known(frame), frame["about"]
        # the second view is this person's own: who reads the decision may not know of what it rests on
        kept = {k: v for k, v in answers.items() if k not in ("signature", "second_colour", "seen", "who")}
        content = {"rows": rows(answers), "answers": kept, "reason": answers["signature"]["reason"]}
        signed_name = answers["signature"]["signed_name"]
        try:
            made = await decisions.decide(
                chat.tx, chat.person, reference, content, signed_name=signed_name, seen=answers["seen"]
            )
        except NotFound:
            return Then(frame, [reply("inbox.not_found")], ends=True)
        except DecidedMeanwhile:
            # kept, so that nothing written is lost: it can be signed as a further decision once the other is read
            seen = await decisions.count(chat.tx, reference)
            choices = (Choice(f"read {reference}", say("inbox.read", reference=reference)),)
            said = Reply("decision.meanwhile", say("decision.meanwhile"), choices=choices)
            unsigned = {k: v for k, v in frame["answers"].items() if k != "signature"}
            return Then(note({**frame, "answers": unsigned}, seen=seen), [said], pauses=True)
        receipt = say("decision.signed", reference=reference, hash=made.hash)
        buttons: tuple[Choice, ...] = (to_file(reference, made.number),)
        if _is_serious(answers) and await due.needed(chat.tx, await signing.by_reference(chat.tx, reference)):
            receipt = f"{receipt}\n\n{say('decision.plan_needed', reference=reference)}"
            buttons = (Choice(f"safety plan {reference}", say("decision.safety_plan", reference=reference)), *buttons)
        return Then(frame, [Reply("decision.signed", receipt, choices=buttons)], ends=True)

    async def cancelled(self, chat: Chat, frame: Frame) -> list[Reply]:
        """That nothing was signed."""
        return [reply("decision.cancelled")]


def _views(answers: Answers) -> list[Reply]:
    """The view that was signed, and the one with earlier records counted, where it is higher."""
    said = [reply("decision.the_view", colour=say(f"view.colours.{answers['colour']}"))]
    if "second_colour" in answers:
        said.append(reply("decision.the_second_view", colour=say(f"view.colours.{answers['second_colour']}")))
    return said


def _is_serious(answers: Answers) -> bool:
    """Called harmful, or red by the rules or the lead: then the child has a safety plan within a working day."""
    return answers.get("level") == "harmful" or "red" in (answers.get("colour"), answers.get("own_view"))


def _reminders(answers: Answers) -> list[Reply]:
    """What is easily forgotten. Said, never a wall: the lead decides."""
    said = []
    if answers.get("level") == "harmful" and answers.get("referral") == "not_made":
        said.append(reply("decision.harmful_without_referral"))
    referred = answers.get("referrals")
    if isinstance(referred, dict):
        missing = [one for one in (letter(answers), *targeted(answers)) if f"{one}_to" not in referred]
        if missing:
            said.append(reply("decision.referral_missing", letters=", ".join(missing)))
    if {answers.get("colour"), answers.get("second_colour")} & AMBER_OR_RED and answers.get("safety_plan") == SKIPPED:
        said.append(reply("decision.no_plan"))
    return said


def _letter(label: str) -> str:
    return label.split()[-1]


def _targeted(record: Record) -> list[str]:
    return [_letter(child["label"]) for child in record.children if not child["displayed"]]


# -- in words ------------------------------------------------------------------------------------------------------


def rows(answers: Answers) -> list[dict[str, str]]:
    """A decision as labels and texts, in the order of its questions: for the card and for the documents."""
    found: list[dict[str, str]] = []
    for question in DECISION.that_apply(answers):
        if question.name == "safety_plan":
            found += [{"label": _label(question), "text": "\n".join(plan_rows(answers) or [say("menu.skipped")])}]
        elif question.name == "signature":
            found.append({"label": say("decision.reason"), "text": answers["signature"]["reason"]})
        elif isinstance(answers.get(question.name), dict):
            found += _of_sheet(question, answers)
        elif question.name in answers:
            found.append({"label": _label(question), "text": DECISION.shown(question, answers)})
    return found


def _as_signed(question: Question, answers: Answers) -> str:
    """One answer whole, as it will be signed: the lead's own, shown to the lead."""
    if answers[question.name] == SKIPPED:
        return say("menu.skipped")
    if question.name == "safety_plan":
        return "".join(f"\n• {row}" for row in plan_rows(answers))
    if isinstance(answers[question.name], dict):
        return "".join(f"\n• {row['label']}: {row['text']}" for row in _of_sheet(question, answers))
    return DECISION.shown(question, answers)


def _label(question: Question) -> str:
    label = DECISION.label(question)
    return label[:1].upper() + label[1:]


def _of_sheet(question: Question, answers: Answers) -> list[dict[str, str]]:
    form = DECISION.question(question.name).reader.form(question.name, answers)
    filled: dict[str, Any] = answers[question.name]
    key = DECISION.key(question, "form")
    found = []
    for field in (f for f in (form.fields if form else ()) if f.name in filled):
        text = str(filled[field.name])
        if field.kind == "date":
            text = day_in_words(date.fromisoformat(text))
        found.append({"label": say(f"{key}.{field.label}", letter=field.letter), "text": text})
    return found


# -- filing --------------------------------------------------------------------------------------------------------


def to_file(reference: str, seen: int) -> Choice:
    """Filing with the decisions that there are now: one that is signed later is to be read first."""
    return Choice(f"file {reference} decision {seen}", say("decision.file", reference=reference))


async def file(chat: Chat, rest: str) -> list[Reply]:
    """'file WM-...', with a reason after it if wanted: a receipt with the record's checksum, and no content.

    A button says how many decisions there were when it was made: 'file WM-... decision 1'.
    """
    if not rest:
        return await which(chat, "file")
    reference, _, reason = rest.partition(" ")
    made_for = re.match(r"decision ([0-9]{1,4})\b", reason)
    seen, reason = (int(made_for[1]), reason[made_for.end() :]) if made_for else (None, reason)
    try:
        filed = await decisions.file(chat.tx, chat.person, reference.strip(":,"), reason.strip(" :,"), seen=seen)
    except DecidedMeanwhile:
        read = Choice(f"read {reference}", say("inbox.read", reference=reference))
        return [Reply("decision.file_stale", say("decision.file_stale"), choices=(read,))]
    except NotFound:
        return [reply("inbox.not_found")]
    except NotDecided:
        decide = Choice(f"decide {reference}", say("decision.decide", reference=reference))
        return [Reply("decision.not_decided", say("decision.not_decided"), choices=(decide,))]
    who = await people.get(chat.tx, filed.person_id)
    receipt = reply(
        "decision.filed", reference=filed.reference, who=who.name, when=moment_in_words(filed.filed_at),
        hash=filed.hash, decision_hash=filed.decision_hash, choices=("inbox",),
    )  # fmt: skip
    return [receipt]

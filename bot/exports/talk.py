"""An informal talk as a document, or what is kept of it, for whoever may read it: whoever asked, and youth justice."""

from dataclasses import asdict
from typing import Any

from bot.exports.exporting import Exported, Made, Wanted, by_own_right, document, in_plain_json
from bot.settings import Settings
from dialogs.interview.parsing.days import day_in_words, moment_in_words
from dialogs.words import say
from storage.database.engine import Tx
from storage.documents.by_section import Rows
from storage.documents.kinds import talk as layout
from storage.people import people, settings
from storage.people.people import Person
from storage.talks import access
from storage.talks.talk import Answer, Review, Talk, plain, subject


async def export(of: Settings, reference: str, who: str, wanted: Wanted) -> Exported:
    """Raises NotFound where there is no such talk for this person."""

    async def make(tx: Tx, person: Person) -> Made:
        one = await access.by_reference(tx, person, reference, action=None)
        return Made(await _made(tx, one, wanted.kind), subject(one.id), wanted.kind)

    return await by_own_right(of, who, wanted.out, lambda tx, person: access.by_reference(tx, person, reference), make)


async def _made(tx: Tx, one: Talk, kind: str) -> bytes:
    if kind == "json":
        return in_plain_json(everything(one))
    setting = await settings.setting(tx, one.setting_id)
    return document(layout.lay_out(await rows(tx, one), setting_name=setting.name, reference=one.reference), kind)


async def rows(tx: Tx, one: Talk) -> dict[str, Rows]:
    """What stands in it, by section."""
    said = one.asked
    asker = await people.get(tx, one.asker_id)
    wanted = [say(f"talk.questions.wanted.choices.{each}") for each in said.wanted]
    found: dict[str, Rows] = {
        "asked": [
            ("by", f"{asker.name}, {moment_in_words(one.asked_at)}"),
            ("side", say(f"talk.questions.side.choices.{said.side}")),
            ("age", say(f"talk.questions.age_band.choices.{said.age_band}")),
            ("concern", said.concern),
            ("wanted", "; ".join(filter(None, [*wanted, said.wanted_words]))),
            ("manager", f"{said.manager_name}, {day_in_words(said.manager_agreed_on)}"),
            ("reach", said.reach),
        ]
    }
    if one.answer is None or one.answered_at is None:
        return found | {"answered": [("waits", layout.words()["waits"])]}
    by = await people.get(tx, str(one.answered_by))
    found |= _answered(one.answer, f"{by.name}, {moment_in_words(one.answered_at)}")
    return found | (_reviewed(one.review) if one.review else {})


def _answered(answer: Answer, by: str) -> dict[str, Rows]:
    outcomes = [say(f"talk_outcome.questions.outcomes.choices.{each}") for each in answer.outcomes]
    found: dict[str, Rows] = {
        "answered": [("answered_by", by), ("outcomes", "; ".join(outcomes)), ("advice", answer.advice)]
    }
    if watch := answer.watch:
        found["watched"] = [("what", watch.what), ("who", watch.who), ("until", day_in_words(watch.review_on))]
    return found


def _reviewed(review: Review) -> dict[str, Rows]:
    return {"reviewed": [("seen", say(f"talk_review.questions.seen.choices.{review.seen}")), ("words", review.words)]}


def everything(one: Talk) -> dict[str, Any]:
    """What is kept of it, in plain JSON, without what its readers are not to know: which record or draft it is counted
    with, and which lead it passes by.
    """
    return {
        "reference": one.reference,
        "setting": one.setting_id,
        "state": one.state,
        "asked": {"by": one.asker_id, "at": one.asked_at.isoformat(), **plain(asdict(one.asked))},
        "answer": one.answer and plain({"by": one.answered_by, "at": one.answered_at, **asdict(one.answer)}),
        "review": one.review and plain(asdict(one.review)),
        "ended_at": one.ended_at.isoformat() if one.ended_at else None,
    }

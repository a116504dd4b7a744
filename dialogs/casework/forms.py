"""The conversations about an assessment that are one form: what is in the way, what others know, how it ends."""

from collections.abc import Mapping

from dialogs.casework.about import OnAssessment
from dialogs.interview.chat import Chat
from dialogs.interview.choice_form import Paper, day_field, day_gone_by, day_of, of_list, picked, text, words
from dialogs.interview.parsing.dates import day_in_words
from dialogs.interview.parsing.days import moment_in_words
from dialogs.interview.shown import number_in
from dialogs.turn import Reply
from dialogs.words import reply, say
from storage.casework import barriers, finishing, information
from storage.casework.assessments import Assessment
from storage.casework.parts import Agency, BarrierKind, State
from storage.people import people
from storage.problems import NotFound

YES_NO = ("yes", "no")
CONFIDENCE = ("1", "2", "3", "4", "5")


async def _report(chat: Chat, one: Assessment, said: Mapping[str, str]) -> Reply:
    barrier = await barriers.report(chat.tx, chat.person, one, BarrierKind(said["kind"]), said["words"])
    return reply("report_barrier.told", reference=one.reference, number=barrier.number, choices=("assessments",))


async def _answer(chat: Chat, one: Assessment, said: Mapping[str, str]) -> Reply:
    waiting = [b.number for b in await barriers.of_assessment(chat.tx, one) if b.answered_at is None]
    number = number_in(said["rest"]) or (waiting[0] if len(waiting) == 1 else 0)
    await barriers.answer(chat.tx, chat.person, one, number, said["answer"])
    return reply("answer_barrier.told", reference=one.reference, choices=("barriers", "assessments"))


async def _ask_information(chat: Chat, one: Assessment, said: Mapping[str, str]) -> Reply:
    asked = await information.ask(
        chat.tx, chat.person, one.case_id, Agency(said["agency"]), said["wanted"], reference=one.reference
    )
    agency = say(f"assessment.agencies.{asked.agency}")
    return reply("ask_information.asked", reference=one.reference, number=asked.number, agency=agency)


async def _answer_information(chat: Chat, one: Assessment, said: Mapping[str, str]) -> Reply:
    waiting = [r.number for r in await information.of_case(chat.tx, one.case_id) if r.answered_at is None]
    number = number_in(said["rest"]) or (waiting[0] if len(waiting) == 1 else 0)
    if number not in waiting:
        raise NotFound("request")
    await information.answer(chat.tx, chat.person, one.case_id, number, said["answer"])
    return reply("answer_information.kept", reference=one.reference, choices=("requests", "assessments"))


async def _agreement(chat: Chat, one: Assessment, said: Mapping[str, str]) -> Reply:
    day = day_of(said["day"]) or chat.today
    await finishing.legal_agreement(chat.tx, chat.person, one, day)
    return reply("legal_agreement.kept", reference=one.reference, day=day_in_words(day))


async def _complete(chat: Chat, one: Assessment, said: Mapping[str, str]) -> Reply:
    day = day_of(said["day"]) or chat.today
    _, late = await finishing.complete(chat.tx, chat.person, one, day)
    in_time = say("complete_assessment.in_time") if not late else say("complete_assessment.late", count=late)
    return reply("complete_assessment.done", reference=one.reference, day=day_in_words(day), in_time=in_time)


async def _shown(chat: Chat, one: Assessment, said: Mapping[str, str]) -> Reply:
    kept = {name: said[name] for name in ("not_shown", "disagreement") if said[name]}
    await finishing.shown(chat.tx, chat.person, one, day_of(said["day"]), kept)
    return reply("show_family.kept", reference=one.reference)


async def _share(chat: Chat, one: Assessment, said: Mapping[str, str]) -> Reply:
    made = await finishing.share(chat.tx, chat.person, one, Agency(said["to"]), said["what"], said["why"])
    return reply(
        "share_assessment.receipt", reference=one.reference, number=made.number,
        what=say(f"assessment.what.{made.what}"), to=say(f"assessment.agencies.{made.to_whom}"),
        who=(await people.get(chat.tx, made.shared_by)).name, when=moment_in_words(made.shared_at),
    )  # fmt: skip


async def _review(chat: Chat, one: Assessment, said: Mapping[str, str]) -> Reply:
    used = said["consultation"] == "yes"
    written = await finishing.review(
        chat.tx, chat.person, one, consultation_used=used, confidence=int(said["confidence"])
    )
    kinds = ", ".join(say(f"assessment.barriers.{kind}") for kind in written.barrier_kinds)
    return reply(
        "review_document.written", reference=one.reference, tool=say(f"assessment.tools.{written.tool}"),
        weeks=written.weeks, barriers=kinds or say("assessment.no_barriers"), confidence=written.confidence,
        consultation=say(f"assessment.consultation.{said['consultation']}"),
    )  # fmt: skip


async def _not_able(chat: Chat, one: Assessment, said: Mapping[str, str]) -> Reply:
    await finishing.end(chat.tx, chat.person, one, State(said["state"]), said["why"])
    return reply("not_able.kept", reference=one.reference)


FORMS = (
    OnAssessment(
        "report_barrier",
        "barrier",
        Paper(
            lambda: (of_list("kind", BarrierKind, "assessment.barriers"), text("words", required=False)),
            {"kind": picked(BarrierKind), "words": words(required=False)},
        ),
        _report,
    ),
    OnAssessment(
        "answer_barrier",
        "answer_barrier",
        Paper(lambda: (text("answer"),), {"answer": words()}),
        _answer,
    ),
    OnAssessment(
        "ask_information",
        "ask_information",
        Paper(
            lambda: (of_list("agency", Agency, "assessment.agencies"), text("wanted")),
            {"agency": picked(Agency), "wanted": words()},
        ),
        _ask_information,
    ),
    OnAssessment(
        "answer_information",
        "answer_information",
        Paper(lambda: (text("answer"),), {"answer": words()}),
        _answer_information,
    ),
    OnAssessment(
        "legal_agreement",
        "legal_agreement",
        Paper(lambda: (day_field("day"),), {"day": day_gone_by()}),
        _agreement,
    ),
    OnAssessment(
        "complete_assessment",
        "complete",
        Paper(lambda: (day_field("day", required=False),), {"day": day_gone_by(required=False)}),
        _complete,
        finishing.check_complete,
    ),
    OnAssessment(
        "show_family",
        "shown_to_family",
        Paper(
            lambda: (
                day_field("day", required=False),
                text("not_shown", required=False),
                text("disagreement", required=False),
            ),
            {
                "day": day_gone_by(required=False),
                "not_shown": words(required=False),
                "disagreement": words(required=False),
            },
        ),
        _shown,
        finishing.check_shown,
    ),
    OnAssessment(
        "share_assessment",
        "share",
        Paper(
            lambda: (
                of_list("to", Agency, "assessment.agencies"),
                of_list("what", finishing.WHAT, "assessment.what"),
                text("why"),
            ),
            {"to": picked(Agency), "what": picked(finishing.WHAT), "why": words()},
        ),
        _share,
        finishing.check_share,
    ),
    OnAssessment(
        "review_document",
        "review_document",
        Paper(
            lambda: (
                of_list("consultation", YES_NO, "assessment.consultation"),
                of_list("confidence", CONFIDENCE, "assessment.confidence"),
            ),
            {"consultation": picked(YES_NO), "confidence": picked(CONFIDENCE)},
        ),
        _review,
        finishing.check_review,
    ),
    OnAssessment(
        "not_able",
        "not_able",
        Paper(
            lambda: (of_list("state", (State.NOT_ABLE, State.MOVED), "assessment.ends"), text("why")),
            {"state": picked((State.NOT_ABLE, State.MOVED)), "why": words()},
        ),
        _not_able,
        finishing.check_end,
    ),
)
"""Every conversation that is one form, with the command that begins it."""

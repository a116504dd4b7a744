"""'Hand over WM-...': a child moves to another setting, and the record goes along, with a receipt on both sides."""

from dialogs.interview.answers import Answers, Choices
from dialogs.interview.chat import SAFEGUARDING, Chat, OnlyQuestions, Then
from dialogs.interview.frame import Frame, note
from dialogs.interview.interview import Interview, Question
from dialogs.interview.parsing.days import moment_in_words
from dialogs.interview.sheet import LONGEST, Sheet
from dialogs.safeguarding.which_record import which
from dialogs.turn import Choice, Field, Reply
from dialogs.words import reply, say
from storage.administration import organisation
from storage.audit import AuditAction
from storage.people import people, settings
from storage.people.people import Role
from storage.people.responsible import NoOneResponsible
from storage.plans import access as plans
from storage.problems import NotFound
from storage.records import handovers, signing
from storage.records import inbox as records_inbox
from storage.records.handovers import HandedOver, Handover

WHY = (Field("reason", "reason", "long_text", required=True, error="wrong", max_length=LONGEST),)


def _offered(answers: Answers) -> list[str]:
    return list(answers.get("offered", []))


HANDOVER = Interview(
    "handover",
    (
        Question("to_setting", Choices(_offered)),
        Question("why", Sheet(lambda _answers: WHY, {"reason": "needs_words"}), private=True),
    ),
)


class HandoverFlow(OnlyQuestions):
    """To which setting, and why."""

    interview: Interview = HANDOVER
    roles = SAFEGUARDING

    async def opened(self, chat: Chat, frame: Frame) -> Then:
        """Which record, and the settings that have a DSL; it ends where there is no other."""
        if not frame["about"]:
            return Then(frame, await which(chat, "hand over"), ends=True)
        try:
            record = await records_inbox.open_for(chat.tx, chat.person, frame["about"], AuditAction.OPENED)
        except NotFound:
            return Then(frame, [reply("inbox.not_found")], ends=True)
        others = [s for s in await organisation.every_setting(chat.tx) if s.id != record.setting_id]
        offered = [s for s in others if await people.with_role(chat.tx, Role.DSL, s.id)]
        if not offered:
            return Then(frame, [reply("handover.nowhere")], ends=True)
        titles = {s.id: s.name for s in offered}
        frame = note({**frame, "about": record.reference}, offered=list(titles), titles=titles)
        return Then(frame, [reply("handover.opening", reference=record.reference)])

    async def after(self, chat: Chat, frame: Frame, name: str) -> Then:
        """Ends where nobody in that setting can receive it."""
        if name == "to_setting" and not await handovers.can_go_to(
            chat.tx, chat.person, frame["about"], frame["answers"]["to_setting"]
        ):
            return Then(frame, [await _nobody_there(chat, frame)], ends=True)
        return Then(frame)

    async def finished(self, chat: Chat, frame: Frame) -> Then:
        """It is handed over, with the receipt; or why not."""
        answers = frame["answers"]
        try:
            given = await handovers.give(
                chat.tx, chat.person, frame["about"], answers["to_setting"], answers["why"]["reason"]
            )
        except NotFound:
            return Then(frame, [reply("inbox.not_found")], ends=True)
        except HandedOver:
            return Then(frame, [reply("handover.already")], ends=True)
        except NoOneResponsible:
            return Then(frame, [await _nobody_there(chat, frame)], ends=True)
        return Then(frame, [await receipt(chat, given)], ends=True)

    async def cancelled(self, chat: Chat, frame: Frame) -> list[Reply]:
        """That nothing was handed over."""
        return [reply("handover.cancelled")]


async def _nobody_there(chat: Chat, frame: Frame) -> Reply:
    setting = await settings.setting(chat.tx, frame["answers"]["to_setting"])
    return reply("handover.nobody_there", setting=setting.name)


async def receipt(chat: Chat, one: Handover) -> Reply:
    """The same on both sides, with the record's checksum and without a word of what is in it."""
    key = "handover.received" if one.received_at else "handover.given"
    who = await people.get(chat.tx, one.received_by or one.given_by)
    setting = await settings.setting(chat.tx, one.to_setting_id)
    return reply(
        key, reference=one.reference, who=who.name, setting=setting.name, hash=one.hash,
        when=moment_in_words(one.received_at or one.given_at),
    )  # fmt: skip


async def received(chat: Chat, rest: str) -> list[Reply]:
    """'received WM-...': of a record that was handed over, its receipt; of any other, that it has arrived."""
    if not rest:
        return await which(chat, "received")
    taken = await handovers.receive(chat.tx, chat.person, rest)
    if taken is not None:
        return [await receipt(chat, taken), *await _plan_there(chat, taken)]
    try:
        await records_inbox.receive(chat.tx, chat.person, rest)
    except NotFound:
        return [reply("inbox.not_found")]
    return [reply("inbox.received", choices=("inbox",))]


async def _plan_there(chat: Chat, taken: Handover) -> list[Reply]:
    """Where the child had a safety plan in the setting that they come from: a plan here can begin from it."""
    record = await signing.by_reference(chat.tx, taken.reference)
    if await plans.elsewhere(chat.tx, chat.person, record.id, record.child_label) is None:
        return []
    begin = Choice(f"safety plan {taken.reference}", say("handover.safety_plan", reference=taken.reference))
    return [Reply("handover.plan_there", say("handover.plan_there"), choices=(begin,))]


async def handed_over(chat: Chat) -> list[Reply]:
    """What waits to be received: a line each, without content."""
    waiting = await handovers.waiting_for(chat.tx, chat.person)
    lines = [f"• {one.reference}, {moment_in_words(one.given_at)}" for one in waiting]
    return [Reply("handover.waiting", "\n".join([say("handover.waiting"), *lines]))] if lines else []


async def inbox(chat: Chat, rest: str) -> list[Reply]:
    """The inbox, and what was handed over and waits to be received."""
    from dialogs.safeguarding.inbox import inbox as own

    return [*await handed_over(chat), *await own(chat, rest)]

"""`board report`: a manager is shown what would be signed, and signs it; readers are shown what was signed."""

from datetime import datetime

from dialogs.interview.answers import Choices, Refusal
from dialogs.interview.chat import Chat, OnlyQuestions, Then
from dialogs.interview.forms import Form, a_name
from dialogs.interview.frame import Frame, known, note
from dialogs.interview.interview import Interview, Question
from dialogs.interview.looks_like_a_name import may_hold_a_name
from dialogs.interview.parsing.days import moment_in_words
from dialogs.oversight import board_words as words
from dialogs.turn import Field, Reply
from dialogs.words import reply, say
from storage.oversight.board_report import editions, period
from storage.oversight.board_report.content import Content
from storage.oversight.board_report.editions import READERS, SIGNERS, BoardReportAsItWas, Edition, HasChanged
from storage.oversight.board_report.measures import measures
from storage.oversight.board_report.period import NoSuchPeriod, NotOver, Period
from storage.people.people import Role
from storage.problems import NotFound, Problem
from storage.working_hours import LONDON

SIGN, LATER = "sign_board_report", "not_signed_now"
LONGEST_TEXT = 1_500
MOST_CHANGES = 12
"""Of what has changed since the edition before, in chat; the document says all."""


def _to_the_board(value: str, now: datetime) -> str | Refusal:
    """May be left out; no child is named in it."""
    return Refusal("no_names_here") if may_hold_a_name(value) else value[:LONGEST_TEXT]


SIGNATURE = Form(
    (
        Field("text", "text", "long_text", error="text_wrong", max_length=LONGEST_TEXT),
        Field("signed_name", "signed_name", "text", required=True, error="signature_missing", max_length=120),
    ),
    {"text": _to_the_board, "signed_name": a_name("signature_missing")},
)
REPORT = Interview(
    "board_report",
    (
        Question("whether_signed", Choices(lambda _: (SIGN, LATER))),
        Question(
            "board_signature",
            SIGNATURE,
            lambda a: a.get("whether_signed") == SIGN,
            private=True,
        ),
    ),
)


class BoardReportFlow(OnlyQuestions):
    """Shown first, then signed as it was shown."""

    interview: Interview = REPORT
    roles: frozenset[Role] = READERS

    async def opened(self, chat: Chat, frame: Frame) -> Then:
        """Who may sign is shown what would be signed, of the last year where no period is named; all others what was
        signed last.
        """
        try:
            wanted = period.read(frame["about"]) if frame["about"] else None
            if not chat.person.roles & SIGNERS:
                return Then(frame, [await _signed(chat, wanted)], ends=True)
            return await self._drafted(chat, frame, wanted or period.last_year(chat.turn.now.astimezone(LONDON).date()))
        except (NoSuchPeriod, NotOver, NotFound) as raised:
            return Then(frame, [_refused(raised)], ends=True)

    async def _drafted(self, chat: Chat, frame: Frame, of: Period) -> Then:
        drafted = await editions.show_draft(chat.tx, chat.person, of)
        newest = (await editions.editions_of(chat.tx, of))[-1:]
        if newest and not drafted.changes:
            signed = await _signed(chat, of)
            return Then(frame, [signed, reply("board_report.as_it_was", edition=newest[0].edition)], ends=True)
        head = say("board_report.draft", period=words.period(of))
        if newest:
            head = say("board_report.draft_again", period=words.period(of), edition=newest[0].edition)
        shown = Reply("board_report.draft", "\n\n".join([head, *_contents(drafted), say("board_report.where_more")]))
        return Then(note({**frame, "about": ""}, period=str(of), mark=editions.mark(drafted)), [shown])

    async def finished(self, chat: Chat, frame: Frame) -> Then:
        """It is signed as it was shown, or why not: the figures have changed, or nothing is new."""
        answers = known(frame)
        if answers["whether_signed"] == LATER:
            return Then(frame, [reply("board_report.not_signed")], ends=True)
        given, of = answers["board_signature"], period.read(answers["period"])
        try:
            signed = await editions.sign(
                chat.tx, chat.person, of, answers["mark"], text=given["text"], signed_name=given["signed_name"]
            )
        except (HasChanged, BoardReportAsItWas, NotOver) as raised:
            return Then(frame, [_refused(raised)], ends=True)
        done = reply("board_report.signed_now", period=of, edition=signed.edition, checksum=signed.hash)
        return Then(frame, [done], ends=True)

    async def cancelled(self, chat: Chat, frame: Frame) -> list[Reply]:
        """That nothing was signed."""
        return [reply("board_report.not_signed")]


async def _signed(chat: Chat, of: Period | None) -> Reply:
    """What a reader is shown. Raises NotFound."""
    one = await editions.read(chat.tx, chat.person, of)
    return Reply(
        "board_report.read", "\n\n".join([_head(one), *_contents(one.content), say("board_report.where_more")])
    )


def _head(one: Edition) -> str:
    when = moment_in_words(one.signed_at)
    return say(
        "board_report.read", period=words.period(one.period), edition=one.edition, name=one.signed_name, when=when
    )  # fmt: skip


def _contents(of: Content) -> list[str]:
    """What a board asks first; the rest is in the document."""
    figures = of.figures
    lines = [
        say("board_report.line", label=say(f"board_report.headlines.{name}"), said=count)
        for name, count in (("displayed", figures.displayed), ("targeted", figures.targeted))
    ]
    sentence = say("board_report.stages.to_sentence")
    lines.append(say("board_report.line", label=sentence, said=words.stage_exact(figures.stages["to_sentence"])))
    for name, measure in measures().measures.items():
        if measure.inspection and name != "age":
            label = say(f"board_report.measures.{name}")
            lines.append(say("board_report.line", label=label, said=words.exact(figures.tables[name])))
    parts = ["\n".join(f"• {line}" for line in lines)]
    if of.changes:
        changed = [f"• {words.change(one)}" for one in of.changes[:MOST_CHANGES]]
        more = len(of.changes) - MOST_CHANGES
        changed += [say("board_report.more_changes", count=more)] if more > 0 else []
        parts.append("\n".join([say("board_report.changed"), *changed]))
    return parts


def _refused(raised: Problem) -> Reply:
    return reply(f"board_report.refused.{raised.reason}")

"""'review talk 1': whoever watched says how it is now. Until then a talk stays open."""

from dialogs.interview.answers import one
from dialogs.interview.chat import CASE_WORK, Chat, OnlyQuestions, Then
from dialogs.interview.frame import Frame, note
from dialogs.interview.interview import SKIPPED, Interview, Question
from dialogs.interview.shown import Stale
from dialogs.interview.without_names import WithoutNames
from dialogs.talks import which
from dialogs.turn import Reply
from dialogs.words import reply
from storage.people.people import Role
from storage.problems import NotFound
from storage.talks import reviewing
from storage.talks.access import Part
from storage.talks.reviewing import NothingToReview
from storage.talks.talk import Review, Seen, State

TALK_REVIEW = Interview(
    "talk_review",
    (
        Question("seen", one(*map(str, Seen))),
        Question("seen_words", WithoutNames(may_be_unknown=False, longest=1_000), may_skip=True),
    ),
)
THEN = {Seen.NOTHING_MORE: "talks", Seen.STILL_WORRIED: "informal_talk", Seen.HAPPENED: "report"}
"""The button that is offered next."""


class TalkReviewFlow(OnlyQuestions):
    """Two questions; what follows from the first."""

    interview: Interview = TALK_REVIEW
    roles: frozenset[Role] = CASE_WORK

    async def opened(self, chat: Chat, frame: Frame) -> Then:
        """Which talk; it ends where it is not theirs to look at again."""
        found = await which.meant(chat, frame["about"])
        if isinstance(found, Stale):
            return Then(frame, [reply(f"talks.stale.{found}", choices=("talks",))], ends=True)
        if found is None or found.part not in (Part.ASKER, Part.STANDS_IN) or found.state is not State.WATCHED:
            return Then(frame, [reply("talk_review.nothing", choices=("talks",))], ends=True)
        frame = {**note(frame, talk=found.id), "about": ""}
        return Then(frame, [reply("talk_review.opening", reference=found.reference)])

    async def finished(self, chat: Chat, frame: Frame) -> Then:
        """The review is kept, and what follows from it is offered."""
        answers = frame["answers"]
        seen, words = Seen(answers["seen"]), answers["seen_words"]
        given = Review(seen, "" if words == SKIPPED else words)
        try:
            await reviewing.review(chat.tx, chat.person, frame["noted"]["talk"], given)
        except (NothingToReview, NotFound):
            return Then(frame, [reply("talk_review.nothing", choices=("talks",))], ends=True)
        return Then(frame, [reply(f"talk_review.kept.{seen}", choices=(THEN[seen],))], ends=True)

    async def cancelled(self, chat: Chat, frame: Frame) -> list[Reply]:
        """That nothing was kept."""
        return [reply("talk_review.cancelled", choices=("talks",))]


__all__ = ["TalkReviewFlow"]

"""What is said around the questions about an incident: urgent steps, the view, the next steps, signing, and the end."""

from datetime import datetime, timedelta

from dialogs import concern, contacts, nearly_safe
from dialogs.incident import (
    adult_note,
    next_steps,
    record,
    safety_plan,
    somebody_knows,
    statements,
    view,
    words_and_answers,
)
from dialogs.incident.questions import INCIDENT, is_adult, is_red, is_signed, is_urgent, passes_the_dsl_by
from dialogs.incident.second_view import look_back
from dialogs.interview import own_words
from dialogs.interview.answers import NOT_SURE, Answers
from dialogs.interview.chat import CASE_WORK, Chat, Then
from dialogs.interview.frame import Frame, known, note, seal
from dialogs.interview.interview import Interview
from dialogs.interview.looks_like_a_name import may_hold_a_name
from dialogs.turn import Reply
from dialogs.words import reply, say
from knowledge.contradictions import contradictions
from knowledge.view import Colour, View
from storage import conversations
from storage.history import look_alikes
from storage.people import people
from storage.people.people import Role
from storage.people.responsible import NoOneResponsible
from storage.plans import due
from storage.records import addenda, safety_watch
from storage.records.safety_watch import After, WatchCause
from storage.records.signing import Record

AWAY = timedelta(minutes=10)
"""After this long, whom to ring after a red is said again with the question whether somebody knows."""
OPINION = ("view_opinion", "own_view", "own_view_reason")
VIEW = ("view_shown", "view_colour", "steps_shown")
"""Noted when the view and the steps are shown."""
NONE_MEANS = ("context", "targeted_response")
"""Questions whose 'none of these' rules out what would make a view red: it is read back."""
OWN_WORDS = ("what_happened", "place", "other_actions", "own_view_reason")


class IncidentFlow:
    """From the safety question to the signed record."""

    interview: Interview = INCIDENT
    roles: frozenset[Role] = CASE_WORK

    async def opened(self, chat: Chat, frame: Frame) -> Then:
        """What is about to be asked, and that no names are needed."""
        return Then(frame, [reply("incident.opening")])

    async def before(self, chat: Chat, frame: Frame, name: str) -> Then:
        """The urgent steps, the view, the next steps or the read-back, each before the question that it belongs to."""
        concern.from_here_on(concern.of(known(frame)))
        if kindly := nearly_safe.asked_kindly(frame, name):
            # whoever falls silent now is no safer than after the urgent steps
            await self._watch(chat, frame, WatchCause.URGENT_STEPS)
            return kindly
        if name == "danger_now" and frame["again"] == name and "urgent_said" not in frame["noted"]:
            # anything but a clear 'safe': the urgent steps, and the question again
            unclear: Frame = {**frame, "answers": {**frame["answers"], name: NOT_SURE}}
            said = await self._urgent(chat, unclear, [])
            return Then(note(frame, urgent_said="yes"), said.replies)
        if name == "wants_note" and frame["again"] != name:
            return Then(frame, [await adult_note.offered(chat, known(frame))])
        if name == "words_checked":
            return Then(frame, [_words_that_differ(known(frame))])
        if name == "view_opinion" and "view_shown" not in frame["noted"]:
            frame = _with_differences(frame)
            asked = INCIDENT.current(frame)
            return await self._show_view(chat, frame) if asked and asked.name == name else Then(frame)
        if name in ("identity", "wants_plan", "wants_slot") and "steps_shown" not in frame["noted"]:
            return self._show_steps(chat, frame)
        if name == "told_them" and _is_long_ago(chat, frame["noted"].get("rung_at")):
            # whoever comes back to it finds the numbers again
            again = next_steps.at_once(chat, known(frame), view.view_of(known(frame)))
            return Then(note(frame, rung_at=chat.turn.now.isoformat()), [again])
        if name == "what_happened":
            return _told_before(frame)
        if name == "signature":
            return _read_back(chat, frame)
        return Then(frame)

    async def after(self, chat: Chat, frame: Frame, name: str) -> Then:
        """What follows an answer at once: urgent steps, whom to tell, a note instead, a booking inside this one, or the
        end.
        """
        concern.from_here_on(concern.of(known(frame)))
        frame, replies = self._view_again(frame, name)
        answers = frame["answers"]
        replies += _said_after(answers, name)
        if name == "danger_now" and is_urgent(answers):
            return await self._urgent(chat, frame, replies)
        if name == "after_urgent" and answers["after_urgent"] == "later":
            kept = {k: v for k, v in answers.items() if k != "after_urgent"}
            return Then({**frame, "answers": kept}, [*replies, next_steps.later(chat)], pauses=True)
        if name == "told_them":
            return Then(frame, [*replies, *await self._somebody_knows(chat, frame)])
        if name == "signature" and is_red(known(frame)):
            return await self._sign(chat, frame)
        if name in ("about", "adult_who"):
            return await self._leaves_the_path(chat, frame, name, replies)
        if name == "adult_note":
            said = await self._only_the_adult(chat, frame, [await adult_note.sign(chat, known(frame))])
            return Then(frame, [*replies, *said, reply("menu.after", choices=("notes", "help"))], ends=True)
        if name == "wants_note" and answers[name] == "no":
            paper = reply(
                "adult_note.write", who=say(f"adult_note.to.{answers['adult_who']}"), lado=adult_note.lado(chat)
            )
            said = await self._only_the_adult(chat, frame, [paper])
            return Then(frame, [*replies, *said, reply("menu.after", choices=("help",))], ends=True)
        if name == "record_anyway" and answers[name] == "no":
            told = await self._told_if_serious(chat, frame) or [reply("incident.not_recorded")]
            return Then(frame, [*replies, *told, reply("menu.after", choices=("informal_talk", "help"))], ends=True)
        if name == "wants_slot" and answers["wants_slot"] == "yes":
            return Then(frame, replies, opens="booking")
        return Then(frame, replies)

    async def finished(self, chat: Chat, frame: Frame) -> Then:
        """It is signed; a record that was signed before the end, as after a red, gets what was said since."""
        if is_signed(known(frame)):
            return Then(frame, [*await self._added(chat, frame), self._what_next()], ends=True)
        then = await self._sign(chat, frame)
        return (
            then
            if then.pauses or not is_signed(known(then.frame))
            else Then(then.frame, [*then.replies, self._what_next()], ends=True)
        )

    async def _sign(self, chat: Chat, frame: Frame) -> Then:
        """Sign and send. What was signed is closed; after a red, what can wait is asked now."""
        wrong = INCIDENT.not_right(known(frame), chat.turn.now)
        if wrong:
            kept = {k: v for k, v in frame["answers"].items() if k != wrong.name}
            return Then({**frame, "answers": kept}, [reply("record.check_again", label=INCIDENT.label(wrong))])
        try:
            signed = await record.submit(chat, frame)
        except NoOneResponsible:
            answers = {k: v for k, v in frame["answers"].items() if k != "signature"}
            return Then({**frame, "answers": answers}, [reply("record.no_one_responsible")], pauses=True)
        is_higher = [await look_back(chat.tx, one, chat.person.id) for one in signed]
        for one in signed:
            await look_alikes.tell(chat.tx, one)
            await due.new_record(chat.tx, one)
        said = await self._receipt(chat, frame, signed, speak_now=any(is_higher))
        words = [one.words for one in statements.statements(known(frame), frame)]
        names_gone: Frame = {**frame, "answers": {**frame["answers"], "identity": {}}}
        return Then(note(seal(names_gone), signed=[one.reference for one in signed], signed_words=words), said)

    async def more(self, chat: Chat, frame: Frame) -> list[Reply]:
        """The less pressing steps; before there are any, that there is nothing more."""
        answers = known(frame)
        if "steps_shown" not in frame["noted"]:
            return [reply("steps.nothing_more")]
        return [next_steps.more(chat, known(frame), view.view_of(answers))]

    async def cancelled(self, chat: Chat, frame: Frame) -> list[Reply]:
        """That it is deleted. What is signed stays, and after a red or urgent steps whoever has to know is told all the
        same.
        """
        if is_signed(known(frame)):
            return [reply("red.stays")]
        if view.view_of(known(frame)).colour is Colour.RED:
            # red by what was answered, though the view was not shown yet: it counts all the same
            await self._watch(chat, frame, WatchCause.RED_VIEW)
        told = await self._told_if_serious(chat, frame)
        await conversations.forget_replies(chat.tx, chat.person.id)
        return told or [reply("menu.cancelled")]

    # -- the parts -----------------------------------------------------------------------------------------------

    def _view_again(self, frame: Frame, name: str) -> tuple[Frame, list[Reply]]:
        """A changed answer after the view was shown: where the view or its reasons change, it is shown again."""
        answers, noted = known(frame), frame["noted"]
        if "view_shown" not in noted or name in OPINION:
            return frame, []
        same_words = _differences(answers) == noted.get("words_found", [])
        if same_words and view.fingerprint(view.view_of(answers)) == noted["view_shown"]:
            return frame, []
        if reason := answers.get("own_view_reason"):
            frame = own_words.keep(frame, "own_view_reason", str(reason))
        gone = OPINION if answers.get("told_them") == "told" else (*OPINION, "told_them")
        kept = {k: v for k, v in frame["answers"].items() if k not in gone}
        left = {k: v for k, v in noted.items() if k not in VIEW}
        return {**frame, "answers": kept, "noted": left}, [reply("view.changed")]

    async def _show_view(self, chat: Chat, frame: Frame) -> Then:
        answers = known(frame)
        seen = view.view_of(answers)
        replies = [
            reply("view.contradiction", which=contradiction.text)
            for contradiction in contradictions(view.observe(answers))
        ]
        if seen.colour is Colour.RED:
            await self._watch(chat, frame, WatchCause.RED_VIEW)
        shown = note(frame, view_shown=view.fingerprint(seen), view_colour=seen.colour.value)
        if seen.colour is Colour.RED:
            # whom to ring comes before everything, also before two answers that don't sit together
            now = chat.turn.now.isoformat()
            shown = note(shown, red_shown_at=frame["noted"].get("red_shown_at") or now, rung_at=now)
            return Then(shown, [next_steps.at_once(chat, known(frame), seen), *replies])
        return Then(shown, [*replies, _shown(chat, known(frame), seen)])

    def _show_steps(self, chat: Chat, frame: Frame) -> Then:
        answers = known(frame)
        seen = view.view_of(answers)
        why = [_shown(chat, known(frame), seen)] if seen.colour is Colour.RED else []
        return Then(note(frame, steps_shown="yes"), [*why, *next_steps.after_view(chat, known(frame), seen)])

    async def _somebody_knows(self, chat: Chat, frame: Frame) -> list[Reply]:
        """Under a red: they have told somebody, they can't reach them, or they sign first."""
        said = frame["answers"]["told_them"]
        if said == "told":
            return await somebody_knows.told(chat, frame["id"])
        if said == "not_reached":
            return await somebody_knows.nobody_answers(chat, frame["id"])
        return [reply("red.not_yet")]

    async def _added(self, chat: Chat, frame: Frame) -> list[Reply]:
        """What was said after a red was signed goes with the record, as something added to it."""
        answers = known(frame)
        rows = safety_plan.rows(answers)
        plan = [say("red.addition.plan", rows=" ".join(rows))] if rows else []
        said = [one.words for one in statements.statements(answers, frame) if one.words not in answers["signed_words"]]
        said = [words for words in said if words != answers.get("own_view_reason")]
        words = [say("red.addition.words", words=" ".join(said))] if said else []
        parts = [*plan, *filter(None, [record.disagreement(answers)]), *words]
        if not parts:
            return []
        for reference in answers["signed"]:
            await addenda.addendum(chat.tx, chat.person, reference, "\n".join(parts), say("red.addition.reason"))
        return [reply("red.added", references=", ".join(answers["signed"]))]

    def _what_next(self) -> Reply:
        return reply("menu.after", choices=("what_next", "mine", "book", "help"))

    async def _urgent(self, chat: Chat, frame: Frame, replies: list[Reply]) -> Then:
        await self._watch(chat, frame, WatchCause.URGENT_STEPS)
        # urgent words in the middle of the questions: what was answered waits
        kept = [reply("incident.kept_meanwhile")] if {"about", "how_known"} & set(frame["answers"]) else []
        return Then(frame, [*replies, next_steps.urgent(chat, known(frame)), *kept])

    async def _leaves_the_path(self, chat: Chat, frame: Frame, name: str, replies: list[Reply]) -> Then:
        """An adult, or only a worry: what to do is said at once, before anything else is asked."""
        answers = frame["answers"]
        if answers.get("about") == "hunch" and name == "about":
            return Then(frame, [*replies, next_steps.hunch(chat, known(frame))])
        if is_adult(answers) and name == "adult_who":
            await self._watch(chat, frame, WatchCause.URGENT_STEPS)
            return Then(frame, [*replies, next_steps.adult(chat, known(frame))])
        return Then(frame, replies)

    async def _watch(self, chat: Chat, frame: Frame, cause: WatchCause) -> None:
        """No one is left alone with a red: silence, or 'cancel', tells the DSL, and who comes after."""
        concerns = concern.of(known(frame))
        about_dsl, also = concern.passes_the_dsl_by(concerns), concern.others(concerns)
        await safety_watch.shown(chat.tx, chat.person, frame["id"], cause, concern_about_dsl=about_dsl, also=also)

    async def _told_if_serious(self, chat: Chat, frame: Frame) -> list[Reply]:
        """Closing without a record: the DSL is told that something was serious, and nothing else."""
        try:
            told = await safety_watch.tell(chat.tx, frame["id"], After.CANCEL)
        except NoOneResponsible:
            return [reply("menu.cancelled_no_one")]
        if told is None:
            return []
        key = "menu.cancelled_told_earlier" if told.earlier else "menu.cancelled_alerted"
        return [reply(key, who=contacts.in_role(told.person, chat.setting))]

    async def _only_the_adult(self, chat: Chat, frame: Frame, said: list[Reply]) -> list[Reply]:
        """An adult's behaviour is no matter for the form about children: with the note, somebody is told in person."""
        await conversations.forget_replies(chat.tx, chat.person.id)
        try:
            told = await safety_watch.tell(chat.tx, frame["id"], After.CANCEL)
        except NoOneResponsible:
            return [*said, reply("adult_note.nobody")]
        return [*said, reply("adult_note.told", who=contacts.in_role(told.person, chat.setting))] if told else said

    async def _receipt(self, chat: Chat, frame: Frame, signed: list[Record], *, speak_now: bool) -> list[Reply]:
        """`speak_now`: earlier records, which the worker may not see, make it more serious. Nothing more is said."""
        responsible = await people.get(chat.tx, signed[0].responsible_id)
        who = contacts.in_role(responsible, chat.setting)
        text = [say("record.signed", who=who, references=", ".join(r.reference for r in signed))]
        answers = known(frame)
        if signed[0].colour == Colour.RED and answers.get("told_them") != "told":
            calls = next_steps.calls(chat, answers, view.view_of(answers))
            text.append("\n".join([say("red.signed_ring"), *calls]))
        elif speak_now:
            text.append(say("record.signed_red", who=who, answers=contacts.who_answers(chat)))
        text.append(say("record.kind_word"))
        return [Reply("record.signed", "\n\n".join(text))]


def _shown(chat: Chat, answers: Answers, seen: View) -> Reply:
    is_dsl = Role.DSL in chat.person.roles
    return view.show(seen, concern_about_dsl=passes_the_dsl_by(answers), to_dsl=is_dsl)


def _is_long_ago(chat: Chat, moment: str | None) -> bool:
    return moment is None or chat.turn.now - datetime.fromisoformat(moment) > AWAY


def _said_after(answers: Answers, name: str) -> list[Reply]:
    """A word after an answer: a name in it, an image, what a child said, what 'none' rules out."""
    said: list[Reply] = []
    if name in OWN_WORDS and may_hold_a_name(str(answers.get(name, ""))):
        said.append(reply("incident.name_seen", label=INCIDENT.label(INCIDENT.question(name))))
    if name == "how_known" and answers["how_known"] == "child_told":
        said.append(reply("incident.child_told_first"))
    if (name == "acts" and "images_or_messages" in answers["acts"]) or (
        name == "words_checked" and "image_made" in answers[name]
    ):
        said.append(reply("incident.no_images"))
    if name in NONE_MEANS and answers[name] == ["none"]:
        said.append(reply(f"incident.none_means.{name}", label=INCIDENT.label(INCIDENT.question(name))))
    return said


def _read_back(chat: Chat, frame: Frame) -> Then:
    """Once for what it says now; not again after every word that was not understood."""
    shown = view.mark(frame["answers"])
    if frame["noted"].get("read_back") == shown:
        return Then(frame)
    return Then(note(frame, read_back=shown), [record.read_back(chat, frame)])


def _told_before(frame: Frame) -> Then:
    """Which letter is which child; and where it was told before anybody asked, those words may stand."""
    answers, told = frame["answers"], frame["told"]
    if not told:
        return Then(frame, _letters(answers))
    offered: Frame = {**frame, "told": "", "offered_words": {"what_happened": told}}
    offered = own_words.keep(offered, own_words.BEFORE_THE_QUESTIONS, told)
    return Then(offered, [*_letters(answers), reply("incident.you_told", told=told)])


def _with_differences(frame: Frame) -> Frame:
    """The frame with what the worker's words speak of and no answer has; an answer about other words is asked again."""
    frame = note(frame, told_before=own_words.before_the_questions(frame))
    found = _differences(known(frame))
    if found == frame["noted"].get("words_found", []):
        return frame
    kept = {name: value for name, value in frame["answers"].items() if name != words_and_answers.QUESTION}
    return note({**frame, "answers": kept}, words_found=found)


def _differences(answers: Answers) -> list[str]:
    return list(words_and_answers.differences(answers, view.before_settling(answers)))


def _words_that_differ(answers: Answers) -> Reply:
    """The worker's own words again, before the one question about them."""
    written = words_and_answers.differences(answers, view.before_settling(answers))
    quotes = dict.fromkeys(written.values())
    return reply("incident.you_wrote", quotes="\n".join(say("incident.quote", words=words) for words in quotes))


def _letters(answers: Answers) -> list[Reply]:
    """Which letter stands for which child."""
    ages = record.ages(answers)
    return [reply("incident.letters", children="\n".join(f"• {row}" for row in ages))]

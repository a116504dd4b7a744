"""'self-audit': the seventeen items with how each is rated; 'rate 3' rates one; 'sign off the self-audit' closes it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from dialogs.interview.answers import Answers, Heard, Refusal, plain
from dialogs.interview.chat import Chat, OnlyQuestions, Then
from dialogs.interview.forms import InForm
from dialogs.interview.frame import Frame, known, note
from dialogs.interview.interview import Interview, Question
from dialogs.interview.parsing.dates import day_in_words, whole_date
from dialogs.interview.parsing.days import today
from dialogs.interview.shown import number_in
from dialogs.turn import JSON, Choice, Dialog, Field, Reply
from dialogs.words import reply, say
from storage.oversight.self_audit import ratings, rounds
from storage.oversight.self_audit.items import Item, is_theirs, items
from storage.oversight.self_audit.ratings import ActionDayWrong, Given, NoAction, NoEvidence, Rating
from storage.oversight.self_audit.rounds import NotAllRated, SelfAudit
from storage.people import people
from storage.people.people import Person, Role
from storage.problems import NotFound, Problem

RATE = "rate_sheet"
ITEM, BEFORE = "item", "before"
LONGEST = 2_000
BUTTONS = 5


async def mine(chat: Chat) -> bool:
    """Whoever rates any of it, and readers of signed reports."""
    return rounds.may_read(await people.get(chat.tx, chat.person.id))


async def show(chat: Chat, rest: str) -> list[Reply]:
    """'self-audit': by agency, a line an item, with its shape and its rating in words."""
    try:
        one = await rounds.read(chat.tx, chat.person)
    except NotFound:
        one = None
    head = say("self_audit.head", number=one.number, rated=len(one.rated)) if one else say("self_audit.none_yet")
    if one and one.closed_at:
        head = say("self_audit.closed", number=one.number, day=day_in_words(today(one.closed_at)))
    return [Reply("self_audit.head", "\n".join([head, *_lines(one)]), choices=tuple(_buttons(chat.person, one)))]


def number_of(item: str) -> int:
    """Its number, as people say it: 1 to 17."""
    return list(items().items).index(item) + 1


def _lines(one: SelfAudit | None) -> Iterator[str]:
    for agency in items().agencies:
        yield say("self_audit.agency", agency=say(f"self_audit.agencies.{agency}"))
        for item in items().of_agency(agency):
            rated = one.rated.get(item.name) if one else None
            state = str(rated.given.rating) if rated else "none"
            yield say(
                "self_audit.row", number=number_of(item.name), shape=say(f"self_audit.shapes.{state}"),
                item=say(f"self_audit.items.{item.name}"), rating=say(f"self_audit.ratings.{state}"),
            )  # fmt: skip


def _buttons(person: Person, one: SelfAudit | None) -> Iterator[Choice]:
    """The next items that are theirs to rate; once all is rated, signing off."""
    is_open = one is None or one.closed_at is None
    theirs = [item for item in items().items.values() if is_theirs(person, item)]
    unrated = [item for item in theirs if not (one and is_open and item.name in one.rated)]
    for item in unrated[:BUTTONS]:
        number = number_of(item.name)
        yield Choice(say("self_audit.typed", number=number), say("self_audit.rate", number=number))
    if one and is_open and not one.missing and Role.MANAGER in person.roles:
        yield Choice("close_self_audit", say("self_audit.close"))


@dataclass(frozen=True)
class OfItem(InForm):
    """The rating of one item; what it was before stands there already."""

    def form(self, name: str, answers: Answers) -> Dialog:
        """Rating, evidence, owner, action and its day, each as it was rated before."""
        before: Mapping[str, str] = answers.get(BEFORE, {})
        listed = tuple(Choice(one.value, say(f"self_audit.ratings.{one}")) for one in Rating)
        fields = (
            Field("rating", say("self_audit.fields.rating"), "choice", required=True, choices=listed,
                  error=say("self_audit.wanted"), value=before.get("rating", "")),
            *(Field(one, say(f"self_audit.fields.{one}"), "long_text", max_length=LONGEST, value=before.get(one, ""))
              for one in ("evidence", "owner", "action")),
            Field("due_on", say("self_audit.fields.due_on"), "date", value=before.get("due_on", "")),
        )  # fmt: skip
        item = items().items[answers.get(ITEM, next(iter(items().items)))]
        title = say("self_audit.form_title", number=number_of(item.name))
        intro = say("self_audit.form_intro", item=say(f"self_audit.items.{item.name}"), cites=", ".join(item.cites))
        return Dialog(name, title, intro, fields, say("self_audit.submit"))

    def filled_in(self, name: str, said: Mapping[str, JSON], answers: Answers, now: datetime) -> Heard | Refusal:
        """Refused where no rating is picked, what that rating needs beside it is missing, something is too long, or the
        action's day is none or gone by.
        """
        kept = {one: str(said.get(one) or "").strip() for one in ("rating", "evidence", "owner", "action", "due_on")}
        if kept["rating"] not in set(Rating):
            return Refusal("pick_one")
        if any(len(value) > LONGEST for value in kept.values()):
            return Refusal("too_long", {"longest": f"{LONGEST:,}"})
        if kept["due_on"]:
            day = whole_date(plain(kept["due_on"]))
            if not isinstance(day, date):
                return Refusal("action_day_wrong")
            kept["due_on"] = day.isoformat()
        return _wrong(kept, now) or Heard({name: kept})


def _wrong(kept: Mapping[str, str], now: datetime) -> Refusal | None:
    try:
        ratings.check(_given(kept), today(now))
    except NoEvidence:
        return Refusal("rating_without_evidence")
    except NoAction:
        return Refusal("rating_without_action")
    except ActionDayWrong:
        return Refusal("action_day_wrong")
    return None


def _given(kept: Mapping[str, str]) -> Given:
    due_on = date.fromisoformat(kept["due_on"]) if kept["due_on"] else None
    return Given(Rating(kept["rating"]), kept["evidence"], kept["owner"], kept["action"], due_on)


class RateFlow(OnlyQuestions):
    """One item: how it is rated, what that rests on, and what is still to be done."""

    interview: Interview = Interview("rate_item", (Question(RATE, OfItem(), private=True),))
    roles: frozenset[Role] = frozenset(Role)

    async def opened(self, chat: Chat, frame: Frame) -> Then:
        """The item by its number; it ends where there is none of that number, or it is not for this person to rate."""
        number = number_in(frame["about"])
        every = list(items().items.values())
        if not number or not 1 <= number <= len(every):
            return Then(frame, [reply("rate_item.which")], ends=True)
        item = every[number - 1]
        if not is_theirs(await people.get(chat.tx, chat.person.id), item):
            return Then(frame, [_not_theirs(item)], ends=True)
        one = await rounds.latest(chat.tx)
        before = one.rated.get(item.name) if one else None
        there = before.given if before else None
        kept = {} if there is None else {
            "rating": str(there.rating), "evidence": there.evidence, "owner": there.owner, "action": there.action,
            "due_on": there.due_on.isoformat() if there.due_on and there.due_on >= today(chat.turn.now) else "",
        }  # fmt: skip
        frame = note({**frame, "about": ""}, **{ITEM: item.name, BEFORE: kept})
        return Then(frame, [reply("rate_item.opening", item=say(f"self_audit.items.{item.name}"))])

    async def finished(self, chat: Chat, frame: Frame) -> Then:
        """The rating is kept, with how many items are left."""
        item = known(frame)[ITEM]
        try:
            one = await rounds.rate(chat.tx, chat.person, item, _given(frame["answers"][RATE]))
        except Problem as raised:
            return Then(frame, [reply(f"self_audit.problems.{raised.reason}")], ends=True)
        rating = say(f"self_audit.ratings.{one.rated[item].given.rating}")
        kept = say("rate_item.kept", number=number_of(item), rating=rating, left=len(one.missing))
        return Then(frame, [Reply("rate_item.kept", kept, choices=tuple(_buttons(chat.person, one)))], ends=True)

    async def cancelled(self, chat: Chat, frame: Frame) -> list[Reply]:
        """That nothing was kept."""
        return [reply("rate_item.nothing_kept")]


async def close(chat: Chat, rest: str) -> list[Reply]:
    """'sign off the self-audit': once every item is rated; the next is due in six months."""
    try:
        one = await rounds.close(chat.tx, chat.person)
    except NotAllRated as raised:
        missing = ", ".join(str(number_of(item)) for item in raised.missing)
        return [reply("self_audit.missing", items=missing)]
    except Problem as raised:
        return [reply(f"self_audit.problems.{raised.reason}")]
    return [reply("self_audit.signed_off", number=one.number)]


def _not_theirs(item: Item) -> Reply:
    """Who rates it, in words."""
    return reply("rate_item.not_yours", agency=say(f"self_audit.agencies.{item.agency}"))


__all__ = ["RateFlow", "close", "mine", "number_of", "show"]

"""`my training` for whoever is on the register, and `training` for the training team and for managers."""

from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

from dialogs.interview.chat import Chat
from dialogs.interview.parsing.days import today
from dialogs.training import sessions as sessions_in_chat
from dialogs.training.in_words import courses_in_words, day, entry_in_words, standing
from dialogs.turn import Reply
from dialogs.words import reply, say
from storage import audit
from storage.people.people import Role
from storage.training import places, register
from storage.training.currency import Currency
from storage.training.register import Entry
from storage.training.rules import rules

MOST_ROWS = 40
"""Of the register, in a chat; the whole is a table (`waymark training register`)."""
SEE_IT = frozenset({Role.TRAINING, Role.MANAGER})
MOST_PRESSING = (Currency.LAPSED, Currency.DUE, Currency.CURRENT, Currency.NOT_TRAINED)


TEAM = frozenset({Role.TRAINING})


def has(roles: frozenset[Role]) -> Callable[[Chat], Awaitable[bool]]:
    """Whether somebody has one of these roles."""

    async def one_of(chat: Chat) -> bool:
        return bool(roles & chat.person.roles)

    return one_of


async def on_register(chat: Chat) -> bool:
    """Whether they have taken any of the courses."""
    return bool((await register.of(chat.tx, chat.person.id)).courses)


async def my_training(chat: Chat, rest: str) -> list[Reply]:
    """Their own courses, whether they are current, and the sessions in which they have a place."""
    entry = await register.of(chat.tx, chat.person.id)
    if not entry.courses:
        return [reply("training.not_on_register")]
    lines = [say("training.mine"), f"• {courses_in_words(entry)}", f"• {standing(entry)}"]
    came = (await places.attended(chat.tx, [chat.person.id])).get(chat.person.id, [])
    lines += [f"• {say('training.came', what=say(f'training.kinds.{one.kind}'), day=day(one.day))}" for one in came]
    lines += [f"• {say('training.place', session=sessions_in_chat.in_words(one))}"
              for one in await places.of_person(chat.tx, chat.person.id)]  # fmt: skip
    if entry.currency in (Currency.DUE, Currency.LAPSED):
        month = say(f"training.months.{rules().refresher}")
        lines.append(f"• {say('training.refresher_in', month=month)}")
    lines.append(say("training.own_rule", current=rules().current_months, due=rules().due_months))
    return [Reply("training.mine", "\n".join(lines))]


async def listed(chat: Chat) -> list[Entry]:
    """Whom this person sees of the register, those first who are no longer current; noted. Raises NotAllowed."""
    entries = await register.seen_by(chat.tx, chat.person)
    await audit.note(
        chat.tx, audit.of_person(chat.person.id), chat.person.id, audit.AuditAction.TRAINING_SHOWN, "register"
    )
    return sorted(entries, key=lambda entry: MOST_PRESSING.index(entry.currency))


def in_short(entries: Sequence[Entry], now: datetime) -> str:
    """How many are trained, current, due and lapsed on this day."""
    count = Counter(entry.currency for entry in entries)
    return say(
        "training.register", day=day(today(now)), trained=len(entries) - count[Currency.NOT_TRAINED],
        current=count[Currency.CURRENT] + count[Currency.DUE], due=count[Currency.DUE], lapsed=count[Currency.LAPSED],
    )  # fmt: skip


async def training(chat: Chat, rest: str) -> list[Reply]:
    """The register in short: how many are current, due, lapsed, and who. A manager sees their own staff."""
    entries = await listed(chat)
    rows = [f"• {entry_in_words(entry)}" for entry in entries[:MOST_ROWS]]
    if len(entries) > MOST_ROWS:
        rows.append(f"• {say('training.and_more', count=len(entries) - MOST_ROWS)}")
    head = in_short(entries, chat.turn.now)
    return [Reply("training.register", "\n".join([head, *(rows or [f"• {say('training.nobody')}"])]))]

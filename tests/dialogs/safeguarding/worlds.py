"""Two settings and a few people, to whom anything may happen: see `test_may_know`."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any
from unittest import mock

from bot.runtime import Runtime
from bot.turns import run_due_jobs
from dialogs.incident.second_view import look_back
from storage.administration import organisation
from storage.database.engine import Tx
from storage.history import look_alikes
from storage.people import people, responsible, settings
from storage.people.people import Person, Role
from storage.problems import Problem
from storage.records import handovers, responsibility, signing
from storage.records.register.child_index import ChildPart
from storage.records.signing import Submission
from tests.conversation import Conversation
from tests.storage.documents.examples import whole_form

PLACES = ("school", "home")
PEOPLE = tuple("abcd")
CHILDREN = (("Zed Inventedname", "2013-01-02"), ("Zed Inventedname", ""), ("Zedd Inventedname", ""))
"""Likely the same child, or perhaps."""
NOBODY: frozenset[Role] = frozenset()
CONCERNS = (
    *[NOBODY] * 4, *[frozenset({Role.DSL})] * 2, *[frozenset({Role.DEPUTY})] * 2, frozenset({Role.HEAD}),
    frozenset({Role.DSL, Role.HEAD}), frozenset({Role.DEPUTY, Role.HEAD}),
)  # fmt: skip
"""Whom a record may be about; mostly nobody, or the DSL."""
LEADS, CHAIN = {Role.DSL, Role.DEPUTY}, {Role.DSL, Role.DEPUTY, Role.HEAD}

Beginning = Sequence[tuple[Sequence[Role], Sequence[Role]]]
Step = tuple[Any, ...]
Happened = tuple[int, Step, Callable[[], datetime]]
"""The number of the step, the step with its records by number, and the clock before it."""


def drawn(seed: int) -> tuple[Beginning, list[Step]]:
    """Who has which roles in both settings at the beginning, and what happens. Drawn evenly: Hypothesis by itself tries
    many that are nearly the same.
    """
    draw = Random(seed)  # noqa: S311  no secret
    others = [(), (Role.HEAD,), (Role.DSL,), (Role.DEPUTY,), (Role.DSL, Role.DEPUTY), (Role.DEPUTY, Role.HEAD)]
    given = []
    for _ in PLACES:
        here: list[Sequence[Role]] = [(Role.DSL,), (Role.DEPUTY,), draw.choice(others), draw.choice(others)]
        given.append(draw.sample(here, len(PEOPLE)))
    kinds = draw.choices(
        ["sign", "roles", "hand over", "read", "same", "wait"], [6, 2, 3, 1, 1, 1], k=draw.randint(4, 9)
    )
    return list(zip(*given, strict=True)), [_step(draw, kind) for kind in ("sign", "sign", *kinds)]


def _step(draw: Random, kind: str) -> Step:
    one, n, m = draw.choice(PEOPLE), draw.randrange(6), draw.randrange(6)
    return {
        "sign": (kind, one, draw.sample(range(len(CHILDREN)), draw.choice([1, 1, 2])), draw.choice(["green", "amber"]),
                 draw.choice(CONCERNS), draw.random() < 0.5),
        "roles": (kind, one, draw.choice(PLACES), draw.choice([(), (Role.DSL,), (Role.DEPUTY,), (Role.HEAD,)])),
        "hand over": (kind, n),
        "read": (kind, one, n),
        "same": (kind, one, n, m),
        "wait": (kind, draw.choice([1, 3, 20])),
    }[kind]  # fmt: skip


@dataclass
class World:
    """What happens to one organisation. A record is called by the number of the step in which it was signed."""

    runtime: Runtime
    signed: dict[int, list[str]] = field(default_factory=dict)
    """The references, by step."""
    knew: dict[int, set[str]] = field(default_factory=lambda: defaultdict(set))
    """Who has been one of those who may know of it, at some time."""

    def move_on(self, minutes: int) -> None:
        now = self.runtime.clock() + timedelta(minutes=minutes)
        self.runtime.clock = lambda: now

    def transaction(self) -> Any:
        return self.runtime.database.transaction(self.runtime.clock())

    async def someone(self, name: str) -> Conversation:
        async with self.transaction() as tx:
            return Conversation(self.runtime, await people.get(tx, name))

    async def begin(self, first: Beginning) -> None:
        async with self.transaction() as tx:
            for setting in PLACES:
                await settings.add_setting(tx, setting.title(), "other", {}, id=setting)
            for n, (name, given) in enumerate(zip(PEOPLE, first, strict=True)):
                await people.add(tx, f"Example {name}", PLACES[n % 2], [Role.WORKER], id=name)
                for setting, those in zip(PLACES, given, strict=True):
                    await organisation.set_roles(tx, name, setting, those)

    async def take(self, number: int, step: Step) -> bool:
        """Whether it was possible, and so happened."""
        self.move_on(1)
        what, *rest = step
        return await getattr(self, what.replace(" ", "_"))(number, *rest) is not False

    def numbered(self, n: int) -> int | None:
        """The n-th record so far, round and round."""
        return list(self.signed)[n % len(self.signed)] if self.signed else None

    async def sign(
        self, number: int, author: str, who: Sequence[int], colour: str, concern: frozenset[Role], planned: bool
    ) -> bool:
        about_dsl, also = Role.DSL in concern, concern - {Role.DSL}
        letters = ["ABCDEFGHJK"[number % 10], "ABCDEFGHJK"[number // 10]]
        names = iter(f"WM-{letters[1]}{letters[0]}22-{position}2" for position in (2, 3))

        async def named(_: Tx) -> str:
            return next(names)

        with suppress(Problem), mock.patch.object(signing, "new_reference", named):
            async with self.transaction() as tx:
                writing = await people.get(tx, author)
                content = whole_form(happened_on="2026-11-17")
                made = await signing.submit(
                    tx,
                    Submission(
                        submission_key=f"case {number}",
                        author=writing,
                        setting_id=writing.setting_id,
                        responsible=await responsible.responsible_for(
                            tx, writing.setting_id, author_id=author, concern_about_dsl=about_dsl, also=also
                        ),
                        children=[ChildPart(f"Child {'AB'[n]}", *CHILDREN[one]) for n, one in enumerate(who)],
                        content=content,
                        view={"colour": colour, "reasons": []},
                        observations={"planned": "yes"} if planned else {},
                        rules_version="1",
                        rules_hash="0",
                        signed_name="Example",
                        concern_about_dsl=about_dsl,
                        also_about=also,
                    ),
                )
                for one in made:
                    await look_back(tx, one, author)
                    await look_alikes.tell(tx, one)
            self.signed[number] = [one.reference for one in made]
            self.about |= {one.reference: concern for one in made}
            return True
        return False

    async def roles(self, _: int, name: str, setting: str, given: Sequence[Role]) -> bool:
        with suppress(Problem):
            async with self.transaction() as tx:
                await organisation.set_roles(tx, name, setting, given)
            return True
        return False

    async def hand_over(self, _: int, record: int) -> bool:
        """To the other setting, by who is responsible for it."""
        with suppress(Problem):
            async with self.transaction() as tx:
                one = await signing.by_reference(tx, self.signed[record][0])
                (other,) = set(PLACES) - {one.setting_id}
                giving = await people.get(tx, one.responsible_id)
                await handovers.give(tx, giving, one.reference, other, "moves")
            return True
        return False

    async def read(self, _: int, name: str, record: int) -> bool:
        one, reference = await self.someone(name), self.signed[record][0]
        is_read = "inbox.record" in (await one.says(f"read {reference}")).keys
        await one.says(f"read {reference} before")
        return is_read

    async def same(self, _: int, name: str, record: int, other: int) -> bool:
        one = await self.someone(name)
        await one.says(f"same child {self.signed[record][0]} {self.signed[other][0]}")
        return "timeline.kept_same" in one.keys

    async def wait(self, _: int, hours: int) -> None:
        self.move_on(60 * hours)
        await run_due_jobs(self.runtime)

    # -- who may know, in other words --------------------------------------------------------------------------------

    async def note_who_may_know(self) -> None:
        async with self.transaction() as tx:
            everyone = [await people.get(tx, name) for name in PEOPLE]
            for number, references in self.signed.items():
                for reference in references:
                    record = await signing.by_reference(tx, reference)
                    had = {step.person_id for step in await responsibility.steps_of(tx, record.id)}
                    given = {one.to_setting_id for one in await handovers.of(tx, record.id)}
                    self.knew[number] |= {one.id for one in everyone if self._may(one, record, had, given)}

    def _may(self, one: Person, record: signing.Record, had: set[str], given: set[str]) -> bool:
        if one.id == record.author_id:
            return True
        if one.id not in had and one.id in self.concerned[record.reference]:
            return False
        here = any(one.has(role, record.setting_id) for role in CHAIN)
        there = any(one.has(role, setting) for role in LEADS for setting in given)
        return there or (here and (one.id in had or not record.concern_about_dsl))

    about: dict[str, frozenset[Role]] = field(default_factory=dict)
    """Whom each record is about, by reference."""
    concerned: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    """Who has held such a role in a record's setting, when it was signed or since, by reference."""

    async def note_whom_it_concerns(self) -> None:
        async with self.transaction() as tx:
            for reference in [one for those in self.signed.values() for one in those]:
                record = await signing.by_reference(tx, reference)
                for role in self.about[reference]:
                    held = await people.with_role(tx, role, record.setting_id)
                    self.concerned[reference] |= {one.id for one in held}

    def whom_it_matters_to(self, happened: Sequence[Happened]) -> tuple[str, set[int]]:
        """The person from whom most is to be kept, a concern that may be about them before all, and those records."""
        found = []
        for name in PEOPLE:
            hidden = {n for n in self.signed if name not in self.knew[n]} - exempt(happened, name)
            concerned = [n for n in hidden if name in self.concerned[self.signed[n][0]]]
            found.append((len(concerned), len(hidden), name, hidden))
        return max(found)[2:]


def by_number(step: Step, world: World) -> Step | None:
    """The step with its records named; None where there is none yet."""
    at = {"hand over": [1], "read": [2], "same": [2, 3]}.get(step[0], [])
    if at and not world.signed:
        return None
    return tuple(world.numbered(part) if n in at else part for n, part in enumerate(step))


def mentions(step: Step) -> set[int]:
    return {step[n] for n in {"hand over": [1], "read": [2], "same": [2, 3]}.get(step[0], [])}


def exempt(happened: Sequence[Happened], name: str) -> set[int]:
    """Who signed a record may gather from how soon it passes on that earlier ones of the setting make it more serious:
    they are told to speak to the DSL now, and no more. Never of a concern about the DSL, the deputy or the head.
    """
    signed = {n: step for n, step, _ in happened if step[0] == "sign"}
    if not any(step[0] == "wait" for _, step, _ in happened) or name not in {step[1] for step in signed.values()}:
        return set()
    return {n for n, step in signed.items() if not step[4]}

"""Whom the rows of a list are about: people who are there, who come back, or who are new; and in which settings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa

from storage.administration import organisation
from storage.administration.people_import.rows import Fault, Row, Wrong
from storage.database.engine import Tx
from storage.people import entered
from storage.people.addresses import addresses
from storage.people.entered import NotTaken
from storage.people.entra import entra_id
from storage.people.people import Role, people
from storage.people.settings import SETTING_KINDS, Setting


@dataclass(frozen=True)
class Known:
    """Somebody who is there already, as far as a list may say otherwise."""

    id: str
    login: str | None
    entra: tuple[str, str] | None
    mail: str | None
    has_left: bool


@dataclass(frozen=True)
class Wanted:
    """Somebody as the list has them, by their first row. A setting in `posts` is an id, or the name of a new one."""

    row: Row
    home: str
    known: Known | None
    posts: dict[str, frozenset[Role]] = field(default_factory=dict)

    @property
    def entra(self) -> tuple[str, str] | None:
        """As it is kept."""
        return entra_of(self.row)

    def with_settings(self, ids: Mapping[str, str]) -> "Wanted":
        """Once the new settings are there: by name -> id."""
        posts = {ids.get(place, place): roles for place, roles in self.posts.items()}
        return Wanted(self.row, ids.get(self.home, self.home), self.known, posts)


@dataclass(frozen=True)
class Matched:
    """`new_settings`: name -> kind. With a fault, what is `wanted` is not whole."""

    wanted: Sequence[Wanted]
    new_settings: Mapping[str, str]
    faults: list[Fault]


async def match(tx: Tx, rows: Sequence[Row]) -> Matched:
    """Every row that cannot be taken is among the faults."""
    return _Matching(await _known(tx), await organisation.every_setting(tx)).match(rows)


async def _known(tx: Tx) -> list[Known]:
    """Those who have left too: they keep their login and their Entra id for a while."""
    query = sa.select(people, addresses.c.mail_sealed).outerjoin(addresses, addresses.c.person_id == people.c.id)
    return [
        Known(
            id=row.id,
            login=row.login,
            entra=(row.tenant, row.object_id) if row.object_id else None,
            mail=tx.vault.open(row.mail_sealed) if row.mail_sealed else None,
            has_left=row.left_at is not None,
        )
        for row in await tx.connection.execute(query)
    ]


class _Matching:
    def __init__(self, known: Sequence[Known], settings: Sequence[Setting]) -> None:
        self._known = known
        self._by_login = {one.login: one for one in known if one.login}
        self._by_entra = {one.entra: one for one in known if one.entra}
        self._setting_ids = {one.id for one in settings}
        self._by_name: dict[str, list[str]] = {}
        for one in settings:
            self._by_name.setdefault(one.name.casefold(), []).append(one.id)
        self._new_settings: dict[str, str] = {}
        self._wanted: dict[object, Wanted] = {}

    def match(self, rows: Sequence[Row]) -> Matched:
        managers = self._managers(rows)
        for row in rows:
            if row.manager and row.manager not in managers:
                row.wrong.append(Wrong.MANAGER)
            setting, known = self._setting(row), self._who(row)
            if not row.wrong:
                self._take(row, setting, known)
        faults = [Fault(row.number, wrong, row.name) for row in rows for wrong in row.wrong]
        wanted = {id(one): one for one in self._wanted.values()}
        return Matched(list(wanted.values()), self._new_settings, faults)

    def _take(self, row: Row, setting: str, known: Known | None) -> None:
        """Into what is wanted: as somebody more, or as a further setting of somebody."""
        names = [name for name in (row.known_as.login, entra_of(row), known and known.id) if name]
        one = next((self._wanted[name] for name in names if name in self._wanted), None)
        if one is None:
            one = Wanted(row, setting, known)
            self._wanted |= dict.fromkeys(names, one)
        elif one.row.of_the_person != row.of_the_person:
            row.wrong.append(Wrong.DIFFERS)
        elif setting in one.posts:
            row.wrong.append(Wrong.TWICE)
        one.posts.setdefault(setting, row.roles)

    def _who(self, row: Row) -> Known | None:
        by_login, by_entra = self._by_login.get(row.known_as.login or ""), self._by_entra.get(entra_of(row) or ("", ""))
        if by_login and by_entra and by_login is not by_entra:
            row.wrong.append(Wrong.TWO_PEOPLE)
        elif by_login and by_login.has_left and not by_entra:
            row.wrong.append(Wrong.HAS_LEFT)
        return by_entra or by_login

    def _setting(self, row: Row) -> str:
        """Its id, or the name of one that is new: only with a kind, so that a slip makes no second school."""
        if row.setting in self._setting_ids:
            return row.setting
        found = self._by_name.get(row.setting.casefold(), [])
        if len(found) > 1:
            row.wrong.append(Wrong.SEVERAL_SETTINGS)
        if found:
            return found[0]
        new = next((name for name in self._new_settings if name.casefold() == row.setting.casefold()), None)
        if new is None and not row.kind:
            row.wrong.append(Wrong.SETTING)
        elif new is None and row.kind not in SETTING_KINDS:
            row.wrong.append(Wrong.KIND)
        elif new is None:
            try:
                new = entered.name(row.setting)
                self._new_settings[new] = row.kind
            except NotTaken:
                row.wrong.append(Wrong.SETTING)
        return new or ""

    def _managers(self, rows: Sequence[Row]) -> frozenset[str]:
        """By what a row may name a manager: somebody of the list, or who works here."""
        here = [one for one in self._known if not one.has_left]
        entra = [one.entra[1] for one in here if one.entra] + [row.known_as.object_id for row in rows]
        logins = [one.login for one in here] + [row.known_as.login for row in rows]
        return frozenset(name for name in (*entra, *logins) if name)


def entra_of(row: Row) -> tuple[str, str] | None:
    """Tenant and object id, as they are kept; None where the row has none."""
    tenant, object_id = row.known_as.tenant, row.known_as.object_id
    return (entra_id(tenant), entra_id(object_id)) if tenant and object_id else None

"""What a row of a list of people says, by itself: nothing is asked of the database here.

A row is somebody with roles in one setting. Who has roles in several settings has a row for each, and works in the
first.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeVar

from storage.people import entered
from storage.people.entered import NotTaken
from storage.people.managers import ServiceArea
from storage.people.people import KnownAs, Role

T = TypeVar("T")

NEEDED = ("name", "setting", "roles")
ALSO = ("login", "mail", "tenant", "entra", "area", "manager", "kind")
PASSED_OVER = ("note",)
"""A column for people."""
MOST_ROWS = 20_000
BETWEEN = str.maketrans(";,/", "   ")
"""What may stand between the roles of a row, beside a space."""


class Wrong(StrEnum):
    """Why a row cannot be taken: the keys of what is said."""

    NAME = "not_a_name"
    LOGIN = "not_a_login"
    MAIL = "not_a_mail"
    ENTRA = "not_an_entra_id"
    TENANT = "tenant"
    NOT_KNOWN_AGAIN = "not_known_again"
    """Neither login nor Entra id: the next list could not say that it is the same person."""
    ROLE = "role"
    NO_ROLE = "no_role"
    AREA = "area"
    KIND = "kind"
    SETTING = "setting"
    SEVERAL_SETTINGS = "several_settings"
    """That have this name."""
    MANAGER = "manager"
    LINE = "line"
    """Nobody is their own line manager, nor that of somebody above them."""
    TWICE = "twice"
    """The same person in the same setting again."""
    DIFFERS = "differs"
    """From the row before about the same person, in more than setting and roles."""
    TWO_PEOPLE = "two_people"
    """The login is one person's, and the Entra id another's."""
    HAS_LEFT = "has_left"
    """The login of somebody who has left, and no Entra id that says that it is the same person."""
    OWN = "own"
    """Nobody changes their own roles."""
    LAST_RESPONSIBLE = "last_responsible"


@dataclass(frozen=True)
class Fault:
    """`row` as a spreadsheet counts, the headings being row 1; None for somebody who is in no row. `who` by name."""

    row: int | None
    wrong: Wrong
    who: str


@dataclass(frozen=True)
class Row:
    """`setting` is an id or a name as it was typed, `manager` a login or an object id. What is wrong is in `wrong`, and
    the part that it is about then says nothing.
    """

    number: int
    name: str
    setting: str
    kind: str
    roles: frozenset[Role]
    known_as: KnownAs
    mail: str | None
    area: ServiceArea | None
    manager: str
    wrong: list[Wrong] = field(default_factory=list)

    @property
    def of_the_person(self) -> tuple[object, ...]:
        """What all rows about one person say alike."""
        return self.name, self.known_as, self.mail, self.area, self.manager


def read(rows: Sequence[Mapping[str, str]], tenants: Collection[str] = ()) -> list[Row]:
    """Empty ones are passed over. `tenants`: those whose people may use Waymark, where that is set; with one of them, a
    row need not name it.
    """
    found = []
    for number, row in enumerate(rows, start=2):
        cells = {name: " ".join(row.get(name, "").split()) for name in (*NEEDED, *ALSO)}
        if any(cells.values()):
            found.append(_row(number, cells, tenants))
    return found


def _row(number: int, cells: Mapping[str, str], tenants: Collection[str]) -> Row:
    wrong: list[Wrong] = []

    def checked(check: Callable[[str], T], name: str, why: Wrong) -> T | None:
        try:
            return check(cells[name])
        except (NotTaken, ValueError):
            wrong.append(why)
            return None

    tenant = next(iter(tenants)) if cells["entra"] and not cells["tenant"] and len(tenants) == 1 else cells["tenant"]
    login = checked(lambda text: entered.login(text.lower()), "login", Wrong.LOGIN)
    entra = checked(lambda text: entered.entra(tenant, text), "entra", Wrong.ENTRA) or (None, None)
    if entra[0] and tenants and entra[0] not in tenants:
        wrong.append(Wrong.TENANT)
    if not (cells["login"] or cells["entra"]):
        wrong.append(Wrong.NOT_KNOWN_AGAIN)
    names = cells["roles"].lower().translate(BETWEEN).split()
    roles = frozenset(Role(name) for name in names if name in set(Role))
    wrong += [Wrong.ROLE] if len(roles) < len(set(names)) else [] if names else [Wrong.NO_ROLE]
    return Row(
        number=number,
        name=checked(entered.name, "name", Wrong.NAME) or "",
        setting=cells["setting"],
        kind=cells["kind"],
        roles=roles,
        known_as=KnownAs(login, *entra),
        mail=checked(entered.mail, "mail", Wrong.MAIL),
        area=checked(lambda text: ServiceArea(text) if text else None, "area", Wrong.AREA),
        manager=cells["manager"].lower(),
        wrong=wrong,
    )

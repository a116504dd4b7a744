"""A case comes to another agency or area: the case itself, and the plan that is carried in it."""

from storage.casework import handing_over
from storage.casework.cases import Case
from storage.casework.handing_over import Offer
from storage.database.engine import Tx
from storage.people.people import Person
from storage.plans.intervention import reviewing


async def take_over(tx: Tx, by: Person, offer: Offer) -> Case:
    """As `handing_over.take_over`; a plan that is agreed stays with its lead, and is looked at after the change."""
    case = await handing_over.take_over(tx, by, offer)
    await reviewing.changed_hands(tx, case)
    return case


__all__ = ["take_over"]

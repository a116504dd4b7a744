"""The invented cases of the demo, all of them, in the order in which they build on each other."""

from storage.administration.demo_cases import (
    audits,
    board,
    casework,
    good_life,
    groups,
    intervention,
    plans,
    talks,
    training,
)
from storage.database.engine import Tx


async def fill(tx: Tx) -> None:
    """Once only: each of them leaves a demo that it has filled already as it is."""
    for kind in (casework, talks, training, groups, intervention, plans, good_life, audits, board):
        await kind.fill(tx)

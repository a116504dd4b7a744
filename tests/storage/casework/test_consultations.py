"""A case and the consultations about it: those about its record come by themselves, one's own are linked."""

import pytest

from storage.casework import consultations, members
from storage.casework.parts import Part
from storage.consultations import bookings
from storage.problems import NotFound
from tests.storage.casework.test_cases import opened
from tests.storage.conftest import At, who
from tests.storage.consultations.test_bookings import book, free


async def test_those_about_its_record_and_those_that_are_linked_and_stand(at: At) -> None:
    async with at() as tx:
        case = await opened(tx, incident_key="s1")
        worker, other = await who(tx, "worker"), await who(tx, "worker2")
        first, second, third = await free(tx)
        of_record = await book(tx, first, case_key="s1")
        mine = await book(tx, second, case_key="elsewhere")
        theirs = await book(tx, third, "worker2", case_key="another")
        assert await consultations.days(tx, case) == [of_record.slot.starts_at.date()]
        for by, booking in ((worker, theirs), (other, theirs)):
            with pytest.raises(NotFound):
                await consultations.link(tx, by, case, booking.id)
        assert {one.id for one in await consultations.may_be_linked(tx, worker)} == {of_record.id, mine.id}
        for _ in range(2):
            await consultations.link(tx, worker, case, mine.id)
        assert len(await consultations.days(tx, case)) == 2
        await members.add(tx, case.id, other.id, Part.HEALTH, worker.id)
        await consultations.link(tx, other, case, theirs.id)
        await bookings.cancel(tx, mine.id, worker)
        assert len(await consultations.days(tx, case)) == 2

"""What is held about a member of staff, wherever they are named."""

from storage.administration import about_staff
from tests.storage.conftest import At


async def test_every_place_that_may_name_them_is_asked(at: At) -> None:
    """On both databases: each column that refers to a person is a statement of its own."""
    async with at() as tx:
        found = await about_staff.about(tx, "demo-dsl")
    assert found.named_in["roles.person_id"] > 0

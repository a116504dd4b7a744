"""Which conversation a message belongs to: on SQLite."""

import pytest

from tests.support.databases import ONE


@pytest.fixture(params=ONE)
def database_kind(request: pytest.FixtureRequest) -> str:
    kind: str = request.param
    return kind

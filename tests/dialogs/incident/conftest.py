"""What is asked and said of an incident: on SQLite; what is kept of it, on both."""

import pytest

from tests.support.databases import ONE


@pytest.fixture(params=ONE)
def database_kind(request: pytest.FixtureRequest) -> str:
    kind: str = request.param
    return kind

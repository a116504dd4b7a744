"""One listener for all tests: it keeps nothing between two calls."""

import pytest

from dialogs.interview.listener import Listener
from tests.hearing.measure import everything


@pytest.fixture(scope="session")
def listener() -> Listener:
    return everything()

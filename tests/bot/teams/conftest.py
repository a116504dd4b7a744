"""The bot as a council runs it, for the tests of what comes in from outside."""

from collections.abc import Iterator

import pytest

from tests.bot.pretend.behind_microsoft import Behind, Elsewhere
from tests.bot.pretend.fake_microsoft import FakeMicrosoft


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[Elsewhere]:
    server = Elsewhere()
    yield server
    server.close()


@pytest.fixture(scope="module")
def behind(tmp_path_factory: pytest.TempPathFactory, microsoft: FakeMicrosoft) -> Iterator[Behind]:
    """Whatever was sent to it, in the end none of it was an error of ours."""
    served = Behind(tmp_path_factory.mktemp("bot"), microsoft)
    yield served
    assert served.served.stop() == 0
    assert '"level": "error"' not in served.served.log
    assert "Traceback" not in served.served.log

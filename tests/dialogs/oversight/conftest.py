"""The teams that come after an incident, on Tuesday 17 November 2026 at 15:30."""

import pytest

from bot.runtime import Runtime
from tests.conversation import Conversation, someone
from tests.dialogs.casework.conftest import filling, manager, social_worker

__all__ = ["filling", "manager", "social_worker"]


@pytest.fixture
async def auditor(runtime: Runtime) -> Conversation:
    """A manager who is no part of the cases of the others."""
    return await someone(runtime, "service_manager")

"""The teams that come after an incident, on Tuesday 17 November 2026 at 15:30."""

from tests.dialogs.casework.conftest import filling, manager, social_worker

__all__ = ["filling", "manager", "social_worker"]

"""Every clock that can be set is also done when its time has come."""

from bot.job_kinds import KINDS
from storage.queues.jobs import JobKind


def test_each_kind_of_job_is_done_by_somebody() -> None:
    """Invitations go by mail, in rounds of their own (`bot/delivery/invitations.py`)."""
    assert {*KINDS, JobKind.CONSULTATION_INVITATION, JobKind.TRAINING_INVITATION} == set(JobKind)

"""Every clock that can be set is also done when its time has come."""

from bot.job_kinds import KINDS
from storage.queues.jobs import JobKind


def test_each_kind_of_job_is_done_by_somebody() -> None:
    """But for those with rounds of their own: `bot/delivery/invitations.py` and `bot/teams/closing_records.py`."""
    elsewhere = {JobKind.CONSULTATION_INVITATION, JobKind.TRAINING_INVITATION, JobKind.PUT_AWAY}
    assert {*KINDS, *elsewhere} == set(JobKind)

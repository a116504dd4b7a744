"""The end of a signed record or of a case: it falls due by the schedule, somebody reviews it, and two people end it.

`due.py` finds what is due, `rights.py` says whose it is to review, `deciding.py` keeps what they decide, `removing.py`
takes everything away that belongs to it. What stays is a tombstone (`storage/audit/tombstones.py`) and the history of
who did what.
"""

"""A backup: a copy of the whole database, sealed with a key of its own, opened and counted before it counts as one."""

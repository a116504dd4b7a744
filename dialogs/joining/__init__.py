"""Asking to be let in: what somebody is asked who is not known here, and what those answer who may let them in."""

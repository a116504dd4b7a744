"""The work round one child after an incident: the case, who is in it, what happened when, and the assessment."""

"""How long what is kept: `schedule.yaml`, read once, and the day on which something is to be reviewed.

It says nothing of anybody: what is kept is told by its kind and the kinds of settings that hold it.
"""

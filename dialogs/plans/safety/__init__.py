"""A child's safety plan and behaviour plan: written from the record, agreed, reviewed, and given out in sheets."""

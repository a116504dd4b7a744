"""The self-audit: what the inspection recommended, and what of it is in place here, with the evidence."""

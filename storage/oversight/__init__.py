"""How the work as a whole is looked at: audited cases, what the agencies have in place, and what boards read."""

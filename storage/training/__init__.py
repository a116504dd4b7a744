"""A trained workforce that stays one: who is trained and current, sessions, the February census, the yearly report."""

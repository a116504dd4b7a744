"""Conversations about training: one's own, sessions, the February census, the yearly report."""

"""Tracking a young person after they have left: contacts by the clock of the licence, and what a unit learns."""

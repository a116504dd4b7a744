"""The intervention plan: needs and actions, one lead practitioner, reviewed by the clock and after each change."""

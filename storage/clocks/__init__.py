"""Limits of days and weeks: when each is due, who is reminded, who hears that it has passed."""

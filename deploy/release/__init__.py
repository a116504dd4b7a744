"""A release: one archive that can be installed, and beside it what whoever installs it wants to know."""

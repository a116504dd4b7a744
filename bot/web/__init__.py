"""Waymark as a web application: what `waymark serve` starts, what it refuses, and how it says that it is well."""

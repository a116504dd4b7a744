"""Figures over many cases: how they are made so that they may be passed on."""

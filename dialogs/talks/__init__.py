"""Informal talks: asking for one, answering it, and looking again at what was to be watched."""

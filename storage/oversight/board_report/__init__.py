"""The report that boards read: how the work as a whole is going, with no child in it."""

"""The tables' history, one numbered file a step. A revision's name is its file's name."""

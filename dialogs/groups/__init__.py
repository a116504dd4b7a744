"""A place in a group: referring, the lead's answer, who came, and what special schools were offered."""

"""Informal talks: a worry without firm evidence, answered by the duty of youth justice (PB-support, PB-roles)."""

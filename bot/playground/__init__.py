"""Trying Waymark out: the bot with the demo organisation, and Microsoft's Agents Playground around it."""

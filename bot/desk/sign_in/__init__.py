"""Signing in at the desk: by Entra, or in the demo by choosing; and what a session of it carries."""

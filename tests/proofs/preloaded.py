"""What each process of `kills.py` would otherwise import and read anew."""

from bot.cli import console as console
from bot.web import app as app
from dialogs.conversations import read_ahead
from dialogs.interview.chat import Library

read_ahead(Library())

"""The intervention plan in the chat: made, added to, signed, reviewed, and who leads it."""

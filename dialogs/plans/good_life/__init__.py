"""The Good Life plan in the chat: offered, written with the young person, signed by both, and their leaving."""

"""Ids as Microsoft Entra gives them: UUIDs, which are the same in capitals, in braces and without hyphens."""

from uuid import UUID


def as_uuid(text: str) -> str | None:
    """In the one spelling in which ids are kept and compared; None for what is no UUID."""
    try:
        return str(UUID(text))
    except ValueError:
        return None


def entra_id(text: str) -> str:
    """A tenant's or a person's id as it is kept and compared. The demo's, which are no UUIDs, stay as they are."""
    return as_uuid(text) or text

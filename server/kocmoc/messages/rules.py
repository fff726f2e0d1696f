"""What a message may be. Nothing here asks the database."""

from kocmoc.core import text as texts
from kocmoc.messages.errors import EmptyMessage

TEXT_LIMIT = 4096


def check(text: str) -> str:
    """The text of a message as it is stored. Raises for what cannot be stored, is too long, or shows nothing."""
    text = texts.clean(text, "text", TEXT_LIMIT)
    if not texts.is_visible(text):
        raise EmptyMessage
    return text

"""What comes out."""

from msgspec import Struct

from kocmoc.messages.types import Message


class Pins(Struct):
    """One page of a chat's pinned messages, the latest pinned first."""

    messages: list[Message]
    next_cursor: str | None

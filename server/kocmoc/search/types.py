"""What comes out."""

from msgspec import Struct

from kocmoc.messages import Message


class Found(Message, kw_only=True, frozen=True):
    """A message that was found, and where in its text: `[offset, length]`, in UTF-16 code units."""

    highlights: list[list[int]]


class FoundMessages(Struct):
    """One page of what was found, the newest first."""

    messages: list[Found]
    next_cursor: str | None

"""What goes in and what comes out."""

from typing import Annotated

from msgspec import Meta, Struct

from kocmoc.chats import Chat
from kocmoc.messages import Message

MAX_CHATS = 500
Version = Annotated[int, Meta(ge=0, le=2**53 - 1)]


class SyncRequest(Struct, forbid_unknown_fields=True):
    """Where a client stands: the cursor of its last sync, and the version of each chat whose messages it holds."""

    cursor: str | None = None
    chats: Annotated[dict[str, Version], Meta(max_length=MAX_CHATS)] = {}


class SyncAnswer(Struct):
    """What the client has missed, from one snapshot. It may repeat, never misses; with `more`, call again."""

    cursor: str
    versions: dict[str, int]
    chats: list[Chat]
    messages: list[Message]
    truncated: list[str]
    gone: list[str]
    more: bool

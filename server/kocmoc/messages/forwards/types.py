"""What goes in and what comes out."""

from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from kocmoc.messages.types import Message


class Forwarding(Struct, frozen=True, forbid_unknown_fields=True):
    """Where to. With the same `client_id` again, each chat still has it once."""

    chat_ids: Annotated[list[str], Meta(min_length=1, max_length=10)]
    client_id: UUID


class Forwarded(Struct):
    """The new messages, in the order of the chats."""

    messages: list[Message]

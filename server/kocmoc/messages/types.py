"""What goes in and what comes out."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

import asyncpg
import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType

from kocmoc import users
from kocmoc.core import clock
from kocmoc.core.errors import FieldError, Invalid

MessageType = Literal["text", "photo", "video", "document", "audio", "sticker", "system"]


class Draft(Struct, forbid_unknown_fields=True):
    """A message as its author sends it. `client_id` is the author's own: sent again, it is the same message."""

    client_id: UUID
    text: str
    type: Literal["text"] = "text"


class Sender(Struct, frozen=True):
    """As much of a user as a message shows."""

    id: str
    username: str
    display_name: str
    avatar_url: str | None
    accent: int


class Message(Struct, kw_only=True):
    """A message on the wire. Events leave `my_reactions` out: they carry nobody's own view."""

    id: str
    chat_id: str
    seq: int
    version: int
    client_id: str | None
    sender: Sender
    type: MessageType
    text: str
    entities: list[dict[str, Any]] = []
    attachments: list[dict[str, Any]] = []
    reply_to: dict[str, Any] | None = None
    forwarded_from: dict[str, Any] | None = None
    reactions: list[dict[str, Any]] = []
    my_reactions: list[str] | UnsetType = UNSET
    link_preview: dict[str, Any] | None = None
    system: dict[str, Any] | None = None
    edited: bool = False
    edited_at: str | None = None
    pinned: bool = False
    deleted: bool = False
    created_at: str

    def for_viewer(self) -> "Message":
        """As REST, sync and acks show it."""
        return msgspec.structs.replace(self, my_reactions=[])


class History(Struct):
    """One page of a chat, by ascending `seq`."""

    messages: list[Message]
    has_more_before: bool
    has_more_after: bool


class Place(Struct, frozen=True, kw_only=True):
    """Where a page of history lies: by a message's place, or by a time. At most one of the four."""

    before: int | None = None
    after: int | None = None
    around: int | None = None
    at: datetime | None = None

    def check(self) -> None:
        given = [name for name in self.__struct_fields__ if getattr(self, name) is not None]
        if len(given) > 1:
            message = "Expected at most one of `before`, `after`, `around` and `at`"
            raise Invalid(errors=tuple(FieldError(name, message) for name in given))
        if self.at is not None and not clock.is_known(self.at):
            raise Invalid.field("at", "Expected a time with its offset from UTC, in the years 1 to 9999")

    def span(self, limit: int, last_seq: int) -> tuple[int, int]:
        """The first and last place of the page, cut to what exists; an empty page has its first behind its last."""
        if self.before is not None:
            last = min(self.before - 1, last_seq)
            return max(last - limit + 1, 1), last
        if self.after is not None:
            return self.after + 1, min(self.after + limit, last_seq)
        middle = last_seq if self.around is None else self.around
        first = max(min(middle - limit // 2, last_seq - limit + 1), 1)
        return first, min(first + limit - 1, last_seq)


# A place in a chat, or a version of it. Larger than any that exists is harmless; larger than the column is refused.
Seq = Annotated[int, Meta(ge=0, le=2**53 - 1)]


def message_id(chat_id: int, seq: int) -> str:
    """A message's public id names its chat and its place, so that finding it never needs another index."""
    return f"{chat_id}-{seq}"


def from_row(row: asyncpg.Record) -> Message:
    """A row of `messages` with its sender's `username`, `display_name` and `avatar`."""
    deleted = row["deleted_at"] is not None
    edited_at: datetime | None = row["edited_at"]
    return Message(
        id=message_id(row["chat_id"], row["seq"]),
        chat_id=str(row["chat_id"]),
        seq=row["seq"],
        version=row["version"],
        client_id=str(row["client_id"]) if row["client_id"] else None,
        sender=Sender(
            id=str(row["sender_id"]),
            username=row["username"],
            display_name=row["display_name"],
            avatar_url=users.avatar_url(row["avatar"]),
            accent=users.accent(row["sender_id"]),
        ),
        type=row["type"],
        text="" if deleted else row["text"],
        edited=edited_at is not None,
        edited_at=clock.wire(edited_at) if edited_at else None,
        deleted=deleted,
        created_at=clock.wire(row["created_at"]),
    )

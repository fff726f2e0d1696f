"""What goes in and what comes out."""

from typing import Annotated, Literal, NamedTuple

import asyncpg
from msgspec import Meta, Struct

from kocmoc import messages, users
from kocmoc.core import clock
from kocmoc.messages import Message
from kocmoc.users import User

ChatType = Literal["direct", "group", "channel", "saved"]
Role = Literal["owner", "admin", "member"]

UNREAD_LIMIT = 1000


class NewChat(Struct, forbid_unknown_fields=True):
    """With whom: a direct chat; with oneself: the chat of saved messages."""

    user_id: str


Seq = Annotated[int, Meta(ge=0, le=2**53 - 1)]


class ReadUpTo(Struct, forbid_unknown_fields=True):
    seq: Seq


class Chat(Struct, kw_only=True):
    """A chat as one of its members sees it."""

    id: str
    type: ChatType
    title: str
    description: str
    avatar_url: str | None
    accent: int
    peer: User | None
    my_role: Role
    members_count: int
    history: Literal["all", "from_join"]
    last_message: Message | None
    unread_count: int
    unread_mentions_count: int = 0
    last_read_seq: int
    peer_read_seq: int | None
    last_seq: int
    version: int
    pinned: bool = False
    marked_unread: bool = False
    muted_until: str | None = None
    draft: str | None = None
    created_at: str
    updated_at: str


class ChatList(Struct):
    chats: list[Chat]
    next_cursor: str | None
    unread_total: int


class Opened(NamedTuple):
    """A chat that was asked for, whose it is, and whether asking made it."""

    chat_id: int
    member_ids: tuple[int, ...]
    is_new: bool


class Mark(NamedTuple):
    """How far a member has read, after they said so."""

    chat_id: int
    user_id: int
    seq: int
    chat_type: ChatType
    unread_count: int


def from_row(row: asyncpg.Record, peer: User | None) -> Chat:
    """A row of `store.CHAT`; `peer` is the other person of a direct chat."""
    return Chat(
        id=str(row["id"]),
        type=row["chat_type"],
        title=peer.display_name if peer else row["title"],
        description=row["description"],
        avatar_url=peer.avatar_url if peer else users.avatar_url(row["chat_avatar"]),
        accent=peer.accent if peer else users.accent(row["id"]),
        peer=peer,
        my_role=row["role"],
        members_count=row["members_count"],
        history=row["history"],
        last_message=messages.for_reader(row) if row["seq"] else None,
        unread_count=min(row["unread_count"], UNREAD_LIMIT),
        last_read_seq=row["last_read_seq"],
        peer_read_seq=row["peer_read_seq"],
        last_seq=row["last_seq"],
        version=row["head_version"],
        created_at=clock.wire(row["chat_created_at"]),
        updated_at=clock.wire(row["updated_at"]),
    )

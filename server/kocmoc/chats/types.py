"""What goes in and what comes out."""

from datetime import datetime
from typing import Annotated, Literal, NamedTuple

import asyncpg
from msgspec import UNSET, Meta, Struct, UnsetType

from kocmoc import messages, users
from kocmoc.core import clock
from kocmoc.messages import Message
from kocmoc.users import User

ChatType = Literal["direct", "group", "channel", "saved"]
Role = Literal["owner", "admin", "member"]
History = Literal["all", "from_join"]

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
    history: History
    last_message: Message | None
    unread_count: int
    unread_mentions_count: int
    last_read_seq: int
    peer_read_seq: int | None
    last_seq: int
    # What I see begins behind this place: I joined then, or have cleared my history.
    visible_after: int
    version: int
    pinned: bool
    marked_unread: bool
    muted_until: str | None
    draft: str | None
    created_at: str
    updated_at: str


class ChatUpdate(Struct, kw_only=True):
    """What is another one now in a chat: for everybody in it, or in what one of them wishes of it."""

    chat_id: str
    title: str | UnsetType = UNSET
    description: str | UnsetType = UNSET
    avatar_url: str | UnsetType | None = UNSET
    history: History | UnsetType = UNSET
    members_count: int | UnsetType = UNSET
    my_role: Role | UnsetType = UNSET
    last_message: Message | UnsetType | None = UNSET
    unread_count: int | UnsetType = UNSET
    unread_mentions_count: int | UnsetType = UNSET
    last_read_seq: int | UnsetType = UNSET
    visible_after: int | UnsetType = UNSET
    pinned: bool | UnsetType = UNSET
    marked_unread: bool | UnsetType = UNSET
    muted_until: str | UnsetType | None = UNSET
    draft: str | UnsetType | None = UNSET


class ChatList(Struct):
    chats: list[Chat]
    next_cursor: str | None
    unread_total: int


class Opened(NamedTuple):
    """`chat.opened`: a chat that was asked for, who is in it from now on, and whether asking made it. Those who are
    unaware of it see nothing of it until something is said."""

    chat_id: int
    member_ids: tuple[int, ...]
    is_new: bool
    visible_after: int = 0
    unaware_ids: tuple[int, ...] = ()


class Changed(NamedTuple):
    """`chat.changed`: for everybody in it."""

    chat_id: int
    update: ChatUpdate


class Arranged(NamedTuple):
    """`chat.arranged`: as one member wishes, and for nobody else."""

    user_id: int
    update: ChatUpdate


class Cleared(NamedTuple):
    """`chat.cleared`: for this member it begins behind `visible_after` from now on."""

    chat_id: int
    user_id: int
    visible_after: int


class Hidden(NamedTuple):
    """`chat.hidden`: one half of a direct chat has deleted it for themselves, up to `visible_after`."""

    chat_id: int
    user_id: int
    visible_after: int


class Ended(NamedTuple):
    """`chat.ended`: for everybody who was in it."""

    chat_id: int
    member_ids: tuple[int, ...]


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
        unread_mentions_count=row["unread_mentions_count"],
        last_read_seq=row["last_read_seq"],
        peer_read_seq=row["peer_read_seq"],
        last_seq=row["last_seq"],
        visible_after=row["begins_after"],
        version=row["head_version"],
        pinned=row["is_pinned"],
        marked_unread=row["marked_unread"],
        muted_until=moment(row["muted_until"]),
        draft=row["draft"],
        created_at=clock.wire(row["chat_created_at"]),
        updated_at=clock.wire(row["updated_at"]),
    )


def moment(at: datetime | None) -> str | None:
    return clock.wire(at) if at else None

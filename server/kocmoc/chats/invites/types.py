"""What goes in and what comes out."""

from datetime import datetime
from typing import Annotated, NamedTuple

import asyncpg
from msgspec import Meta, Struct

from kocmoc import users
from kocmoc.chats.types import ChatType, moment
from kocmoc.core import clock

# As much as the column holds.
MOST_USES = 2**31 - 1


class NewChatInvite(Struct, forbid_unknown_fields=True):
    """Until when, and for how many; without either, until it is revoked."""

    expires_at: Annotated[datetime, Meta(tz=True)] | None = None
    max_uses: Annotated[int, Meta(ge=1, le=MOST_USES)] | None = None


class ChatInvite(Struct, kw_only=True):
    """An invitation as the leaders of the chat see it."""

    code: str
    chat_id: str
    created_by: str
    created_at: str
    expires_at: str | None
    max_uses: int | None
    uses: int


class ChatInvites(Struct):
    """One page of the invitations of a chat that still work, the oldest first."""

    invites: list[ChatInvite]
    next_cursor: str | None


class Invitation(Struct, kw_only=True):
    """An invitation as whoever holds it sees it, before they accept. `chat_id` is null until they are in."""

    code: str
    chat_id: str | None
    type: ChatType
    title: str
    description: str
    avatar_url: str | None
    accent: int
    members_count: int
    expires_at: str | None


class Place(NamedTuple):
    """Where a page of invitations ends."""

    created_at: datetime
    code: str


def from_row(row: asyncpg.Record) -> ChatInvite:
    return ChatInvite(
        code=row["code"],
        chat_id=str(row["chat_id"]),
        created_by=str(row["created_by"]),
        created_at=clock.wire(row["created_at"]),
        expires_at=moment(row["expires_at"]),
        max_uses=row["max_uses"],
        uses=row["uses"],
    )


def invitation_from(row: asyncpg.Record) -> Invitation:
    return Invitation(
        code=row["code"],
        chat_id=str(row["chat_id"]) if row["is_in"] else None,
        type=row["type"],
        title=row["title"],
        description=row["description"],
        avatar_url=users.avatar_url(row["avatar"]),
        accent=users.accent(row["chat_id"]),
        members_count=row["members_count"],
        expires_at=moment(row["expires_at"]),
    )

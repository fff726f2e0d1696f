"""From rows to what is shown: to everybody at once, and to one reader."""

from datetime import datetime
from typing import TypeVar

import asyncpg
import msgspec
from msgspec import UNSET, UnsetType
from msgspec.structs import replace

from kocmoc import users
from kocmoc.core import clock
from kocmoc.messages.types import (
    Deed,
    Entity,
    LinkPreview,
    Message,
    Origin,
    Quote,
    Reaction,
    Sender,
)
from kocmoc.uploads import Attachment

T = TypeVar("T")


def message_id(chat_id: int, seq: int) -> str:
    """A message's public id names its chat and its place, so that finding it never needs another index."""
    return f"{chat_id}-{seq}"


def from_row(row: asyncpg.Record, my_reactions: list[str] | UnsetType = UNSET) -> Message:
    """As events show it. A row has the columns of `store.MESSAGE`."""
    edited_at: datetime | None = row["edited_at"]
    return Message(
        id=message_id(row["chat_id"], row["seq"]),
        chat_id=str(row["chat_id"]),
        seq=row["seq"],
        version=row["version"],
        client_id=str(row["client_id"]) if row["client_id"] else None,
        sender=_sender(row),
        type=row["type"],
        text=row["text"],
        entities=_read(row["entities"], list[Entity], []),
        attachments=_read(row["attachments"], list[Attachment], []),
        # Where members begin at different places, what everybody hears quotes nobody.
        reply_to=_quote(row, is_shown=row["chat_history"] != "from_join") if row["reply_to_seq"] else None,
        forwarded_from=_origin(row) if row["forward_user_id"] else None,
        reactions=_read(row["reactions"], list[Reaction], []),
        my_reactions=my_reactions,
        link_preview=_read(row["link_preview"], LinkPreview, None),
        system=None if row["deleted_at"] else _read(row["deed"], Deed, None),
        silent=row["silent"],
        edited=edited_at is not None,
        edited_at=clock.wire(edited_at) if edited_at else None,
        pinned=row["pinned_at"] is not None,
        deleted=row["deleted_at"] is not None,
        created_at=clock.wire(row["created_at"]),
    )


def for_reader(row: asyncpg.Record) -> Message:
    """As REST, sync and acks show it. A row has the columns of `store.SEEN` too."""
    return _uncovered(from_row(row, row["mine"] or []), row)


def seen(message: Message, row: asyncpg.Record) -> Message:
    """The same message through the eyes of the reader whose row it is."""
    return _uncovered(replace(message, my_reactions=row["mine"] or []), row)


def _uncovered(message: Message, row: asyncpg.Record) -> Message:
    """With what not everybody may see of other messages."""
    if message.reply_to is not None:
        message = replace(message, reply_to=_quote(row, is_shown=row["reply_to_seq"] > row["visible_after"]))
    if message.forwarded_from is not None and row["is_source_shown"]:
        origin = replace(
            message.forwarded_from,
            sender_id=str(row["forward_user_id"]),
            chat_id=str(row["forward_chat_id"]),
            message_id=message_id(row["forward_chat_id"], row["forward_seq"]),
        )
        message = replace(message, forwarded_from=origin)
    return message


def _sender(row: asyncpg.Record) -> Sender:
    return Sender(
        id=str(row["sender_id"]),
        username=row["username"],
        display_name=row["display_name"],
        avatar_url=users.avatar_url(row["avatar"]),
        accent=users.accent(row["sender_id"]),
    )


def _quote(row: asyncpg.Record, *, is_shown: bool) -> Quote:
    """What is not shown has a place and nothing else: neither words nor whose they are."""
    return Quote(
        id=message_id(row["chat_id"], row["reply_to_seq"]),
        seq=row["reply_to_seq"],
        sender_name=row["quote_name"] if is_shown else "",
        type=row["quote_type"] if is_shown else "text",
        text=row["quote_text"] if is_shown else "",
        deleted=row["quote_deleted_at"] is not None,
    )


def _origin(row: asyncpg.Record) -> Origin:
    return Origin(
        sender_name=row["forward_name"],
        sender_id=None,
        chat_id=None,
        message_id=None,
        sent_at=clock.wire(row["forward_sent_at"]),
    )


def _read(stored: str | None, kind: type[T], nothing: T) -> T:
    return nothing if stored is None else msgspec.json.decode(stored, type=kind)

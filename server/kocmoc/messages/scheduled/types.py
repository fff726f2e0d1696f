"""What goes in and what comes out."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from msgspec import Struct

from kocmoc.messages.types import Draft, DraftType, Entity
from kocmoc.uploads import Attachment


class LaterDraft(Draft, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """As a message is sent, and when it is to be."""

    send_at: datetime


class Kept(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A draft as it waits: checked, in order, and its files held for it."""

    text: str
    entities: list[Entity] = []
    file_ids: tuple[int, ...] = ()
    type: DraftType | None = None
    reply_to: int | None = None
    silent: bool = False


class Scheduled(Struct, frozen=True):
    """A message that waits for its time."""

    id: str
    chat_id: str
    client_id: str
    type: DraftType
    text: str
    entities: list[Entity]
    attachments: list[Attachment]
    reply_to_id: str | None
    silent: bool
    send_at: str
    created_at: str


class ScheduledList(Struct):
    """One page of what waits in a chat, the soonest first."""

    scheduled: list[Scheduled]
    next_cursor: str | None


class Due(NamedTuple):
    """One whose time has come."""

    id: int
    chat_id: int
    user_id: int
    client_id: UUID
    kept: Kept
    # Its author's account is disabled.
    is_barred: bool

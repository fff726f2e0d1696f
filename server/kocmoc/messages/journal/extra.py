"""What a new message can have beside its text."""

from datetime import datetime

import msgspec
from msgspec import UNSET, Struct, UnsetType

from kocmoc.messages.types import DraftType, Entity


class Source(Struct, frozen=True):
    """Who wrote a forwarded message first, and where that stood."""

    user_id: int
    chat_id: int
    seq: int
    sent_at: datetime


class Extra(Struct, frozen=True, kw_only=True):
    """What most messages do not have. `file_ids` are uploads of the author; `shared` are files that others show too:
    stickers, what is forwarded, or what has been kept for this message since it was scheduled."""

    entities: list[Entity] = []
    file_ids: tuple[int, ...] = ()
    shared: tuple[int, ...] = ()
    type: DraftType | None = None
    reply_to: int | None = None
    silent: bool = False
    source: Source | None = None
    # Written by its author just now, not passed on, nor put off until now.
    is_typed: bool = True
    # A refusal found before its chat was held; nothing against what has been written already.
    flaw: str = ""


class Rest(Struct, omit_defaults=True):
    """The same as the statement takes it."""

    entities: list[Entity] | UnsetType = UNSET
    attachments: tuple[msgspec.Raw, ...] | UnsetType = UNSET
    reply_to: int | UnsetType = UNSET
    silent: bool | UnsetType = UNSET
    forward: Source | UnsetType = UNSET
    passed_on: bool | UnsetType = UNSET
    flaw: str | UnsetType = UNSET

"""What comes out."""

from typing import Any

from msgspec import Struct


class Entry(Struct, frozen=True, kw_only=True):
    """One deed. Without an `actor_id` it was done with the command line of the server; `user_id` is to whom."""

    id: str
    actor_id: str | None
    actor_name: str | None
    deed: str
    user_id: str | None
    user_name: str | None
    details: dict[str, Any]
    done_at: str


class Entries(Struct):
    """One page of deeds, the newest first."""

    entries: list[Entry]
    next_cursor: str | None

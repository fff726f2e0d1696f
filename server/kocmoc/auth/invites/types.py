"""What goes in and what comes out."""

from datetime import datetime
from typing import Annotated

import asyncpg
from msgspec import Meta, Struct

from kocmoc.core import clock


class NewInvite(Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """Without `expires_at` it never expires, without `max_uses` it is never used up."""

    expires_at: datetime | None = None
    max_uses: Annotated[int, Meta(ge=1, le=100_000)] | None = None


class Invite(Struct, kw_only=True, frozen=True):
    """Whoever has the code may make an account."""

    code: str
    expires_at: str | None
    max_uses: int | None
    uses: int
    created_at: str


class Invites(Struct):
    """One page of invitations, the newest first."""

    invites: list[Invite]
    next_cursor: str | None


def from_row(row: asyncpg.Record) -> Invite:
    expires_at = row["expires_at"]
    return Invite(
        code=row["code"],
        expires_at=clock.wire(expires_at) if expires_at else None,
        max_uses=row["max_uses"],
        uses=row["uses"],
        created_at=clock.wire(row["created_at"]),
    )

"""What administrators do with invitations."""

import secrets

from kocmoc import audit, users
from kocmoc.auth.errors import InviteNotFound
from kocmoc.auth.invites import store
from kocmoc.auth.invites.types import Invite, Invites, NewInvite, from_row
from kocmoc.core import clock, pages
from kocmoc.core.db import Db, Reader
from kocmoc.core.errors import Invalid
from kocmoc.core.principal import Principal

CODE_BYTES = 12


async def add(db: Db, me: Principal, asked: NewInvite) -> Invite:
    await users.require_admin(db, me.id)
    if asked.expires_at is not None and (not clock.is_known(asked.expires_at) or asked.expires_at <= clock.now()):
        raise Invalid.field("expires_at", "Expected a time to come, with its offset from UTC")
    code = secrets.token_urlsafe(CODE_BYTES)
    await audit.write(db, me.id, "invite.made", max_uses=asked.max_uses, expires_at=asked.expires_at)
    return from_row(await store.add(db, code, me.id, asked.expires_at, asked.max_uses))


async def list_all(reader: Reader, me: Principal, limit: int, cursor: str | None) -> Invites:
    await users.require_admin(reader, me.id)
    after = pages.place(cursor, tuple[pages.Moment, pages.Word])
    rows = await store.list_page(reader, after, limit + 1)
    last = rows[limit - 1] if len(rows) > limit else None
    return Invites(
        [from_row(row) for row in rows[:limit]],
        next_cursor=pages.cursor((last["created_at"], last["code"])) if last else None,
    )


async def revoke(db: Db, me: Principal, code: str) -> None:
    await users.require_admin(db, me.id)
    if "\x00" in code or not await store.remove(db, code):
        raise InviteNotFound
    await audit.write(db, me.id, "invite.revoked")

"""Inviting people into a group or channel by a link, and coming in by one."""

import re
import secrets
from datetime import UTC, datetime

from kocmoc import messages, users
from kocmoc.chats import members, rules
from kocmoc.chats.errors import InviteNotFound, RoleRequired, TooManyInvites
from kocmoc.chats.invites import store
from kocmoc.chats.invites.types import ChatInvite, ChatInvites, Invitation, NewChatInvite, from_row, invitation_from
from kocmoc.core import clock, pages
from kocmoc.core.db import Db, Reader
from kocmoc.core.errors import Invalid

MOST_IN_A_CHAT = 100
# 128 bits: to be told, not to be guessed.
_CODE_BYTES = 16
_CODE = re.compile(r"[A-Za-z0-9_-]{22}")
_FIRST = (datetime(1, 1, 1, tzinfo=UTC), "")


async def make(db: Db, me_id: int, chat_id: int, new: NewChatInvite) -> ChatInvite:
    await _require_leads(db, chat_id, me_id)
    if new.expires_at is not None and (not clock.is_known(new.expires_at) or new.expires_at <= clock.now()):
        raise Invalid.field("expires_at", "Expected a time to come")
    if await store.count(db, chat_id, MOST_IN_A_CHAT) == MOST_IN_A_CHAT:
        raise TooManyInvites
    row = await store.make(db, chat_id, me_id, secrets.token_urlsafe(_CODE_BYTES), new.expires_at, new.max_uses)
    if row is None:
        raise RoleRequired
    return from_row(row)


async def list_invites(reader: Reader, me_id: int, chat_id: int, limit: int, cursor: str | None) -> ChatInvites:
    await _require_leads(reader, chat_id, me_id)
    after = pages.place(cursor, tuple[pages.Moment, pages.Word]) or _FIRST
    rows = await store.list_page(reader, chat_id, me_id, after, limit + 1)
    last = rows[limit - 1] if len(rows) > limit else None
    return ChatInvites(
        [from_row(row) for row in rows[:limit]],
        next_cursor=pages.cursor((last["created_at"], last["code"])) if last else None,
    )


async def revoke(db: Db, me_id: int, chat_id: int, code: str) -> None:
    await _require_leads(db, chat_id, me_id)
    if not _can_be(code) or not await store.revoke(db, chat_id, me_id, code):
        raise InviteNotFound


async def look(reader: Reader, me_id: int, code: str) -> Invitation:
    row = await store.find(reader, code, me_id) if _can_be(code) else None
    if row is None:
        raise InviteNotFound
    return invitation_from(row)


async def accept(db: Db, me_id: int, code: str) -> int:
    """I am in, and it has been used once more. Whoever is in already uses nothing up. Returns the chat."""
    chat_id = await store.find_chat(db, code) if _can_be(code) else None
    if chat_id is None or not await users.keep(db, me_id):
        raise InviteNotFound
    await messages.hold(db, chat_id)
    if await members.join(db, chat_id, me_id) and not await store.use(db, code):
        raise InviteNotFound
    return chat_id


async def _require_leads(db: Reader, chat_id: int, user_id: int) -> None:
    me = await members.require(db, chat_id, user_id)
    rules.check_leads(me.chat_type, me.role)


def _can_be(code: str) -> bool:
    """What no code can be need not be looked for, and may be nothing the database could compare."""
    return _CODE.fullmatch(code) is not None

"""Leaving a group or channel: on one's own, removed by others, or together with one's account."""

from contextlib import suppress

from kocmoc.chats import ending, rules
from kocmoc.chats.errors import MemberNotFound
from kocmoc.chats.members import actions, standing, store
from kocmoc.chats.members.moving import part
from kocmoc.chats.members.types import Standing
from kocmoc.core.db import Db
from kocmoc.messages import ChatNotFound


async def remove(db: Db, me_id: int, chat_id: int, user_id: int) -> None:
    me = await standing.hold(db, chat_id, me_id)
    rules.check_group(me.chat_type)
    if user_id == me.user_id:
        await _leave(db, me)
    else:
        await _remove(db, me, user_id)


async def _leave(db: Db, me: Standing) -> None:
    rules.check_may_leave(me.role, me.members_count)
    if me.role == "owner":
        await ending.end(db, me.chat_id, me.user_id)
    else:
        await store.remove(db, me.chat_id, me.user_id, me.user_id)
        await part(db, me, me.user_id, "left")


async def _remove(db: Db, me: Standing, user_id: int) -> None:
    role = await store.find_role(db, me.chat_id, user_id)
    rules.check_may_remove(me.role, role or "member")
    if not await store.remove(db, me.chat_id, me.user_id, user_id):
        raise MemberNotFound
    await part(db, me, user_id, "removed")


async def farewell(db: Db, user_id: int) -> None:
    """Their account is going: they leave every group and channel, and what they owned is inherited.

    Direct chats stay with the others, without what was wanted of them; notes to oneself end. Chats are taken in the
    order of their ids, so that two who leave never deadlock.
    """
    for chat_id in await store.list_groups_of(db, user_id):
        with suppress(ChatNotFound):
            await _bequeath(db, await standing.hold(db, chat_id, user_id))
    await store.forget_wishes(db, user_id)
    await ending.end_notes(db, user_id)


async def _bequeath(db: Db, me: Standing) -> None:
    """To the oldest admin, else to the oldest member; when there is nobody, the chat ends."""
    if me.role == "owner":
        heir = await store.find_successor(db, me.chat_id)
        if heir is None:
            return await ending.end(db, me.chat_id, me.user_id)
        await actions.hand_over(db, me, heir)
    await store.remove(db, me.chat_id, me.user_id, me.user_id)
    await part(db, me, me.user_id, "left")
    return None

"""Where somebody stands in a chat, while nobody else changes it."""

from kocmoc import messages
from kocmoc.chats import rules
from kocmoc.chats.members import store
from kocmoc.chats.members.types import Standing
from kocmoc.core.db import Db, Reader
from kocmoc.messages import ChatNotFound


async def require(db: Reader, chat_id: int, user_id: int) -> Standing:
    found = await store.find_standing(db, chat_id, user_id)
    if found is None:
        raise ChatNotFound
    return found


async def require_may_post(db: Reader, chat_id: int, user_id: int) -> None:
    me = await require(db, chat_id, user_id)
    rules.check_may_post(me.chat_type, me.role)


async def hold(db: Db, chat_id: int, user_id: int) -> Standing:
    """The chat is ours until the end of the transaction. Who is not in it cannot even make others wait."""
    await require(db, chat_id, user_id)
    await messages.hold(db, chat_id)
    return await require(db, chat_id, user_id)

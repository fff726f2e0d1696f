"""Arranging a chat for oneself. Nobody else hears of it."""

from kocmoc.chats import marks
from kocmoc.chats.types import Arranged, ChatUpdate, Cleared, Hidden
from kocmoc.chats.wishes import store
from kocmoc.chats.wishes.types import WishesChange, difference
from kocmoc.core.db import Db
from kocmoc.messages import ChatNotFound


async def arrange(db: Db, me_id: int, chat_id: int, change: WishesChange) -> None:
    before = await store.hold(db, chat_id, me_id)
    if before is None:
        raise ChatNotFound
    after = change.apply(before)
    if after == before:
        return
    await store.change(db, chat_id, me_id, after)
    db.announce("chat.arranged", Arranged(me_id, difference(chat_id, before, after)))


async def clear(db: Db, me_id: int, chat_id: int) -> int:
    """What was said so far is read, and no more there for me. Returns the place it went up to."""
    place = await store.clear(db, chat_id, me_id)
    if place is None:
        raise ChatNotFound
    await marks.read(db, me_id, chat_id, place)
    db.announce("chat.cleared", Cleared(chat_id, me_id, place))
    update = ChatUpdate(chat_id=str(chat_id), visible_after=place, last_message=None)
    db.announce("chat.arranged", Arranged(me_id, update))
    return place


async def hide(db: Db, me_id: int, chat_id: int) -> None:
    """Gone from my list with all that was said, until something is said again."""
    place = await clear(db, me_id, chat_id)
    await store.hide(db, chat_id, me_id)
    db.announce("chat.hidden", Hidden(chat_id, me_id, place))

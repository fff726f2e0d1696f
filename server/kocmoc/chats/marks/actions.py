"""Reading: a mark that only moves forward."""

from kocmoc.chats.marks import store
from kocmoc.chats.marks.types import Front, Mark
from kocmoc.chats.types import Arranged, ChatUpdate
from kocmoc.core.db import Db
from kocmoc.messages import ChatNotFound


async def read(db: Db, me_id: int, chat_id: int, seq: int) -> None:
    """Everything up to `seq` is read. A mark never moves back, and never beyond the last message."""
    row = await store.mark_read(db, chat_id, me_id, seq)
    if row is None:
        if not await store.is_member(db, chat_id, me_id):
            raise ChatNotFound
        return
    if row["moved"]:
        unread, mentions = await store.count_unread(db, chat_id, me_id)
        db.announce("chat.read", Mark(chat_id, row["chat_type"], me_id, row["seq"], unread, mentions))
        if row["chat_type"] == "group":
            await lead(db, chat_id, me_id, row["seq"])
    if row["was_marked"]:
        db.announce("chat.arranged", Arranged(me_id, ChatUpdate(chat_id=str(chat_id), marked_unread=False)))


async def lead(db: Db, chat_id: int, user_id: int, seq: int) -> None:
    """A mark in a group. The others hear of it when it is one of the two highest: then somebody has read further."""
    if await store.push_front(db, chat_id, user_id, seq):
        db.announce("front.moved", Front(chat_id, user_id, seq))

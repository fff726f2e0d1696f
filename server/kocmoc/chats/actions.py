"""What people do with chats."""

from kocmoc import users
from kocmoc.chats import groups, members, store, wishes
from kocmoc.chats.types import Opened
from kocmoc.core import ids
from kocmoc.core.db import Db


async def open_with(db: Db, me_id: int, user_id: str) -> Opened:
    """The direct chat with this person, made if there is none. With oneself it is the saved messages."""
    other_id = ids.parse(user_id, users.UserNotFound)
    existing = await store.find_pair(db, me_id, other_id)
    if existing is not None:
        await users.require_account(db, other_id)
        return await _reopen(db, me_id, existing)
    if not await users.keep(db, *{me_id, other_id}):
        raise users.UserNotFound
    made = await store.make_pair(db, me_id, other_id)
    if made is None:
        return await open_with(db, me_id, user_id)
    members = await store.settle(db, made, sorted({me_id, other_id}), me_id)
    unaware = tuple(user_id for user_id, is_hidden in members.items() if is_hidden)
    opened = Opened(made, tuple(members), is_new=True, unaware_ids=unaware)
    db.announce("chat.opened", opened)
    return opened


async def _reopen(db: Db, me_id: int, chat_id: int) -> Opened:
    """It is there already. If I had deleted it, it comes back to my list."""
    place = await wishes.unhide(db, chat_id, me_id)
    opened = Opened(chat_id, (me_id,), is_new=False, visible_after=place or 0)
    if place is not None:
        db.announce("chat.opened", opened)
    return opened


async def delete(db: Db, me_id: int, chat_id: int) -> None:
    """A direct chat for me alone, a group or channel of mine for everybody. Saved messages stay."""
    me = await members.require(db, chat_id, me_id)
    if me.chat_type == "direct":
        await wishes.hide(db, me_id, chat_id)
    else:
        await groups.end(db, me_id, chat_id)

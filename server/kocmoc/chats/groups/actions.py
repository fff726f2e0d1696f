"""Making, changing and ending groups and channels."""

from kocmoc.chats import deeds, ending, members, rules
from kocmoc.chats.groups import store
from kocmoc.chats.groups.types import Group, GroupChange, NewGroup, difference
from kocmoc.chats.types import Changed, Opened
from kocmoc.core import text
from kocmoc.core.db import Db, Reader
from kocmoc.users import Avatars


async def make(db: Db, me_id: int, new: NewGroup, avatars: Avatars) -> Opened:
    """Its maker owns it. An unknown member, and nothing is made."""
    title, description = rules.title(new.title), rules.description(new.description or "")
    square = await avatars.draw(me_id, new.avatar_id) if new.avatar_id is not None else None
    wanted = await members.require_known(db, [str(me_id), *new.member_ids], "member_ids")
    avatar = await avatars.claim(db, me_id, square) if square else None
    group = Group(title, description, avatar, new.history)
    chat_id = await store.make(db, me_id, new.type, group, text.fold(title))
    added = await members.seat(db, chat_id, me_id, wanted)
    opened = Opened(chat_id, (me_id, *added), is_new=True)
    db.announce("chat.opened", opened)
    await deeds.note(db, chat_id, me_id, "created", added if rules.notes(new.type) else (), title)
    return opened


async def require_led(reader: Reader, me_id: int, chat_id: int) -> None:
    """Raises ChatNotFound, NotAGroup or RoleRequired."""
    me = await members.require(reader, chat_id, me_id)
    rules.check_leads(me.chat_type, me.role)


async def change(db: Db, me_id: int, chat_id: int, wanted: GroupChange, avatars: Avatars) -> None:
    square = await avatars.draw(me_id, wanted.avatar_id) if isinstance(wanted.avatar_id, str) else None
    me = await members.hold(db, chat_id, me_id)
    rules.check_leads(me.chat_type, me.role)
    before = await store.get(db, chat_id)
    avatar = await avatars.claim(db, me_id, square) if square else wanted.kept(before.avatar)
    after = wanted.apply(before, avatar)
    if after != before:
        await store.change(db, chat_id, me_id, after, text.fold(after.title))
        db.announce("chat.changed", Changed(chat_id, difference(chat_id, before, after)))
    if after.title != before.title:
        await deeds.note(db, chat_id, me_id, "renamed", value=after.title)
    if after.avatar != before.avatar:
        await deeds.note(db, chat_id, me_id, "avatar")


async def end(db: Db, me_id: int, chat_id: int) -> None:
    me = await members.hold(db, chat_id, me_id)
    rules.check_owns(me.chat_type, me.role)
    await ending.end(db, chat_id, me_id)

"""Making, changing and ending groups and channels."""

from kocmoc.chats import deeds, ending, members, rules
from kocmoc.chats.groups import store
from kocmoc.chats.groups.types import Group, GroupChange, NewGroup, difference
from kocmoc.chats.types import Changed, Opened
from kocmoc.core import text
from kocmoc.core.db import Db


async def make(db: Db, me_id: int, new: NewGroup) -> Opened:
    """Its maker owns it. An unknown member, and nothing is made."""
    group = Group(rules.title(new.title), rules.description(new.description or ""), new.history)
    wanted = await members.require_known(db, new.member_ids, "member_ids")
    chat_id = await store.make(db, me_id, new.type, group, text.fold(group.title))
    added = await members.seat(db, chat_id, me_id, wanted)
    opened = Opened(chat_id, (me_id, *added), is_new=True)
    db.announce("chat.opened", opened)
    await deeds.note(db, chat_id, me_id, "created", added if rules.notes(new.type) else (), group.title)
    return opened


async def change(db: Db, me_id: int, chat_id: int, wanted: GroupChange) -> None:
    me = await members.hold(db, chat_id, me_id)
    rules.check_leads(me.chat_type, me.role)
    before = await store.get(db, chat_id)
    after = wanted.apply(before)
    if after == before:
        return
    await store.change(db, chat_id, me_id, after, text.fold(after.title))
    db.announce("chat.changed", Changed(chat_id, difference(chat_id, before, after)))
    if after.title != before.title:
        await deeds.note(db, chat_id, me_id, "renamed", value=after.title)


async def end(db: Db, me_id: int, chat_id: int) -> None:
    me = await members.hold(db, chat_id, me_id)
    rules.check_owns(me.chat_type, me.role)
    await ending.end(db, chat_id, me_id)

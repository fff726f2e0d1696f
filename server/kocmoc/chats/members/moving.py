"""Coming and going, once it is decided: counted, announced, written down."""

from kocmoc import messages
from kocmoc.chats import deeds, marks, rules
from kocmoc.chats.members import standing, store
from kocmoc.chats.members.types import Arrival, Joined, Left, Standing
from kocmoc.chats.types import ChatType
from kocmoc.core.db import Db
from kocmoc.messages import DeedKind


async def welcome(
    db: Db, chat_id: int, chat_type: ChatType, by_id: int, arrived: list[Arrival], kind: DeedKind
) -> None:
    """They are in before anything else is heard there. Their marks begin at the end, so they may be the highest."""
    new = tuple(each.user_id for each in arrived)
    await store.count(db, chat_id, len(new))
    db.announce("members.joined", Joined(chat_id, chat_type, new, arrived[0].visible_after))
    if chat_type == "group":
        for each in arrived[:2]:
            await marks.lead(db, chat_id, each.user_id, each.seq)
    await note(db, chat_id, chat_type, by_id, kind, new)


async def join(db: Db, chat_id: int, user_id: int) -> bool:
    """On their own, into a chat that is held. Whether that is new."""
    arrival = await store.join(db, chat_id, user_id)
    if arrival is not None:
        me = await standing.require(db, chat_id, user_id)
        await welcome(db, chat_id, me.chat_type, user_id, [arrival], "joined")
    return arrival is not None


async def seat(db: Db, chat_id: int, owner_id: int, user_ids: list[int]) -> tuple[int, ...]:
    """The first members of a chat that has only its owner. Returns who they are."""
    arrived = await store.add(db, chat_id, owner_id, user_ids) if user_ids else []
    if arrived:
        await store.count(db, chat_id, len(arrived))
    return tuple(each.user_id for each in arrived)


async def part(db: Db, me: Standing, user_id: int, kind: DeedKind) -> None:
    """They are out, and hear and say nothing more; not even that."""
    await store.count(db, me.chat_id, -1)
    await messages.leave(db, me.chat_id, user_id)
    if me.chat_type == "group":
        await marks.leave_front(db, me.chat_id, user_id)
    db.announce("member.left", Left(me.chat_id, me.chat_type, user_id))
    await note(db, me.chat_id, me.chat_type, me.user_id, kind, (user_id,))


async def note(
    db: Db, chat_id: int, chat_type: ChatType, by_id: int, kind: DeedKind, user_ids: tuple[int, ...]
) -> None:
    """Who is in a channel is nobody's business but its leaders', so nothing of it is written there."""
    if rules.notes(chat_type):
        await deeds.note(db, chat_id, by_id, kind, user_ids)
